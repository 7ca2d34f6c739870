/** `registerMember`, `updateMember`, `removeMember`. */
import type { MemberInput } from '../../application/members.ts';
import { builder, type InputFields } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { given, type InputOf } from '../input.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';
import { loadMember, Member } from './members.ts';

const GrantInput = builder.inputType('MemberGroupGrantInput', {
  description: 'That a member belongs to a group.',
  fields: (t) => ({
    group: t.int({ required: true, description: 'Number of the group.' }),
    until: t.field({ type: 'DateTime', description: 'For how long; for ever when left out.' }),
  }),
});

const RecipientInput = builder.inputType('MemberRecipientInput', {
  description: 'To whom something is billed or sent. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    name: t.string({ description: 'Name.' }),
    phone: t.string({ description: 'Phone number.' }),
    companyName: t.string({ description: 'Company.' }),
    companyNumber: t.string({ description: 'Number of the company in its register.' }),
    vatNumber: t.string({ description: 'Number of the company for value added tax.' }),
  }),
});

const commonInputs = (t: InputFields) => ({
  groups: t.field({ type: [GrantInput], description: 'All groups that the member belongs to.' }),
  approved: t.boolean({ description: 'Whether the member may sign in. True when left out of a registration.' }),
  billing: t.field({ type: RecipientInput, description: 'To whom things are billed.' }),
  delivery: t.field({ type: RecipientInput, description: 'To whom things are sent.' }),
});

const RegisterMemberInput = builder.inputType('RegisterMemberInput', {
  description: 'A new member: the contact with that e-mail address, which is created where there is none.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'E-mail address; the member signs in with it.' }),
    name: t.string({ description: 'First and last name.' }),
    password: t.string({ description: 'Without one a member who has none yet cannot sign in by password.' }),
    ...commonInputs(t),
  }),
});

const UpdateMemberInput = builder.inputType('UpdateMemberInput', {
  description: 'Changes of a member. Missing means unchanged. Name and addresses are changed with the contact.',
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }), ...commonInputs(t) }),
});

type Common = Omit<InputOf<typeof UpdateMemberInput>, 'id'>;

function toMember({ groups, approved, billing, delivery }: Common): MemberInput {
  return {
    ...(groups ? { groups: groups.map(({ group, until }) => ({ group, until: until ?? null })) } : {}),
    ...given({ approved }),
    recipients: given({ billing, delivery }),
  };
}

const result = recordResults(Member, 'member', loadMember);

const registered = result('registerMember', 'The contact is a member.', [
  'MEMBER_EXISTS',
  'MEMBER_GROUP_NOT_FOUND',
  'EMAIL_INVALID',
  'INPUT_INVALID',
  'PASSWORD_INVALID',
]);

mutation(registered, {
  description: 'Makes a contact a member of the website.',
  args: (t) => ({ input: t.arg({ type: RegisterMemberInput, required: true, description: 'The member.' }) }),
  run: ({ input }, command, { app }) => {
    const { email, name, password, ...common } = input;
    const member = { ...toMember(common), contact: { email, ...(name ? { view: { name } } : {}) } };
    return app.members.register(command, member, password ?? undefined);
  },
});

const updated = result('updateMember', 'The member is as the input says.', [
  'MEMBER_NOT_FOUND',
  'MEMBER_GROUP_NOT_FOUND',
  'INPUT_INVALID',
]);

mutation(updated, {
  description: 'Changes a member. What is already as the input says stays without a trace.',
  args: (t) => ({ input: t.arg({ type: UpdateMemberInput, required: true, description: 'The changes.' }) }),
  run: ({ input }, command, { app }) => {
    const { id, ...common } = input;
    return app.members.update(command, keyOf('Member', id), toMember(common));
  },
});

const removed = mutationResult<WrittenNode>('removeMember', ['MEMBER_NOT_FOUND']);
removalPayload(removed, 'Member', 'removedId', 'The contact is no longer a member. It stays a contact.');

mutation(removed, {
  description: 'Ends a membership. The contact stays.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.members.remove(command, keyOf('Member', id)),
});
