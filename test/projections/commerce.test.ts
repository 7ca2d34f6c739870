/** Products, categories and carts from command to row: what is read back, what is refused, and that a rebuild finds the same. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProductInput, VariantInput } from '../../src/application/commerce/products.ts';
import type { RequestContext, Result, Written } from '../../src/application/context.ts';
import { cartOfLine, cartsOfContacts } from '../../src/projections/carts/queries.ts';
import {
  allCategories,
  categoriesBelow,
  categoryNamed,
  offeredByCategory,
  withDescendants,
} from '../../src/projections/categories/queries.ts';
import { listProducts, type ProductSelection, productsByKeys } from '../../src/projections/products/queries.ts';
import { offersBySkus, variantBySku, variantsOfProducts } from '../../src/projections/productVariants/queries.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.stop());

const context = (more: Partial<RequestContext> = {}): RequestContext => ({
  actor: { kind: 'system', id: 'test' },
  surface: 'graphql',
  requestId: server.app.ids.uuid(),
  correlationId: server.app.ids.uuid(),
  ...more,
});

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code} ${JSON.stringify(result.refusal.fields)}`);
  return result.value;
}

const codeOf = (result: Result<unknown>): string => (result.ok ? 'accepted' : result.refusal.code);

const tea = (more: Partial<ProductInput['details']> = {}, ...variants: VariantInput[]): ProductInput => ({
  details: { name: 'Tea', type: 'physical', ...more },
  variants,
});

const create = (input: ProductInput): Promise<Result<Written>> => server.app.products.create(context(), input);

describe('products', () => {
  test('are shown as they were written, each variant under its code', async () => {
    const { db } = server.app;
    const { key, ref } = done(
      await create(
        tea(
          { name: ' Green Tea ', taxRate: '0.2', features: [{ code: 'Organic', name: 'Organic' }] },
          { details: { sku: 'GT-S', size: 'S', price: '3.50' }, stock: { WH1: '10', WH2: '2.50' } },
          { details: { sku: 'GT-L', size: 'L', price: '6' } },
        ),
      ),
    );
    expect(await productsByKeys(db, [key])).toMatchObject([
      { ref, name: 'Green Tea', url: 'green-tea', hidden: false, features: ['organic'], locations: ['wh1', 'wh2'] },
    ]);
    expect(await variantsOfProducts(db, [key])).toMatchObject([
      { sku: 'GT-S', details: { size: 'S', price: '3.50' }, stock: { WH1: '10', WH2: '2.5' } },
      { sku: 'GT-L', details: { size: 'L' }, stock: {} },
    ]);
    expect(await variantBySku(db, 'gt-l')).toMatchObject({ product: key });
    expect(await offersBySkus(db, ['gt-s', 'nothing'])).toMatchObject([{ productRef: ref, name: 'Green Tea' }]);
  });

  test('have handles and codes that no other has, and give them free when they go', async () => {
    const { products, db } = server.app;
    const first = done(await create(tea({ name: 'Mate' }, { details: { sku: 'MATE' } })));
    const second = done(await create(tea({ name: 'Mate' })));
    expect(await productsByKeys(db, [first.key, second.key])).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ url: 'mate' }), expect.objectContaining({ url: 'mate-2' })]),
    );
    expect(codeOf(await create(tea({}, { details: { sku: 'mate' } })))).toBe('SKU_TAKEN');
    expect(codeOf(await products.update(context(), second.key, { details: { url: 'MATE' } }))).toBe(
      'PRODUCT_URL_TAKEN',
    );
    done(await products.remove(context(), first.key));
    expect(await variantBySku(db, 'MATE')).toBeUndefined();
    done(
      await products.update(context(), second.key, {
        details: { url: 'mate' },
        variants: [{ details: { sku: 'MATE' } }],
      }),
    );
    expect(codeOf(await products.update(context(), first.key, { details: { name: 'X' } }))).toBe('PRODUCT_NOT_FOUND');
  });

  test('many simultaneous ones with one code are one', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => create(tea({ name: 'Race' }, { details: { sku: 'RACE' } }))),
    );
    expect(results.map(codeOf).sort()).toEqual([...Array.from({ length: 19 }, () => 'SKU_TAKEN'), 'accepted']);
  });

  test('change variant by variant, and count what is in stock', async () => {
    const { products, db } = server.app;
    const { key } = done(
      await create(tea({ name: 'Mint' }, { details: { sku: 'MINT', price: '1' }, stock: { WH1: '5' } })),
    );
    const [mint] = await variantsOfProducts(db, [key]);
    done(
      await products.update(context(), key, {
        details: { comment: 'Fresh' },
        variants: [
          { details: { sku: 'mint', price: '2' }, stock: { WH1: null, WH3: '7' } },
          { details: { sku: 'MINT-2' } },
        ],
      }),
    );
    expect(await variantsOfProducts(db, [key])).toMatchObject([
      { variant: mint?.variant, details: { price: '2' }, stock: { WH3: '7' } },
      { sku: 'MINT-2' },
    ]);
    const variant = mint?.variant ?? '';
    done(await products.adjustStock(context(), key, { variant, by: '-2', location: 'WH3', reason: ' sold ' }));
    done(await products.countStock(context(), key, { variant, level: '1' }));
    expect((await variantsOfProducts(db, [key]))[0]?.stock).toEqual({ WH1: '1', WH3: '5' });
    expect(codeOf(await products.countStock(context(), key, { variant: 'none', level: '1' }))).toBe(
      'VARIANT_NOT_FOUND',
    );
    expect(codeOf(await products.countStock(context(), key, { variant, level: 'many' }))).toBe('PRODUCT_INVALID');
    done(await products.update(context(), key, { details: {}, removeVariants: [variant] }));
    expect((await variantsOfProducts(db, [key])).map(({ sku }) => sku)).toEqual(['MINT-2']);
    expect(codeOf(await create(tea({ taxRate: 'much' })))).toBe('INPUT_INVALID');
  });

  test('are saved by handle, and an idempotency key answers twice', async () => {
    const { products } = server.app;
    const first = done(await products.saveByUrl(context(), tea({ name: 'Rooibos', url: 'red-tea' })));
    const again = done(await products.saveByUrl(context(), tea({ name: 'Red', url: 'Red-Tea' })));
    expect(again.key).toBe(first.key);
    const once = context({ idempotencyKey: 'product-1' });
    const made = done(await products.create(once, tea({ name: 'Once' })));
    expect(done(await products.create(once, tea({ name: 'Once' })))).toEqual(made);
  });

  test('are found by category, feature, location, relation and name', async () => {
    const { categories, db } = server.app;
    const shelf = done(await categories.create(context(), { name: 'Shelf' }));
    const top = done(await categories.create(context(), { name: 'Top', parent: shelf.key }));
    const cup = done(
      await create(
        tea(
          { name: 'Shelf cup', categories: [top.key], features: [{ code: 'ceramic', name: 'Ceramic' }] },
          { details: { sku: 'CUP' } },
        ),
      ),
    );
    const pot = done(
      await create(
        tea(
          { name: 'Shelf pot', categories: [shelf.key], related: [cup.key] },
          { details: { sku: 'POT' }, stock: { Hull: '1' } },
        ),
      ),
    );
    done(await create(tea({ name: 'Shelf box', hidden: true, categories: [shelf.key] }, { details: { sku: 'BOX' } })));
    const found = async (selection: ProductSelection) => {
      const list = await listProducts(db, { selection, order: 'name', limit: 10, offset: 0 });
      expect(list.found).toBe(list.rows.length);
      return list.rows.map(({ name }) => name.slice(6));
    };
    const tree = await withDescendants(db, [shelf.key]);
    expect(await found({ categories: tree })).toEqual(['box', 'cup', 'pot']);
    expect(await found({ categories: tree, offered: true })).toEqual(['cup', 'pot']);
    expect(await found({ categories: tree, notInCategories: [top.key] })).toEqual(['box', 'pot']);
    expect(await found({ feature: 'CERAMIC' })).toEqual(['cup']);
    expect(await found({ locations: ['hull'] })).toEqual(['pot']);
    expect(await found({ relatedTo: cup.key })).toEqual(['pot']);
    expect(await found({ relatedTo: pot.key })).toEqual(['cup']);
    expect(await found({ nameContains: 'shelf P' })).toEqual(['pot']);
    expect(await found({ nameContains: '%' })).toEqual([]);

    const counted = async () => {
      const rows = await allCategories(db);
      const [all, within] = [await offeredByCategory(db, rows), await offeredByCategory(db, rows, top.key)];
      expect(within.get(top.key)).toBe(all.get(top.key));
      expect(await found({ categories: tree, offered: true })).toHaveLength(all.get(shelf.key) ?? 0);
      return [all.get(shelf.key), all.get(top.key)];
    };
    expect(await counted()).toEqual([2, 1]);
    // Offered while one of its variants has a code, and counted once.
    const tin = done(await create(tea({ name: 'Shelf tin', categories: [shelf.key, top.key] }, { details: {} })));
    const change = async (input: Parameters<typeof server.app.products.update>[2]) => {
      done(await server.app.products.update(context(), tin.key, input));
      return counted();
    };
    const [plain] = await variantsOfProducts(db, [tin.key]);
    const variant = plain?.variant ?? '';
    expect(await counted()).toEqual([2, 1]);
    expect(await change({ details: {}, variants: [{ key: variant, details: { sku: 'TIN' } }] })).toEqual([3, 2]);
    expect(await change({ details: {}, variants: [{ key: variant, details: { sku: null } }] })).toEqual([2, 1]);
    expect(await change({ details: {}, variants: [{ details: { sku: 'TIN-2' } }] })).toEqual([3, 2]);
    const second = await variantBySku(db, 'tin-2');
    expect(await change({ details: {}, removeVariants: [second?.variant ?? ''] })).toEqual([2, 1]);
  });
});

describe('categories', () => {
  test('form a tree without circles, with codes and handles of their own', async () => {
    const { categories, db } = server.app;
    const root = done(await categories.create(context(), { name: 'Drinks', code: 'DR' }));
    const below = done(await categories.create(context(), { name: 'Hot drinks', parent: root.key }));
    expect(await categoriesBelow(db, [root.key])).toMatchObject([{ key: below.key, url: 'hot-drinks' }]);
    for (const name of ['dr', 'Drinks', 'DRINKS']) expect((await categoryNamed(db, name))?.key, name).toBe(root.key);
    expect(codeOf(await categories.create(context(), { name: 'X', code: 'dr' }))).toBe('CATEGORY_CODE_TAKEN');
    expect(codeOf(await categories.create(context(), { name: 'X', parent: 'nowhere' }))).toBe('CATEGORY_NOT_FOUND');
    expect(codeOf(await categories.update(context(), root.key, { parent: below.key }))).toBe('CATEGORY_INVALID');
    expect(codeOf(await categories.update(context(), below.key, { url: 'drinks' }))).toBe('CATEGORY_URL_TAKEN');
    done(await categories.update(context(), below.key, { parent: null, code: 'HOT', description: 'Warm' }));
    expect(await categoryNamed(db, 'hot')).toMatchObject({ parent: null, description: 'Warm' });
    done(await categories.remove(context(), below.key));
    expect((await allCategories(db)).some(({ key }) => key === below.key)).toBe(false);
    done(await categories.create(context(), { name: 'Again', code: 'hot' }));
    const wanted = [{ name: 'Drinks' }, { name: 'Made just now' }, { ref: 999_999 }];
    const ensured = await categories.ensure(context(), wanted);
    expect(ensured).toEqual([root.key, (await categoryNamed(db, 'Made just now'))?.key]);
  });
});

describe('carts', () => {
  const shop = 'shop-1';
  const nobody = { shop, contact: null };
  const add = (key: string, sku: string, quantity: string, more: object = {}) =>
    server.app.carts.add(context(), key, nobody, { sku, quantity, ...more });

  test('price what is in them in its unit, and refuse what is not sold so', async () => {
    const { carts } = server.app;
    const details = { sku: 'CASED', price: '1.00', caseQuantity: '6' };
    done(await create(tea({ name: 'Cased', taxRate: '0.2' }, { details })));
    const { line = 0 } = done(await add('cart-1', 'cased', '2', { unit: 'CASE' }));
    done(await add('cart-1', 'CASED', '1', { unit: 'case' }));
    expect(await carts.find('cart-1')).toMatchObject({
      lines: [{ ref: line, quantity: '3', unitPrice: '6', amounts: { net: 1800, total: 2160 } }],
      totals: { subtotal: 1800, tax: 360, total: 2160 },
    });
    for (const [more, code] of [
      [{ unit: 'barrel' }, 'UNIT_INVALID'],
      [{ unit: 'pallet' }, 'UNIT_INVALID'],
      [{ unitPrice: '-1' }, 'PRICE_INVALID'],
      [{ taxRate: '1' }, 'TAX_RATE_INVALID'],
      [{ sku: 'none' }, 'PRODUCT_NOT_FOR_SALE'],
      [{ quantity: '0' }, 'QUANTITY_INVALID'],
    ] as const)
      expect(codeOf(await add('cart-1', 'CASED', '1', more)), JSON.stringify(more)).toBe(code);
    done(await carts.update(context(), 'cart-1', line, '1'));
    expect(codeOf(await carts.update(context(), 'cart-1', 7, '1'))).toBe('CART_LINE_NOT_FOUND');
    expect(codeOf(await carts.remove(context(), 'nowhere', { sku: 'CASED' }))).toBe('CART_LINE_NOT_FOUND');
    done(await carts.remove(context(), 'cart-1', { sku: 'cased' }));
    expect(await carts.find('cart-1')).toMatchObject({ lines: [], totals: { total: 0 } });
  });

  test('take the prices of whoever logs in, and keep prices that were given', async () => {
    const { carts, contacts, db, readModels } = server.app;
    const prices = [
      { band: 'trade', price: '8' },
      { currency: 'EUR', price: '12' },
    ];
    done(await create(tea({ name: 'Banded', taxRate: '0.1' }, { details: { sku: 'BANDED', price: '10', prices } })));
    const details = { priceBand: 'Trade', taxable: 'N' } as const;
    const trader = done(await contacts.create(context(), { email: 'trade@cart.example', details }));
    done(await add('cart-2', 'BANDED', '1'));
    const custom = done(await add('cart-2', 'BANDED', '1', { unitPrice: '9.5' }));
    const repriced = done(await carts.reprice(context(), 'cart-2', trader.key));
    expect(await carts.find('cart-2')).toMatchObject({
      lines: [{ unitPrice: '8' }, { unitPrice: '9.5' }],
      totals: { tax: 0, total: 1750 },
    });
    await readModels.reached(repriced.position);
    expect(await cartsOfContacts(db, [trader.key], 5)).toMatchObject([{ key: 'cart-2', shop, lineCount: 2 }]);
    expect(await cartOfLine(db, shop, custom.line ?? 0)).toBe('cart-2');
    expect(await cartOfLine(db, 'another', custom.line ?? 0)).toBeUndefined();
    const euro = done(await contacts.create(context(), { email: 'euro@cart.example', details: { currency: 'EUR' } }));
    done(await carts.reprice(context(), 'cart-2', euro.key));
    expect(await carts.find('cart-2')).toMatchObject({ terms: { currency: 'EUR' }, lines: [{ unitPrice: '12' }, {}] });
    const { position } = done(await carts.empty(context(), 'cart-2'));
    await readModels.reached(position);
    expect(await cartsOfContacts(db, [euro.key], 5)).toMatchObject([{ lineCount: 0 }]);
  });

  test('lose nothing of what is added at the same time', async () => {
    done(await create(tea({ name: 'Rush' }, { details: { sku: 'RUSH', price: '1' } })));
    const added = await Promise.all(Array.from({ length: 200 }, () => add('cart-3', 'RUSH', '1')));
    expect(added.every(({ ok }) => ok)).toBe(true);
    expect(await server.app.carts.find('cart-3')).toMatchObject({ lines: [{ quantity: '200' }] });
  });
});

test('a rebuild from the log finds the same rows', async () => {
  const models = ['carts', 'cart_lines', 'categories', 'product_variants', 'products'];
  const verified = await server.projections.verify(models);
  expect(verified.map(({ model, equal, differences }) => [model, equal, differences])).toEqual(
    verified.map(({ model }) => [model, true, []]),
  );
  expect(verified).toHaveLength(models.length);
});
