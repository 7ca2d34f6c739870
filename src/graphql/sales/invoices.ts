/** Invoices: type, queries, and the invoices of contacts and orders. */
import type { Moment } from '../../application/ports.ts';
import {
  countInvoices,
  type InvoiceStanding,
  invoiceByRef,
  invoicesByKeys,
  invoicesForOrders,
  newestInvoicesOf,
  pageOfInvoices,
  standingOf,
} from '../../projections/invoices/queries.ts';
import { builder } from '../builder.ts';
import { Contact } from '../contact/type.ts';
import { listQuery } from '../list.ts';
import { Money } from '../money.ts';
import { newestField, recordKind, recordQuery } from '../record.ts';
import { loadOrder, Order } from './orders.ts';
import { COMMON_FIELDS, saleFields } from './parts.ts';

const STANDINGS: { readonly [K in InvoiceStanding]: readonly [name: string, description: string] } = {
  draft: ['DRAFT', 'It has no number yet and does not count.'],
  unpaid: ['UNPAID', 'Nothing of it is paid.'],
  partlyPaid: ['PARTLY_PAID', 'A part of it is paid.'],
  paid: ['PAID', 'All of it is paid.'],
  overdue: ['OVERDUE', 'It should have been paid by now.'],
  voided: ['VOIDED', 'It no longer counts.'],
};

const InvoiceStatusEnum = builder.enumType('InvoiceStatus', {
  description: 'How an invoice stands today.',
  values: Object.fromEntries(
    Object.entries(STANDINGS).map(([value, [name, description]]) => [name, { value, description }]),
  ),
});

const invoices = recordKind('Invoice', invoicesByKeys);
export const loadInvoice = invoices.load;

const dayOf = (asOf: Moment | undefined, now: Date): string =>
  (asOf && 'time' in asOf ? asOf.time : now).toISOString().slice(0, 10);

export const Invoice = builder.node(invoices.ref, {
  description: 'A demand for payment.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    ...saleFields(t),
    number: t.int({
      nullable: true,
      description: 'Number on the invoice, without gaps. Null for a draft.',
      resolve: ({ row }) => row.number,
    }),
    status: t.field({
      type: InvoiceStatusEnum,
      description: 'How it stands today, or stood on the day that was asked for.',
      resolve: ({ row, asOf }, _args, { app }) => standingOf(row, dayOf(asOf, app.clock.now())),
    }),
    order: t.field({
      type: Order,
      nullable: true,
      description: 'The order that it is for.',
      resolve: ({ row, asOf }, _args, context) =>
        row.order === null ? undefined : loadOrder(context, row.order, asOf),
    }),
    addressedTo: t.string({
      nullable: true,
      description: 'Whom it is addressed to, as printed.',
      resolve: ({ row }) => row.details.addressedTo ?? null,
    }),
    addressedFrom: t.string({
      nullable: true,
      description: 'Who sends it, as printed.',
      resolve: ({ row }) => row.details.addressedFrom ?? null,
    }),
    notes: t.string({
      nullable: true,
      description: 'Notes for the buyer.',
      resolve: ({ row }) => row.details.notes ?? null,
    }),
    datedOn: t.field({ type: 'Date', description: 'Day that it bears.', resolve: ({ row }) => row.datedOn }),
    dueOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'Last day to pay.',
      resolve: ({ row }) => row.details.dueOn ?? null,
    }),
    allowPartial: t.boolean({
      description: 'The buyer may pay a part.',
      resolve: ({ row }) => row.details.allowPartial ?? false,
    }),
    paid: t.field({
      type: Money,
      description: 'What was paid of it.',
      resolve: ({ row: { paid, currency } }) => ({ amount: paid, currency }),
    }),
    issuedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it got its number.',
      resolve: ({ row }) => row.issuedAt,
    }),
  }),
});

recordQuery(invoices, { name: 'invoice', description: 'One invoice.', byRef: invoiceByRef });

listQuery(invoices, {
  name: 'invoices',
  custom: 'invoice',
  description: 'Invoices that meet a filter, in any order, page by page.',
  fields: {
    ...COMMON_FIELDS,
    number: { sql: 'number', type: 'number', description: 'Number on the invoice.' },
    orderKey: { sql: '"order"', type: 'text', description: 'Key of the order.' },
    total: { sql: 'invoices.total', type: 'number', description: 'What it comes to, in minor units of its currency.' },
    datedOn: { sql: 'dated_on', type: 'text', description: 'Day that it bears, `YYYY-MM-DD`.' },
    dueOn: { sql: "(details ->> 'dueOn')", type: 'text', description: 'Last day to pay, `YYYY-MM-DD`.' },
  },
  page: pageOfInvoices,
  count: countInvoices,
});

newestField(Contact, 'invoices', {
  of: invoices,
  description: 'Invoices of the contact, newest first. The query `invoices` pages through all of them.',
  newest: (db, contacts, page) => newestInvoicesOf(db, 'contact', contacts, page),
  parentOf: ({ contact }) => contact,
});

builder.objectField(Order, 'invoices', (t) =>
  t.field({
    type: [Invoice],
    description: 'The invoices of the order.',
    resolve: async ({ row, asOf }, _args, { loaders }) => {
      const rows = await loaders.many(
        'invoices of order',
        (db, keys) => invoicesForOrders(db, keys, asOf),
        row.key,
        ({ order }) => order,
        asOf,
      );
      return rows.map((found) => invoices.node(found, asOf));
    },
  }),
);
