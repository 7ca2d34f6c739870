/** `POST customers`: pages of customers, filtered, with what is linked to them where that is asked for. */
import { contactFields } from '../../../projections/contacts/fields.ts';
import {
  type ContactQuery,
  type ContactRow,
  countContacts,
  listContacts,
} from '../../../projections/contacts/queries.ts';
import { isRecord } from '../../kit/request.ts';
import type { Endpoint } from '../endpoint.ts';
import { hasCustomers, type Included, included, listing } from '../linked.ts';
import { direction, type Page, pageOfBody } from '../paging.ts';
import type { JetpackRequest } from '../request.ts';
import { linkedRecords } from '../sales/linked.ts';
import type { Shape } from '../shape.ts';
import { taggedWith } from '../tags.ts';
import { integer, looseText } from '../values.ts';
import { customerRow, customerSlugs, type Totals } from './row.ts';

export const customers: Endpoint = { methods: listing, scope: 'read', answer: list };

async function list(request: JetpackRequest): Promise<unknown> {
  const { shape } = request;
  const asked = withQuery(await filters(request), request);
  const company = integer(asked.company) ?? 0;
  if (company > 0 && !hasCustomers(company)) return [];
  const page = pageOfBody(asked, { toTheLetter: shape === 'plugin' });
  return customerRows(request, queryOf(asked, shape), page, included(asked, shape));
}

/** No body, or one that cannot be read, asks for everything. */
async function filters({ body }: JetpackRequest): Promise<Readonly<Record<string, unknown>>> {
  const json = await body();
  return json.ok && isRecord(json.value) ? json.value : {};
}

/** Some clients put these into the address instead. */
function withQuery(body: Readonly<Record<string, unknown>>, { query }: JetpackRequest) {
  const search = query.get('search') ?? query.get('zbs_query');
  const inQuery = { page: query.get('page'), perpage: query.get('perpage'), order: query.get('order'), search };
  const sent = Object.entries(body).filter(([, value]) => value !== null);
  return { ...inQuery, ...Object.fromEntries(sent) } as Readonly<Record<string, unknown>>;
}

function queryOf({ search, owned, order }: Readonly<Record<string, unknown>>, shape: Shape): ContactQuery {
  const text = looseText.parse(search);
  const owner = integer(owned) ?? 0;
  return {
    ...(text ? { search: text } : {}),
    ...(owner > 0 ? { filter: { field: 'owner', op: 'eq', value: owner } } : {}),
    sort: [{ field: 'ref', direction: listDirection(order, shape) }],
  };
}

/** Oldest first, as the software does, though the documents say otherwise; the plugin cannot be asked for another order. */
function listDirection(order: unknown, shape: Shape): 'asc' | 'desc' {
  if (shape === 'plugin') return 'asc';
  return order === undefined ? (shape === 'beta' ? 'desc' : 'asc') : direction(order);
}

/** A page of rows in the shape of the request. */
export async function customerRows(
  request: JetpackRequest,
  query: ContactQuery,
  page: Page,
  show: Included,
): Promise<Record<string, unknown>[]> {
  const { app, shape, query: parameters } = request;
  const definitions = await app.customFields.definitions('contact');
  const fields = contactFields(definitions);
  const wanted = { ...query, ...page, ...(shape === 'plugin' ? { wildcards: true } : {}) };
  const [rows, count] = await Promise.all([
    listContacts(app.db, wanted, fields),
    shape === 'beta' ? countContacts(app.db, wanted, fields) : 0,
  ]);
  const tagsOf = show.tags
    ? await taggedWith(
        app.db,
        rows.flatMap(({ tags }) => tags),
        shape,
      )
    : undefined;
  const linked = await linkedRecords(
    request,
    show.linked,
    'contact',
    rows.map(({ key }) => key),
  );
  const facts = { shape, slugs: customerSlugs(definitions) };
  const totals: Totals = { filterTot: count, filterPages: Math.ceil(count / Math.max(page.limit, 1)) };
  return rows.map((row: ContactRow) =>
    spelled(parameters, {
      ...customerRow(row, facts, totals),
      ...linked(row.key),
      ...(tagsOf ? { tags: tagsOf(row.tags) } : {}),
    }),
  );
}

/** Some automation services cannot read keys with hyphens and ask for underscores. */
function spelled(query: JetpackRequest['query'], row: Record<string, unknown>): Record<string, unknown> {
  if (query.get('replace_hyphens_with_underscores_in_json_keys') !== '1') return row;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replaceAll('-', '_'), value]));
}
