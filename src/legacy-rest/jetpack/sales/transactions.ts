/** `GET transactions`, and transactions beside a customer. */
import { goesBack } from '../../../domain/sales/payment/decide.ts';
import { listPayments, type PaymentRow } from '../../../projections/payments/queries.ts';
import { customKeys, spelled } from '../customFields.ts';
import { type Endpoint, only } from '../endpoint.ts';
import { seconds } from '../time.ts';
import { type RowContext, rowContext } from './context.ts';
import { datesOf, idAndOwner, listPage, moment, money, moneyNumber } from './wire.ts';

export const transactions: Endpoint = {
  methods: only('GET'),
  scope: 'read',
  async answer(request) {
    const rows = await listPayments(request.app.db, listPage(request.query, request.shape, 'asc'));
    const context = await rowContext(request, 'transaction', rows);
    return rows.map((row) => spelled(request.query, transactionRow(row, context)));
  },
};

/** The documents put money that goes back on the debit side, the running plugin puts everything else there. */
const accountingSide = (kind: string, { pluginAccounting }: RowContext): string =>
  goesBack(kind) === pluginAccounting ? 'credit' : 'debit';

export function transactionRow(row: PaymentRow, context: RowContext): Record<string, unknown> {
  const { shape, slugs, times, countedStatuses } = context;
  if (shape === 'beta') return betaRow(row, context);
  const dates = datesOf(context);
  return {
    ...idAndOwner(row.ref, row.owner, shape, 0),
    status: row.status,
    type: row.kind,
    status_bool: countedStatuses.includes(row.status.toLowerCase()) ? 1 : -1,
    type_accounting: accountingSide(row.kind, context),
    ref: row.reference,
    origin: row.origin ?? '',
    parent: row.parent ?? 0,
    hash: '',
    title: row.title ?? '',
    desc: row.description ?? '',
    ...moment('date', row.paidAt, times.dayAndTime),
    customer_ip: '',
    currency: row.currency,
    ...amounts(row),
    ...sometimes('date_paid', row.settled > 0 ? row.paidAt : null, context),
    ...sometimes('date_completed', row.completedAt, context),
    ...moment('created', row.createdAt, shape === 'plugin' ? dates.day : times.dayAndTime),
    ...moment('lastupdated', row.updatedAt, times.dayAndTime),
    ...customKeys(row.custom, slugs, shape),
    lineitems: [],
  };
}

function amounts({ breakdown, amount, currency }: PaymentRow) {
  const part = (minor: number | undefined): string => money(minor ?? 0, currency);
  return {
    net: part(breakdown.net),
    fee: part(breakdown.fee),
    discount: part(breakdown.discount),
    shipping: part(breakdown.shipping),
    shipping_taxes: '',
    shipping_tax: part(breakdown.shippingTax),
    taxes: '',
    tax: part(breakdown.tax),
    total: part(amount),
  };
}

/** The only times that are `null` when they never were. */
const sometimes = (name: string, iso: string | null, { shape, times }: RowContext) => ({
  [name]: iso ? seconds(iso) : shape === 'plugin' ? 0 : null,
  [`${name}_date`]: iso ? times.dayAndTime(iso) : false,
});

function betaRow(row: PaymentRow, { customerOf, times }: RowContext) {
  const customer = customerOf(row.contact);
  const { breakdown, currency } = row;
  const part = (minor: number | undefined): number => moneyNumber(minor ?? 0, currency);
  return {
    id: row.ref,
    created: times.dayAndTime(row.createdAt),
    meta: {
      status: row.status,
      orderid: row.reference,
      customer: customer.id,
      total: part(row.amount),
      customer_name: customer.name,
      date: times.day(row.paidAt),
      currency,
      item_title: row.title ?? '',
      net: part(breakdown.net),
      tax: part(breakdown.tax),
      fee: part(breakdown.fee),
      discount: part(breakdown.discount),
      tax_rate: Number(row.taxRate ?? 0),
    },
    customerid: customer.id,
  };
}
