/** Groups that members may belong to. */
import type { MemberGroupEvent } from '../../domain/membership/memberGroup/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export const memberGroups = defineModel<MemberGroupEvent>()({
  name: 'member_groups',
  version: 1,
  summary: 'Groups of members that have not been closed.',
  categories: ['memberGroup'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    name: col.requiredText(),
    link: col.text(),
    createdAt: col.requiredTimestamp(),
  },
  indexes: [{ on: ['ref'], unique: true }],
  handlers: {
    MemberGroupCreated: ({ id, data, occurredAt }, change) => change.insert(id, { ...data, createdAt: occurredAt }),
    MemberGroupRenamed: ({ id, data }, change) => change.update(id, data),
    MemberGroupLinked: ({ id, data }, change) => change.update(id, data),
    MemberGroupDeleted: ({ id }, change) => change.remove(id),
  },
});

export type MemberGroupRow = ModelRow<typeof memberGroups>;
