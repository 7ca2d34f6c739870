/** Orders of a contact. */
import type { Application } from '../../../application/application.ts';
import type { ContactRow } from '../../../projections/contacts/queries.ts';
import type { Db } from '../../../projections/engine/db.ts';
import { invoicesForOrders } from '../../../projections/invoices/queries.ts';
import { countOrders, customFieldsOfOrders, listOrders, type Order } from '../../../projections/orders/queries.ts';
import { type PaymentRow, paymentsFor } from '../../../projections/payments/queries.ts';
import { type Listing, memberFields, namedFields, valueField } from '../lists.ts';
import { ORDER_FIELDS } from './fields.ts';
import { renderOrder, type WholeOrder } from './render.ts';

export async function ordersOf({ db }: Application, contact: ContactRow): Promise<Listing<WholeOrder>> {
  const only = { contact: contact.key };
  const custom = (await customFieldsOfOrders(db, contact.key)).map(
    ({ name, type }) => [`CustomCrmGroups.${name}`, valueField('custom', name, type)] as const,
  );
  return {
    fields: namedFields([...ORDER_FIELDS, ...memberFields('orders'), ...custom]),
    list: async (query, fields) => whole(db, await listOrders(db, { ...query, only }, fields)),
    count: (query, fields) => countOrders(db, { ...query, only }, fields),
    render: (order) => renderOrder(order, contact),
  };
}

async function whole(db: Db, orders: readonly Order[]): Promise<WholeOrder[]> {
  const keys = orders.map(({ key }) => key);
  const [payments, invoices] = await Promise.all([paymentsFor(db, 'order', keys), invoicesForOrders(db, keys)]);
  const issued = invoices.filter(({ phase }) => phase === 'issued').sort((a, b) => a.ref - b.ref);
  const paid = new Map<string | null, PaymentRow[]>(keys.map((key) => [key, []]));
  for (const payment of payments) paid.get(payment.order)?.push(payment);
  const invoiceOf = new Map(issued.map((invoice) => [invoice.order, invoice]));
  return orders.map((order) => ({
    order,
    payments: paid.get(order.key) ?? [],
    invoice: invoiceOf.get(order.key),
  }));
}
