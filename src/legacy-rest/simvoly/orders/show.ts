/** Orders as this API shows them, with what other read models say; one statement each for all of them. */
import type { Application } from '../../../application/application.ts';
import type { Moment } from '../../../application/ports.ts';
import { refsOfContactsEver } from '../../../projections/contacts/queries.ts';
import { invoicesForOrders } from '../../../projections/invoices/queries.ts';
import { membersByKeys } from '../../../projections/members/queries.ts';
import type { Order } from '../../../projections/orders/queries.ts';
import { paymentsFor } from '../../../projections/payments/queries.ts';
import { type ProductRow, productsByKeys } from '../../../projections/products/queries.ts';
import { renderOrder, type WireOrder } from './render.ts';

/**
 * The number of an invoice never changes, so it is shown for moments before it was given as well; and whoever ordered has done so,
 * even if the contact was deleted since.
 */
export async function showOrders(app: Application, orders: readonly Order[], asOf?: Moment): Promise<WireOrder[]> {
  const keys = orders.map(({ key }) => key);
  const contactKeys = orders.flatMap(({ contact }) => contact ?? []);
  const [contactRefs, members, invoices, payments, products] = await Promise.all([
    refsOfContactsEver(app.db, contactKeys),
    membersByKeys(app.db, contactKeys, asOf),
    invoicesForOrders(app.db, keys),
    paymentsFor(app.db, 'order', keys, asOf),
    productsIn(app, orders, asOf),
  ]);
  const memberRefs = refsByKey(members);
  const numbers = new Map(invoices.map(({ order, number }) => [order, number]));
  const paid = new Map(payments.filter(({ settled }) => settled > 0).map((payment) => [payment.order, payment]));
  return orders.map((order) =>
    renderOrder(withProducts(order, products), {
      invoiceNo: numbers.get(order.key) ?? 0,
      contactId: contactRefs.get(order.contact ?? '') ?? 0,
      memberId: memberRefs.get(order.contact ?? '') ?? 0,
      token: app.ids.uuidFrom(`order:${order.key}`),
      payment: paid.get(order.key),
    }),
  );
}

type Products = ReadonlyMap<string, ProductRow>;

/** Those of lines that were ordered before lines kept what they show of them. */
async function productsIn(app: Application, orders: readonly Order[], asOf?: Moment): Promise<Products> {
  const lines = orders
    .flatMap(({ sale }) => sale.lines)
    .filter((line) => SAID.some((name) => line[name] === undefined));
  const keys = [...new Set(lines.flatMap(({ product }) => product ?? []))];
  const rows = keys.length > 0 ? await productsByKeys(app.db, keys, asOf) : [];
  return new Map(rows.map((row) => [row.key, row]));
}

const SAID = ['productRef', 'kind', 'url', 'images'] as const;

/** What a line leaves unsaid of itself is as its product has it. */
function withProducts(order: Order, products: Products): Order {
  const lines = order.sale.lines.map((line) => {
    const product = products.get(line.product ?? '');
    if (!product) return line;
    const { ref: productRef, type: kind, url, details } = product;
    return { productRef, kind, url, images: (details.images ?? []).map((image) => image.url), ...line };
  });
  return { ...order, sale: { ...order.sale, lines } };
}

const refsByKey = (rows: readonly { readonly key: string; readonly ref: number }[]): ReadonlyMap<string, number> =>
  new Map(rows.map(({ key, ref }) => [key, ref]));
