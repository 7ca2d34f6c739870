/** Names that filters and sorting on categories may use. */
import type { FilterField } from '../filter/filter.ts';

export const CATEGORY_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  name: { sql: 'name', type: 'text' },
  code: { sql: 'code', type: 'text' },
  url: { sql: 'url', type: 'text' },
  parent: { sql: 'parent', type: 'text' },
  createdAt: { sql: 'created_at', type: 'instant' },
  updatedAt: { sql: 'updated_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;
