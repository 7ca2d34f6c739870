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
