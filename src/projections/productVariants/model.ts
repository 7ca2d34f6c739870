/** What products are sold in: a row for each product code. */
import type { ProductEvent, Stock, VariantDetails } from '../../domain/commerce/product/events.ts';
import type { Patch } from '../../domain/kernel/patch.ts';
import { col, defineModel, type ModelRow, patch } from '../engine/model.ts';

/** More than a product has variants. */
const PLACES = 10_000;

export const productVariants = defineModel<ProductEvent>()({
  name: 'product_variants',
  version: 1,
  summary: 'Variants of products with their prices and stock.',
  categories: ['product'],
  temporal: true,
  columns: {
    /** Key of the product. */
    product: col.requiredText(),
    /** Key of the variant within it. */
    variant: col.requiredText(),
    /** Orders the variants of a product. */
    place: col.requiredBigint(),
    sku: col.text(),
    details: col.record<VariantDetails>(),
    /** Decimal text by location code; empty where nothing is counted. */
    stock: col.record<Stock>(),
  },
  indexes: [{ on: ['product', 'place'] }, { on: ['(lower(sku))'], where: 'sku is not null' }],
  handlers: {
    ProductCreated: ({ id, data, revision }, change) =>
      data.variants.map(({ key, details, stock }, index) =>
        change.insert(rowKey(id, key), {
          product: id,
          variant: key,
          place: revision * PLACES + index,
          sku: details.sku ?? null,
          details,
          stock,
        }),
      ),
    VariantAdded: ({ id, data: { key, details }, revision }, change) =>
      change.insert(rowKey(id, key), {
        product: id,
        variant: key,
        place: revision * PLACES,
        sku: details.sku ?? null,
        details,
      }),
    VariantChanged: ({ id, data: { key, changes } }, change) =>
      change.update(rowKey(id, key), { ...skuOf(changes), details: patch(changes) }),
    VariantRemoved: ({ id, data }, change) => change.remove(rowKey(id, data.key)),
    StockCounted: ({ id, data: { variant, location, level } }, change) =>
      change.update(rowKey(id, variant), { stock: patch({ [location]: level }) }),
    StockAdjusted: ({ id, data: { variant, location, level } }, change) =>
      change.update(rowKey(id, variant), { stock: patch({ [location]: level }) }),
  },
});

export type ProductVariantRow = ModelRow<typeof productVariants>;

const rowKey = (product: string, variant: string): string => `${product}.${variant}`;

const skuOf = ({ sku }: Patch<VariantDetails>) => (sku === undefined ? {} : { sku });
