/** How the events of a group of members fold. */
import type { MemberGroupEvent } from './events.ts';

export type MemberGroupState = { readonly phase: 'absent' } | OpenGroup | { readonly phase: 'deleted' };

export interface OpenGroup {
  readonly phase: 'open';
  readonly ref: number;
  readonly name: string;
  readonly link: string | null;
}

export const initialMemberGroup: MemberGroupState = { phase: 'absent' };

export function evolveMemberGroup(state: MemberGroupState, event: MemberGroupEvent): MemberGroupState {
  switch (event.type) {
    case 'MemberGroupCreated':
      return { phase: 'open', ...event.data };
    case 'MemberGroupRenamed':
    case 'MemberGroupLinked':
      return state.phase === 'open' ? { ...state, ...event.data } : state;
    case 'MemberGroupDeleted':
      return { phase: 'deleted' };
  }
}
