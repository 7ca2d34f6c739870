/** `GET customer_search`: a search over customers, or one customer by e-mail address. */
import { fieldName } from '../../../application/customFields.ts';
import { contactByAlias } from '../../../projections/contacts/queries.ts';
import type { Condition } from '../../../projections/filter/filter.ts';
import type { Endpoint } from '../endpoint.ts';
import { only } from '../endpoint.ts';
import { type Included, nothingIncluded } from '../linked.ts';
import { direction, type Page, pageOfQuery, wholeList } from '../paging.ts';
import type { JetpackRequest } from '../request.ts';
import { customerRows } from './list.ts';

export const customerSearch: Endpoint = {
  methods: only('GET'),
  scope: 'read',
  answer: (request) => {
    const email = request.query.get('email');
    return email === undefined ? search(request) : lookUp(request, email);
  },
};

async function search(request: JetpackRequest): Promise<unknown> {
  const { app, query, shape } = request;
  const text = query.get('zbs_query') ?? '';
  const definitions = shape === 'plugin' ? [] : await app.customFields.definitions('contact');
  const wanted = {
    search: text,
    searchAlso: definitions.map((field) => `custom.${fieldName(field)}`),
    // The documents sort newest first; the plugin knows one order only.
    sort: [{ field: 'ref', direction: shape === 'plugin' ? 'asc' : direction(query.get('order')) }],
  } as const;
  return customerRows(request, wanted, pageOf(request), nothingIncluded);
}

/** The beta gave all matches at once. */
const pageOf = ({ shape, query }: JetpackRequest): Page => (shape === 'beta' ? wholeList : pageOfQuery(query));

/** One object with everything that is linked to it, or an empty list. */
async function lookUp(request: JetpackRequest, email: string): Promise<unknown> {
  const address = email.trim();
  if (address === '') return [];
  const found = await one(request, { field: 'email', op: 'eq', value: address });
  if (found) return found;
  const known = await contactByAlias(request.app.db, address);
  return (known && (await one(request, { field: 'key', op: 'eq', value: known.key }))) ?? [];
}

const LINKED: Included = { linked: ['invoices', 'transactions'], tags: true };

async function one(request: JetpackRequest, filter: Condition): Promise<object | undefined> {
  const [row] = await customerRows(request, { filter }, { limit: 1, offset: 0 }, LINKED);
  return row;
}
