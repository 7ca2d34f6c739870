/** How the events of a member of staff fold. */
import type { StaffEvent } from './events.ts';

export type StaffState = { readonly phase: 'absent' } | StaffMember;

export interface StaffMember {
  readonly phase: 'active' | 'left';
  readonly ref: number;
  readonly name: string;
  readonly email: string | null;
  readonly team: string | null;
}

export const initialStaff: StaffState = { phase: 'absent' };

export function evolveStaff(state: StaffState, event: StaffEvent): StaffState {
  if (event.type === 'StaffJoined') return { phase: 'active', ...event.data };
  if (state.phase === 'absent') return state;
  switch (event.type) {
    case 'StaffChanged':
      return { ...state, ...event.data };
    case 'StaffLeft':
      return { ...state, phase: 'left' };
    case 'StaffReturned':
      return { ...state, phase: 'active' };
  }
}
