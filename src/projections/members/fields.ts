/** Names that filters and sorting on members may use. */
import type { FilterField } from '../filter/filter.ts';

export const MEMBER_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  approved: { sql: 'approved', type: 'boolean' },
  registeredAt: { sql: 'registered_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;

/** Whether the contact of a row of the contacts is a member with at least one group, ended memberships included. */
export const CONTACT_HAS_GROUPS_SQL = `exists (
  select 1 from read.members as m, jsonb_array_elements(m.groups) as granted, read.member_groups as g
  where m.key = contacts.key and g.ref = (granted ->> 'group')::integer)`;

/** Numbers of the groups that the contact of a row of the contacts belongs to. Whether a membership has ended is told by today's clock. */
export const CONTACT_GROUPS_SQL = `array(
  select g.ref from read.members as m, jsonb_array_elements(m.groups) as granted, read.member_groups as g
  where m.key = contacts.key and g.ref = (granted ->> 'group')::integer
    and (granted ->> 'until' is null or (granted ->> 'until')::timestamptz > now()))`;

/** Fields of a member's groups. */
export const MEMBERSHIP_FIELDS = {
  ref: { sql: 'ref', type: 'number' },
  name: { sql: 'name', type: 'text' },
  until: { sql: 'until', type: 'instant' },
} as const satisfies Record<string, FilterField>;
