/** Definitions of custom fields: type, query, mutation. */

import { refused, success } from '../application/context.ts';
import { type DefinedCustomField, GENERAL_GROUP } from '../application/customFields.ts';
import { CUSTOM_FIELD_ENTITIES, CUSTOM_FIELD_TYPES, type CustomFieldType } from '../domain/crm/customField/events.ts';
import { type CustomFieldRow, customFieldsOf } from '../projections/customFields/queries.ts';
import { builder } from './builder.ts';
import { given } from './input.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from './moment.ts';
import { mutation } from './mutation.ts';
import { mutationResult, POSITION_DESCRIPTION, type WrittenNode } from './refusals.ts';

const TYPE_DESCRIPTIONS = {
  text: 'Text.',
  number: 'A number.',
  boolean: 'True or false.',
  date: 'A calendar day.',
  choice: 'One of the choices.',
  counter:
    'A number that a new record gets by itself, one more than the one before. Gaps are possible, repetitions are not.',
} as const;

const CustomFieldTypeEnum = builder.enumType('CustomFieldType', {
  description: 'What a custom field holds.',
  values: Object.fromEntries(
    CUSTOM_FIELD_TYPES.map((type) => [type.toUpperCase(), { value: type, description: TYPE_DESCRIPTIONS[type] }]),
  ),
});

const CustomFieldEntityEnum = builder.enumType('CustomFieldEntity', {
  description: 'Kinds of record that can carry custom fields.',
  values: Object.fromEntries(
    CUSTOM_FIELD_ENTITIES.map((entity) => [
      entity.toUpperCase(),
      { value: entity, description: `Fields of a record of the kind ${entity}.` },
    ]),
  ),
});

type CustomFieldNode = Pick<
  CustomFieldRow,
  'key' | 'entity' | 'group' | 'alias' | 'label' | 'type' | 'prefix' | 'suffix'
> & {
  readonly choices: readonly string[];
};

export const CustomField = builder.objectRef<CustomFieldNode>('CustomField').implement({
  description: 'A field that the business added to a kind of record.',
  fields: (t) => ({
    name: t.string({
      description: 'Name under which records hold the value, `group.alias`.',
      resolve: ({ group, alias }) => `${group}.${alias}`,
    }),
    entity: t.field({ type: CustomFieldEntityEnum, description: 'Kind of record.', resolve: ({ entity }) => entity }),
    group: t.exposeString('group', { description: 'Group that it belongs to.' }),
    alias: t.exposeString('alias', { description: 'Name within the group.' }),
    label: t.exposeString('label', { description: 'What people see.' }),
    type: t.field({ type: CustomFieldTypeEnum, description: 'What it holds.', resolve: ({ type }) => type }),
    choices: t.stringList({ description: 'What there is to choose from.', resolve: ({ choices }) => [...choices] }),
    prefix: t.exposeString('prefix', { nullable: true, description: 'What stands before the number of a counter.' }),
    suffix: t.exposeString('suffix', { nullable: true, description: 'What stands after the number of a counter.' }),
  }),
});

builder.queryField('customFields', (t) =>
  t.field({
    type: [CustomField],
    description: 'The custom fields of a kind of record, in the order in which they were defined.',
    args: {
      entity: t.arg({ type: CustomFieldEntityEnum, required: true, description: 'Kind of record.' }),
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => {
      const asOf = await readableMoment(context, args, args.after);
      return customFieldsOf(context.app.db, args.entity, asOf);
    },
  }),
);

const defined = mutationResult<DefinedCustomField>('defineCustomField', [
  'CUSTOM_FIELD_NAME_INVALID',
  'CUSTOM_FIELD_TYPE_FIXED',
  'INPUT_INVALID',
]);
defined.payload.implement({
  description: 'The field is defined.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    customField: t.field({ type: CustomField, description: 'The field.', resolve: (field) => field }),
  }),
});

const DefineCustomFieldInput = builder.inputType('DefineCustomFieldInput', {
  description: 'A custom field. Defining it again changes its label, its choices and the text around its number.',
  fields: (t) => ({
    entity: t.field({ type: CustomFieldEntityEnum, required: true, description: 'Kind of record.' }),
    group: t.string({ description: 'Group that it belongs to; `general` when left out.' }),
    alias: t.string({ required: true, description: 'Name within the group: letters, digits, blanks, _ and -.' }),
    label: t.string({ description: 'What people see; the alias when left out.' }),
    type: t.field({ type: CustomFieldTypeEnum, description: 'What it holds; text when left out.' }),
    choices: t.stringList({ description: 'What there is to choose from.' }),
    prefix: t.string({ description: 'What stands before the number of a counter where it is shown, such as `INV-`.' }),
    suffix: t.string({ description: 'What stands after the number of a counter where it is shown.' }),
  }),
});

mutation(defined, {
  description: 'Adds a field to a kind of record, or changes its label, its choices and the text around its number.',
  scope: 'admin',
  args: (t) => ({ input: t.arg({ type: DefineCustomFieldInput, required: true, description: 'The field.' }) }),
  run: async ({ input }, command, { app }) => {
    if (input.choices?.some((choice) => choice.trim() === '')) {
      return refused('INPUT_INVALID', 'A choice cannot be blank.', 'choices');
    }
    const wrong = (['prefix', 'suffix'] as const).find((name) => input[name] && !fits(input.type, input[name]));
    if (wrong) return refused('INPUT_INVALID', `Only a counter has a ${wrong}, of 50 characters at most.`, wrong);
    const { entity, alias, group, label, type, choices, prefix, suffix } = input;
    const named = given({ group: group || null, label: label || null });
    return app.customFields.define(command, { entity, alias, ...named, ...given({ type, choices, prefix, suffix }) });
  },
});

const MOST_AROUND = 50;

const fits = (type: CustomFieldType | null | undefined, text: string): boolean =>
  type === 'counter' && text.length <= MOST_AROUND;

const removed = mutationResult<WrittenNode>('removeCustomField', []);
removed.payload.implement({
  description: 'The field is no longer offered. Values that records hold stay in their history.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    removedName: t.exposeString('key', { description: 'Name that the field had, `group.alias`.' }),
  }),
});

mutation(removed, {
  description: 'Takes a field away from a kind of record.',
  scope: 'admin',
  args: (t) => ({
    entity: t.arg({ type: CustomFieldEntityEnum, required: true, description: 'Kind of record.' }),
    group: t.arg.string({ description: 'Group that it belongs to; `general` when left out.' }),
    alias: t.arg.string({ required: true, description: 'Name within the group.' }),
  }),
  run: async ({ entity, group, alias }, command, context) => {
    const name = { group: group?.trim() || GENERAL_GROUP, alias: alias.trim() };
    const { customFields } = context.app;
    const result = await customFields.remove(command, entity, name.group, name.alias);
    return result.ok ? success({ key: `${name.group}.${name.alias}`, position: result.value.position }) : result;
  },
});
