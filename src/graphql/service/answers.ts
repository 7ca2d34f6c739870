/** What forms ask and what was answered, wherever forms are used. */
import { type Answer, FORM_FIELD_TYPES, type FormField, type FormFieldType } from '../../domain/kernel/answers.ts';
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import { builder } from '../builder.ts';

const TYPE_DESCRIPTIONS: { readonly [K in FormFieldType]: string } = {
  text: 'A line of text.',
  longText: 'Text of many lines.',
  name: 'The name of the one who fills the form in.',
  email: 'The e-mail address of the one who fills the form in: it finds the contact.',
  phone: 'The phone number of the one who fills the form in.',
  number: 'A number.',
  boolean: 'True or false.',
  date: 'A calendar day.',
  choice: 'One of the choices.',
};

export const FormFieldTypeEnum = builder.enumType('FormFieldType', {
  description: 'What a field of a form takes.',
  values: Object.fromEntries(
    FORM_FIELD_TYPES.map((type) => [
      type.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
      { value: type, description: TYPE_DESCRIPTIONS[type] },
    ]),
  ),
});

export const FormFieldRef = builder.objectRef<FormField>('FormField').implement({
  description: 'A field of a form.',
  fields: (t) => ({
    alias: t.exposeString('alias', { description: 'Name that programs use.' }),
    label: t.exposeString('label', { description: 'What people read.' }),
    type: t.field({ type: FormFieldTypeEnum, description: 'What it takes.', resolve: ({ type }) => type }),
    required: t.exposeBoolean('required', { description: 'Whether it must be answered.' }),
    choices: t.exposeStringList('choices', { description: 'What there is to choose from.' }),
  }),
});

export const FormAnswer = builder.objectRef<Answer>('FormAnswer').implement({
  description: 'An answer, with the words of its question at the time.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Alias of the field.' }),
    label: t.exposeString('label', { description: 'The question as it was put.' }),
    value: t.field({
      type: 'CustomValue',
      nullable: true,
      description: 'The answer.',
      resolve: ({ value }) => value,
    }),
  }),
});

export const FormAnswerInput = builder.inputType('FormAnswerInput', {
  description: 'An answer to a field of a form.',
  fields: (t) => ({
    field: t.string({ required: true, description: 'Alias of the field, letter case aside.' }),
    value: t.field({ type: 'CustomValue', description: 'The answer. Null and blank text are none.' }),
  }),
});

interface AnswerInput {
  readonly field: string;
  readonly value?: CustomValue | null | undefined;
}

export const answersOf = (answers: readonly AnswerInput[] | null | undefined): Record<string, CustomValue | null> =>
  Object.fromEntries((answers ?? []).map(({ field, value }) => [field, value ?? null]));
