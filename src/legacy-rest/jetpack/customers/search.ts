/** `GET customer_search`: a search over customers, or one customer by e-mail address. */
import { fieldName } from '../../../application/customFields.ts';
import type { Endpoint } from '../endpoint.ts';
import { only } from '../endpoint.ts';
import { nothingIncluded } from '../linked.ts';
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
  const filter = { field: 'email', op: 'eq', value: email.trim() } as const;
  if (filter.value === '') return [];
  const page = { limit: 1, offset: 0 };
  const [row] = await customerRows(request, { filter }, page, { linked: ['invoices', 'transactions'], tags: true });
  return row ?? [];
}
