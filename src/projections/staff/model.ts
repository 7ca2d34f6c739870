/** The people who work here, those who left included: records may still name them. */
import type { StaffEvent } from '../../domain/crm/staff/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export const staff = defineModel<StaffEvent>()({
  name: 'staff',
  version: 1,
  summary: 'Members of staff, those who left included.',
  categories: ['staff'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    name: col.requiredText({ personal: true }),
    email: col.text({ personal: true }),
    team: col.text(),
    active: col.boolean(),
    joinedAt: col.requiredTimestamp(),
  },
  indexes: [{ on: ['ref'], unique: true }],
  handlers: {
    StaffJoined: ({ id, data, occurredAt }, change) =>
      change.insert(id, { ...data, active: true, joinedAt: occurredAt }),
    StaffChanged: ({ id, data }, change) => change.update(id, data),
    StaffLeft: ({ id }, change) => change.update(id, { active: false }),
    StaffReturned: ({ id }, change) => change.update(id, { active: true }),
  },
});

export type StaffRow = ModelRow<typeof staff>;
