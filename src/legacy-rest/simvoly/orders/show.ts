/** Orders as this API shows them, with what other read models say; one statement each for all of them. */
import type { Application } from '../../../application/application.ts';
import type { Moment } from '../../../application/ports.ts';
import { contactsByKeys } from '../../../projections/contacts/queries.ts';
import { invoicesForOrders } from '../../../projections/invoices/queries.ts';
import { membersByKeys } from '../../../projections/members/queries.ts';
import type { Order } from '../../../projections/orders/queries.ts';
import { paymentsFor } from '../../../projections/payments/queries.ts';
import { renderOrder, type WireOrder } from './render.ts';

/** The number of an invoice never changes, so it is shown for moments before it was given as well. */
export async function showOrders(app: Application, orders: readonly Order[], asOf?: Moment): Promise<WireOrder[]> {
  const keys = orders.map(({ key }) => key);
  const contactKeys = orders.flatMap(({ contact }) => contact ?? []);
  const [contacts, members, invoices, payments] = await Promise.all([
    contactsByKeys(app.db, contactKeys, asOf),
    membersByKeys(app.db, contactKeys, asOf),
    invoicesForOrders(app.db, keys),
    paymentsFor(app.db, 'order', keys, asOf),
  ]);
  const refs = refsByKey(contacts);
  const memberRefs = refsByKey(members);
  const numbers = new Map(invoices.map(({ order, number }) => [order, number]));
  const paid = new Map(payments.filter(({ settled }) => settled > 0).map((payment) => [payment.order, payment]));
  return orders.map((order) =>
    renderOrder(order, {
      invoiceNo: numbers.get(order.key) ?? 0,
      contactId: refs.get(order.contact ?? '') ?? 0,
      memberId: memberRefs.get(order.contact ?? '') ?? 0,
      token: app.ids.uuidFrom(`order:${order.key}`),
      payment: paid.get(order.key),
    }),
  );
}

const refsByKey = (rows: readonly { readonly key: string; readonly ref: number }[]): ReadonlyMap<string, number> =>
  new Map(rows.map(({ key, ref }) => [key, ref]));
