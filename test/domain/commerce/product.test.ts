import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isOnSale, piecesIn, priceOf, UNITS } from '../../../src/domain/commerce/prices.ts';
import {
  type AdjustStock,
  type CreateProduct,
  product,
  type UpdateProduct,
} from '../../../src/domain/commerce/product/decide.ts';
import {
  type ProductDetails,
  productEvents,
  type VariantDetails,
} from '../../../src/domain/commerce/product/events.ts';
import { given } from '../../support/decider.ts';

const { ProductCreated, ProductChanged, VariantAdded, VariantChanged, VariantRemoved } = productEvents;
const { StockCounted, StockAdjusted, ProductRemoved } = productEvents;

const details: ProductDetails = { name: 'Shirt', type: 'physical', url: 'shirt', taxRate: '0.2' };
const small = { key: 'v1', details: { sku: 'SH-S', size: 'S', price: '10.00' }, stock: { WH1: '5' } };
const large = { key: 'v2', details: { sku: 'SH-L', size: 'L', price: '12' }, stock: {} };
const created = ProductCreated({ ref: 7, details, variants: [small, large] });
const create: CreateProduct = { type: 'CreateProduct', ref: 7, details, variants: [small, large] };
const update = (change: Partial<UpdateProduct>): UpdateProduct => ({
  type: 'UpdateProduct',
  details: {},
  variants: [],
  removeVariants: [],
  ...change,
});

describe('a product', () => {
  it('is created with variants and stock', () =>
    given(product).when(create).thenEvents([created], { unlessRepeated: 'a second product is another one' }));
  it('exists once', () => given(product, created).when(create).thenRefused('PRODUCT_EXISTS'));
  it('changes what differs, adds and removes variants', () => {
    given(product, created)
      .when(update({ details: { name: 'Shirt', brand: 'Loom', taxRate: null } }))
      .thenEvents([ProductChanged({ changes: { brand: 'Loom', taxRate: null } })]);
    given(product, created)
      .when(
        update({
          variants: [
            { key: 'v1', changes: { price: '11' } },
            { key: 'v3', changes: { sku: 'SH-XL' } },
          ],
        }),
      )
      .thenEvents([
        VariantChanged({ key: 'v1', changes: { price: '11' } }),
        VariantAdded({ key: 'v3', details: { sku: 'SH-XL' } }),
      ]);
    given(product, created)
      .when(update({ removeVariants: ['v2', 'v9'] }))
      .thenEvents([VariantRemoved({ key: 'v2' })]);
  });
  it('counts stock with the change that it comes with', () => {
    const variants = [
      { key: 'v1', changes: {}, stock: { WH1: '5.0', WH2: '3' } },
      { key: 'v2', changes: { price: '11' }, stock: { WH1: null } },
      { key: 'v3', changes: {}, stock: { WH1: '1' } },
    ];
    given(product, created)
      .when(update({ variants }))
      .thenEvents([
        StockCounted({ variant: 'v1', location: 'WH2', level: '3' }),
        VariantChanged({ key: 'v2', changes: { price: '11' } }),
        VariantAdded({ key: 'v3', details: {} }),
        StockCounted({ variant: 'v3', location: 'WH1', level: '1' }),
      ]);
  });
  it.each([
    [{ variants: [{ key: 'v1', changes: {}, stock: { WH1: 'many' } }] }],
    [{ details: { name: null } }],
    [{ details: { url: 'a b' } }],
    [{ details: { taxRate: '1' } }],
    [{ details: { taxRate: '-0.1' } }],
    [{ details: { unit: 'barrel' } }],
    [{ details: { saleFrom: '2026-02-01T00:00:00Z', saleUntil: '2026-01-01T00:00:00Z' } }],
    [{ variants: [{ key: 'v1', changes: { price: '-1' } }] }],
    [{ variants: [{ key: 'v1', changes: { sku: 'sh-l' } }] }],
    [{ variants: [{ key: 'v1', changes: { prices: [{ unit: 'barrel', price: '1' }] } }] }],
  ] as Partial<UpdateProduct>[][])('is never sold like %j', (change) =>
    given(product, created)
      .when(update(change ?? {}))
      .thenRefused('PRODUCT_INVALID'),
  );
  it('is removed once, variant by variant, and stays away', () => {
    given(product, created)
      .when({ type: 'RemoveProduct' })
      .thenEvents([VariantRemoved({ key: 'v1' }), VariantRemoved({ key: 'v2' }), ProductRemoved({})]);
    given(product, created, ProductRemoved({})).when(update({})).thenRefused('PRODUCT_NOT_FOUND');
    given(product).when({ type: 'RemoveProduct' }).thenRefused('PRODUCT_NOT_FOUND');
  });
});

describe('stock', () => {
  const adjust = (by: string, variant = 'v1'): AdjustStock => ({
    type: 'AdjustStock',
    variant,
    location: 'WH1',
    by,
    reason: null,
  });
  it('is counted, and counted no more', () => {
    given(product, created)
      .when({ type: 'CountStock', variant: 'v2', location: 'WH1', level: '08.50' })
      .thenEvents([StockCounted({ variant: 'v2', location: 'WH1', level: '8.5' })]);
    given(product, created).when({ type: 'CountStock', variant: 'v1', location: 'WH1', level: '5.0' }).thenNothing();
    given(product, created)
      .when({ type: 'CountStock', variant: 'v1', location: 'WH1', level: null })
      .thenEvents([StockCounted({ variant: 'v1', location: 'WH1', level: null })]);
  });
  it('comes and goes', () => {
    given(product, created)
      .when(adjust('-7'))
      .thenEvents([StockAdjusted({ variant: 'v1', location: 'WH1', by: '-7', level: '-2', reason: null })], {
        unlessRepeated: 'each adjustment is one of its own',
      });
    given(product, created).when(adjust('0')).thenNothing();
    given(product, created).when(adjust('1', 'v9')).thenRefused('VARIANT_NOT_FOUND');
    given(product, created).when(adjust('many')).thenRefused('PRODUCT_INVALID');
  });
});

describe('prices', () => {
  const at = '2026-06-15T12:00:00.000Z';
  const buying = { unit: 'unit', band: null, currency: null, at } as const;
  const variant: VariantDetails = {
    price: '2',
    salePrice: '1.5',
    onSale: true,
    caseQuantity: '6',
    prices: [
      { band: 'trade', price: '1' },
      { band: 'trade', unit: 'case', price: '5' },
      { currency: 'EUR', price: '2.4' },
    ],
  };
  const summer = { ...details, saleFrom: '2026-06-01T00:00:00Z', saleUntil: '2026-06-30T00:00:00Z' };

  test('sale prices have their time', () => {
    expect(isOnSale(summer, variant, at)).toBe(true);
    expect(priceOf(summer, variant, buying)).toBe('1.5');
    expect(priceOf(summer, variant, { ...buying, at: '2026-07-01T00:00:00Z' })).toBe('2');
    expect(isOnSale(summer, { ...variant, onSale: false }, at)).toBe(false);
    expect(isOnSale(details, variant, at)).toBe(true);
  });
  test('bands, units and currencies', () => {
    expect(priceOf(details, variant, { ...buying, band: 'TRADE' })).toBe('1');
    expect(priceOf(details, variant, { ...buying, band: 'trade', unit: 'case' })).toBe('5');
    expect(priceOf(details, variant, { ...buying, band: 'retail' })).toBe('1.5');
    expect(priceOf(details, variant, { ...buying, unit: 'case' })).toBe('9');
    expect(priceOf(details, variant, { ...buying, unit: 'pallet' })).toBeUndefined();
    expect(priceOf(details, variant, { ...buying, currency: 'EUR', unit: 'case' })).toBe('14.4');
    expect(priceOf(details, variant, { ...buying, currency: 'USD' })).toBeUndefined();
    expect(priceOf(details, {}, buying)).toBeUndefined();
  });
  test('a larger unit costs as many pieces', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 1_000_000 }), (pieces, pence) => {
        const sold: VariantDetails = { price: (pence / 100).toFixed(2), palletQuantity: String(pieces) };
        expect(Number(priceOf(details, sold, { ...buying, unit: 'pallet' }))).toBeCloseTo((pieces * pence) / 100, 6);
      }),
    );
    expect(UNITS.filter((unit) => piecesIn(variant, unit) !== undefined)).toEqual(['unit', 'case']);
    expect(piecesIn({ packQuantity: '0' }, 'pack')).toBeUndefined();
  });
});
