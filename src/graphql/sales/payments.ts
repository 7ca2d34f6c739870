/** Payments: type, queries, and the payments of contacts, orders and invoices. */
import type { PaymentPhase } from '../../domain/sales/payment/state.ts';
import {
  countPayments,
  newestPaymentsOf,
  pageOfPayments,
  paymentByRef,
  paymentsByKeys,
  paymentsFor,
} from '../../projections/payments/queries.ts';
import { builder } from '../builder.ts';
import { Contact } from '../contact/type.ts';
import { listQuery } from '../list.ts';
import { Money } from '../money.ts';
import { newestField, recordKind, recordQuery } from '../record.ts';
import { Invoice } from './invoices.ts';
import { Order } from './orders.ts';
import { COMMON_FIELDS, recordFields } from './parts.ts';

const PHASES: { readonly [K in PaymentPhase]: string } = {
  recorded: 'It was made elsewhere and entered here.',
  authorising: 'The gateway was asked.',
  challenged: 'The bank wants to see the buyer first.',
  captured: 'The gateway took the money.',
  declined: 'The gateway or the bank said no.',
  uncertain: 'Nobody knows whether the money was taken.',
  voided: 'It was called back.',
};

const PaymentPhaseEnum = builder.enumType('PaymentPhase', {
  description: 'How far a payment has come.',
  values: Object.fromEntries(
    Object.entries(PHASES).map(([value, description]) => [value.toUpperCase(), { value, description }]),
  ),
});

const payments = recordKind('Payment', paymentsByKeys);
export const loadPayment = payments.load;

export const Payment = builder.node(payments.ref, {
  description: 'Money that came in, went back, or should have.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    ...recordFields(t),
    reference: t.string({ description: 'Its number elsewhere; unique.', resolve: ({ row }) => row.reference }),
    phase: t.field({ type: PaymentPhaseEnum, description: 'How far it has come.', resolve: ({ row }) => row.phase }),
    status: t.string({ description: 'In the words of whoever recorded it.', resolve: ({ row }) => row.status }),
    kind: t.string({ description: '`Sale`, `Refund`, `Credit Note`…', resolve: ({ row }) => row.kind }),
    amount: t.field({
      type: Money,
      description: 'How much.',
      resolve: ({ row: { amount, currency } }) => ({ amount, currency }),
    }),
    settled: t.field({
      type: Money,
      description: 'What it takes off what is owed, now.',
      resolve: ({ row: { settled, currency } }) => ({ amount: settled, currency }),
    }),
    method: t.string({ nullable: true, description: 'How it was paid.', resolve: ({ row }) => row.method }),
    title: t.string({ nullable: true, description: 'What it is for.', resolve: ({ row }) => row.title }),
    description: t.string({
      nullable: true,
      description: 'More about it.',
      resolve: ({ row }) => row.description,
    }),
    taxRate: t.string({
      nullable: true,
      description: 'Rate of tax in percent, as whoever recorded it said.',
      resolve: ({ row }) => row.taxRate,
    }),
    gateway: t.string({
      nullable: true,
      description: 'The gateway that charged it.',
      resolve: ({ row }) => row.gateway,
    }),
    gatewayCode: t.string({
      nullable: true,
      description: 'Our number at the gateway.',
      resolve: ({ row }) => row.gatewayCode,
    }),
    declinedWith: t.int({
      nullable: true,
      description: 'The code that the gateway declined it with.',
      resolve: ({ row }) => row.declinedWith,
    }),
    cardBrand: t.string({
      nullable: true,
      description: 'Brand of the card.',
      resolve: ({ row }) => row.card.brand ?? null,
    }),
    cardLastDigits: t.string({
      nullable: true,
      description: 'Last digits of the card.',
      resolve: ({ row }) => row.card.lastDigits ?? null,
    }),
    paidAt: t.field({ type: 'DateTime', description: 'When it was made.', resolve: ({ row }) => row.paidAt }),
  }),
});

recordQuery(payments, { name: 'payment', description: 'One payment.', byRef: paymentByRef });

listQuery(payments, {
  name: 'payments',
  custom: 'transaction',
  description: 'Payments that meet a filter, in any order, page by page.',
  fields: {
    ...COMMON_FIELDS,
    reference: { sql: 'reference', type: 'text', description: 'Its number elsewhere.' },
    phase: { sql: 'phase', type: 'text', description: 'How far it has come, in lower case.' },
    status: { sql: 'status', type: 'text', description: 'In the words of whoever recorded it.' },
    kind: { sql: 'kind', type: 'text', description: '`Sale`, `Refund`…' },
    method: { sql: 'method', type: 'text', description: 'How it was paid.' },
    orderKey: { sql: '"order"', type: 'text', description: 'Key of the order.' },
    invoiceKey: { sql: 'invoice', type: 'text', description: 'Key of the invoice.' },
    amount: { sql: 'payments.amount', type: 'number', description: 'How much, in minor units of its currency.' },
    paidAt: { sql: 'paid_at', type: 'instant', description: 'When it was made.' },
  },
  page: pageOfPayments,
  count: countPayments,
});

newestField(Contact, 'payments', {
  of: payments,
  description: 'Payments of the contact, newest first. The query `payments` pages through all of them.',
  newest: (db, contacts, page) => newestPaymentsOf(db, 'contact', contacts, page),
  parentOf: ({ contact }) => contact,
});

for (const [type, thing] of [
  [Order, 'order'],
  [Invoice, 'invoice'],
] as const) {
  builder.objectField(type as typeof Order, 'payments', (t) =>
    t.field({
      type: [Payment],
      description: `The payments of the ${thing}, oldest first.`,
      resolve: async ({ row, asOf }, _args, { loaders }) => {
        const rows = await loaders.many(
          `payments of ${thing}`,
          (db, keys) => paymentsFor(db, thing, keys, asOf),
          row.key,
          (found) => found[thing],
          asOf,
        );
        return rows.map((found) => payments.node(found, asOf));
      },
    }),
  );
}
