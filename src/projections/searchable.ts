/** The kinds of record that a search over everything looks through. */
import { COMPANY_SEARCH_SQL, companies } from './companies/model.ts';
import { CONTACT_SEARCH_SQL, contacts } from './contacts/model.ts';
import type { ReadModel } from './engine/model.ts';
import type { Searchable } from './filter/similar.ts';
import { ORDER_SEARCH_SQL, orders } from './orders/model.ts';
import { PRODUCT_SEARCH_SQL, products } from './products/model.ts';

/** By the name of their GraphQL type. */
export const searchables = [
  { kind: 'Company', model: companies as unknown as ReadModel, text: COMPANY_SEARCH_SQL },
  { kind: 'Contact', model: contacts as unknown as ReadModel, text: CONTACT_SEARCH_SQL },
  { kind: 'Order', model: orders as unknown as ReadModel, text: ORDER_SEARCH_SQL },
  { kind: 'Product', model: products as unknown as ReadModel, text: PRODUCT_SEARCH_SQL },
] as const satisfies readonly Searchable[];
