/** `createContact`, `updateContact`, `deleteContact`, `setContactPassword`. */
import type { ContactChanges } from '../../application/contacts.ts';
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import { builder, type InputFields } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';
import { DETAIL_GROUPS, DETAIL_LEAVES, GROUP_TYPE_DESCRIPTIONS, GROUP_TYPES, type Leaf } from './details.ts';
import { loadContact } from './queries.ts';
import { Contact, LEAF_TYPES } from './type.ts';

type Loose = Record<string, unknown>;
const leafInputs = (t: InputFields, leaves: readonly Leaf[]) =>
  Object.fromEntries(
    leaves.map(({ name, kind, description }) => [name, t.field({ type: LEAF_TYPES[kind] as 'String', description })]),
  );

export const groupInputs = new Map(
  GROUP_TYPES.map(({ type, leaves }) => [
    type,
    builder.inputType(`${type}Input`, {
      description: `Missing means unchanged, null clears. ${GROUP_TYPE_DESCRIPTIONS[type]}`,
      fields: (t) => leafInputs(t, leaves),
    }),
  ]),
);

export const AddressInput = groupInputs.get('Address') as never;

export const CustomFieldInput = builder.inputType('CustomFieldInput', {
  description: 'The value of a custom field.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the field, `group.alias`.' }),
    value: t.field({ type: 'CustomValue', description: 'The value; null clears.' }),
  }),
});

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
  ...leafInputs(t, DETAIL_LEAVES),
  ...Object.fromEntries(
    DETAIL_GROUPS.map(({ name, type, description }) => [
      name,
      t.field({ type: groupInputs.get(type) as never, description }),
    ]),
  ),
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

const DETAIL_NAMES: ReadonlySet<string> = new Set([...DETAIL_LEAVES, ...DETAIL_GROUPS].map(({ name }) => name));

/** A null list or boolean cannot be meant: it is as good as left out. */
function toChanges(input: Loose): Omit<ContactChanges, 'tags'> {
  const details = Object.fromEntries(Object.entries(input).filter(([name]) => DETAIL_NAMES.has(name)));
  const { email, aliases, status, owner, company, lists, subscribed, custom } = input;
  return {
    ...(email === undefined ? {} : { email: email as string | null }),
    ...(Array.isArray(aliases) ? { aliases: aliases as string[] } : {}),
    ...(status === undefined ? {} : { status: status as string | null }),
    ...(owner === undefined ? {} : { owner: owner as number | null }),
    ...(company === undefined ? {} : { company: company === null ? null : keyOf('Company', company as string) }),
    ...(Array.isArray(lists) ? { lists: lists as number[] } : {}),
    ...(typeof subscribed === 'boolean' ? { subscribed } : {}),
    ...(Array.isArray(custom) ? { custom: toCustom(custom as CustomInput[]) } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}

export interface CustomInput {
  readonly name: string;
  readonly value?: CustomValue | null;
}

export const toCustom = (values: readonly CustomInput[]): Record<string, CustomValue | null> =>
  Object.fromEntries(values.map(({ name, value }) => [name, value ?? null]));

function tagChanges({ setTags, addTags, removeTags }: Loose): Pick<ContactChanges, 'tags'> {
  const changes = { set: setTags, add: addTags, remove: removeTags };
  const given = Object.entries(changes).filter(([, tags]) => Array.isArray(tags));
  return given.length === 0 ? {} : { tags: Object.fromEntries(given) };
}

const SAVE_REFUSALS = ['COMPANY_NOT_FOUND', 'EMAIL_TAKEN', 'EMAIL_INVALID', 'INPUT_INVALID'] as const;

const result = recordResults(Contact, 'contact', loadContact);

const created = result('createContact', 'The contact was created.', SAVE_REFUSALS);

mutation(created, {
  description: 'Creates a contact.',
  args: (t) => ({ input: t.arg({ type: CreateContactInput, required: true, description: 'The contact.' }) }),
  run: ({ input }, command, { app }) => {
    const { tags } = input as Loose;
    const changes = { ...toChanges(input), ...(Array.isArray(tags) ? { tags: { set: tags as string[] } } : {}) };
    return app.contacts.create(command, changes);
  },
});

const updated = result('updateContact', 'The contact is as the input says.', ['CONTACT_NOT_FOUND', ...SAVE_REFUSALS]);

mutation(updated, {
  description: 'Changes a contact. What is already as the input says stays without a trace.',
  args: (t) => ({ input: t.arg({ type: UpdateContactInput, required: true, description: 'The changes.' }) }),
  run: ({ input }, command, { app }) => {
    const key = keyOf('Contact', input.id);
    const changes = { ...toChanges(input), ...tagChanges(input) };
    return app.contacts.update(command, key, changes);
  },
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
