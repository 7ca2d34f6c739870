/** Orders and payments over HTTP, by the numbered cases of the contract; cards are charged by the protocol of the real gateway. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config.ts';
import { ORDER_FIELDS } from '../../../src/legacy-rest/salessystem/checkout/orders.ts';
import { CONTACT_FIELDS } from '../../../src/legacy-rest/salessystem/contactFields.ts';
import { currencyIn } from '../../../src/legacy-rest/salessystem/select.ts';
import { paymentsByKeys, paymentsFor } from '../../../src/projections/payments/queries.ts';
import { quotesByKeys } from '../../../src/projections/quotes/queries.ts';
import { TEST_SITE, testConfig } from '../../support/app.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { mailsIn } from '../../support/mail.ts';
import { accepted } from '../../support/sales.ts';
import { type Body, ok, openShop, type Parameters, register, type Shop, SYSTEM } from './client.ts';

const GOOD = '4929000000006';
const DECLINED = '4929602110085639';
const CV2 = '917';
const card = (number = GOOD, more: Parameters = {}): Parameters => ({
  card_holdername: 'Ada Lovelace',
  card_number: number,
  card_expire_month: '01',
  card_expire_year: '39',
  card_cv2: CV2,
  ...more,
});
const delivery = { order_address1: '88 Dock St', order_postcode: 'HU1 1AA', order_country: 'gb' };

let gateway: TestGateway;
let shop: Shop;
let simulated: Shop;
let secure: Shop;
let closed: Shop;
/** Where `simulated` has its documents. */
let templates: string;
const opened: Shop[] = [];

async function open(settings: Partial<Config>): Promise<Shop> {
  const one = await openShop(settings);
  opened.push(one);
  accepted(
    await one.server.app.products.create(SYSTEM, {
      details: { name: 'Tea', type: 'physical', taxRate: '0.2' },
      variants: [{ details: { sku: 'TEA', price: '2.50' } }],
    }),
  );
  return one;
}

beforeAll(async () => {
  gateway = await startGateway(() => new Date());
  const opayo = { url: gateway.url, vendor: 'teashop' };
  shop = await open({ paymentGateway: 'opayo', opayo });
  templates = await mkdtemp(join(tmpdir(), 'documents-'));
  simulated = await open({ mail: { ...testConfig('').mail, templates } });
  secure = await open({ paymentGateway: 'opayo', opayo, payment3dSecure: '1' });
  closed = await open({
    shopCurrency: 'EUR',
    checkout: { acceptPayments: false, unpaidCreates: 'order', quoteValidDays: 30 },
    site: { ...TEST_SITE, lenientFilter: true, currencyStyle: 'entity' },
  });
});
afterAll(async () => {
  for (const one of opened) await one.stop();
  gateway.stop();
  await rm(templates, { recursive: true });
});

/** Somebody logged in with 4 teas in the basket: 10.00 and tax 2.00. */
async function buyer(at = shop): Promise<{ session: string; key: string; ref: number; email: string }> {
  const registered = await register(at, { client_address1: '1 Main Rd', client_postcode: 'N1', client_country: 'GB' });
  ok(await at.call('addToCart', { session_id: registered.session, sku: 'TEA', quantity: 4 }));
  return registered;
}

const addOrder = (session: string, parameters: Parameters = {}, at = shop): Promise<Body> =>
  at.call('addOrder', { session_id: session, ...parameters });
const FILTER = 'order_ref,order_key,order_state,order_paid';
const ordersOf = async (session: string, at = shop, filter = FILTER): Promise<Body[]> =>
  ok(await at.call('getOrders', { session_id: session, filter })).items as Body[];
const chargesOf = (key: unknown) =>
  gateway.seen.filter(({ page, fields }) => page === 'vspdirect-register' && fields.Description === `Order ${key}`);

describe('orders', () => {
  test('case 37: nobody is logged in; nothing is in the basket', async () => {
    expect(await addOrder('c37')).toMatchObject({ error_code: 1501, session_id: 'c37' });
    expect(await shop.call('addOrder')).toMatchObject({ error_code: 1501 });
    const { session } = await register(shop);
    expect(await addOrder(session)).toMatchObject({ error_code: 1507, error_message: 'Contact has empty basket.' });
  });

  test('case 38: without a card it is a quote, and the basket stays', async () => {
    const { session } = await buyer();
    const order = ok(await addOrder(session));
    expect(order).toEqual({
      error_code: null,
      error_message: null,
      session_id: session,
      order_ref: expect.stringMatching(/^\d+$/),
      order_key: expect.stringMatching(/^[A-Za-z0-9]{18}$/),
      order_subtotal: 10,
      order_tax: 2,
      order_total: 12,
      order_state: 'Quote',
    });
    expect(await ordersOf(session)).toEqual([
      { order_ref: order.order_ref, order_key: order.order_key, order_state: 'Quote', order_paid: 'N' },
    ]);
    expect(ok(await shop.call('getCart', { session_id: session })).grandtotal).toBe('12.00');
  });

  test('case 39: with a good card it is to be delivered and paid, and the gateway saw one payment of the total', async () => {
    const { session } = await buyer();
    const order = ok(await addOrder(session, { ...card(), ...delivery }));
    expect(order).toMatchObject({
      order_state: 'Deliver',
      transaction_key: expect.stringMatching(/^[A-Za-z0-9]{18}$/),
    });
    expect(await ordersOf(session)).toEqual([
      { order_ref: order.order_ref, order_key: order.order_key, order_state: 'Deliver', order_paid: 'Y' },
    ]);
    expect(chargesOf(order.order_ref).map(({ fields }) => fields)).toEqual([
      expect.objectContaining({
        TxType: 'PAYMENT',
        Amount: '12.00',
        Currency: 'GBP',
        CardNumber: GOOD,
        CardType: 'VISA',
        ExpiryDate: '0139',
        BillingAddress1: '1 Main Rd',
        BillingSurname: 'Lovelace',
        DeliveryAddress1: '88 Dock St',
        DeliveryCountry: 'GB',
      }),
    ]);
  });

  test('case 40: a declined card leaves a quote, which the next card makes the order', async () => {
    const { session } = await buyer();
    const declined = await addOrder(session, { ...card(DECLINED), ...delivery });
    expect(declined).toMatchObject({
      error_code: 2000,
      error_message: 'The Authorisation was Declined by the bank.',
      session_id: session,
      order_state: 'Quote',
      order_total: 12,
    });
    const order = ok(await addOrder(session, { ...card(), ...delivery }));
    expect(order).toMatchObject({ order_ref: declined.order_ref, order_state: 'Deliver' });
    expect(await ordersOf(session)).toMatchObject([{ order_ref: declined.order_ref, order_state: 'Deliver' }]);
  });

  test.each([
    [{ card_expire_month: '' }, 'card_expire_month'],
    [{ card_expire_month: '13' }, 'card_expire_month'],
    [{ card_expire_year: 'x' }, 'card_expire_year'],
    [{ card_cv2: 'abc' }, 'card_cv2'],
    [{ card_cv2: '12' }, 'card_cv2'],
    [{ card_holdername: '' }, 'card_holdername'],
    [{ card_number: '4929x' }, 'card_number'],
    [{ card_issuenumber: 'one' }, 'card_issuenumber'],
    [{ card_start_month: '5' }, 'card_start_year'],
  ])('case 41: %j is named, and the quote is kept', async (wrong, name) => {
    const { session } = await buyer();
    const answer = await addOrder(session, { ...card(GOOD, wrong), ...delivery });
    expect(answer).toMatchObject({ error_code: 1071, order_state: 'Quote', session_id: session });
    expect(Object.keys(answer.error_invalid as object)).toEqual([name]);
    expect(chargesOf(answer.order_ref)).toEqual([]);
  });

  test('case 41: a payment needs a delivery address', async () => {
    const { session } = await register(shop);
    ok(await shop.call('addToCart', { session_id: session, sku: 'TEA', quantity: 1 }));
    const answer = await addOrder(session, card());
    expect(answer.error_code).toBe(1071);
    expect(Object.keys(answer.error_invalid as object)).toEqual(['order_address1', 'order_postcode', 'order_country']);
  });

  test('case 42: a remitted payment is not asked for', async () => {
    const { session } = await buyer();
    const order = ok(await addOrder(session, { ...card(), ...delivery, remit_payment: 'true' }));
    expect(order.order_state).toBe('Quote');
    expect(chargesOf(order.order_ref)).toEqual([]);
    const onAccount = await buyer(closed);
    expect(ok(await addOrder(onAccount.session, { remit_payment: 1 }, closed)).order_state).toBe('Deliver');
    expect(await ordersOf(onAccount.session, closed)).toMatchObject([{ order_paid: 'N' }]);
  });

  test('case 43: with payments switched off a card leads to a quote', async () => {
    const { session } = await buyer(closed);
    expect(ok(await addOrder(session, { ...card(), ...delivery }, closed)).order_state).toBe('Quote');
    const pay = { session_id: session, transaction_amount: 1, transaction_method: 'Gateway', ...card() };
    expect(await closed.call('addTransaction', pay)).toMatchObject({ error_code: 1083 });
  });

  test('what costs nothing is paid', async () => {
    const { session } = await register(closed);
    ok(await closed.call('addToCart', { session_id: session, sku: 'TEA', quantity: 1, unitprice: 0 }));
    expect(ok(await addOrder(session, {}, closed))).toMatchObject({ order_state: 'Deliver', order_total: 0 });
    expect(await ordersOf(session, closed)).toMatchObject([{ order_paid: 'Y' }]);
  });

  test.each([
    ['SIM-2001', 2001, 'The Authorisation was Rejected by the vendor rule-base.'],
    ['SIM-3003', 3003, 'The Currency is invalid.'],
    ['SIM-5018', 5018, 'The Security Code length is invalid.'],
    ['SIM-4022', 4022, 'The request was refused.'],
    ['SIM-TIMEOUT', 2008, 'The Transaction timed-out.'],
    ['SIM-DROP', 1083, 'Payment could not be processed.'],
    ['SIM-NOCODE', 2000, 'The Authorisation was Declined by the bank.'],
  ])('case 44: %s is told as %i and leaves a quote', async (holder, code, message) => {
    const { session } = await buyer(simulated);
    const answer = await addOrder(session, { ...card(GOOD, { card_holdername: holder }), ...delivery }, simulated);
    expect(answer).toMatchObject({ error_code: code, error_message: message, order_state: 'Quote' });
    expect(await ordersOf(session, simulated)).toMatchObject([{ order_state: 'Quote', order_paid: 'N' }]);
  });

  test('case 45: by way of the bank', async () => {
    const { session } = await buyer(secure);
    const asked = await addOrder(session, { ...card(), ...delivery }, secure);
    expect(asked).toMatchObject({
      error_code: 2007,
      acsurl: expect.stringMatching(/^https:/),
      md: expect.any(String),
      pareq: expect.any(String),
      order_state: 'Quote',
    });
    const back = { session_id: session, order_key: String(asked.order_key), md: String(asked.md), pares: 'password' };
    const stranger = await buyer(secure);
    expect(await secure.call('completePayment', { ...back, session_id: stranger.session })).toMatchObject({
      error_code: 1001,
    });
    const order = ok(await secure.call('completePayment', back));
    expect(order).toMatchObject({ order_ref: asked.order_ref, order_state: 'Deliver' });
    expect(await secure.call('completePayment', back)).toMatchObject({ error_code: 1083 });
    expect(await ordersOf(session, secure)).toMatchObject([{ order_state: 'Deliver', order_paid: 'Y' }]);
  });

  test('case 45: a wrong password at the bank', async () => {
    const { session } = await buyer(secure);
    const asked = await addOrder(session, { ...card(), ...delivery }, secure);
    const back = { session_id: session, md: String(asked.md), pares: 'wrong' };
    expect(await secure.call('completePayment', back)).toMatchObject({ error_code: 4026, order_state: 'Quote' });
    expect(await secure.call('completePayment', { session_id: session })).toMatchObject({ error_code: 1011 });
  });

  test('asked for many times at once it is one order and one charge', async () => {
    const { session } = await buyer();
    const answers = await Promise.all(Array.from({ length: 5 }, () => addOrder(session, { ...card(), ...delivery })));
    expect(new Set(answers.map((answer) => ok(answer).order_ref)).size).toBe(1);
    expect(chargesOf(answers[0]?.order_ref)).toHaveLength(1);
    expect(await ordersOf(session)).toHaveLength(1);
  });

  test('another call after a success is another order', async () => {
    const { session } = await buyer();
    const first = ok(await addOrder(session, { ...card(), ...delivery }));
    const second = ok(await addOrder(session, { ...card(), ...delivery }));
    expect(second.order_ref).not.toBe(first.order_ref);
    expect(await ordersOf(session)).toMatchObject([{ order_ref: second.order_ref }, { order_ref: first.order_ref }]);
  });

  test('keeps everything that was said about it', async () => {
    const { session } = await buyer();
    const told = {
      order_address1: '88 Dock St',
      order_address2: 'Back door',
      order_address3: 'Austin',
      order_state: 'TX',
      order_postcode: '73301',
      order_country: 'us',
      order_notes: 'No sugar',
      order_deliverynotes: 'Ring twice',
      order_team: 'TM2',
      order_datetime: '2026-02-03 00:00:00',
      order_delivery_date: '2026-02-10',
      order_clientref: 'PO-7',
    };
    ok(await addOrder(session, told));
    const names = `order_delivery_address1,order_delivery_address2,order_delivery_address3,order_delivery_state,
      order_delivery_postcode,order_delivery_country,order_delivery_country_code,order_notes,order_delivery_notes,order_team,
      order_created,order_delivery_date,order_clientref,order_currency,order_currency_code,order_subtotal,order_taxtotal,
      order_grandtotal,order_pallets,order_location_code,order_location,nosuch`;
    expect(await ordersOf(session, shop, names)).toEqual([
      {
        order_delivery_address1: '88 Dock St',
        order_delivery_address2: 'Back door',
        order_delivery_address3: 'Austin',
        order_delivery_state: 'TX',
        order_delivery_postcode: '73301',
        order_delivery_country: 'United States',
        order_delivery_country_code: 'US',
        order_notes: 'No sugar',
        order_delivery_notes: 'Ring twice',
        order_team: 'TM2',
        order_created: '2026-02-03 00:00:00',
        order_delivery_date: '2026-02-10',
        order_clientref: 'PO-7',
        order_currency: '£',
        order_currency_code: 'GBP',
        order_subtotal: '10.00',
        order_taxtotal: '2.00',
        order_grandtotal: '12.00',
        order_pallets: null,
        order_location_code: 'WH1',
        order_location: 'Main warehouse',
      },
    ]);
  });

  test('name the location as the menu does, and by its code where that is in no menu', async () => {
    accepted(await simulated.server.app.menus.set(SYSTEM, 'stockLocation', [{ code: 'WH2', name: 'North' }]));
    const { session } = await register(simulated);
    const named = () => ordersOf(session, simulated, 'order_location,order_location_code');
    ok(await simulated.call('addToCart', { session_id: session, sku: 'TEA', quantity: 1, location: 'wh2' }));
    ok(await addOrder(session, {}, simulated));
    expect(await named()).toEqual([{ order_location: 'North', order_location_code: 'wh2' }]);
    accepted(await simulated.server.app.menus.set(SYSTEM, 'stockLocation', [{ code: 'WH1', name: 'Main' }]));
    expect(await named()).toEqual([{ order_location: 'wh2', order_location_code: 'wh2' }]);
  });

  test.each([
    [{ order_country: 'XX' }, 'order_country'],
    [{ order_datetime: 'soon' }, 'order_datetime'],
    [{ order_delivery_date: '2026-02-30' }, 'order_delivery_date'],
    [{ email_template: 'x' }, 'email_template'],
    [{ order_label: 'OL99' }, 'order_label'],
    [{ order_team: 'TM99' }, 'order_team'],
    [{ remit_payment: 'perhaps' }, 'remit_payment'],
    [{ order_notes: 'x'.repeat(10_001) }, 'order_notes'],
  ])('%j is refused and nothing is stored', async (wrong, name) => {
    const { session } = await buyer();
    const answer = await addOrder(session, wrong as Parameters);
    expect(Object.keys((answer.error_invalid ?? {}) as object)).toEqual([name]);
    expect(await ordersOf(session)).toEqual([]);
  });
});

describe('transactions', () => {
  const pay = (session: string, more: Parameters, at = shop) =>
    at.call('addTransaction', {
      session_id: session,
      transaction_amount: '12.00',
      transaction_method: 'Cash',
      ...more,
    });

  test('case 46: cash for all of it', async () => {
    const { session } = await buyer();
    const order = ok(await addOrder(session));
    const paid = ok(await pay(session, { order_key: String(order.order_key), transaction_method: 'cash' }));
    expect(paid).toMatchObject({
      transaction_key: expect.stringMatching(/^[A-Za-z0-9]{18}$/),
      transaction_ref: expect.any(Number),
      order_ref: order.order_ref,
    });
    expect(await ordersOf(session)).toMatchObject([{ order_state: 'Deliver', order_paid: 'Y' }]);
    const [payment] = await paymentsFor(shop.server.app.db, 'order', [String(order.order_key)]);
    expect(payment).toMatchObject({ method: 'Cash', amount: 1200, phase: 'recorded' });
  });

  test('are noted with a rate of exchange where the order is in another currency', async () => {
    const rates: unknown[] = [];
    for (const client_currency of ['EUR', 'GBP']) {
      const { session } = await register(shop, { client_currency });
      ok(await shop.call('addToCart', { session_id: session, sku: 'TEA', quantity: 1, unitprice: 5 }));
      ok(await addOrder(session));
      const pay = { transaction_amount: 1, transaction_method: 'Cash', transaction_fxrate: '0.85' };
      const { transaction_key: key } = ok(await shop.call('addTransaction', { session_id: session, ...pay }));
      rates.push(
        ...(await shop.server.sql`
        select currency, exchange_rate from read.payments where key = ${String(key)}`),
      );
    }
    expect(rates).toEqual([
      { currency: 'EUR', exchange_rate: '0.85' },
      { currency: 'GBP', exchange_rate: null },
    ]);
  });

  test('case 46: in parts, for the order that was given last', async () => {
    const { session } = await buyer();
    ok(await addOrder(session));
    ok(await pay(session, { transaction_amount: '5', transaction_method: 'PayPal' }));
    expect(await ordersOf(session)).toMatchObject([{ order_state: 'Quote', order_paid: 'N' }]);
    ok(
      await pay(session, { transaction_amount: '7.00', transaction_method: 'EFTPOS', transaction_date: '2026-02-03' }),
    );
    expect(await ordersOf(session)).toMatchObject([{ order_state: 'Deliver', order_paid: 'Y' }]);
  });

  test("case 47: nobody logged in, another one's order, a wrong method, a wrong amount", async () => {
    const [mine, other] = [await buyer(), await buyer()];
    const order = ok(await addOrder(other.session));
    expect(await pay('c47', {})).toMatchObject({ error_code: 1501 });
    expect(await pay(mine.session, { order_key: String(order.order_key) })).toMatchObject({ error_code: 1001 });
    expect(await pay(mine.session, { order_key: 'nosuch' })).toMatchObject({ error_code: 1001 });
    for (const [wrong, name] of [
      [{ transaction_method: 'Gold' }, 'transaction_method'],
      [{ transaction_amount: '0' }, 'transaction_amount'],
      [{ transaction_amount: '-1' }, 'transaction_amount'],
      [{ transaction_amount: '1.005' }, 'transaction_amount'],
      [{ transaction_date: 'soon' }, 'transaction_date'],
      [{ transaction_fxrate: '-2' }, 'transaction_fxrate'],
    ] as const) {
      const answer = await pay(other.session, wrong);
      expect([answer.error_code, Object.keys((answer.error_invalid ?? {}) as object)]).toEqual([1011, [name]]);
    }
    const answer = await pay(mine.session, {});
    expect(Object.keys((answer.error_invalid ?? {}) as object)).toEqual(['order_key']);
  });

  test('case 48: by card, and no more than is owed', async () => {
    const { session } = await buyer();
    const order = ok(await addOrder(session));
    const paid = ok(await pay(session, { transaction_method: 'Gateway', ...card() }));
    expect(paid.transaction_key).toMatch(/^[A-Za-z0-9]{18}$/);
    expect(chargesOf(order.order_ref)).toMatchObject([{ fields: { Amount: '12.00' } }]);
    const more = await pay(session, { transaction_method: 'Gateway', transaction_amount: '0.01', ...card() });
    expect(more).toMatchObject({ error_code: 1011, error_invalid: { transaction_amount: expect.any(String) } });
    expect(chargesOf(order.order_ref)).toHaveLength(1);
  });

  test('case 48: a declined card, and none', async () => {
    const { session } = await buyer();
    const order = ok(await addOrder(session));
    const declined = await pay(session, { transaction_method: 'Gateway', ...card(DECLINED) });
    expect(declined).toMatchObject({ error_code: 2000, order_ref: order.order_ref, transaction_key: null });
    const none = await pay(session, { transaction_method: 'Gateway' });
    expect(none.error_code).toBe(1071);
    expect(Object.keys(none.error_invalid as object)).toContain('card_number');
  });
});

describe('the list of orders', () => {
  test('case 49: pages of what is their own, with what was asked for', async () => {
    const [mine, other] = [await buyer(), await buyer()];
    const refs: unknown[] = [];
    for (let n = 0; n < 4; n++) refs.unshift(ok(await addOrder(mine.session)).order_ref);
    ok(await addOrder(other.session));
    const page = ok(
      await shop.call('getOrders', {
        session_id: mine.session,
        skip: 1,
        limit: 2,
        filter: ['order_ref', 'order_paid'],
      }),
    );
    expect(page).toMatchObject({ found: 4, session_id: mine.session });
    expect(page.items).toEqual(refs.slice(1, 3).map((ref) => ({ order_ref: ref, order_paid: 'N' })));
    expect(await shop.call('getOrders', { session_id: mine.session })).toMatchObject({
      error_code: 1011,
      error_invalid: { filter: expect.any(String) },
    });
    expect(await shop.call('getOrders', { session_id: 'c49', filter: 'order_ref' })).toMatchObject({
      error_code: 1501,
    });
  });
});

describe('what the operator may choose', () => {
  test('a missing filter asks for what is usual, where the operator says so', async () => {
    const { session, email } = await buyer(closed);
    ok(await addOrder(session, {}, closed));
    const usual = async (method: string, parameters: Parameters = {}) => {
      const {
        error_code: _,
        error_message: __,
        session_id: ___,
        ...told
      } = ok(await closed.call(method, { session_id: session, ...parameters }));
      return told;
    };
    const contact = await usual('getContact');
    expect(Object.keys(contact)).toEqual(CONTACT_FIELDS);
    expect(contact).toMatchObject({ contact_email: email, contact_address1: '1 Main Rd', contact_country_code: 'GB' });
    const { items: orders, found } = await usual('getOrders');
    expect([found, (orders as Body[]).map(Object.keys)]).toEqual([1, [ORDER_FIELDS]]);
    const { items, ...product } = await usual('getProduct', { sku: 'TEA' });
    expect(items).toEqual([product]);
    expect(product).toMatchObject({ name: 'Tea', code: 'TEA', price: '2.50', price_inc: '3.00' });
    const costly = ['sizes', 'stock', 'prices', 'imagepath', 'imagealt', 'galleryimagepath', 'location_description'];
    expect(Object.keys(product)).not.toEqual(expect.arrayContaining([expect.toBeOneOf(costly)]));
    const [sold] = (await usual('getInventoryFeed')).items as Body[];
    expect(sold).toMatchObject({ code: 'TEA', taxrate: 0.2 });
    expect(Object.keys(sold ?? {})).not.toEqual(expect.arrayContaining([expect.toBeOneOf(costly)]));
  });

  test('currencies are written as the operator says', async () => {
    const { session } = await buyer(closed);
    ok(await addOrder(session, {}, closed));
    const cart = ok(await closed.call('getCart', { session_id: session, filter: 'currency,currency_code' }));
    expect(cart).toMatchObject({ currency: '&#8364;', currency_code: 'EUR' });
    expect(await ordersOf(session, closed, 'order_currency')).toEqual([{ order_currency: '&#8364;' }]);
    const product = ok(await closed.call('getProduct', { sku: 'TEA', filter: 'currency' }));
    expect(product).toMatchObject({ currency: '&#8364;' });
    const written = (style: 'symbol' | 'entity' | 'code') =>
      ['GBP', 'EUR', 'USD', 'CHF'].map((code) => currencyIn(style, code));
    expect(written('symbol')).toEqual(['£', '€', '$', 'CHF']);
    expect(written('entity')).toEqual(['&#163;', '&#8364;', '$', 'CHF']);
    expect(written('code')).toEqual(['GBP', 'EUR', 'USD', 'CHF']);
  });

  test('what names no currency has that of the shop', async () => {
    const sold = async (client_currency: string) => {
      const { session } = await register(closed, { client_currency });
      ok(await closed.call('addToCart', { session_id: session, sku: 'TEA', quantity: 1 }));
      ok(await addOrder(session, {}, closed));
      const { contact_currency: own } = ok(
        await closed.call('getContact', { session_id: session, filter: 'contact_currency' }),
      );
      const [order] = await ordersOf(session, closed, 'order_currency_code,order_grandtotal');
      return [own, order];
    };
    const price = { order_currency_code: 'EUR', order_grandtotal: '3.00' };
    expect(await sold('')).toEqual(['EUR', price]);
    // There is no price in that currency.
    expect(await sold('GBP')).toEqual(['GBP', price]);
    const { app } = closed.server;
    const paid = accepted(await app.payments.record(SYSTEM, { reference: 'unnamed', fields: { amount: 300 } }));
    expect(await paymentsByKeys(app.db, [paid.key])).toMatchObject([{ currency: 'EUR', amount: 300 }]);
  });

  test('a quote that is left can be accepted for as many days as the operator says', async () => {
    const lastDay = async (at: Shop) => {
      const { order_key: key } = ok(await addOrder((await buyer(at)).session, {}, at));
      return (await quotesByKeys(at.server.app.db, [String(key)]))[0]?.validUntil;
    };
    const before = Date.now();
    const told = await lastDay(closed);
    const days = [before, Date.now()].map((now) => new Date(now + 30 * 86_400_000).toISOString().slice(0, 10));
    expect(days).toContain(told);
    expect(await lastDay(shop)).toBeNull();
  });
});

describe('mails', () => {
  test('tell of a quote, an order and a payment, and of nothing that failed', async () => {
    const one = await open({});
    const { session, email } = await buyer(one);
    const mails = () => mailsIn(one.server.config.mail.directory);
    await addOrder(session, { ...card(DECLINED), ...delivery, email_template: 17 }, one);
    expect(await mails()).toEqual([]);
    const order = ok(await addOrder(session, { ...card(), ...delivery, email_template: 17 }, one));
    const quote = ok(await addOrder(session, { email_template: 17 }, one));
    const pay = { transaction_amount: 12, transaction_method: 'Cash', email_template: 17 };
    ok(await one.call('addTransaction', { session_id: session, ...pay }));
    const sent = await mails();
    expect(sent.map(({ headers }) => /^Subject: (.*)$/m.exec(headers)?.[1])).toEqual([
      `Your order ${order.order_ref}`,
      `Your quote ${quote.order_ref}`,
      `Your payment for order ${quote.order_ref}`,
    ]);
    expect(sent.every(({ headers }) => headers.includes(`To: ${email}`))).toBe(true);
    expect(sent[0]?.body).toContain('4 x Tea: 12.00 GBP');
    expect(sent[0]?.body).toContain('It is paid.');
  });

  test('that cannot be sent never lose the order', async () => {
    const one = await open({});
    const { session } = await buyer(one);
    // A file where the directory would be.
    await writeFile(one.server.config.mail.directory, '');
    const order = await addOrder(session, { ...card(), ...delivery, email_template: 17 }, one);
    expect(order).toMatchObject({
      error_code: 1092,
      error_message: 'Paperwork generation exception.',
      order_state: 'Deliver',
      order_ref: expect.any(String),
    });
    expect(await ordersOf(session, one)).toMatchObject([{ order_ref: order.order_ref, order_paid: 'Y' }]);
    await rm(one.server.config.mail.directory);
  });

  test('of a document that the operator does not have keep the record, and say so', async () => {
    await writeFile(join(templates, '17.html'), '<title>No {{ref}}</title><p>Thank you, {{name}}</p>');
    const { session, email } = await buyer(simulated);
    const known = ok(await addOrder(session, { email_template: 17 }, simulated));
    expect(await addOrder(session, { email_template: 18 }, simulated)).toMatchObject({
      ...{ error_code: 1092, order_ref: expect.any(String), order_key: expect.any(String) },
    });
    const pay = { transaction_amount: 1, transaction_method: 'Cash', order_key: String(known.order_key) };
    expect(await simulated.call('addTransaction', { session_id: session, ...pay, email_template: 18 })).toMatchObject({
      error_code: 1092,
      order_ref: known.order_ref,
      transaction_key: expect.any(String),
    });
    const told = { case_subject: 'Lid', case_message: 'Lost', email_template: 18 };
    expect(await simulated.call('addCase', { session_id: session, ...told })).toMatchObject({
      ...{ error_code: 1092, case_ref: expect.any(Number) },
    });
    const mails = await mailsIn(simulated.server.config.mail.directory);
    const mine = mails.filter(({ headers }) => headers.includes(`To: ${email}`));
    expect(mine.map(({ headers }) => /^Subject: (.*)$/m.exec(headers)?.[1])).toEqual([`No ${known.order_ref}`]);
  });
});

test('no answer ever holds card data', () => {
  const all = opened.flatMap(({ answers }) => answers).join('\n');
  for (const secret of [GOOD, DECLINED, `"${CV2}"`]) expect(all).not.toContain(secret);
});
