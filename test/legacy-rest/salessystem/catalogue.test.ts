/** The catalogue and the feed over HTTP, by the numbered cases of the contract. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INVENTORY } from '../../../src/legacy-rest/salessystem/catalogue/fields.ts';
import { type Body, ok, openShop, register, type Shop, SYSTEM } from './client.ts';
import { accepted, cart as cartOf, stock } from './stock.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await stock(shop);
});
afterAll(() => shop.stop());

const cart = (session: string, filter?: string) => cartOf(shop, session, filter);

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
    for (const sortby of ['price', 'Category', 'imagepath', 'description'])
      expect(await codes({ sortby, sortorder: 'desc' }), sortby).toEqual(['SH-S', 'BELT']);
    for (const sortby of ['supplier', 'galleryimagepath', 'nosuch', 'constructor', '__proto__'])
      expect(await codes({ sortby }), sortby).toHaveLength(2);
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

  test('case 53: one product with its family, and what was looked at', async () => {
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
  });

  test('prices follow whoever is logged in', async () => {
    const { session, key } = await register(shop, { session_id: 'priced' });
    const details = { priceBand: 'trade', taxable: 'N' } as const;
    accepted(await shop.server.app.contacts.update(SYSTEM, key, { details }));
    const filter = 'price,price_inc';
    const mine = { price: '8.00', price_inc: '8.00' };
    expect(ok(await list({ session_id: session, category: 'SHI', filter })).items).toEqual([mine]);
    expect(ok(await shop.call('getProduct', { session_id: session, sku: 'SH-M', filter }))).toMatchObject(mine);
    expect(ok(await list({ category: 'SHI', filter })).items).toEqual([{ price: '10.00', price_inc: '12.00' }]);
  });

  test('case 54: an unknown code, and one that is not shown', async () => {
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
    const first = async (sortby: string) =>
      ok(await shop.call('getInventoryFeed', { filter: 'code', limit: 1, sortby, sortorder: 'desc' })).items;
    for (const sortby of ['category', 'category_slug', 'imagepath', 'feature'])
      expect(await first(sortby), sortby).toMatchObject([{ code: expect.stringMatching(/^SH-/) }]);
    for (const sortby of Object.keys(INVENTORY)) expect(await first(sortby), sortby).toHaveLength(1);
    expect(await shop.call('getInventoryFeed')).toMatchObject({ error_code: 1011 });
  });
});

test('the catalogue is told as it was, the streamed feed too', async () => {
  const { products, log } = shop.server.app;
  const details = { name: 'Dear', type: 'physical', taxRate: '0' } as const;
  const { key } = accepted(
    await products.create(SYSTEM, { details, variants: [{ details: { sku: 'DEAR', price: '5' } }] }),
  );
  const moment = String(await log.head());
  accepted(await products.update(SYSTEM, key, { details: {}, variants: [{ details: { sku: 'DEAR', price: '9' } }] }));
  const told = async (method: string, more: Record<string, string>, asOf?: string): Promise<Body> => {
    const query = new URLSearchParams({ apikey: shop.server.secret, method, ...more });
    return ok(await shop.json(`/api/v1/?${query}`, asOf ? { headers: { 'x-as-of': asOf } } : {}));
  };
  const one = { sku: 'DEAR', filter: 'price' };
  expect(await told('getProduct', one)).toMatchObject({ price: '9.00' });
  expect(await told('getProduct', one, moment)).toMatchObject({ price: '5.00' });
  const feed = async (asOf?: string) => {
    const { items } = await told('getInventoryFeed', { filter: 'code,prices', sortby: 'code' }, asOf);
    return (items as Body[]).find(({ code }) => code === 'DEAR')?.prices;
  };
  expect(await feed()).toMatchObject([{ code: 'default', price: '9.00' }]);
  expect(await feed(moment)).toMatchObject([{ code: 'default', price: '5.00' }]);
  accepted(await products.remove(SYSTEM, key));
  expect(await feed()).toBeUndefined();
  expect(await feed(moment)).toMatchObject([{ price: '5.00' }]);
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
  for (const sortby of ['name', 'code', 'price', 'size', 'slug', 'category', 'case_quantity', 'constructor']) {
    const up = await feed({ sortby });
    expect(up.codes.length, sortby).toBe(1204);
    const down = await feed({ sortby, sortorder: 'DESC' });
    expect(down.codes, sortby).toEqual([...up.codes].reverse());
  }
  expect((await feed({ skip: 100, limit: 1050 })).codes).toEqual(all.codes.slice(100, 1150));
  expect((await feed({ sortby: 'name', sortorder: 'desc', limit: 1 })).items).toMatchObject([{ name: 'Many two' }]);
});
