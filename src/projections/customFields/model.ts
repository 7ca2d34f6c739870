/** Definitions of custom fields. */
import type { CustomFieldEntity, CustomFieldEvent, CustomFieldType } from '../../domain/crm/customField/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

/** Both are told anew with each change. */
const columns = <T extends { readonly prefix?: string | undefined; readonly suffix?: string | undefined }>(
  data: T,
) => ({
  ...data,
  prefix: data.prefix ?? null,
  suffix: data.suffix ?? null,
});

export const customFields = defineModel<CustomFieldEvent>()({
  name: 'custom_fields',
  version: 2,
  summary: 'Custom fields by kind of record, in the order in which they were defined.',
  categories: ['customField'],
  temporal: true,
  columns: {
    entity: col.requiredText<CustomFieldEntity>(),
    group: col.requiredText(),
    alias: col.requiredText(),
    label: col.requiredText(),
    type: col.requiredText<CustomFieldType>(),
    choices: col.texts(),
    /** Around the number of a counter. */
    prefix: col.text(),
    suffix: col.text(),
    definedAt: col.requiredTimestamp(),
  },
  indexes: [{ on: ['entity'] }],
  handlers: {
    CustomFieldDefined: ({ id, data, occurredAt }, change) =>
      change.insert(id, { ...columns(data), definedAt: occurredAt }),
    CustomFieldChanged: ({ id, data }, change) => change.update(id, columns(data)),
    CustomFieldRemoved: ({ id }, change) => change.remove(id),
  },
});

export type CustomFieldRow = ModelRow<typeof customFields>;
