/** Forms that are offered. */
import type { FormField } from '../../domain/kernel/answers.ts';
import type { FormEvent } from '../../domain/service/form/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export const forms = defineModel<FormEvent>()({
  name: 'forms',
  version: 1,
  summary: 'Forms that are offered, with their fields.',
  categories: ['form'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    alias: col.requiredText(),
    name: col.requiredText(),
    fields: col.list<FormField>(),
    definedAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [{ on: ['ref'], unique: true }, { on: ['(lower(alias))'] }],
  handlers: {
    FormDefined: ({ id, data, occurredAt }, change) =>
      change.insert(id, { ...data, definedAt: occurredAt, updatedAt: occurredAt }),
    FormChanged: ({ id, data, occurredAt }, change) => change.update(id, { ...data, updatedAt: occurredAt }),
    FormRemoved: ({ id }, change) => change.remove(id),
  },
});

export type FormRow = ModelRow<typeof forms>;
