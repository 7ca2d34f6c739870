/** `createContact`, `updateContact`, `deleteContact`, `setContactPassword`. */
import type { ContactChanges } from '../../application/contacts.ts';
import type { ContactDetailsPatch } from '../../domain/crm/contact/events.ts';
import type { Address, CustomValue } from '../../domain/kernel/fragments.ts';
import type { LabelChanges } from '../../domain/kernel/labels.ts';
import type { Patch } from '../../domain/kernel/patch.ts';
import { builder, type InputFields } from '../builder.ts';
import { keyIfAny, keyOf } from '../ids.ts';
import { type FieldsOf, given, type InputOf, stated } from '../input.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';
import {
  DETAIL_GROUPS,
  DETAIL_LEAVES,
  GROUP_TYPE_DESCRIPTIONS,
  GROUP_TYPES,
  type Group,
  type Leaf,
} from './details.ts';
import { loadContact } from './queries.ts';
import { Contact, LEAF_TYPES } from './type.ts';

const leafInputs = (t: InputFields, leaves: readonly Leaf[]) =>
  Object.fromEntries(
    leaves.map(({ name, kind, description }) => [name, t.field({ type: LEAF_TYPES[kind] as 'String', description })]),
  );

/** Only addresses are asked for elsewhere, so all are typed as such; the details of a contact say themselves what they come in as. */
const groupInputs = new Map(
  GROUP_TYPES.map(({ type, leaves }) => [
    type,
    builder.inputRef<Patch<Address>>(`${type}Input`).implement({
      description: `Missing means unchanged, null clears. ${GROUP_TYPE_DESCRIPTIONS[type]}`,
      fields: (t) => leafInputs(t, leaves),
    }),
  ]),
);
const groupInput = (type: Group['type']) => groupInputs.get(type) as NonNullable<ReturnType<typeof groupInputs.get>>;

export const AddressInput = groupInput('Address');

export const CustomFieldInput = builder.inputType('CustomFieldInput', {
  description: 'The value of a custom field.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the field, `group.alias`.' }),
    value: t.field({ type: 'CustomValue', description: 'The value; null clears.' }),
  }),
});

/** As the schema of the events has them. */
const detailInputs = (t: InputFields) =>
  ({
    ...leafInputs(t, DETAIL_LEAVES),
    ...Object.fromEntries(
      DETAIL_GROUPS.map(({ name, type, description }) => [name, t.field({ type: groupInput(type), description })]),
    ),
  }) as FieldsOf<ContactDetailsPatch>;

/** What creation and update have in common. */
const commonInputs = (t: InputFields) => ({
  email: t.string({ description: 'Main e-mail address; no two contacts share one.' }),
  aliases: t.stringList({
    description:
      'Further e-mail addresses that stand for the contact, all of them: whoever writes to one of them means this contact.',
  }),
  status: t.string({ description: 'Status as the business names it.' }),
  owner: t.int({ description: 'Number of the member of staff who owns the contact.' }),
  company: t.id({ description: 'The company that the contact belongs to: global id or key. Null for none.' }),
  lists: t.intList({ description: 'Refs of all subscriber lists that the contact is on.' }),
  subscribed: t.boolean({ description: 'Wants marketing e-mail.' }),
  custom: t.field({ type: [CustomFieldInput], description: 'Values of custom fields. Fields that are left out stay.' }),
  ...detailInputs(t),
});

const CreateContactInput = builder.inputType('CreateContactInput', {
  description: 'A new contact. Everything may be left out.',
  fields: (t) => ({ tags: t.stringList({ description: 'Tags.' }), ...commonInputs(t) }),
});

const UpdateContactInput = builder.inputType('UpdateContactInput', {
  description: 'Changes of a contact. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    setTags: t.stringList({ description: 'Replaces all tags.' }),
    addTags: t.stringList({ description: 'Adds these tags.' }),
    removeTags: t.stringList({ description: 'Takes these tags off.' }),
    ...commonInputs(t),
  }),
});

type Changes = Omit<InputOf<typeof UpdateContactInput>, 'id' | 'setTags' | 'addTags' | 'removeTags'>;

/** A null list or boolean cannot be meant: it is as good as left out. */
function toChanges(input: Changes): Omit<ContactChanges, 'tags'> {
  const { email, aliases, status, owner, company, lists, subscribed, custom, ...details } = input;
  return {
    ...stated({ email, status, owner, company: keyIfAny('Company', company) }),
    ...given({ aliases, lists, subscribed, custom: custom && toCustom(custom) }),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}

export interface CustomInput {
  readonly name: string;
  readonly value?: CustomValue | null;
}

export const toCustom = (values: readonly CustomInput[]): Record<string, CustomValue | null> =>
  Object.fromEntries(values.map(({ name, value }) => [name, value ?? null]));

export function tagChanges(changes: { readonly [K in keyof LabelChanges]: string[] | null | undefined }) {
  const labels = given(changes);
  return Object.keys(labels).length > 0 ? { tags: labels } : {};
}

const SAVE_REFUSALS = ['COMPANY_NOT_FOUND', 'EMAIL_TAKEN', 'EMAIL_INVALID', 'INPUT_INVALID'] as const;

const result = recordResults(Contact, 'contact', loadContact);

const created = result('createContact', 'The contact was created.', SAVE_REFUSALS);

mutation(created, {
  description: 'Creates a contact.',
  args: (t) => ({ input: t.arg({ type: CreateContactInput, required: true, description: 'The contact.' }) }),
  run: ({ input: { tags, ...input } }, command, { app }) =>
    app.contacts.create(command, { ...toChanges(input), ...tagChanges({ set: tags }) }),
});

const updated = result('updateContact', 'The contact is as the input says.', ['CONTACT_NOT_FOUND', ...SAVE_REFUSALS]);

mutation(updated, {
  description: 'Changes a contact. What is already as the input says stays without a trace.',
  args: (t) => ({ input: t.arg({ type: UpdateContactInput, required: true, description: 'The changes.' }) }),
  run: ({ input: { id, setTags, addTags, removeTags, ...input } }, command, { app }) =>
    app.contacts.update(command, keyOf('Contact', id), {
      ...toChanges(input),
      ...tagChanges({ set: setTags, add: addTags, remove: removeTags }),
    }),
});

const deleted = mutationResult<WrittenNode & { readonly ref: number }>('deleteContact', ['CONTACT_NOT_FOUND']);
removalPayload(deleted, 'Contact', 'deletedId', 'The contact is gone from the books. Its history stays.');
builder.objectField(deleted.payload, 'ref', (t) =>
  t.exposeInt('ref', { description: 'Number that the contact had. It is never given again.' }),
);

mutation(deleted, {
  description: 'Removes a contact from the books. Its history stays.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.contacts.remove(command, keyOf('Contact', id)),
});

const passwordSet = result('setContactPassword', 'The contact logs in with the new password.', [
  'CONTACT_NOT_FOUND',
  'PASSWORD_INVALID',
]);

mutation(passwordSet, {
  description: 'Sets the password that a contact logs in with, and ends its logins.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    password: t.arg.string({ required: true, description: 'The password. Only a slow hash of it is kept.' }),
  }),
  run: ({ id, password }, command, { app }) => app.sessions.setContactPassword(command, keyOf('Contact', id), password),
});
