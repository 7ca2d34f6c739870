import { describe, it } from 'vitest';
import { memberGroup } from '../../../src/domain/membership/memberGroup/decide.ts';
import { memberGroupEvents } from '../../../src/domain/membership/memberGroup/events.ts';
import { given } from '../../support/decider.ts';

const { MemberGroupCreated, MemberGroupRenamed, MemberGroupLinked, MemberGroupDeleted } = memberGroupEvents;

const data = { ref: 59, name: 'Gold', link: '/gold' };
const gold = MemberGroupCreated(data);

describe('a group of members', () => {
  it('is opened', () =>
    given(memberGroup)
      .when({ type: 'CreateMemberGroup', ...data })
      .thenEvents([gold]));
  it('is not opened twice under one key', () =>
    given(memberGroup, gold)
      .when({ type: 'CreateMemberGroup', ...data, ref: 60 })
      .thenRefused('MEMBER_GROUP_EXISTS'));
  it('gets another name and loses its page', () =>
    given(memberGroup, gold)
      .when({ type: 'UpdateMemberGroup', name: 'Silver', link: null })
      .thenEvents([MemberGroupRenamed({ name: 'Silver' }), MemberGroupLinked({ link: null })]));
  it('stays without a trace when all is so already', () => {
    given(memberGroup, gold).when({ type: 'UpdateMemberGroup', name: 'Gold', link: '/gold' }).thenNothing();
    given(memberGroup, gold).when({ type: 'UpdateMemberGroup' }).thenNothing();
  });
  it('is closed for good', () => {
    given(memberGroup, gold)
      .when({ type: 'DeleteMemberGroup' })
      .thenEvents([MemberGroupDeleted({})]);
    const closed = given(memberGroup, gold, MemberGroupDeleted({}));
    closed.when({ type: 'UpdateMemberGroup', name: 'x' }).thenRefused('MEMBER_GROUP_NOT_FOUND');
    closed.when({ type: 'CreateMemberGroup', ...data }).thenRefused('MEMBER_GROUP_EXISTS');
  });
  it('has to be there', () => {
    for (const type of ['UpdateMemberGroup', 'DeleteMemberGroup'] as const)
      given(memberGroup).when({ type }).thenRefused('MEMBER_GROUP_NOT_FOUND');
  });
});
