/** Names that filters on variants of products may use. */
import type { ListedFields } from '../filter/listed.ts';

const decimal = (name: string) => ({ sql: `(details->>'${name}')::numeric`, type: 'number', decimal: true }) as const;

/** Nothing where nothing is counted. */
const STOCK = '(select sum(level::numeric) from jsonb_each_text(stock) as counted (location, level))';

export const VARIANT_FIELDS: ListedFields = {
  key: { sql: 'variant', type: 'text', description: 'Key of the variant within its product.' },
  sku: { sql: 'sku', type: 'text', description: 'Product code.' },
  size: { sql: "(details->>'size')", type: 'text', description: 'What people call the difference.' },
  barcode: { sql: "(details->>'barcode')", type: 'text', description: 'Barcode of one piece.' },
  price: { ...decimal('price'), description: 'Net price of one piece.' },
  salePrice: { ...decimal('salePrice'), description: 'Net price during a sale.' },
  onSale: {
    sql: "coalesce((details->>'onSale')::boolean, false)",
    type: 'boolean',
    description: 'It is part of sales.',
  },
  stock: {
    ...{ sql: STOCK, type: 'number', decimal: true },
    description: 'What there is at all locations together; unset where nothing is counted.',
  },
  inStock: {
    sql: `coalesce(${STOCK} > 0, true)`,
    type: 'boolean',
    description: 'There is something of it, or nothing is counted.',
  },
};
