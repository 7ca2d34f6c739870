/** What may happen to a member. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { applyPatch, narrowPatch, sameValue } from '../../kernel/patch.ts';
import { type GroupGrant, type MemberEvent, memberEvents, type Recipients, type RecipientsPatch } from './events.ts';
import { evolveMember, initialMember, type MemberState, type Registered } from './state.ts';

export type MemberCommand = RegisterMember | UpdateMember | { readonly type: 'RemoveMember' };

export interface RegisterMember {
  readonly type: 'RegisterMember';
  readonly ref: number;
  readonly groups: readonly GroupGrant[];
  readonly approved: boolean;
  readonly recipients: RecipientsPatch;
  /** No password comes with it: one is to be made and mailed. */
  readonly wantsPassword?: boolean;
}

/** Missing means unchanged. */
export interface UpdateMember {
  readonly type: 'UpdateMember';
  /** Replaces all. */
  readonly groups?: readonly GroupGrant[];
  readonly approved?: boolean;
  readonly recipients?: RecipientsPatch;
}

export type MemberRefusal = 'MEMBER_EXISTS' | 'MEMBER_NOT_FOUND';
type MemberDecision = Decision<MemberEvent, MemberRefusal>;

export function decideMember(state: MemberState, command: MemberCommand): MemberDecision {
  switch (command.type) {
    case 'RegisterMember':
      return register(state, command);
    case 'UpdateMember':
      return state.phase === 'registered' ? update(state, command) : notFound;
    case 'RemoveMember':
      if (state.phase === 'absent') return notFound;
      return state.phase === 'removed' ? nothing : accept(memberEvents.MemberRemoved({}));
  }
}

const notFound = refuse('MEMBER_NOT_FOUND', 'There is no such member.');

/** Whoever was removed may come back, under a number of their own. */
function register(state: MemberState, command: RegisterMember): MemberDecision {
  if (state.phase === 'registered')
    return state.ref === command.ref ? nothing : refuse('MEMBER_EXISTS', 'This contact is a member already.');
  if (state.phase === 'removed' && state.ref === command.ref) return notFound;
  const { ref, groups, approved, recipients, wantsPassword } = command;
  return accept(
    memberEvents.MemberRegistered({
      ref,
      groups: oncePerGroup(groups),
      approved,
      recipients: applyPatch<Recipients>({}, recipients),
      ...(wantsPassword ? { wantsPassword } : {}),
    }),
  );
}

function update(member: Registered, command: UpdateMember): MemberDecision {
  return accept(
    ...groupChange(member, command),
    ...approvalChange(member, command),
    ...recipientsChange(member, command),
  );
}

function groupChange(member: Registered, { groups }: UpdateMember): MemberEvent[] {
  const wanted = groups && oncePerGroup(groups);
  return wanted === undefined || sameValue(wanted, member.groups)
    ? []
    : [memberEvents.MemberGroupsChanged({ groups: wanted })];
}

function approvalChange(member: Registered, { approved }: UpdateMember): MemberEvent[] {
  if (approved === undefined || approved === member.approved) return [];
  return [approved ? memberEvents.MemberApproved({}) : memberEvents.MemberDisapproved({})];
}

function recipientsChange(member: Registered, { recipients }: UpdateMember): MemberEvent[] {
  const changes = recipients && narrowPatch<Recipients>(member.recipients, recipients);
  return changes ? [memberEvents.MemberRecipientsChanged({ changes })] : [];
}

/** The last word on a group counts. */
const oncePerGroup = (groups: readonly GroupGrant[]): GroupGrant[] => [
  ...new Map(groups.map((grant) => [grant.group, grant])).values(),
];

export const member = defineAggregate<MemberState, MemberCommand, MemberEvent, MemberRefusal>({
  category: 'member',
  events: memberEvents,
  initial: initialMember,
  evolve: evolveMember,
  decide: decideMember,
});
