/** What no program of good will sends to the shop's methods: it is refused by name, and nothing breaks. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cart as cartAggregate } from '../../../src/domain/commerce/cart/decide.ts';
import { ok, openShop, register, type Shop, SYSTEM } from './client.ts';
import { accepted, add as addTo, cart as cartOf, stock } from './stock.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await stock(shop);
});
afterAll(() => shop.stop());

const cart = (session: string, filter?: string) => cartOf(shop, session, filter);
const addOrder = (session: string) => shop.call('addOrder', { session_id: session });
const add = (parameters: Record<string, string | number>) => addTo(shop, parameters);

const ODD = [
  ...['', ' ', '0', '-1', '1e9', '0.3333', 'NaN', 'Infinity', '0x10', '٣', '1,000', '£5', '9'.repeat(400)],
  ...["'; drop table x; --", '<script>', '\u0000', 'é🎩', '%', '_', '{}', '[]', 'null', 'constructor', '__proto__'],
  'a'.repeat(20_000),
];

const METHODS: Readonly<Record<string, readonly string[]>> = {
  addToCart: ['sku', 'uom', 'quantity', 'unitprice', 'unittaxrate', 'location', 'noedit'],
  updateInCart: ['ref', 'quantity'],
  deleteFromCart: ['ref'],
  deleteProductFromCart: ['sku'],
  getCart: ['filter'],
  getProducts: [
    ...['category', 'feature', 'location', 'relatedto', 'exclude_category', 'skip', 'limit', 'sortorder', 'sortby'],
    'filter',
  ],
  getProduct: ['sku', 'filter'],
  getProductCategories: ['node', 'depth', 'limit', 'filter'],
  getInventoryFeed: ['skip', 'limit', 'sortorder', 'sortby', 'filter'],
  getActivities: ['activity_type', 'activity_start', 'activity_end', 'skip', 'limit', 'filter'],
  getAsset: ['asset_name'],
  clientResetPassword: ['client_username'],
};

/** What makes the rest of a call good, so that the odd value alone decides. */
const GOOD: Readonly<Record<string, string>> = {
  sku: 'BELT',
  quantity: '1',
  ref: '1',
  filter: 'name,code',
  activity_start: '2026-01-01T00:00:00',
  activity_end: '2026-01-02T00:00:00',
};

describe.each(Object.entries(METHODS))('%s', (method, names) => {
  const good = Object.fromEntries(names.flatMap((name) => (GOOD[name] ? [[name, GOOD[name]]] : [])));

  test.each(names)('%s may be odd, missing or a list', async (name) => {
    for (const value of ODD) {
      const answer = await shop.call(method, { session_id: 'odd', ...good, [name]: value });
      expect(answer.error_code, `${name}=${value.slice(0, 40)}`).not.toBe(2003);
      expect(answer).not.toHaveProperty('error_code', undefined);
    }
    const { [name]: _, ...without } = good;
    expect((await shop.call(method, { session_id: 'odd', ...without })).error_code).not.toBe(2003);
    const listed = await shop.call(method, { session_id: 'odd', ...without, [`${name}[]`]: ['a', 'b'] });
    expect(listed.error_code).not.toBe(2003);
  });
});

const CARD = {
  ...{ card_holdername: 'Ada Lovelace', card_number: '4929000005559', card_expire_month: '01', card_expire_year: '39' },
  ...{ card_start_month: '01', card_start_year: '20', card_issuenumber: '1', card_type: 'VISA', card_cv2: '123' },
};
const CHECKOUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  addOrder: {
    ...{
      order_address1: '88 Dock St',
      order_address2: 'x',
      order_address3: 'x',
      order_state: 'TX',
      order_postcode: 'N1',
    },
    ...{ order_country: 'GB', order_notes: 'x', order_deliverynotes: 'x', order_label: 'OL1', order_team: 'TM1' },
    ...{ order_datetime: '2026-01-01', order_delivery_date: '2026-01-02', order_clientref: 'x', remit_payment: 'true' },
    ...{ email_template: '1', ...CARD },
  },
  addTransaction: {
    ...{ order_key: 'x', transaction_amount: '1', transaction_method: 'Cash', transaction_date: '2026-01-01' },
    ...{ transaction_fxrate: '1', email_template: '1', ...CARD },
  },
  completePayment: { order_key: 'x', md: 'x', pares: 'x', cres: 'x' },
  addActivity: {
    ...{ activity_subject: 'x', activity_start: '2026-01-01T00:00:00', activity_end: '2026-01-02T00:00:00' },
    ...{ activity_type: 'DA1', activity_team: 'TM1', activity_location: 'x', activity_notes: 'x' },
  },
  addCase: { case_subject: 'x', case_message: 'x', email_template: '1' },
  getOrders: { skip: '0', limit: '1', filter: 'order_ref' },
};

test.each(Object.entries(CHECKOUT))('%s of who is logged in may be odd in every parameter', async (method, usual) => {
  const { session } = await register(shop);
  ok(await add({ session_id: session, sku: 'BELT', quantity: 1 }));
  const order = method === 'addTransaction' ? { order_key: String(ok(await addOrder(session)).order_key) } : {};
  for (const name of Object.keys(usual)) {
    // A card is charged where the odd value is one of its own.
    const isLeftOut = (other: string) => other === 'remit_payment' || (other in CARD && !(name in CARD));
    const good = Object.fromEntries(Object.entries({ ...usual, ...order }).filter(([other]) => !isLeftOut(other)));
    for (const value of ['', '-1', '\u0000é🎩', '__proto__', 'a'.repeat(20_000)]) {
      const answer = await shop.call(method, { session_id: session, ...good, [name]: value });
      expect(answer.error_code, `${name}=${value.slice(0, 40)}`).not.toBe(2003);
      expect(answer).toMatchObject({ session_id: session });
    }
  }
});

describe('quantities', () => {
  test.each(['0', '-1', '1e9', '0.00001', '1000000000000', 'one'])('%s is refused', async (quantity) => {
    expect(await add({ session_id: 'q', sku: 'BELT', quantity })).toMatchObject({
      error_code: 1011,
      error_invalid: { quantity: expect.any(String) },
      session_id: 'q',
    });
    expect((await cart('q')).items).toEqual([]);
  });

  test('0.3333 is exact, in the line and in the totals', async () => {
    for (let time = 0; time < 3; time++) ok(await add({ session_id: 'third', sku: 'SH-S', quantity: '0.3333' }));
    expect(await cart('third')).toMatchObject({
      items: [{ quantity: '0.9999', total_net: '10.00' }],
      subtotal: '10.00',
      tax: '2.00',
      grandtotal: '12.00',
    });
  });

  test('what cannot be counted any more is refused and changes nothing', async () => {
    const { ref } = ok(await add({ session_id: 'huge', sku: 'SH-S', quantity: '100000000' }));
    expect(await add({ session_id: 'huge', sku: 'SH-S', quantity: '900000000' })).toMatchObject({ error_code: 1011 });
    expect(
      await shop.call('updateInCart', { session_id: 'huge', ref: String(ref), quantity: '999999999999' }),
    ).toMatchObject({ error_code: 1011, update: false });
    expect((await cart('huge')).items).toMatchObject([{ quantity: '100000000' }]);
  });
});

describe('sessions', () => {
  test("another key's session id has a basket of its own", async () => {
    const other = await shop.issueKey({ name: 'another shop' });
    ok(await add({ session_id: 'shared', sku: 'BELT', quantity: 7 }));
    expect(ok(await shop.call('getCart', { session_id: 'shared' }, other)).items).toEqual([]);
    ok(await shop.call('addToCart', { session_id: 'shared', sku: 'SH-S', quantity: 1 }, other));
    ok(await shop.call('endCartSession', { session_id: 'shared' }, other));
    ok(await shop.call('endSession', { session_id: 'shared' }, other));
    expect((await cart('shared')).items).toMatchObject([{ code: 'BELT', quantity: '7' }]);
  });

  test('many first lines at the same time are in one basket', async () => {
    const skus = ['SH-S', 'SH-M', 'SH-L', 'BELT'];
    await Promise.all(skus.map((sku) => add({ session_id: 'first', sku, quantity: 1 }).then(ok)));
    const { items } = await cart('first', 'code');
    expect(items.map(({ code }) => code).sort()).toEqual([...skus].sort());
  });

  test('adding and taking out at the same time leaves what the answers say', async () => {
    const { ref } = ok(await add({ session_id: 'race', sku: 'BELT', quantity: 1 }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => shop.call('deleteFromCart', { session_id: 'race', ref: String(ref) })),
    );
    expect(answers.filter(({ error_code: code }) => code === null)).toHaveLength(1);
    expect(answers.filter(({ error_code: code }) => code === 1001)).toHaveLength(19);
  });
});

test('a basket of 10,000 lines is shown whole, takes more, is repriced and emptied', async () => {
  const { log, executor, db } = shop.server.app;
  const { ref } = ok(await add({ session_id: 'large', sku: 'BELT', quantity: 1, unitprice: 1 }));
  await shop.server.app.readModels.reached((await log.head()) ?? 0n);
  const [{ cart: key = '' } = {}] = await db<{ cart: string }[]>`
    select cart from read.cart_lines where key = ${String(ref)}`;
  const { last, expected } = await executor.load(cartAggregate, key);
  if (!last) throw new Error('no cart');
  const lines = Array.from({ length: 9_999 }, (_, index) => ({
    id: shop.server.app.ids.uuid(),
    type: last.type,
    data: { ...(last.data as object), ref: 2_000_000_000 + index, unitPrice: String(index + 2) },
    metadata: last.metadata,
  }));
  expect((await log.append(`cart-${key}`, lines, expected)).ok).toBe(true);
  const whole = await cart('large');
  expect(whole.items).toHaveLength(10_000);
  expect(whole).toMatchObject({ subtotal: '50005000.00', tax: '10001000.00', grandtotal: '60006000.00' });
  ok(await add({ session_id: 'large', sku: 'SH-S', quantity: 1 }));
  accepted(await shop.server.app.carts.reprice(SYSTEM, key, null));
  expect((await cart('large', 'ref')).items).toHaveLength(10_001);
  ok(await shop.call('endCartSession', { session_id: 'large' }));
  expect(await cart('large')).toMatchObject({ items: [], grandtotal: '0.00' });
}, 120_000);
