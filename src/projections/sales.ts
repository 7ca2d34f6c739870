/** Columns that quotes, orders and invoices share. */
import type { Sale } from '../domain/sales/document.ts';

/** What was sold at which price; stands as it was agreed. */
export type Sold = Pick<Sale, 'taxable' | 'lines' | 'discount' | 'shipping' | 'totals'>;

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
