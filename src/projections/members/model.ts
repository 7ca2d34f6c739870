/** Members of the website. A member has the key of its contact, where its name and its addresses are. */
import type { ContactEvent } from '../../domain/crm/contact/events.ts';
import {
  type GroupGrant,
  type MemberEvent,
  type Recipients,
  recipients,
} from '../../domain/membership/member/events.ts';
import { col, defineModel, type ModelRow, patch } from '../engine/model.ts';

export const members = defineModel<MemberEvent | ContactEvent>()({
  name: 'members',
  version: 1,
  summary: 'Members of the website, under the keys of their contacts.',
  categories: ['member', 'contact'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    groups: col.list<GroupGrant>(),
    approved: col.boolean(),
    recipients: col.record<Recipients>({ personal: recipients }),
    registeredAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['groups'], using: 'gin', operators: 'jsonb_path_ops' },
  ],
  handlers: {
    MemberRegistered: ({ id, data, occurredAt }, change) => change.insert(id, { ...data, registeredAt: occurredAt }),
    MemberGroupsChanged: ({ id, data }, change) => change.update(id, { groups: data.groups }),
    MemberApproved: ({ id }, change) => change.update(id, { approved: true }),
    MemberDisapproved: ({ id }, change) => change.update(id, { approved: false }),
    MemberRecipientsChanged: ({ id, data }, change) => change.update(id, { recipients: patch(data.changes) }),
    MemberRemoved: ({ id }, change) => change.remove(id),
    // Nobody is a member without being a contact.
    ContactDeleted: ({ id }, change) => change.remove(id),
  },
});

export type MemberRow = ModelRow<typeof members>;
