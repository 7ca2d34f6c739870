/** What the read models of sales share. */
import type { Sale } from '../domain/sales/document.ts';
import type { FieldResolver } from './filter/filter.ts';

/** What was sold at which price; stands as it was agreed. */
export type Sold = Pick<Sale, 'taxable' | 'lines' | 'discount' | 'shipping' | 'totals'>;

/** Columns of quotes, orders and invoices alike. */
export const saleColumns = ({ contact, company, buyer, currency, ...sale }: Sale) => ({
  contact,
  company,
  buyer,
  currency,
  total: sale.totals.total,
  sale: sold(sale),
});

const sold = ({ taxable, lines, discount, shipping, totals }: Sold): Sold => ({
  taxable,
  lines,
  discount,
  shipping,
  totals,
});

/** For lists that are sorted by number and not filtered. */
export const byRef: FieldResolver = (name) => (name === 'ref' ? { sql: 'ref', type: 'number' } : undefined);
