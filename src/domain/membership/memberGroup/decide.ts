/** What may happen to a group of members. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { type MemberGroupEvent, memberGroupEvents } from './events.ts';
import { evolveMemberGroup, initialMemberGroup, type MemberGroupState, type OpenGroup } from './state.ts';

export type MemberGroupCommand = CreateMemberGroup | UpdateMemberGroup | { readonly type: 'DeleteMemberGroup' };

export interface CreateMemberGroup {
  readonly type: 'CreateMemberGroup';
  readonly ref: number;
  readonly name: string;
  readonly link: string | null;
}

/** Missing means unchanged. */
export interface UpdateMemberGroup {
  readonly type: 'UpdateMemberGroup';
  readonly name?: string;
  readonly link?: string | null;
}

export type MemberGroupRefusal = 'MEMBER_GROUP_EXISTS' | 'MEMBER_GROUP_NOT_FOUND';
type MemberGroupDecision = Decision<MemberGroupEvent, MemberGroupRefusal>;

export function decideMemberGroup(state: MemberGroupState, command: MemberGroupCommand): MemberGroupDecision {
  switch (command.type) {
    case 'CreateMemberGroup':
      return create(state, command);
    case 'UpdateMemberGroup':
      return state.phase === 'open' ? update(state, command) : notFound;
    case 'DeleteMemberGroup':
      if (state.phase === 'absent') return notFound;
      return state.phase === 'deleted' ? nothing : accept(memberGroupEvents.MemberGroupDeleted({}));
  }
}

const notFound = refuse('MEMBER_GROUP_NOT_FOUND', 'There is no such group of members.');

function create(state: MemberGroupState, { type: _, ...data }: CreateMemberGroup): MemberGroupDecision {
  if (state.phase === 'open' && state.ref === data.ref) return nothing;
  if (state.phase !== 'absent') return refuse('MEMBER_GROUP_EXISTS', 'This group exists already.');
  return accept(memberGroupEvents.MemberGroupCreated(data));
}

function update(group: OpenGroup, { name = group.name, link = group.link }: UpdateMemberGroup): MemberGroupDecision {
  return accept<MemberGroupEvent>(
    ...(name === group.name ? [] : [memberGroupEvents.MemberGroupRenamed({ name })]),
    ...(link === group.link ? [] : [memberGroupEvents.MemberGroupLinked({ link })]),
  );
}

export const memberGroup = defineAggregate<MemberGroupState, MemberGroupCommand, MemberGroupEvent, MemberGroupRefusal>({
  category: 'memberGroup',
  events: memberGroupEvents,
  initial: initialMemberGroup,
  evolve: evolveMemberGroup,
  decide: decideMemberGroup,
});
