/** `GET quotes`, and quotes beside a customer. */
import { fromMinor } from '../../../domain/kernel/money.ts';
import { listQuotes, type QuoteRow } from '../../../projections/quotes/queries.ts';
import { customKeys, spelled } from '../customFields.ts';
import { type Endpoint, only } from '../endpoint.ts';
import { type RowContext, rowContext } from './context.ts';
import { betaDay, datesOf, idAndOwner, lineItems, listPage, moment, moneyNumber, twoPlaces } from './wire.ts';

export const quotes: Endpoint = {
  methods: only('GET'),
  scope: 'read',
  async answer(request) {
    const rows = await listQuotes(request.app.db, listPage(request.query, request.shape, 'desc'));
    const context = await rowContext(request, 'quote', rows);
    return rows.map((row) => spelled(request.query, quoteRow(row, context)));
  },
};

/** Accepted wins, even over a draft. */
export function statusOf({ acceptedAt, template }: QuoteRow): number {
  if (acceptedAt !== null) return 1;
  return template === null ? -1 : -2;
}

export function quoteRow(row: QuoteRow, context: RowContext): Record<string, unknown> {
  const { shape, slugs } = context;
  if (shape === 'beta') return betaRow(row, context);
  const dates = datesOf(context);
  const accepted = moment('accepted', row.acceptedAt, dates.day);
  return {
    ...idAndOwner(row.ref, row.owner, shape),
    id_override: '',
    title: row.title ?? '',
    currency: row.currency,
    value: twoPlaces(fromMinor(row.total, row.currency)),
    ...moment('date', row.quotedAt, dates.day),
    template: row.template ?? 0,
    ...(shape === 'plugin' ? {} : { content: row.content ?? '' }),
    notes: row.terms.notes ?? '',
    send_attachments: true,
    hash: context.hashOf(row.key),
    ...moment('lastviewed', row.viewedAt, dates.day),
    viewed_count: row.viewCount,
    ...accepted,
    ...(shape === 'plugin' ? { acceptedsigned: accepted.accepted, acceptedip: accepted.accepted } : {}),
    ...moment('created', row.createdAt, dates.day),
    ...moment('lastupdated', row.updatedAt, dates.day),
    status: statusOf(row),
    ...customKeys(row.custom, slugs, shape),
    lineitems: lineItems(row.sale.lines, row, context),
  };
}

const betaRow = (row: QuoteRow, { customerOf, times }: RowContext) => ({
  id: row.ref,
  created: times.dayAndTime(row.createdAt),
  zbsid: String(row.ref),
  meta: {
    name: row.title ?? '',
    val: moneyNumber(row.total, row.currency),
    date: betaDay(row.quotedAt),
    notes: row.terms.notes ?? '',
    status: String(statusOf(row)),
    no: String(row.ref),
    ref: row.terms.clientReference ?? '',
    due: '',
  },
  customerid: customerOf(row.contact).id,
});
