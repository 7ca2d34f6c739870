/** What may happen to a member of staff. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { isEmail } from '../../kernel/email.ts';
import { type StaffEvent, staffEvents } from './events.ts';
import { evolveStaff, initialStaff, type StaffMember, type StaffState } from './state.ts';

export type StaffCommand =
  | AddStaff
  | UpdateStaff
  | { readonly type: 'RetireStaff' }
  | { readonly type: 'ReinstateStaff' };

export interface AddStaff {
  readonly type: 'AddStaff';
  readonly ref: number;
  readonly name: string;
  readonly email: string | null;
  readonly team: string | null;
}

/** Missing means unchanged. */
export interface UpdateStaff {
  readonly type: 'UpdateStaff';
  readonly name?: string;
  readonly email?: string | null;
  readonly team?: string | null;
}

export type StaffRefusal = 'STAFF_EXISTS' | 'STAFF_NOT_FOUND' | 'STAFF_NAME_REQUIRED' | 'EMAIL_INVALID';
type StaffDecision = Decision<StaffEvent, StaffRefusal>;

export function decideStaff(state: StaffState, command: StaffCommand): StaffDecision {
  if (command.type === 'AddStaff') return add(state, command);
  if (state.phase === 'absent') return refuse('STAFF_NOT_FOUND', 'There is no such member of staff.');
  switch (command.type) {
    case 'UpdateStaff':
      return update(state, command);
    case 'RetireStaff':
      return state.phase === 'left' ? nothing : accept(staffEvents.StaffLeft({}));
    case 'ReinstateStaff':
      return state.phase === 'active' ? nothing : accept(staffEvents.StaffReturned({}));
  }
}

function add(state: StaffState, { type: _, ...data }: AddStaff): StaffDecision {
  if (state.phase !== 'absent' && state.ref === data.ref) return nothing;
  if (state.phase !== 'absent') return refuse('STAFF_EXISTS', 'This member of staff exists already.');
  return wrong(data) ?? accept(staffEvents.StaffJoined(data));
}

function update(member: StaffMember, { name = member.name, email = member.email, team = member.team }: UpdateStaff) {
  const problem = wrong({ name, email });
  if (problem) return problem;
  if (name === member.name && email === member.email && team === member.team) return nothing;
  return accept(staffEvents.StaffChanged({ name, email, team }));
}

function wrong({ name, email }: { readonly name: string; readonly email: string | null }) {
  if (name.trim() === '')
    return refuse('STAFF_NAME_REQUIRED', 'A member of staff has a name.', { path: 'name', message: 'is missing' });
  if (email === null || isEmail(email)) return undefined;
  return refuse('EMAIL_INVALID', 'The e-mail address is not valid.', {
    path: 'email',
    message: 'is not an e-mail address',
  });
}

export const staff = defineAggregate<StaffState, StaffCommand, StaffEvent, StaffRefusal>({
  category: 'staff',
  events: staffEvents,
  initial: initialStaff,
  evolve: evolveStaff,
  decide: decideStaff,
});
