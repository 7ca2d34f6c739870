/** Catalogue, basket and menus over HTTP, by the numbered cases of the contract. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../../src/application/context.ts';
import { type Body, ok, openShop, PASSWORD, register, type Shop, SYSTEM } from './client.ts';

let shop: Shop;
let trade: { session: string; key: string; email: string };

function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

beforeAll(async () => {
  shop = await openShop();
  const { products, categories, contacts } = shop.server.app;
  const clothes = accepted(await categories.create(SYSTEM, { name: 'Clothes', code: 'CLO' }));
  const shirts = accepted(await categories.create(SYSTEM, { name: 'Shirts', code: 'SHI', parent: clothes.key }));
  accepted(await categories.create(SYSTEM, { name: 'Empty', code: 'EMP' }));
  const shirt = accepted(
    await products.create(SYSTEM, {
      details: {
        name: 'Linen shirt',
        type: 'physical',
        taxRate: '0.2',
        description: 'Light.',
        categories: [shirts.key],
        features: [{ code: 'NEW', name: 'New in' }],
        images: [{ url: 'https://example.com/shirt.jpg', alt: 'A shirt' }],
        pages: { WH1: { description: 'In London.', slug: 'shirt-london' } },
      },
      variants: ['S', 'M', 'L'].map((size) => ({
        details: { sku: `SH-${size}`, size, price: '10', prices: [{ band: 'trade', price: '8' }], caseQuantity: '6' },
        stock: { WH1: '5', WH2: '2.5' },
      })),
    }),
  );
  accepted(
    await products.create(SYSTEM, {
      details: { name: 'Belt', type: 'physical', taxRate: '0.2', categories: [clothes.key], related: [shirt.key] },
      variants: [{ details: { sku: 'BELT', price: '1.00', caseQuantity: '6' } }],
    }),
  );
  accepted(
    await products.create(SYSTEM, {
      details: { name: 'Hidden hat', type: 'physical', hidden: true, categories: [clothes.key] },
      variants: [{ details: { sku: 'HAT', price: '3' } }],
    }),
  );
  trade = await register(shop);
  accepted(await contacts.update(SYSTEM, trade.key, { details: { priceBand: 'trade' } }));
});
afterAll(() => shop.stop());

const cart = async (session: string, filter?: string): Promise<Body & { items: Body[] }> =>
  ok(await shop.call('getCart', { session_id: session, ...(filter ? { filter } : {}) })) as Body & { items: Body[] };
const add = (parameters: Record<string, string | number>) => shop.call('addToCart', parameters);

describe('basket', () => {
  test('case 9: a first line begins a session', async () => {
    const { session_id: session } = ok(await add({ sku: 'sh-s', quantity: 24 }));
    const { items } = await cart(String(session));
    expect(items).toEqual([
      expect.objectContaining({
        code: 'SH-S',
        quantity: '24',
        ref: expect.stringMatching(/^\d{10}$/),
        category: 'SHI',
      }),
    ]);
  });

  test('case 10: an unknown code, and one that is not for sale', async () => {
    for (const sku of ['nosuch', 'HAT']) {
      expect(await add({ sku, quantity: 1, session_id: 'c10' })).toEqual({
        error_code: 1051,
        error_message: 'Not found when adding to Shopping Basket.',
        session_id: 'c10',
      });
    }
  });

  test.each([
    [{ quantity: 'abc' }, 'quantity'],
    [{ quantity: '0' }, 'quantity'],
    [{ quantity: '-1' }, 'quantity'],
    [{ quantity: '1e9' }, 'quantity'],
    [{ quantity: '0.33333' }, 'quantity'],
    [{ quantity: '9'.repeat(15) }, 'quantity'],
    [{ uom: 'barrel' }, 'uom'],
    [{ uom: 'pallet' }, 'uom'],
    [{ unitprice: 'x' }, 'unitprice'],
    [{ unitprice: '-1' }, 'unitprice'],
    [{ unittaxrate: '1' }, 'unittaxrate'],
    [{ noedit: 'perhaps' }, 'noedit'],
    [{ sku: '' }, 'sku'],
  ])('case 11: %j is named', async (wrong, name) => {
    const { error_code: code, error_invalid: told } = await add({ sku: 'SH-S', quantity: 1, ...wrong });
    expect([code, Object.keys((told ?? {}) as object)]).toEqual([1011, [name]]);
  });

  test('case 12: a price of the caller', async () => {
    ok(await add({ session_id: 'c12', sku: 'BELT', quantity: 2, unitprice: '10', unittaxrate: '0.175' }));
    expect(await cart('c12')).toMatchObject({
      subtotal: '20.00',
      tax: '3.50',
      grandtotal: '23.50',
      currency: '£',
      currency_code: 'GBP',
      items: [{ price: '10.00', price_inc: '11.75' }],
    });
  });

  test('case 13: by the case', async () => {
    ok(await add({ session_id: 'c13', sku: 'BELT', quantity: 2, uom: 'case' }));
    expect((await cart('c13')).items).toMatchObject([{ quantity: '2', total_net: '12.00' }]);
  });

  test('case 14: a filter in every form', async () => {
    ok(await add({ session_id: 'c14', sku: 'BELT', quantity: 1 }));
    const forms = [
      { filter: ['code', 'subtotal'] },
      { 'filter[]': ['code', 'subtotal'] },
      { 'filter[0]': 'code', 'filter[1]': 'subtotal' },
      { filter: 'code,subtotal' },
      { filter: '["code","subtotal"]' },
    ];
    for (const form of forms) {
      const { items, ...rest } = ok(await shop.call('getCart', { session_id: 'c14', ...form }));
      expect(items).toEqual([{ code: 'BELT' }]);
      expect(rest).toEqual({ error_code: null, error_message: null, session_id: 'c14', subtotal: '1.00', found: 1 });
    }
  });

  test('case 15: an anonymous basket, an empty one', async () => {
    expect(await cart('c15', 'contact_firstname')).toEqual({
      error_code: null,
      error_message: null,
      session_id: 'c15',
      contact_firstname: null,
    });
    expect(await cart('c15')).toMatchObject({ items: [], subtotal: '0.00', tax: '0.00', grandtotal: '0.00' });
  });

  test('cases 16 and 17: changing a line, an unknown one, a fixed one', async () => {
    const { ref } = ok(await add({ session_id: 'c16', sku: 'BELT', quantity: 1 }));
    const update = (parameters: Record<string, string>) =>
      shop.call('updateInCart', { session_id: 'c16', ...parameters });
    expect(ok(await update({ ref: String(ref), quantity: '12' })).update).toBe(true);
    expect((await cart('c16')).items).toMatchObject([{ quantity: '12' }]);
    expect(await update({ ref: '1', quantity: '12' })).toMatchObject({ error_code: 1001, update: false });
    expect(await update({ ref: String(ref), quantity: '-1' })).toMatchObject({ error_code: 1011, update: false });
    expect(await update({ ref: 'x', quantity: 'y' })).toMatchObject({
      error_code: 1011,
      update: false,
      error_invalid: { ref: expect.any(String), quantity: expect.any(String) },
    });
    const fixed = ok(await add({ session_id: 'c16', sku: 'BELT', quantity: 1, noedit: 'true' }));
    expect(await update({ ref: String(fixed.ref), quantity: '5' })).toMatchObject({
      error_code: 1011,
      error_invalid: { ref: expect.any(String) },
      update: false,
    });
    expect(ok(await update({ ref: String(ref), quantity: '0' })).update).toBe(true);
    expect((await cart('c16')).items).toMatchObject([{ quantity: '1' }]);
  });

  test('cases 18 and 19: taking lines out, by number, by code, by number alone', async () => {
    const first = ok(await add({ session_id: 'c18', sku: 'BELT', quantity: 1 }));
    ok(await add({ session_id: 'c18', sku: 'SH-S', quantity: 1 }));
    ok(await add({ session_id: 'c18', sku: 'SH-S', quantity: 1, uom: 'case' }));
    const remove = { session_id: 'c18', ref: String(first.ref) };
    expect(ok(await shop.call('deleteFromCart', remove)).session_id).toBe('c18');
    expect(await shop.call('deleteFromCart', remove)).toMatchObject({ error_code: 1001 });
    ok(await shop.call('deleteProductFromCart', { session_id: 'c18', sku: 'sh-s' }));
    expect((await cart('c18')).items).toEqual([]);
    const alone = ok(await add({ session_id: 'c18', sku: 'BELT', quantity: 1 }));
    const other = await shop.issueKey({ name: 'a third shop' });
    expect(await shop.call('deleteFromCart', { ref: String(alone.ref) }, other)).toMatchObject({ error_code: 1001 });
    ok(await shop.call('deleteFromCart', { ref: String(alone.ref) }));
    expect((await cart('c18')).items).toEqual([]);
  });

  test("cases 27 to 29: login gives the contact's prices and logout takes them back, but not those of the caller", async () => {
    ok(await add({ session_id: 'c27', sku: 'SH-S', quantity: 1 }));
    ok(await add({ session_id: 'c27', sku: 'BELT', quantity: 1, unitprice: '4' }));
    const prices = async () => (await cart('c27', 'price')).items;
    expect(await prices()).toEqual([{ price: '10.00' }, { price: '4.00' }]);
    const login = { session_id: 'c27', client_username: trade.email, client_password: PASSWORD };
    expect(ok(await shop.call('clientLogin', login)).session_id).toBe('c27');
    expect(await prices()).toEqual([{ price: '8.00' }, { price: '4.00' }]);
    expect(await cart('c27', 'contact_priceband')).toMatchObject({ contact_priceband: 'trade' });
    for (const taxable of ['N', 'R']) {
      ok(await shop.call('updateContact', { session_id: 'c27', client_taxable: taxable }));
      expect(await cart('c27')).toMatchObject({ tax: '0.00', subtotal: '12.00', grandtotal: '12.00' });
    }
    ok(await shop.call('updateContact', { session_id: 'c27', client_taxable: 'Y' }));
    ok(await shop.call('clientLogout', { session_id: 'c27' }));
    expect(await prices()).toEqual([{ price: '10.00' }, { price: '4.00' }]);
  });

  test('cases 20, 31 and 32: registering keeps the basket, emptying keeps the login, ending takes both', async () => {
    ok(await add({ session_id: 'c31', sku: 'BELT', quantity: 1 }));
    await register(shop, { session_id: 'c31' });
    expect((await cart('c31')).items).toHaveLength(1);
    ok(await shop.call('endCartSession', { session_id: 'c31' }));
    expect((await cart('c31')).items).toEqual([]);
    ok(await shop.call('getContact', { session_id: 'c31', filter: 'contact_ref' }));
    ok(await add({ session_id: 'c31', sku: 'BELT', quantity: 1 }));
    ok(await shop.call('endSession', { session_id: 'c31' }));
    expect((await cart('c31')).items).toEqual([]);
  });

  test('a thousand at once lose nothing', async () => {
    ok(await add({ session_id: 'many', sku: 'BELT', quantity: 1 }));
    await Promise.all(
      Array.from({ length: 999 }, () => add({ session_id: 'many', sku: 'BELT', quantity: 1 }).then(ok)),
    );
    expect((await cart('many', 'quantity')).items).toEqual([{ quantity: '1000' }]);
  }, 120_000);
});

describe('catalogue', () => {
  const list = (parameters: Record<string, string | number>) => shop.call('getProducts', parameters);
  const codes = async (parameters: Record<string, string | number>) =>
    (ok(await list({ ...parameters, filter: 'code' })).items as Body[]).map(({ code }) => code);

  test('case 51: by category, by code and by name, one entry per family', async () => {
    expect(await codes({ category: 'SHI' })).toEqual(['SH-S']);
    expect(await codes({ category: 'shirts' })).toEqual(['SH-S']);
    expect(await codes({ category: 'Clothes' })).toEqual(['BELT', 'SH-S']);
    expect(await codes({ category: 'CLO', exclude_category: 'SHI' })).toEqual(['BELT']);
    expect(await codes({ feature: 'new' })).toEqual(['SH-S']);
    expect(await codes({ relatedto: 'BELT' })).toEqual(['SH-S']);
    expect(await codes({ location: 'WH1,WH9' })).toEqual(['SH-S']);
    expect(await codes({ sortby: 'price', sortorder: 'desc' })).toEqual(['SH-S', 'BELT']);
    expect(await list({ category: 'nosuch' })).toMatchObject({ error_code: null, found: 0, items: [] });
    expect(await list({ limit: 1, skip: 1 })).toMatchObject({ found: 2, items: [{ code: 'SH-S', price: '10.00' }] });
    expect(await list({ limit: 'x' })).toMatchObject({ error_code: 1011 });
  });

  test('case 52: pages of a location', async () => {
    const item = async (more: object) =>
      (ok(await list({ category: 'SHI', filter: 'location_description', ...more })).items as Body[])[0];
    expect(await item({})).toEqual({ location_description: null });
    expect(await item({ location: 'wh1' })).toEqual({ location_description: 'In London.' });
  });

  test('cases 53 and 54: one product with its family, and what was looked at', async () => {
    const filter = 'name,sizes,stock,prices,imagepath,nosuch';
    const body = ok(await shop.call('getProduct', { session_id: 'c53', sku: 'sh-m', filter }));
    expect(body).toMatchObject({
      name: 'Linen shirt',
      imagepath: 'https://example.com/shirt.jpg',
      imagealt: 'A shirt',
    });
    expect(body.sizes).toHaveLength(3);
    expect((body.sizes as Body[])[2]).toEqual({
      code: 'SH-L',
      name: 'Linen shirt',
      size: 'L',
      price: '10.00',
      price_inc: '12.00',
      stock: [
        { code: 'WH1', stock: 5 },
        { code: 'WH2', stock: 2.5 },
      ],
      prices: [{ code: 'trade', price: '8.00', price_inc: '9.60' }],
    });
    expect(await cart('c53', 'last_viewed')).toMatchObject({ last_viewed: [{ code: 'SH-S', slug: 'linen-shirt' }] });
    for (const sku of ['nosuch', 'HAT', ''])
      expect(await shop.call('getProduct', { sku, filter: 'name' })).toMatchObject({ error_code: 1001 });
    expect(await shop.call('getProduct', { sku: 'BELT' })).toMatchObject({ error_code: 1011 });
  });

  test('case 55: categories with products, nested, below a node', async () => {
    const { items } = ok(await shop.call('getProductCategories', { depth: 2 }));
    expect(items).toMatchObject([{ code: 'CLO', found: 2, slug: 'clothes', items: [{ code: 'SHI', found: 1 }] }]);
    expect(ok(await shop.call('getProductCategories', { node: 'clothes' })).items).toMatchObject([{ code: 'SHI' }]);
    expect(await shop.call('getProductCategories', { node: 'nosuch' })).toMatchObject({ error_code: 1001 });
  });

  test('case 56: the feed has every code of its own, and no session', async () => {
    const body = ok(
      await shop.call('getInventoryFeed', { filter: 'code,stock,prices,category_breadcrumb', sortby: 'code' }),
    );
    expect(body).not.toHaveProperty('session_id');
    const items = body.items as Body[];
    expect(items.map(({ code }) => code)).toEqual(['BELT', 'SH-L', 'SH-M', 'SH-S']);
    expect(items[3]).toMatchObject({
      category_breadcrumb: 'Clothes/Shirts',
      stock: [{ code: 'WH1' }, { code: 'WH2' }],
    });
    const few = ok(await shop.call('getInventoryFeed', { filter: 'code', skip: 1, limit: 2, sortby: 'code' }));
    expect(few).toMatchObject({ found: 4, items: [{ code: 'SH-L' }, { code: 'SH-M' }] });
    expect(await shop.call('getInventoryFeed')).toMatchObject({ error_code: 1011 });
  });
});

test('case 56: a feed of many batches has each code once, in every order', async () => {
  const { products } = shop.server.app;
  for (const name of ['Many one', 'Many two']) {
    const variants = Array.from({ length: 600 }, (_, index) => ({
      details: { sku: `${name}-${index}`, size: String(index % 7), price: String(index % 11) },
    }));
    accepted(await products.create(SYSTEM, { details: { name, type: 'physical' }, variants }));
  }
  const feed = async (more: object) => {
    const { items, found } = ok(await shop.call('getInventoryFeed', { filter: 'code,name,size', ...more }));
    const codes = (items as Body[]).map(({ code }) => String(code));
    expect(new Set(codes).size).toBe(codes.length);
    return { codes, found, items: items as Body[] };
  };
  const all = await feed({});
  expect([all.found, all.codes.length]).toEqual([all.codes.length, 1204]);
  for (const sortby of ['name', 'code', 'price', 'size', 'slug', 'nosuch']) {
    const up = await feed({ sortby });
    expect(up.codes.length, sortby).toBe(1204);
    const down = await feed({ sortby, sortorder: 'DESC' });
    expect(down.codes, sortby).toEqual([...up.codes].reverse());
  }
  expect((await feed({ skip: 100, limit: 1050 })).codes).toEqual(all.codes.slice(100, 1150));
  expect((await feed({ sortby: 'name', sortorder: 'desc', limit: 1 })).items).toMatchObject([{ name: 'Many two' }]);
});

describe('menus and activities', () => {
  test('case 50: the twelve menus', async () => {
    const names = [
      ...['contact_title', 'contact_found', 'contact_type', 'activity_type', 'activity_label', 'order_label'],
      ...['contact_label', 'cases_label', 'sales_team', 'price_bands', 'stock_location', 'product_uom'],
    ];
    for (const name of names) {
      const body = ok(await shop.call('getAsset', { asset_name: name }));
      expect(body).toMatchObject({ name, values: expect.arrayContaining([expect.objectContaining({})]) });
    }
    expect(await shop.call('getAsset', { asset_name: 'nosuch' })).toMatchObject({ error_code: 1001 });
    expect(await shop.call('getAsset')).toMatchObject({ error_code: 1011 });
  });

  test("the business's own menus take the place of those that come along, and their codes alone are taken", async () => {
    const { menus } = shop.server.app;
    const call = (more: object) =>
      shop.call('addContactLite', { client_firstname: 'Menu', client_phone: '1', ...more });
    const wrong = { client_type: 'XX9', client_found: 'XX9', client_team: 'XX9', client_label: 'XX9' };
    expect(Object.keys((await call(wrong)).error_invalid as object).sort()).toEqual(Object.keys(wrong).sort());
    ok(await call({ client_type: 'ct1', client_team: 'TM2', client_title: 'Admiral' }));
    accepted(await menus.set(SYSTEM, 'contactType', [{ code: 'XX9', name: 'Guest', color: '#ff0000' }]));
    expect(ok(await shop.call('getAsset', { asset_name: 'CONTACT_TYPE' })).values).toEqual([
      { code: 'XX9', name: 'Guest', color: '#ff0000' },
    ]);
    ok(await call({ client_type: 'XX9' }));
    expect(await call({ client_type: 'CT1' })).toMatchObject({ error_code: 1011 });
    ok(await add({ sku: 'BELT', quantity: 1, location: 'ANY' }));
    accepted(await menus.set(SYSTEM, 'stockLocation', [{ code: 'WH1', name: 'Main' }]));
    ok(await add({ sku: 'BELT', quantity: 1, location: 'wh1' }));
    expect(await add({ sku: 'BELT', quantity: 1, location: 'ANY' })).toMatchObject({
      error_code: 1011,
      error_invalid: { location: expect.any(String) },
    });
  });

  test('cases 34 and 57: an activity is asked for; events are listed', async () => {
    const wanted = { activity_subject: 'Call me', activity_start: '2026-06-01T10:00:00' };
    expect(await shop.call('addActivity', { ...wanted, session_id: 'anon' })).toMatchObject({ error_code: 1501 });
    const { session } = await register(shop);
    const mine = { ...wanted, session_id: session };
    expect(await shop.call('addActivity', mine)).toMatchObject({
      error_code: 1011,
      error_invalid: { activity_end: expect.any(String) },
    });
    const body = ok(await shop.call('addActivity', { ...mine, activity_end: '2026-06-01T11:00:00' }));
    expect(body).toMatchObject({
      activity_ref: expect.any(Number),
      activity_key: expect.stringMatching(/^[A-Za-z0-9]{18}$/),
    });
    ok(await shop.call('addActivity', { ...mine, activity_end: '2026-06-02T11:00:00', activity_type: 'DD1' }));
    const period = { activity_type: 'DD1', activity_start: '2026-06-02T00:00:00', activity_end: '2026-06-03T00:00:00' };
    expect(ok(await shop.call('getActivities', period))).toMatchObject({
      found: 1,
      items: [{ subject: 'Call me', start: '2026-06-01 10:00:00', end: '2026-06-02 11:00:00', type: 'DD1' }],
    });
    expect(await shop.call('getActivities', { ...period, activity_end: '' })).toMatchObject({
      error_code: 1011,
      error_invalid: { activity_end: expect.any(String) },
    });
  });
});
