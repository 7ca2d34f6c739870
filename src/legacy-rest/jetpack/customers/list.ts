/** `POST customers`: pages of customers, filtered, with what is linked to them where that is asked for. */
import { isEmail } from '../../../domain/kernel/email.ts';
import { companyByRef } from '../../../projections/companies/queries.ts';
import { contactFields } from '../../../projections/contacts/fields.ts';
import {
  type ContactQuery,
  type ContactRow,
  contactByAlias,
  countContacts,
  listContacts,
} from '../../../projections/contacts/queries.ts';
import type { Condition } from '../../../projections/filter/filter.ts';
import { spelled } from '../customFields.ts';
import type { Endpoint } from '../endpoint.ts';
import { filtersOf } from '../filters.ts';
import { type Included, included, listing } from '../linked.ts';
import { direction, type Page, pageOfBody } from '../paging.ts';
import type { JetpackRequest } from '../request.ts';
import { linkedRecords } from '../sales/linked.ts';
import type { Shape } from '../shape.ts';
import { taggedWith } from '../tags.ts';
import { integer, looseText } from '../values.ts';
import { customerRow, customerSlugs, type Totals } from './row.ts';

export const customers: Endpoint = { methods: listing, scope: 'read', answer: list };

type Asked = Readonly<Record<string, unknown>>;

async function list(request: JetpackRequest): Promise<unknown> {
  const { shape } = request;
  const asked = await filtersOf(request);
  const page = pageOfBody(asked, { toTheLetter: shape === 'plugin' });
  const conditions = [...ownedBy(asked), ...(await belongingTo(request, asked))];
  const query: ContactQuery = { ...searchOf(asked, shape), filter: { and: conditions } };
  return customerRows(request, query, page, included(asked, shape));
}

function searchOf({ search, order }: Asked, shape: Shape): ContactQuery {
  const text = looseText.parse(search);
  return {
    ...(text ? { search: text } : {}),
    sort: [{ field: 'ref', direction: listDirection(order, shape) }],
  };
}

function ownedBy({ owned }: Asked): Condition[] {
  const owner = integer(owned) ?? 0;
  return owner > 0 ? [{ field: 'owner', op: 'eq', value: owner }] : [];
}

/** Nobody belongs to a company that is not there. */
async function belongingTo({ app }: JetpackRequest, { company }: Asked): Promise<Condition[]> {
  const ref = integer(company) ?? 0;
  if (ref <= 0) return [];
  const key = (await companyByRef(app.db, ref))?.key;
  return [{ field: 'companyKey', op: 'in', value: key === undefined ? [] : [key] }];
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
  const { app, shape, times } = request;
  const definitions = await app.customFields.definitions('contact');
  const fields = contactFields(definitions);
  const wanted = {
    ...query,
    ...(await aliasOf(app, query)),
    ...page,
    ...(shape === 'plugin' ? { wildcards: true } : {}),
  };
  const [rows, count] = await Promise.all([
    listContacts(app.db, wanted, fields),
    shape === 'beta' ? countContacts(app.db, wanted, fields) : 0,
  ]);
  const [linked, tagsOf] = await Promise.all([
    linkedRecords(request, show.linked, 'contact', keysOf(rows)),
    show.tags ? taggedWith(app.db, tagsIn(rows), shape) : undefined,
  ]);
  const facts = { shape, times, slugs: customerSlugs(definitions) };
  const totals: Totals = { filterTot: count, filterPages: Math.ceil(count / Math.max(page.limit, 1)) };
  return rows.map((row: ContactRow) =>
    spelled(request.query, {
      ...customerRow(row, facts, totals),
      ...linked(row.key),
      ...(tagsOf ? { tags: tagsOf(row.tags) } : {}),
    }),
  );
}

/** A search finds an alias by the whole address only. */
async function aliasOf({ db }: JetpackRequest['app'], { search = '' }: ContactQuery): Promise<Partial<ContactQuery>> {
  const contact = isEmail(search.trim()) ? await contactByAlias(db, search) : undefined;
  return contact ? { searchFinds: [contact.key] } : {};
}

const keysOf = (rows: readonly ContactRow[]): string[] => rows.map(({ key }) => key);
const tagsIn = (rows: readonly ContactRow[]): string[] => rows.flatMap(({ tags }) => tags);
