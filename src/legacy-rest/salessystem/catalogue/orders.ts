/** What lists of the catalogue can be sorted by. */
import type { ProductOrder } from '../../../projections/products/queries.ts';

const ORDERS: Readonly<Record<string, ProductOrder>> = {
  name: 'name',
  code: 'sku',
  description: 'description',
  comment: 'comment',
  size: 'size',
  tax: 'tax',
  taxrate: 'tax',
  price: 'price',
  price_inc: 'price',
  start: 'saleFrom',
  end: 'saleUntil',
  slug: 'url',
};

export const orderOf = (sortby: string | null | undefined): ProductOrder =>
  ORDERS[sortby?.toLowerCase() ?? ''] ?? 'name';
export const isDescending = (sortorder: string | null | undefined): boolean => sortorder?.toLowerCase() === 'desc';
