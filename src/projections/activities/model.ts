/** Activities: tasks, calls, meetings and events, with a column for whatever they are found by. */
import { type ActivityEvent, type ActivityFields, activityFields } from '../../domain/crm/activity/events.ts';
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import { col, defineModel, type ModelRow, patch, type Values } from '../engine/model.ts';

const columns = {
  ref: col.requiredInteger(),
  fields: col.record<ActivityFields>({ personal: activityFields }),
  /** The same as in `fields`, to be found and sorted by. */
  startsAt: col.timestamp(),
  endsAt: col.timestamp(),
  kind: col.text(),
  contact: col.text(),
  company: col.text(),
  owner: col.integer(),
  complete: col.boolean(),
  custom: col.record<Record<string, CustomValue>>({ personal: true }),
  createdAt: col.requiredTimestamp(),
  updatedAt: col.requiredTimestamp(),
};

const FOUND_BY = ['startsAt', 'endsAt', 'kind', 'contact', 'company'] as const;

type Changed = Readonly<Partial<Record<(typeof FOUND_BY)[number], string | null | undefined>>>;

const foundBy = (changes: Changed): Values<typeof columns> =>
  Object.fromEntries(FOUND_BY.filter((name) => changes[name] !== undefined).map((name) => [name, changes[name]]));

export const activities = defineModel<ActivityEvent>()({
  name: 'activities',
  version: 1,
  summary: 'Activities that have not been cancelled.',
  categories: ['activity'],
  temporal: true,
  columns,
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['starts_at', 'ref'] },
    { on: ['contact', 'ref'], where: 'contact is not null' },
    { on: ['company', 'ref'], where: 'company is not null' },
    { on: ['owner', 'ref'], where: 'owner is not null' },
  ],
  handlers: {
    ActivityPlanned: ({ id, data, occurredAt }, change) =>
      change.insert(id, { ...data, ...foundBy(data.fields), createdAt: occurredAt, updatedAt: occurredAt }),
    ActivityChanged: ({ id, data: { changes }, occurredAt }, change) =>
      change.update(id, { fields: patch(changes), ...foundBy(changes), updatedAt: occurredAt }),
    ActivityAssigned: ({ id, data, occurredAt }, change) => change.update(id, { ...data, updatedAt: occurredAt }),
    ActivityCompleted: ({ id, occurredAt }, change) => change.update(id, { complete: true, updatedAt: occurredAt }),
    ActivityReopened: ({ id, occurredAt }, change) => change.update(id, { complete: false, updatedAt: occurredAt }),
    ActivityCustomFieldsSet: ({ id, data, occurredAt }, change) =>
      change.update(id, { custom: patch(data.values), updatedAt: occurredAt }),
    ActivityCancelled: ({ id }, change) => change.remove(id),
  },
});

export type ActivityRow = ModelRow<typeof activities>;
