import { describe, it } from 'vitest';
import { member, type RegisterMember } from '../../../src/domain/membership/member/decide.ts';
import { memberEvents } from '../../../src/domain/membership/member/events.ts';
import { given } from '../../support/decider.ts';

const {
  MemberRegistered,
  MemberGroupsChanged,
  MemberApproved,
  MemberDisapproved,
  MemberRecipientsChanged,
  MemberRemoved,
} = memberEvents;

const UNTIL = '2030-01-01T00:00:00.000Z';
const data = {
  ref: 111,
  groups: [
    { group: 59, until: null },
    { group: 98, until: UNTIL },
  ],
  approved: true,
  recipients: { billing: { name: 'Ada', phone: '1' } },
};
const register: RegisterMember = { type: 'RegisterMember', ...data };
const ada = MemberRegistered(data);

describe('registering a member', () => {
  it('records everything that was told', () => given(member).when(register).thenEvents([ada]));
  it('tells that a password is wanted', () =>
    given(member)
      .when({ ...register, wantsPassword: true })
      .thenEvents([MemberRegistered({ ...data, wantsPassword: true })]));
  it('takes the last word on a group', () =>
    given(member)
      .when({ ...register, groups: [{ group: 98, until: null }, ...data.groups, { group: 59, until: null }] })
      .thenEvents([
        MemberRegistered({
          ...data,
          groups: [
            { group: 98, until: UNTIL },
            { group: 59, until: null },
          ],
        }),
      ]));
  it('leaves out who was not told', () =>
    given(member)
      .when({ ...register, recipients: { billing: { name: 'Ada', phone: null }, delivery: {} } })
      .thenEvents([MemberRegistered({ ...data, recipients: { billing: { name: 'Ada' } } })]));
  it('is refused to a member', () =>
    given(member, ada)
      .when({ ...register, ref: 112 })
      .thenRefused('MEMBER_EXISTS'));
  it('lets who was removed come back under another number', () =>
    given(member, ada, MemberRemoved({}))
      .when({ ...register, ref: 112 })
      .thenEvents([MemberRegistered({ ...data, ref: 112 })]));
});

describe('updating a member', () => {
  const update = given(member, ada);

  it('replaces all groups', () =>
    update
      .when({ type: 'UpdateMember', groups: [{ group: 59, until: UNTIL }] })
      .thenEvents([MemberGroupsChanged({ groups: [{ group: 59, until: UNTIL }] })]));
  it('takes all groups away', () =>
    update.when({ type: 'UpdateMember', groups: [] }).thenEvents([MemberGroupsChanged({ groups: [] })]));
  it('approves and disapproves', () => {
    update.when({ type: 'UpdateMember', approved: false }).thenEvents([MemberDisapproved({})]);
    given(member, ada, MemberDisapproved({}))
      .when({ type: 'UpdateMember', approved: true })
      .thenEvents([MemberApproved({})]);
  });
  it('stores only what really changes of a recipient', () =>
    update
      .when({ type: 'UpdateMember', recipients: { billing: { name: 'Ada', phone: null, companyName: 'AE' } } })
      .thenEvents([MemberRecipientsChanged({ changes: { billing: { phone: null, companyName: 'AE' } } })]));
  it('is silent when all is so already', () => update.when({ type: 'UpdateMember', ...data }).thenNothing());
  it('needs a member', () => {
    given(member).when({ type: 'UpdateMember', approved: true }).thenRefused('MEMBER_NOT_FOUND');
    given(member, ada, MemberRemoved({})).when({ type: 'UpdateMember' }).thenRefused('MEMBER_NOT_FOUND');
  });
});

describe('removing a member', () => {
  it('happens once', () =>
    given(member, ada)
      .when({ type: 'RemoveMember' })
      .thenEvents([MemberRemoved({})]));
  it('needs a member', () => given(member).when({ type: 'RemoveMember' }).thenRefused('MEMBER_NOT_FOUND'));
});
