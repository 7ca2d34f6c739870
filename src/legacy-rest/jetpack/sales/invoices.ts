/** `GET invoices`, and invoices beside a customer. */
import { type Invoice, type InvoiceStanding, listInvoices, standingOf } from '../../../projections/invoices/queries.ts';
import { customKeys, spelled } from '../customFields.ts';
import { type Endpoint, only } from '../endpoint.ts';
import type { Shape } from '../shape.ts';
import { UTC } from '../time.ts';
import { type RowContext, rowContext } from './context.ts';
import {
  betaDay,
  datesOf,
  idAndOwner,
  lineItems,
  listPage,
  midnight,
  moment,
  money,
  moneyNumber,
  twoPlaces,
} from './wire.ts';

export const invoices: Endpoint = {
  methods: only('GET'),
  scope: 'read',
  async answer(request) {
    const rows = await listInvoices(request.app.db, listPage(request.query, request.shape, 'asc'));
    const context = await rowContext(request, 'invoice', rows);
    return rows.map((row) => spelled(request.query, invoiceRow(row, context)));
  },
};

const STATUSES: Readonly<Record<InvoiceStanding, string>> = {
  draft: 'Draft',
  unpaid: 'Unpaid',
  partlyPaid: 'Unpaid',
  overdue: 'Overdue',
  paid: 'Paid',
  voided: 'Deleted',
};

export function invoiceRow(row: Invoice, context: RowContext): Record<string, unknown> {
  const { shape, slugs, today, times } = context;
  if (shape === 'beta') return betaRow(row, context);
  const status = STATUSES[standingOf(row, today)];
  const { details, currency } = row;
  const dates = datesOf(context);
  return {
    ...idAndOwner(row.ref, row.owner, shape),
    id_override: row.number === null ? '' : String(row.number),
    parent: row.parent ?? 0,
    status,
    status_label: status,
    hash: context.hashOf(row.key),
    ...TEMPLATES,
    currency,
    pay_via: 0,
    logo_url: '',
    address_to_objtype: row.company === null ? 1 : 2,
    addressed_from: details.addressedFrom ?? '',
    addressed_to: details.addressedTo ?? '',
    allow_partial: details.allowPartial ?? false,
    allow_tip: details.allowTip ?? false,
    send_attachments: true,
    hours_or_quantity: '1',
    ...moment('date', midnight(row.datedOn), shape === 'plugin' ? longDay : UTC.day),
    ...moment('due_date', midnight(details.dueOn), shape === 'plugin' ? longDay : UTC.day),
    ...moment('paid_date', status === 'Paid' ? row.paidAt : null, dates.day),
    ...viewed('hash_viewed', row.linkViews, row.linkViewedAt, dates.day),
    ...viewed('portal_viewed', row.portalViews, row.portalViewedAt, dates.day),
    ...amounts(row, shape),
    ...moment('created', row.createdAt, times.dayAndTime),
    ...moment('lastupdated', row.updatedAt, times.dayAndTime),
    ...customKeys(row.custom, slugs, shape),
    lineitems: lineItems(row.sale.lines, row, context),
  };
}

const TEMPLATES = { pdf_template: '', portal_template: '', email_template: '', invoice_frequency: 0 };

const viewed = (name: string, count: number, at: string | null, text: (iso: string) => string) => ({
  ...moment(name, at, text),
  [`${name}_count`]: count,
});

/** `net − discount + shipping + tax = total`, where a percentage is told as such. */
function amounts({ sale, currency }: Invoice, shape: Shape) {
  const { totals } = sale;
  return {
    net: money(totals.subtotal, currency),
    ...discount(sale, currency, shape),
    shipping: money(totals.shipping, currency),
    shipping_taxes: '',
    shipping_tax: money(totals.shippingTax, currency),
    taxes: '',
    tax: money(totals.tax, currency),
    total: money(totals.total, currency),
  };
}

function discount({ discount: given, lines, totals }: Invoice['sale'], currency: string, shape: Shape) {
  const terms = given?.terms;
  if (terms?.kind === 'percent' && lines.every((line) => line.discount === undefined))
    return { discount: twoPlaces(terms.percent), discount_type: shape === 'plugin' ? '%' : 'percent' };
  return { discount: money(totals.discount, currency), discount_type: totals.discount === 0 ? '' : 'm' };
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `November 1, 2026` */
function longDay(iso: string): string {
  const [year, month, date] = UTC.day(iso).split('-').map(Number);
  return `${MONTHS[(month ?? 1) - 1]} ${date}, ${year}`;
}

function betaRow(row: Invoice, { customerOf, today, times }: RowContext) {
  const number = row.number === null ? '' : String(row.number);
  const due = midnight(row.details.dueOn);
  return {
    id: row.ref,
    created: times.dayAndTime(row.createdAt),
    zbsid: number || String(row.ref),
    meta: {
      name: number,
      val: moneyNumber(row.total, row.currency),
      date: betaDay(`${row.datedOn}T00:00:00Z`),
      notes: row.details.notes ?? '',
      status: STATUSES[standingOf(row, today)],
      no: number,
      ref: '',
      due: due ? betaDay(due) : '',
    },
    customerid: customerOf(row.contact).id,
  };
}
