/** Names that filters and sorting on orders may use, and what each means in SQL. */
import type { FieldResolver, FilterField } from '../filter/filter.ts';

export { derivedOrderFields, SUBSCRIPTION_KINDS, VOUCHER_METHOD } from './derived.ts';

const FIELDS: Readonly<Record<string, FilterField>> = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  contact: { sql: 'contact', type: 'text' },
  company: { sql: 'company', type: 'text' },
  status: { sql: 'status', type: 'text' },
  currency: { sql: 'currency', type: 'text' },
  total: { sql: 'total', type: 'number' },
  owner: { sql: 'owner', type: 'number' },
  buyerName: { sql: "(buyer ->> 'name')", type: 'text' },
  buyerEmail: { sql: "(buyer ->> 'email')", type: 'text' },
  clientReference: { sql: "(terms ->> 'clientReference')", type: 'text' },
  placedAt: { sql: 'placed_at', type: 'instant' },
  createdAt: { sql: 'created_at', type: 'instant' },
  updatedAt: { sql: 'updated_at', type: 'instant' },
};

export const orderFields: FieldResolver = (name) => (Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined);
