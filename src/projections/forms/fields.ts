/** Names that filters and sorting on forms may use. */
import type { FilterField } from '../filter/filter.ts';

export const FORM_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  alias: { sql: 'alias', type: 'text' },
  name: { sql: 'name', type: 'text' },
  definedAt: { sql: 'defined_at', type: 'instant' },
  updatedAt: { sql: 'updated_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;
