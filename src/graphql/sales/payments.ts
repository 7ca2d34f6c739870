/** Payments: type, queries, and the payments of contacts, orders and invoices. */
import type { Moment } from '../../application/ports.ts';
import type { PaymentPhase } from '../../domain/sales/payment/state.ts';
import {
  countPayments,
  newestPaymentsOf,
  type PaymentRow,
  pageOfPayments,
  paymentByRef,
  paymentsByKeys,
  paymentsFor,
} from '../../projections/payments/queries.ts';
import { builder } from '../builder.ts';
import { Contact } from '../contact/type.ts';
import type { GraphqlContext } from '../context.ts';
import { listQuery } from '../list.ts';
import { Money } from '../money.ts';
import { amountOfEach, ofEachCost, type RecordNode, recordQuery } from '../record.ts';
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

type PaymentNode = RecordNode<'Payment', PaymentRow>;

export const paymentNode = (row: PaymentRow, asOf: Moment | undefined): PaymentNode => ({
  __typename: 'Payment',
  row,
  asOf,
});

export const Payment = builder.node(builder.objectRef<PaymentNode>('Payment'), {
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

export async function loadPayment(
  { loaders }: GraphqlContext,
  key: string,
  asOf?: Moment,
): Promise<PaymentNode | undefined> {
  const row = await loaders.one(paymentsByKeys, key, asOf);
  return row && paymentNode(row, asOf);
}

recordQuery(Payment, {
  name: 'payment',
  kind: 'Payment',
  description: 'One payment.',
  load: loadPayment,
  byRef: ({ app }, ref, asOf) => paymentByRef(app.db, ref, asOf),
  node: paymentNode,
});

listQuery(Payment, {
  name: 'payments',
  kind: 'Payment',
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
  page: ({ app }, query, fields) => pageOfPayments(app.db, query, fields),
  count: ({ app }, query, fields) => countPayments(app.db, query, fields),
  node: paymentNode,
});

builder.objectField(Contact, 'payments', (t) =>
  t.field({
    type: [Payment],
    description: 'Payments of the contact, newest first. The query `payments` pages through all of them.',
    complexity: ofEachCost,
    args: { first: t.arg.int({ description: 'How many. 10 when left out.' }) },
    resolve: async ({ row, asOf }, { first }, { loaders }) => {
      const limit = amountOfEach(first);
      const rows = await loaders.many(
        `payments:${limit}`,
        (db, contacts) => newestPaymentsOf(db, 'contact', contacts, { limit, asOf }),
        row.key,
        ({ contact }) => contact,
        asOf,
      );
      return rows.map((found) => paymentNode(found, asOf));
    },
  }),
);

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
        return rows.map((found) => paymentNode(found, asOf));
      },
    }),
  );
}
