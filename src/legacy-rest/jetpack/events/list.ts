/** `GET events`: pages of activities, with the customer and the company that each is about. */
import { activityFields } from '../../../projections/activities/fields.ts';
import { type ActivityRow, listActivities } from '../../../projections/activities/queries.ts';
import { companiesByKeys } from '../../../projections/companies/queries.ts';
import { contactsByKeys } from '../../../projections/contacts/queries.ts';
import type { ListQuery } from '../../../projections/engine/list.ts';
import { companyRow, companySlugs } from '../companies/row.ts';
import { customerRow, customerSlugs } from '../customers/row.ts';
import { spelled } from '../customFields.ts';
import { type Endpoint, only } from '../endpoint.ts';
import { direction, pageOfQuery } from '../paging.ts';
import type { JetpackRequest } from '../request.ts';
import { integer } from '../values.ts';
import { type EventLinks, eventRow, eventSlugs } from './row.ts';

export const events: Endpoint = { methods: only('GET'), scope: 'read', answer: list };

async function list(request: JetpackRequest): Promise<unknown> {
  const { app, query, shape } = request;
  const page = pageOfQuery(query, shape === 'beta' ? { perPage: 20 } : {});
  const rows = await listActivities(app.db, { ...queryOf(request), ...page }, activityFields);
  const linksOf = await linksOfAll(request, rows);
  return rows.map((row: ActivityRow) => spelled(query, eventRow(row, linksOf(row), shape)));
}

/** `owner` wins when both are there. */
function queryOf({ query, shape }: JetpackRequest): ListQuery {
  const owner = [query.get('owner'), query.get('owned')].map((value) => integer(value) ?? 0).find((ref) => ref > 0);
  return {
    ...(owner === undefined ? {} : { filter: { field: 'owner', op: 'eq', value: owner } }),
    sort: [{ field: 'ref', direction: shape === 'plugin' ? 'asc' : direction(query.get('order')) }],
  };
}

async function linksOfAll(
  { app, shape, times }: JetpackRequest,
  rows: readonly ActivityRow[],
): Promise<(row: ActivityRow) => EventLinks> {
  const [contacts, companies, ofContacts, ofCompanies, ofActivities] = await Promise.all([
    contactsByKeys(app.db, present(rows.map(({ contact }) => contact))),
    companiesByKeys(app.db, present(rows.map(({ company }) => company))),
    app.customFields.definitions('contact'),
    app.customFields.definitions('company'),
    app.customFields.definitions('activity'),
  ]);
  const customerFacts = { shape, times, slugs: customerSlugs(ofContacts) };
  const slugs = companySlugs(ofCompanies);
  const eventFields = eventSlugs(ofActivities);
  const noTotals = { filterTot: 0, filterPages: 0 };
  const contactOf = new Map(contacts.map((row) => [row.key, row]));
  const companyOf = new Map(companies.map((row) => [row.key, companyRow(row, { shape, slugs, times })]));
  return (row) => {
    const contact = contactOf.get(row.contact ?? '');
    return {
      slugs: eventFields,
      times,
      contact: contact && customerRow(contact, customerFacts, noTotals),
      contactRef: contact?.ref,
      company: companyOf.get(row.company ?? ''),
    };
  };
}

const present = (keys: readonly (string | null)[]): string[] => keys.filter((key) => key !== null);
