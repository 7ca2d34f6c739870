/** What is stored about forms: what a website asks its visitors. */
import { z } from 'zod';
import { formField } from '../../kernel/answers.ts';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { ref, text } from '../../kernel/fragments.ts';

export const FormDefined = defineEvent('FormDefined', {
  summary: 'The business put up a form, or put a removed one up again. Its alias never changes.',
  schema: z.strictObject({ ref, alias: text, name: text, fields: z.array(formField) }),
});

export const FormChanged = defineEvent('FormChanged', {
  summary: 'Name or fields of a form changed; both are stated as they are now.',
  schema: z.strictObject({ name: text, fields: z.array(formField) }),
});

export const FormRemoved = defineEvent('FormRemoved', {
  summary: 'A form is no longer offered. What was submitted through it stays.',
  schema: z.strictObject({}),
});

export const formEvents = { FormDefined, FormChanged, FormRemoved };
export type FormEvent = EventOf<typeof formEvents>;
