/** What a form asks and what somebody answered. Forms of all areas use it; the schemas are part of the storage format. */
import { z } from 'zod';
import type { FieldProblem } from './decision.ts';
import { isEmail } from './email.ts';
import { type CustomValue, customValue, key, ref, text } from './fragments.ts';

export const FORM_FIELD_TYPES = [
  'text',
  'longText',
  'name',
  'email',
  'phone',
  'number',
  'boolean',
  'date',
  'choice',
] as const;
export type FormFieldType = (typeof FORM_FIELD_TYPES)[number];

export const formField = z.strictObject({
  /** Name that programs use; unique in its form. */
  alias: text,
  /** What people read. */
  label: text,
  type: z.enum(FORM_FIELD_TYPES),
  required: z.boolean(),
  /** What there is to choose from, for a choice. */
  choices: z.array(text),
});
export type FormField = z.infer<typeof formField>;

/** A form as it was when it was answered. */
export const formReference = z.strictObject({ key, ref, alias: text, name: text });
export type FormReference = z.infer<typeof formReference>;

/** One answer, with the words of its question at the time. */
export const answer = z.strictObject({ field: text, label: text, value: customValue });
export type Answer = z.infer<typeof answer>;

/** Values by alias, letter case aside. `null` and blank text are no answer. */
export type GivenAnswers = Readonly<Record<string, CustomValue | null>>;

export type CheckedAnswers =
  | { readonly ok: true; readonly answers: Answer[] }
  | { readonly ok: false; readonly problems: FieldProblem[] };

/** The answers in the order of the form, each as its field wants it; or everything that is wrong with them. */
export function checkAnswers(fields: readonly FormField[], given: GivenAnswers): CheckedAnswers {
  const values = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const known = new Set(fields.map(({ alias }) => alias.toLowerCase()));
  const problems: FieldProblem[] = Object.keys(given)
    .filter((name) => !known.has(name.toLowerCase()))
    .map((name) => ({ path: `answers.${name}`, message: 'is no field of this form' }));
  const answers: Answer[] = [];
  for (const field of fields) {
    const value = values.get(field.alias.toLowerCase()) ?? null;
    const path = `answers.${field.alias}`;
    if (isBlank(value)) {
      if (field.required) problems.push({ path, message: 'is required' });
      continue;
    }
    const fitting = fitted(field, value);
    if (fitting === undefined) problems.push({ path, message: WANTED[field.type] });
    else answers.push({ field: field.alias, label: field.label, value: fitting });
  }
  return problems.length === 0 ? { ok: true, answers } : { ok: false, problems };
}

const WANTED: Readonly<Record<FormFieldType, string>> = {
  text: 'must be text',
  longText: 'must be text',
  name: 'must be text',
  email: 'is not an e-mail address',
  phone: 'must be text',
  number: 'must be a number',
  boolean: 'must be true or false',
  date: 'must be a calendar day, YYYY-MM-DD',
  choice: 'is none of the choices',
};

const isBlank = (value: CustomValue | null): value is null | '' =>
  value === null || (typeof value === 'string' && value.trim() === '');

/** The value in the type of the field; undefined when it does not fit. */
function fitted({ type, choices }: FormField, value: CustomValue): CustomValue | undefined {
  const words = String(value).trim();
  switch (type) {
    case 'number':
      return typeof value !== 'boolean' && Number.isFinite(Number(words)) ? Number(words) : undefined;
    case 'boolean':
      return BOOLEANS.get(words.toLowerCase());
    case 'date':
      return z.iso.date().safeParse(words).success ? words : undefined;
    case 'email':
      return isEmail(words) ? words : undefined;
    case 'choice':
      return choices.find((choice) => choice.toLowerCase() === words.toLowerCase());
    default:
      return words;
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
]);

/** The first answer to a field of this type. */
export function answerOfType(
  fields: readonly FormField[],
  answers: readonly Answer[],
  type: FormFieldType,
): string | undefined {
  const aliases = fields.filter((field) => field.type === type).map(({ alias }) => alias);
  const value = answers.find(({ field }) => aliases.includes(field))?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Answers by field, as programs read them. */
export const answersByField = (answers: readonly Answer[]): Record<string, CustomValue> =>
  Object.fromEntries(answers.map(({ field, value }) => [field, value]));
