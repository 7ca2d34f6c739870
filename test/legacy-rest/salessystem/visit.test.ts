/** A whole visit to a shop, as a website makes it: the methods in the order of a buyer, over HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAsk } from '../../graphql/client.ts';
import { mailsIn } from '../../support/mail.ts';
import { type Body, newcomer, ok, openShop, PASSWORD, type Shop, SYSTEM } from './client.ts';
import { accepted, stock } from './stock.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await stock(shop);
});
afterAll(() => shop.stop());

const itemsOf = (body: Body): Body[] => body.items as Body[];

test('a visitor browses, fills a basket, registers, comes back as a trader, pays at the second try and leaves', async () => {
  const { session_id: session } = ok(await shop.call('startSession')) as { session_id: string };
  const call = (method: string, parameters: Record<string, string | number> = {}) =>
    shop.call(method, { session_id: session, ...parameters });

  const [clothes] = itemsOf(ok(await call('getProductCategories', { depth: 2 })));
  const [shirts] = itemsOf(clothes as Body);
  const [family] = itemsOf(
    ok(await call('getProducts', { category: String(shirts?.code), filter: 'code,name,price' })),
  );
  expect(family).toEqual({ code: 'SH-S', name: 'Linen shirt', price: '10.00' });
  const shirt = ok(await call('getProduct', { sku: String(family?.code), filter: 'name,sizes,stock,imagepath' }));
  const [, medium] = shirt.sizes as Body[];
  ok(await call('addToCart', { sku: String(medium?.code), quantity: 2 }));
  const belt = ok(await call('addToCart', { sku: 'BELT', quantity: 5 }));
  ok(await call('updateInCart', { ref: String(belt.ref), quantity: 10 }));
  expect(ok(await call('getCart'))).toMatchObject({
    subtotal: '30.00',
    tax: '6.00',
    grandtotal: '36.00',
    contact_ref: null,
    items: [
      { code: 'SH-M', quantity: '2' },
      { code: 'BELT', quantity: '10' },
    ],
  });
  expect(await call('addOrder')).toMatchObject({ error_code: 1501 });

  const address = { client_address1: '1 Main Rd', client_postcode: 'N1 1AA', client_country: 'GB' };
  const client = newcomer({ ...address, session_id: session }) as Record<string, string>;
  const { contact_key: key, contact_ref: ref } = ok(await shop.call('addContact', client));
  ok(await call('clientLogout'));
  accepted(await shop.server.app.contacts.update(SYSTEM, String(key), { details: { priceBand: 'trade' } }));
  ok(await call('clientLogin', { client_username: String(client.client_email), client_password: PASSWORD }));
  expect(ok(await call('getCart'))).toMatchObject({
    subtotal: '26.00',
    grandtotal: '31.20',
    contact_firstname: 'Ada',
    contact_priceband: 'trade',
  });

  const card = { card_holdername: 'Ada Lovelace', card_expire_month: '01', card_expire_year: '39', card_cv2: '123' };
  const order = { order_clientref: 'PO 7', order_notes: 'Ring twice', email_template: 1, ...card };
  const declined = await call('addOrder', { ...order, card_number: '4929602110085639' });
  expect(declined).toMatchObject({ error_code: 2000, order_state: 'Quote', order_total: 31.2 });
  const paid = ok(await call('addOrder', { ...order, card_number: '4929000005559' }));
  expect(paid).toMatchObject({
    order_ref: declined.order_ref,
    order_state: 'Deliver',
    order_subtotal: 26,
    order_tax: 5.2,
    order_total: 31.2,
    transaction_key: expect.any(String),
  });
  ok(await call('endCartSession'));
  const filter = 'order_ref,order_state,order_paid,order_grandtotal,order_clientref,order_delivery_postcode';
  expect(ok(await call('getOrders', { filter }))).toMatchObject({
    found: 1,
    items: [
      {
        order_ref: paid.order_ref,
        order_state: 'Deliver',
        order_paid: 'Y',
        order_grandtotal: '31.20',
        order_clientref: 'PO 7',
      },
    ],
  });
  ok(await call('addCase', { case_subject: 'Gift wrap', case_message: 'Could you wrap it?' }));
  ok(await call('clientLogout'));
  expect(await call('getOrders', { filter })).toMatchObject({ error_code: 1501 });
  expect(ok(await call('endSession')).session_id).toBe(null);

  const mails = await mailsIn(shop.server.config.mail.directory);
  expect(mails.some(({ headers }) => headers.includes(`Your order ${paid.order_ref}`))).toBe(true);
  const { data } = await createAsk(shop.server)(
    `query($ref: Int!) { contact(ref: $ref) {
      orders { ref isPaid totals { total { amount } } invoices { status } } cases { subject } } }`,
    { ref },
  );
  expect(data.contact).toMatchObject({
    orders: [{ ref: Number(paid.order_ref), isPaid: true, totals: { total: { amount: '31.20' } } }],
    cases: [{ subject: 'Gift wrap' }],
  });
});
