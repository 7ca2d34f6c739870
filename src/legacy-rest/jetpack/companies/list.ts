/** `POST companies`: pages of companies, filtered, with what is linked to them where that is asked for. */
import { companyFields } from '../../../projections/companies/fields.ts';
import {
  type CompanyQuery,
  type CompanyRow,
  type CompanyTotals,
  listCompanies,
  totalsOfCompanies,
} from '../../../projections/companies/queries.ts';
import { contactFields } from '../../../projections/contacts/fields.ts';
import { listContacts } from '../../../projections/contacts/queries.ts';
import { customerRow, customerSlugs } from '../customers/row.ts';
import { spelled } from '../customFields.ts';
import { type Endpoint, only } from '../endpoint.ts';
import { filtersOf } from '../filters.ts';
import { type Included, included } from '../linked.ts';
import { direction, pageOfBody } from '../paging.ts';
import type { JetpackRequest } from '../request.ts';
import { linkedRecords } from '../sales/linked.ts';
import type { Shape } from '../shape.ts';
import { integer, looseText } from '../values.ts';
import { companyRow, companySlugs } from './row.ts';

export const companies: Endpoint = { methods: only('POST'), scope: 'read', answer: list };

async function list(request: JetpackRequest): Promise<unknown> {
  const { app, shape, query, times, countedStatuses } = request;
  const asked = await filtersOf(request);
  const page = pageOfBody(asked, { toTheLetter: shape === 'plugin' });
  const show = included(asked, shape);
  const rows = await listCompanies(app.db, { ...companyQuery(asked, shape), ...page }, companyFields);
  const slugs = companySlugs(await app.customFields.definitions('company'));
  const keys = rows.map(({ key }) => key);
  const linked = await linkedRecords(request, show.linked, 'company', keys);
  const contactsOf = shape === 'plugin' ? await contactRows(request, keys) : undefined;
  const totals = shape === 'plugin' ? undefined : await totalsOfCompanies(app.db, keys, countedStatuses);
  return rows.map((row: CompanyRow) =>
    spelled(query, {
      ...companyRow(row, { shape, slugs, times }),
      ...(contactsOf ? { contacts: contactsOf(row.key) } : {}),
      ...linked(row.key),
      ...(totals ? totalKeys(totals(row.key), show) : {}),
    }),
  );
}

/** The customers that belong to each company, as the plugin shows them. */
async function contactRows({ app, shape, times }: JetpackRequest, keys: readonly string[]) {
  const definitions = await app.customFields.definitions('contact');
  const facts = { shape, times, slugs: customerSlugs(definitions) };
  const query = { filter: { field: 'companyKey', op: 'in', value: keys }, limit: MOST_CONTACTS } as const;
  const contacts = keys.length === 0 ? [] : await listContacts(app.db, query, contactFields(definitions));
  return (key: string) =>
    contacts
      .filter(({ company }) => company === key)
      .map((row) => customerRow(row, facts, { filterTot: 0, filterPages: 0 }));
}

const MOST_CONTACTS = 10_000;

function companyQuery({ search, owned, order }: Readonly<Record<string, unknown>>, shape: Shape): CompanyQuery {
  const text = looseText.parse(search);
  const owner = integer(owned) ?? 0;
  return {
    ...(text ? { search: text } : {}),
    ...(shape === 'plugin' ? { wildcards: true } : {}),
    ...(owner > 0 ? { filter: { field: 'owner', op: 'eq', value: owner } } : {}),
    sort: [{ field: 'ref', direction: shape === 'plugin' ? 'asc' : direction(order) }],
  };
}

/** The documents promise totals with the flags; the software never sends them. */
function totalKeys(totals: CompanyTotals, { linked }: Included): Record<string, unknown> {
  const value = totals.invoices.plus(totals.payments).minus(totals.invoicePayments);
  return {
    ...(linked.includes('quotes') ? { quotes_total: totals.quotes.toFixed(2) } : {}),
    ...(linked.includes('invoices')
      ? {
          invoices_total: totals.invoices.toFixed(2),
          invoices_count: totals.invoiceCount,
          invoices_total_inc_deleted: totals.allInvoices.toFixed(2),
          invoices_count_inc_deleted: totals.allInvoiceCount,
        }
      : {}),
    ...(linked.includes('transactions')
      ? { transactions_total: totals.payments.toFixed(2), transactions_paid_total: totals.invoicePayments.toFixed(2) }
      : {}),
    ...(linked.includes('invoices') || linked.includes('transactions') ? { total_value: value.toFixed(2) } : {}),
  };
}
