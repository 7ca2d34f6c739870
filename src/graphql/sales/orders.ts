/** Orders: type, queries, and the orders of a contact. */
import { ORDER_STATUSES, type OrderStatus } from '../../domain/sales/order/events.ts';
import { ORDER_LINE_FIELDS } from '../../projections/orderLines/fields.ts';
import { ORDER_SEARCH_SQL } from '../../projections/orders/model.ts';
import {
  countOrders,
  newestOrdersOf,
  type OrderRow,
  orderByRef,
  orderRowsByKeys,
  pageOfOrders,
} from '../../projections/orders/queries.ts';
import { paidOf } from '../../projections/payments/queries.ts';
import { builder } from '../builder.ts';
import { Contact } from '../contact/type.ts';
import type { GraphqlContext } from '../context.ts';
import { listQuery } from '../list.ts';
import type { LoadRows } from '../loaders.ts';
import { Money } from '../money.ts';
import { newestField, type RecordNode, recordKind, recordQuery } from '../record.ts';
import { defineFilter, listedKind } from '../recordFilter.ts';
import { COMMON_FIELDS, SaleTerms, saleFields } from './parts.ts';

const STATUS_DESCRIPTIONS: { readonly [K in OrderStatus]: string } = {
  pending: 'It was taken.',
  processing: 'It was released for delivery.',
  shipped: 'It is on its way.',
  completed: 'It is done.',
  cancelled: 'It was called off.',
  archived: 'It was put away.',
};

export const OrderStatusEnum = builder.enumType('OrderStatus', {
  description: 'How far an order has come.',
  values: Object.fromEntries(
    ORDER_STATUSES.map((value) => [value.toUpperCase(), { value, description: STATUS_DESCRIPTIONS[value] }]),
  ),
});

type OrderNode = RecordNode<'Order', OrderRow>;

const orders = recordKind('Order', orderRowsByKeys);
export const loadOrder = orders.load;

/** What was paid of each order, read only where somebody asks for it. */
const paidOfOrders: LoadRows<{ readonly key: string; readonly paid: number }> = async (db, keys, asOf) =>
  [...(await paidOf(db, 'order', keys, asOf))].map(([key, { paid }]) => ({ key, paid }));

async function paid({ row, asOf }: OrderNode, { loaders }: GraphqlContext): Promise<number> {
  return (await loaders.one(paidOfOrders, row.key, asOf))?.paid ?? 0;
}

const OrderNote = builder.objectRef<{ readonly time: string; readonly text: string }>('OrderNote').implement({
  description: 'A private note of staff.',
  fields: (t) => ({
    time: t.expose('time', { type: 'DateTime', description: 'When it was written.' }),
    text: t.exposeString('text', { description: 'What it says.' }),
  }),
});

export const Order = builder.node(orders.ref, {
  description: 'What a buyer ordered.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    ...saleFields(t),
    status: t.field({ type: OrderStatusEnum, description: 'How far it has come.', resolve: ({ row }) => row.status }),
    repeats: t.int({
      nullable: true,
      description: 'Number of the order that this one repeats.',
      resolve: ({ row }) => row.repeats,
    }),
    cancelReason: t.string({
      nullable: true,
      description: 'Why it was called off.',
      resolve: ({ row }) => row.cancelReason,
    }),
    terms: t.field({ type: SaleTerms, description: 'What was agreed.', resolve: ({ row }) => row.terms }),
    courier: t.string({
      nullable: true,
      description: 'Who carries it.',
      resolve: ({ row }) => row.fulfilment.courier ?? null,
    }),
    trackingNumber: t.string({
      nullable: true,
      description: 'Number of the consignment.',
      resolve: ({ row }) => row.fulfilment.trackingNumber ?? null,
    }),
    trackingUrl: t.string({
      nullable: true,
      description: 'Where to follow it.',
      resolve: ({ row }) => row.fulfilment.trackingUrl ?? null,
    }),
    notes: t.field({
      type: [OrderNote],
      description: 'Private notes, oldest first.',
      resolve: ({ row }) =>
        Object.entries(row.notes)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, note]) => note),
    }),
    paid: t.field({
      type: Money,
      description: 'What was paid of it.',
      resolve: async (node, _args, context) => ({ amount: await paid(node, context), currency: node.row.currency }),
    }),
    isPaid: t.boolean({
      description: 'Whether all of it is paid.',
      resolve: async (node, _args, context) => (await paid(node, context)) >= node.row.total,
    }),
    placedAt: t.field({ type: 'DateTime', description: 'When it was given.', resolve: ({ row }) => row.placedAt }),
  }),
});

recordQuery(orders, { name: 'order', description: 'One order.', byRef: orderByRef });

defineFilter('OrderLine', listedKind(ORDER_LINE_FIELDS, undefined));

listQuery(orders, {
  name: 'orders',
  description: 'Orders that meet a filter, in any order, page by page.',
  fields: {
    ...COMMON_FIELDS,
    status: { sql: 'status', type: 'text', description: 'How far it has come, in lower case.' },
    buyerName: { sql: "(buyer ->> 'name')", type: 'text', description: 'Name of the buyer.' },
    buyerEmail: { sql: "(buyer ->> 'email')", type: 'text', description: 'Address of the buyer.' },
    clientReference: { sql: "(terms ->> 'clientReference')", type: 'text', description: "The buyer's own reference." },
    total: { sql: 'orders.total', type: 'number', description: 'What it comes to, in minor units of its currency.' },
    placedAt: { sql: 'placed_at', type: 'instant', description: 'When it was given.' },
  },
  search: { text: ORDER_SEARCH_SQL, finds: 'its number, or the name or e-mail address of the buyer' },
  page: pageOfOrders,
  count: countOrders,
});

newestField(Contact, 'orders', {
  of: orders,
  description: 'Orders of the contact, newest first. The query `orders` pages through all of them.',
  newest: (db, contacts, page) => newestOrdersOf(db, 'contact', contacts, page),
  parentOf: ({ contact }) => contact,
});
