import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

const CREATE_PRODUCT = `mutation($input: CreateProductInput!) { createProduct(input: $input) {
  ... on CreateProductPayload { product { id key ref name url type
    categories { name } variants { key sku price prices { band price } stock { location level } } } }
  ... on Refusal { code fields { path } } } }`;

interface Made {
  readonly createProduct: { readonly product: { readonly id: string; readonly variants: { readonly key: string }[] } };
}

describe('the catalogue', () => {
  test('is built, found, changed and counted', async () => {
    const shelf = await ask<{ createCategory: { category: { id: string } } }>(
      `mutation { createCategory(input: { name: "Teas", code: "TEA" }) {
        ... on CreateCategoryPayload { category { id code url } } ... on Refusal { code } } }`,
    );
    expect(shelf.data.createCategory).toMatchObject({ category: { code: 'TEA', url: 'teas' } });
    const { data } = await ask<Made>(CREATE_PRODUCT, {
      input: {
        name: 'Assam',
        taxRate: '0.2',
        categories: [shelf.data.createCategory.category.id],
        variants: [
          {
            sku: 'ASSAM',
            price: '4.50',
            prices: [{ band: 'trade', price: '4' }],
            stock: [{ location: 'WH1', level: '12' }],
          },
        ],
      },
    });
    const { product } = data.createProduct;
    expect(product).toMatchObject({
      name: 'Assam',
      type: 'PHYSICAL',
      categories: [{ name: 'Teas' }],
      variants: [
        {
          sku: 'ASSAM',
          price: '4.50',
          prices: [{ band: 'trade', price: '4' }],
          stock: [{ location: 'WH1', level: '12' }],
        },
      ],
    });

    const choice = await ask(
      `mutation($id: ID!) { updateProduct(input: { id: $id,
        options: [{ name: "Size", values: ["S", "L"] }], subscription: { period: 2, unit: WEEKLY } }) {
          ... on UpdateProductPayload { product { options { name values advanced }
            subscription { cycles period unit } } } } }`,
      { id: product.id },
    );
    expect(choice.data.updateProduct).toEqual({
      product: {
        options: [{ name: 'Size', values: ['S', 'L'], advanced: false }],
        subscription: { cycles: 0, period: 2, unit: 'WEEKLY' },
      },
    });

    const variant = product.variants[0]?.key;
    const changed = await ask(
      `mutation($id: ID!, $variant: String!) {
        updateProduct(input: { id: $id, comment: "Strong", variants: [{ sku: "assam", price: "5" }] }) {
          ... on UpdateProductPayload { product { comment variants { price } } } }
        adjustStock(id: $id, variant: $variant, by: "-2", reason: "sold") {
          ... on AdjustStockPayload { product { variants { stock { level } } } } }
        countStock(id: $id, variant: $variant, location: "WH2", level: "3") {
          ... on CountStockPayload { product { variants { stock { location level } } } } } }`,
      { id: product.id, variant },
    );
    expect(changed.data).toEqual({
      updateProduct: { product: { comment: 'Strong', variants: [{ price: '5' }] } },
      adjustStock: { product: { variants: [{ stock: [{ level: '10' }] }] } },
      countStock: {
        product: {
          variants: [
            {
              stock: [
                { location: 'WH1', level: '10' },
                { location: 'WH2', level: '3' },
              ],
            },
          ],
        },
      },
    });

    const found = await ask(
      `{ productBySku(sku: "assam") { name } products(filter: { name: { contains: "ssa" } }, first: 5) { totalCount nodes { ref } }
        categories(first: 5) { nodes { name children { name } products(first: 3) { name } } } }`,
    );
    expect(found.data).toMatchObject({
      productBySku: { name: 'Assam' },
      products: { totalCount: 1 },
      categories: { nodes: [{ name: 'Teas', children: [], products: [{ name: 'Assam' }] }] },
    });

    const removed = await ask(
      `mutation($id: ID!) { removeProduct(id: $id) { ... on RemoveProductPayload { removedId } } }`,
      { id: product.id },
    );
    expect(removed.data).toEqual({ removeProduct: { removedId: product.id } });
    expect((await ask('{ productBySku(sku: "ASSAM") { name } }')).data).toEqual({ productBySku: null });
  });

  test('says what is wrong by type and path', async () => {
    await ask(CREATE_PRODUCT, { input: { name: 'One', variants: [{ sku: 'ONE' }] } });
    const { data } = await ask(CREATE_PRODUCT, { input: { name: 'Two', variants: [{ sku: 'one' }] } });
    expect(data).toEqual({ createProduct: { code: 'SKU_TAKEN', fields: [{ path: 'variants.0.sku' }] } });
    const odd = await ask(CREATE_PRODUCT, { input: { name: 'Two', taxRate: 'none' } });
    expect(odd.data).toEqual({ createProduct: { code: 'INPUT_INVALID', fields: [{ path: 'taxRate' }] } });
    const circle = await ask(
      `mutation { moveCategory(id: "nothing", parent: null) { __typename ... on Refusal { code } } }`,
    );
    expect(circle.data).toEqual({ moveCategory: { __typename: 'CategoryNotFound', code: 'CATEGORY_NOT_FOUND' } });
  });
});

describe('products are found', () => {
  const EVERY = ['Gunpowder', 'Sencha', 'Earl Grey', 'Teapot', 'Voucher'];
  let beforeMove: string;
  let leaf: string;

  const position = async () => String(await app.log.head());
  const FOUND = `query($filter: ProductFilter, $search: String, $sort: [ProductSort!], $asOf: AsOf, $first: Int, $after: String) {
    products(filter: $filter, search: $search, sort: $sort, asOf: $asOf, first: $first, after: $after) {
      totalCount nodes { name } pageInfo { endCursor } } }`;

  interface Found {
    readonly products: {
      readonly totalCount: number;
      readonly nodes: readonly { readonly name: string }[];
      readonly pageInfo: { readonly endCursor: string };
    };
  }

  async function found(variables: Record<string, unknown>): Promise<readonly string[]> {
    const { filter = {}, ...rest } = variables;
    const { data, errors } = await ask<Found>(FOUND, {
      filter: { and: [filter, { brand: { eq: 'Finder' } }] },
      ...rest,
    });
    if (errors) throw new Error(JSON.stringify(errors));
    return data.products.nodes.map(({ name }) => name);
  }

  async function category(name: string, parent?: string): Promise<string> {
    const { data } = await ask<{ createCategory: { category: { id: string } } }>(
      `mutation($name: String!, $parent: ID) { createCategory(input: { name: $name, parent: $parent }) {
        ... on CreateCategoryPayload { category { id } } } }`,
      { name, parent },
    );
    return data.createCategory.category.id;
  }

  beforeAll(async () => {
    const drinks = await category('Drinks');
    leaf = await category('Leaf', drinks);
    const green = await category('Green leaf', leaf);
    const ware = await category('Ware');
    const stocked = (level: string) => [{ location: 'WH1', level }];
    const inputs = [
      {
        ...{ name: 'Gunpowder', categories: [green], features: [{ code: 'ORG', name: 'Organic' }] },
        variants: [
          { sku: 'GP-100', price: '4.50', stock: stocked('0') },
          { sku: 'GP-500', price: '19.95', salePrice: '17', onSale: true, stock: stocked('2.5') },
        ],
      },
      {
        ...{ name: 'Sencha', categories: [green, leaf], features: [{ code: 'org', name: 'Organic' }] },
        variants: [{ sku: 'SENFUL', price: '6', stock: stocked('0') }],
      },
      { name: 'Earl Grey', categories: [leaf], variants: [{ sku: 'EARL-1', price: '5.00', stock: stocked('9') }] },
      { name: 'Teapot', categories: [ware], variants: [{ sku: 'POT/XL_7', price: '25', barcode: '5012345' }] },
      { name: 'Voucher' },
    ];
    for (const input of inputs) await ask(CREATE_PRODUCT, { input: { brand: 'Finder', ...input } });
    beforeMove = await position();
  });

  async function variantOf(sku: string): Promise<{ readonly id: string; readonly key: string | undefined }> {
    const { data } = await ask<{ productBySku: { id: string; variants: { key: string }[] } }>(
      'query($sku: String!) { productBySku(sku: $sku) { id variants { key } } }',
      { sku },
    );
    return { id: data.productBySku.id, key: data.productBySku.variants[0]?.key };
  }

  const variants = (where: object) => ({ variants: { some: where } });

  test.each([
    ['in a category itself', { categories: { some: { name: { eq: 'leaf' } } } }, ['Sencha', 'Earl Grey']],
    ['in a category or below it', { inCategory: { name: { eq: 'leaf' } } }, ['Gunpowder', 'Sencha', 'Earl Grey']],
    ['far below a category', { inCategory: { code: { eq: 'drinks' } } }, ['Gunpowder', 'Sencha', 'Earl Grey']],
    ['not below a category', { not: { inCategory: { code: { eq: 'drinks' } } } }, ['Teapot', 'Voucher']],
    ['in no category', { categories: { none: {} } }, ['Voucher']],
    ['in one of two', { inCategory: { name: { in: ['Green leaf', 'Ware'] } } }, ['Gunpowder', 'Sencha', 'Teapot']],
    [
      'whose categories are all of a kind',
      { categories: { every: { name: { contains: 'green' } } } },
      ['Gunpowder', 'Voucher'],
    ],
    ['by feature', { features: { hasAny: ['Org', 'new'] } }, ['Gunpowder', 'Sencha']],
    ['without a feature', { features: { hasNone: ['ORG'] } }, ['Earl Grey', 'Teapot', 'Voucher']],
    ['by product code', variants({ sku: { eq: 'gp-500' } }), ['Gunpowder']],
    ['by the beginning of a code', variants({ sku: { beginsWith: 'sen' } }), ['Sencha']],
    ['by barcode', variants({ barcode: { eq: '5012345' } }), ['Teapot']],
    ['within prices', variants({ price: { gte: '5', lte: 19.95 } }), ['Gunpowder', 'Sencha', 'Earl Grey']],
    ['at a price however it is written', variants({ price: { in: ['5', '25.000'] } }), ['Earl Grey', 'Teapot']],
    ['only below a price', { variants: { every: { price: { lt: '10' } } } }, ['Sencha', 'Earl Grey', 'Voucher']],
    ['on sale', variants({ onSale: { eq: true }, salePrice: { lt: 18 } }), ['Gunpowder']],
    ['in stock', variants({ inStock: { eq: true } }), ['Gunpowder', 'Earl Grey', 'Teapot']],
    ['out of stock', { variants: { some: {}, none: { inStock: { eq: true } } } }, ['Sencha']],
    ['with enough of it', variants({ stock: { gt: '2' } }), ['Gunpowder', 'Earl Grey']],
    ['not counted', variants({ stock: { isNull: true } }), ['Teapot']],
    [
      'cheap, there, and below a category',
      { inCategory: { name: { eq: 'Drinks' } }, ...variants({ price: { lt: 6 }, inStock: { eq: true } }) },
      ['Earl Grey'],
    ],
  ])('%s', async (_how, filter, expected) => {
    expect(await found({ filter })).toEqual(expected);
  });

  test('by price, and by what they cost then', async () => {
    const sort = [{ field: 'PRICE', direction: 'DESC' }];
    const before = { position: beforeMove };
    expect(await found({ sort })).toEqual(['Teapot', 'Sencha', 'Earl Grey', 'Gunpowder', 'Voucher']);
    expect(await found({ sort, filter: { price: { gt: '4.50', lt: 25 } } })).toEqual(['Sencha', 'Earl Grey']);
    const { data } = await ask<{ productBySku: { id: string } }>('{ productBySku(sku: "EARL-1") { id } }');
    const reprice = (price: string) =>
      ask(
        'mutation($id: ID!, $price: String!) { updateProduct(input: { id: $id, variants: [{ sku: "EARL-1", price: $price }] }) { __typename } }',
        { id: data.productBySku.id, price },
      );
    await reprice('50');
    expect((await found({ sort }))[0]).toBe('Earl Grey');
    expect((await found({ sort, asOf: before }))[0]).toBe('Teapot');
    await reprice('5.00');
  });

  test('through what they are in, the other way round', async () => {
    const { data } =
      await ask(`{ categories(filter: { products: { some: { name: { eq: "sencha" } } } }) { nodes { name } }
      category: categories(filter: { name: { eq: "Drinks" } }) { nodes { products { name variants { inStock } } } } }`);
    expect(data).toEqual({
      categories: { nodes: [{ name: 'Leaf' }, { name: 'Green leaf' }] },
      category: {
        nodes: [
          {
            products: [
              { name: 'Earl Grey', variants: [{ inStock: true }] },
              { name: 'Gunpowder', variants: [{ inStock: false }, { inStock: true }] },
              { name: 'Sencha', variants: [{ inStock: false }] },
            ],
          },
        ],
      },
    });
  });

  test.each([
    ['earl gray', ['Earl Grey']],
    ['EARL-1', ['Earl Grey']],
    ['gp-500', ['Gunpowder']],
    ['GP500', ['Gunpowder']],
    ['gp 500', ['Gunpowder']],
    ['potxl7', ['Teapot']],
    ['gunpwder', ['Gunpowder']],
    ['pot/xl_7', ['Teapot']],
    ['pot', ['Teapot']],
    ['%', []],
    ['', EVERY],
  ])('by %j, typing errors included', async (search, expected) => {
    expect(await found({ search })).toEqual(expected);
  });

  test('the best first, page by page, unless something else is asked for', async () => {
    for (const name of ['Oolong', 'Oolong Tung Ting', 'Oolongo'])
      await ask(CREATE_PRODUCT, { input: { name, brand: 'Ranked' } });
    const filter = { brand: { eq: 'Ranked' } };
    const paged: string[] = [];
    for (let after: string | null = null; paged.length < 10; ) {
      const { data }: { data: Found } = await ask<Found>(FOUND, { filter, search: 'oolong tung', first: 1, after });
      if (data.products.nodes.length === 0) break;
      paged.push(...data.products.nodes.map(({ name }) => name));
      after = data.products.pageInfo.endCursor;
    }
    expect(paged[0]).toBe('Oolong Tung Ting');
    const { data } = await ask<Found>(FOUND, { filter, search: 'oolong tung' });
    expect(paged).toEqual(data.products.nodes.map(({ name }) => name));
    expect(data.products.totalCount).toBe(paged.length);
    const sorted = await ask<Found>(FOUND, { filter, search: 'oolong', sort: [{ field: 'NAME', direction: 'DESC' }] });
    expect(sorted.data.products.nodes.map(({ name }) => name)).toEqual(['Oolongo', 'Oolong Tung Ting', 'Oolong']);
    const other = await ask(FOUND, { filter, search: 'oolong', after: data.products.pageInfo.endCursor });
    expect(other.errors?.[0]?.extensions.code).toBe('CURSOR_INVALID');
  });

  test('as they were', async () => {
    const asOf = { position: beforeMove };
    await ask(`mutation($id: ID!) { moveCategory(id: $id, parent: null) { __typename } }`, { id: leaf });
    const { id, key: variant } = await variantOf('SENFUL');
    const written = await ask(
      `mutation($id: ID!, $variant: String!, $variants: [ProductVariantInput!]) {
        countStock(id: $id, variant: $variant, location: "WH1", level: "4") { __typename }
        updateProduct(input: { id: $id, removeVariants: [$variant], variants: $variants }) { __typename } }`,
      {
        id,
        variant,
        variants: [{ sku: 'MATURO', price: '11', stock: [{ location: 'X', level: '1' }] }],
      },
    );
    expect(written.data).toEqual({
      countStock: { __typename: 'CountStockPayload' },
      updateProduct: { __typename: 'UpdateProductPayload' },
    });
    await ask(
      `mutation($id: ID!, $key: String!) { updateProduct(input: { id: $id, variants: [{ key: $key, sku: "QUIXBY" }] }) { __typename } }`,
      await variantOf('EARL-1'),
    );
    const inDrinks = { inCategory: { name: { eq: 'Drinks' } } };
    const dear = variants({ price: { gt: 10, lt: 12 }, inStock: { eq: true } });
    expect([await found({ filter: inDrinks }), await found({ filter: inDrinks, asOf })]).toEqual([
      [],
      ['Gunpowder', 'Sencha', 'Earl Grey'],
    ]);
    expect([await found({ filter: dear }), await found({ filter: dear, asOf })]).toEqual([['Sencha'], []]);
    for (const [search, now, then] of [
      ['senful', [], ['Sencha']],
      ['maturo', ['Sencha'], []],
      ['quixby', ['Earl Grey'], []],
    ] as const) {
      expect([await found({ search }), await found({ search, asOf })]).toEqual([now, then]);
    }
    const all = await ask<{ search: object[] }>(
      `query($asOf: AsOf) { search(text: "senful", kinds: [PRODUCT], asOf: $asOf) { node { ... on Product { variants { sku } } } } }`,
      { asOf },
    );
    expect(all.data.search).toEqual([{ node: { variants: [{ sku: 'SENFUL' }] } }]);
  });
});

const CART =
  'cart { currency priceBand lines { ref sku quantity unitPrice net { amount } } totals { total { amount currency } } }';

describe('carts', () => {
  test('are filled, repriced, changed and emptied', async () => {
    const prices = [{ band: 'trade', price: '2' }];
    await ask(CREATE_PRODUCT, {
      input: { name: 'Cup', taxRate: '0.2', variants: [{ sku: 'CUP', price: '2.50', prices }] },
    });
    type Added = { addToCart: { key: string; cart: { lines: { ref: number }[] } } };
    const added = await ask<Added>(
      `mutation { addToCart(input: { sku: "cup", quantity: "3" }, idempotencyKey: "cart-1") {
        ... on AddToCartPayload { key ${CART} } } }`,
    );
    const { key, cart } = added.data.addToCart;
    const line = cart.lines[0]?.ref;
    expect(cart).toMatchObject({
      priceBand: null,
      lines: [{ sku: 'CUP', quantity: '3', unitPrice: '2.5', net: { amount: '7.50' } }],
      totals: { total: { amount: '9.00', currency: 'GBP' } },
    });
    const { contact } = await createContact(ask, { email: 'band@cart.example', priceBand: 'trade' });
    const changed = await ask(
      `mutation($key: String!, $line: Int!, $contact: ID!) {
        repriceCart(key: $key, contact: $contact) { ... on RepriceCartPayload { ${CART} } }
        updateInCart(key: $key, line: $line, quantity: "1") { ... on UpdateInCartPayload { ${CART} } } }`,
      { key, line, contact: contact.id },
    );
    expect(changed.data).toMatchObject({
      repriceCart: { cart: { priceBand: 'trade', totals: { total: { amount: '7.20' } } } },
      updateInCart: { cart: { lines: [{ ref: line, quantity: '1' }], totals: { total: { amount: '2.40' } } } },
    });
    type Emptied = { emptyCart: { position: string; cart: { lines: unknown[] } } };
    const emptied = await ask<Emptied>(
      `mutation($key: String!) {
        removeFromCart(key: $key, sku: "none") { __typename }
        emptyCart(key: $key) { ... on EmptyCartPayload { position ${CART} } } }`,
      { key },
    );
    expect(emptied.data).toMatchObject({
      removeFromCart: { __typename: 'CartLineNotFound' },
      emptyCart: { cart: { lines: [] } },
    });
    const carts = await ask(`query($id: ID!, $after: Position) { contact(id: $id) { carts(after: $after) { key } } }`, {
      id: contact.id,
      after: emptied.data.emptyCart.position,
    });
    expect(carts.data).toEqual({ contact: { carts: [{ key }] } });
    expect((await ask('{ cart(key: "nothing") { key } }')).data).toEqual({ cart: null });
  });

  test('refuse what is not for sale', async () => {
    const { data } = await ask(
      `mutation { a: addToCart(input: { sku: "none", quantity: "1" }) { __typename }
        b: addToCart(input: { sku: "cup", quantity: "0" }) { __typename ... on Refusal { fields { path } } }
        c: removeFromCart(key: "x") { __typename } }`,
    );
    expect(data).toEqual({
      a: { __typename: 'ProductNotForSale' },
      b: { __typename: 'QuantityInvalid', fields: [{ path: 'quantity' }] },
      c: { __typename: 'InputInvalid' },
    });
  });
});
