/** Names that filters and sorting on members may use. */
import type { FilterField } from '../filter/filter.ts';

export const MEMBER_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  approved: { sql: 'approved', type: 'boolean' },
  registeredAt: { sql: 'registered_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;
