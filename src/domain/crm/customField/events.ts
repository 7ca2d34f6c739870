/** What is stored about the definitions of custom fields. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { text } from '../../kernel/fragments.ts';

/** Kinds of record that can carry custom values. */
export const CUSTOM_FIELD_ENTITIES = ['contact', 'company', 'quote', 'invoice', 'transaction', 'activity'] as const;
export type CustomFieldEntity = (typeof CUSTOM_FIELD_ENTITIES)[number];

/** A counter is a number that a new record gets by itself. */
export const CUSTOM_FIELD_TYPES = ['text', 'number', 'boolean', 'date', 'choice', 'counter'] as const;
export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

/** What stands before and after the number of a counter where it is shown to people; the number alone is stored. */
const around = { prefix: text.optional(), suffix: text.optional() };

export const CustomFieldDefined = defineEvent('CustomFieldDefined', {
  summary: 'The business added a field of its own to a kind of record. Values are stored under `group.alias`.',
  schema: z.strictObject({
    entity: z.enum(CUSTOM_FIELD_ENTITIES),
    group: text,
    alias: text,
    label: text,
    type: z.enum(CUSTOM_FIELD_TYPES),
    choices: z.array(text),
    ...around,
  }),
});

export const CustomFieldChanged = defineEvent('CustomFieldChanged', {
  summary: 'Label or choices of a custom field changed, or the text around its number; all are told as they are now.',
  schema: z.strictObject({ label: text, choices: z.array(text), ...around }),
});

export const CustomFieldRemoved = defineEvent('CustomFieldRemoved', {
  summary: 'A custom field is no longer offered. Values that records hold stay in their history.',
  schema: z.strictObject({}),
});

export const customFieldEvents = { CustomFieldDefined, CustomFieldChanged, CustomFieldRemoved };
export type CustomFieldEvent = EventOf<typeof customFieldEvents>;
