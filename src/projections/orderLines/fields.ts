/** Names that filters on lines of orders may use. */
import type { ListedFields } from '../filter/listed.ts';

export const ORDER_LINE_FIELDS: ListedFields = {
  ref: { sql: 'ref', type: 'number', description: 'Number of the line among all lines.' },
  name: { sql: 'name', type: 'text', description: 'What is sold.' },
  sku: { sql: 'sku', type: 'text', description: 'Code of the product.' },
  productKey: { sql: 'product', type: 'text', description: 'Key of the product.' },
  quantity: { sql: 'quantity::numeric', type: 'number', decimal: true, description: 'How many.' },
  unitPrice: { sql: 'unit_price::numeric', type: 'number', decimal: true, description: 'Net price of one.' },
  total: { sql: 'order_lines.total', type: 'number', description: 'What it comes to, in minor units of its currency.' },
};
