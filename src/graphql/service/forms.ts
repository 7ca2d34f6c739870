/** Forms: type, queries, `defineForm`, `removeForm`. */
import { FORM_FIELDS } from '../../projections/forms/fields.ts';
import { countForms, formByAlias, formByRef, formsByKeys, pageOfForms } from '../../projections/forms/queries.ts';
import { builder } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { listQuery } from '../list.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from '../moment.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordKind, recordQuery, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';
import { FormFieldRef, FormFieldTypeEnum } from './answers.ts';

const forms = recordKind('Form', formsByKeys);
export const loadForm = forms.load;

export const Form = builder.node(forms.ref, {
  description: 'A form that visitors fill in.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the form.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the form.', resolve: ({ row }) => row.ref }),
    alias: t.string({ description: 'Name that programs use; it never changes.', resolve: ({ row }) => row.alias }),
    name: t.string({ description: 'What people call it.', resolve: ({ row }) => row.name }),
    fields: t.field({ type: [FormFieldRef], description: 'What it asks, in order.', resolve: ({ row }) => row.fields }),
    definedAt: t.field({ type: 'DateTime', description: 'When it was put up.', resolve: ({ row }) => row.definedAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
  }),
});

recordQuery(forms, { name: 'form', description: 'One form.', byRef: formByRef });

builder.queryField('formByAlias', (t) =>
  t.field({
    type: Form,
    nullable: true,
    description: 'The form with this alias, letter case aside. Null when there is none.',
    args: {
      alias: t.arg.string({ required: true, description: 'Its alias.' }),
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => {
      const asOf = await readableMoment(context, args, args.after);
      const row = await formByAlias(context.app.db, args.alias, asOf);
      return row && forms.node(row, asOf);
    },
  }),
);

listQuery(forms, {
  name: 'forms',
  description: 'Forms that meet a filter, in any order, page by page.',
  fields: {
    key: { ...FORM_FIELDS.key, description: 'The key under which events name the form.' },
    ref: { ...FORM_FIELDS.ref, description: 'Number of the form.' },
    alias: { ...FORM_FIELDS.alias, description: 'Name that programs use.' },
    name: { ...FORM_FIELDS.name, description: 'What people call it.' },
    definedAt: { ...FORM_FIELDS.definedAt, description: 'When it was put up.' },
    updatedAt: { ...FORM_FIELDS.updatedAt, description: 'When it last changed.' },
  },
  page: pageOfForms,
  count: countForms,
});

const FormFieldInput = builder.inputType('FormFieldInput', {
  description: 'A field of a form.',
  fields: (t) => ({
    alias: t.string({ required: true, description: 'Name that programs use: letters, digits, blanks, _ and -.' }),
    label: t.string({ description: 'What people read; the alias when left out.' }),
    type: t.field({ type: FormFieldTypeEnum, description: 'What it takes; text when left out.' }),
    required: t.boolean({ description: 'Whether it must be answered.' }),
    choices: t.stringList({ description: 'What there is to choose from.' }),
  }),
});

const DefineFormInput = builder.inputType('DefineFormInput', {
  description: 'A form. Defining it again changes its name and fields.',
  fields: (t) => ({
    alias: t.string({ required: true, description: 'Name that programs use: letters, digits, blanks, _ and -.' }),
    name: t.string({ description: 'What people call it; the alias when left out.' }),
    fields: t.field({ type: [FormFieldInput], required: true, description: 'What it asks, in order.' }),
  }),
});

const result = recordResults(Form, 'form', loadForm);

const defined = result('defineForm', 'The form is offered.', ['FORM_INVALID']);

mutation(defined, {
  description: 'Puts up a form, or changes name and fields of the form with this alias.',
  scope: 'admin',
  args: (t) => ({ input: t.arg({ type: DefineFormInput, required: true, description: 'The form.' }) }),
  run: ({ input }, command, { app }) =>
    app.forms.define(command, {
      alias: input.alias,
      ...(input.name ? { name: input.name } : {}),
      fields: input.fields.map(({ alias, label = null, type = null, required = null, choices = null }) => ({
        alias,
        label,
        type,
        required,
        choices,
      })),
    }),
});

const removed = mutationResult<WrittenNode>('removeForm', ['FORM_NOT_FOUND']);
removalPayload(removed, 'Form', 'removedId', 'The form is no longer offered. What was submitted through it stays.');

mutation(removed, {
  description: 'Takes a form down. What was submitted through it stays.',
  scope: 'admin',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.forms.remove(command, keyOf('Form', id)),
});
