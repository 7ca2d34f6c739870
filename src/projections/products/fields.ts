/** Names that filters and sorting on products may use. */
import type { FilterField } from '../filter/filter.ts';

export const PRODUCT_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  name: { sql: 'name', type: 'text' },
  type: { sql: 'type', type: 'text' },
  url: { sql: 'url', type: 'text' },
  hidden: { sql: 'hidden', type: 'boolean' },
  /** Codes. */
  features: { sql: 'features', type: 'text', list: true, folded: true },
  /** The lowest of its variants. */
  price: {
    sql: "(select min((v.details->>'price')::numeric) from read.product_variants as v where v.product = products.key)",
    type: 'number',
  },
  brand: { sql: "(details->>'brand')", type: 'text' },
  createdAt: { sql: 'created_at', type: 'instant' },
  updatedAt: { sql: 'updated_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;
