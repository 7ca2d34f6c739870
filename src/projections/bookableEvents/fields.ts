/** Names that filters and sorting on bookable events may use. */
import type { FilterField } from '../filter/filter.ts';

export const BOOKABLE_EVENT_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  name: { sql: 'name', type: 'text' },
  location: { sql: 'location', type: 'text' },
  createdAt: { sql: 'created_at', type: 'instant' },
  updatedAt: { sql: 'updated_at', type: 'instant' },
  closedAt: { sql: 'closed_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;
