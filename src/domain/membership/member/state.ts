/** How a member's events fold. */
import { applyPatch } from '../../kernel/patch.ts';
import type { GroupGrant, MemberEvent, Recipients } from './events.ts';

export type MemberState =
  | { readonly phase: 'absent' }
  | Registered
  | { readonly phase: 'removed'; readonly ref: number };

export interface Registered {
  readonly phase: 'registered';
  readonly ref: number;
  readonly groups: readonly GroupGrant[];
  readonly approved: boolean;
  readonly recipients: Recipients;
}

export const initialMember: MemberState = { phase: 'absent' };

export function evolveMember(state: MemberState, event: MemberEvent): MemberState {
  if (event.type === 'MemberRegistered') {
    const { wantsPassword: _, ...member } = event.data;
    return { phase: 'registered', ...member };
  }
  return state.phase === 'registered' ? evolveRegistered(state, event) : state;
}

function evolveRegistered(member: Registered, event: Exclude<MemberEvent, { type: 'MemberRegistered' }>): MemberState {
  switch (event.type) {
    case 'MemberGroupsChanged':
      return { ...member, groups: event.data.groups };
    case 'MemberApproved':
      return { ...member, approved: true };
    case 'MemberDisapproved':
      return { ...member, approved: false };
    case 'MemberRecipientsChanged':
      return { ...member, recipients: applyPatch(member.recipients, event.data.changes) };
    case 'MemberRemoved':
      return { phase: 'removed', ref: member.ref };
  }
}
