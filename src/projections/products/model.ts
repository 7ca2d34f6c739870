/** Products. Their variants are a model of their own. */
import type { ProductDetails, ProductEvent, ProductType } from '../../domain/commerce/product/events.ts';
import type { Patch } from '../../domain/kernel/patch.ts';
import { col, defineModel, include, type ModelRow, patch } from '../engine/model.ts';

const CODES = `jsonb_path_query_array(codes, '$.*')::text`;

/** What searches look at, lower case: the name and the product codes of what it is sold in, as they are and run together. */
export const PRODUCT_SEARCH_SQL = `(lower(name || ' ' || ${CODES} || regexp_replace(${CODES}, '[^[:alnum:],]', '', 'g')))`;

/** What websites show and sell: not hidden, and with a product code. */
export const OFFERED_SQL = "not hidden and codes <> '{}'";

export const products = defineModel<ProductEvent>()({
  name: 'products',
  version: 3,
  summary: 'Products in the catalogue.',
  categories: ['product'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    name: col.requiredText(),
    type: col.requiredText<ProductType>(),
    url: col.requiredText(),
    hidden: col.boolean(),
    /** Everything that was said about it, the columns here too. */
    details: col.record<ProductDetails>(),
    /** Keys of categories, the main one first. */
    categories: col.texts(),
    /** Codes, lower case. */
    features: col.texts(),
    /** Product codes by the key of the variant. */
    codes: col.record<Readonly<Record<string, string>>>(),
    /** Keys of products that go with it. */
    related: col.texts(),
    /** Codes of locations that have a page for it, or ever had stock of it, lower case. */
    locations: col.texts(),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['(lower(url))'] },
    { on: ['(lower(name))', 'ref'] },
    { on: [PRODUCT_SEARCH_SQL], using: 'gin', operators: 'gin_trgm_ops' },
    { on: ['categories'], using: 'gin' },
    { on: ['features'], using: 'gin' },
    { on: ['related'], using: 'gin' },
    // Small enough to count by: shops ask how many products there are with every page.
    { on: ['ref'], where: OFFERED_SQL },
  ],
  handlers: {
    ProductCreated: ({ id, data, occurredAt }, change) =>
      change.insert(id, {
        ref: data.ref,
        ...columnsOf(data.details),
        details: data.details,
        codes: Object.fromEntries(
          data.variants.flatMap(({ key, details: { sku } }) => (sku ? [[key, sku] as const] : [])),
        ),
        locations: [
          ...new Set([
            ...locationsOf(data.details),
            ...data.variants.flatMap(({ stock }) => codes(Object.keys(stock))),
          ]),
        ],
        createdAt: occurredAt,
        updatedAt: occurredAt,
      }),
    ProductChanged: ({ id, data: { changes }, occurredAt }, change) =>
      change.update(id, {
        ...columnsOf(changes),
        details: patch(changes),
        locations: include(locationsOf(changes)),
        updatedAt: occurredAt,
      }),
    VariantAdded: ({ id, data, occurredAt }, change) =>
      change.update(id, { codes: patch({ [data.key]: data.details.sku ?? null }), updatedAt: occurredAt }),
    VariantChanged: ({ id, data: { key, changes }, occurredAt }, change) =>
      change.update(id, {
        ...(changes.sku === undefined ? {} : { codes: patch({ [key]: changes.sku }) }),
        updatedAt: occurredAt,
      }),
    VariantRemoved: ({ id, data, occurredAt }, change) =>
      change.update(id, { codes: patch({ [data.key]: null }), updatedAt: occurredAt }),
    StockCounted: ({ id, data }, change) => change.update(id, { locations: include(codes([data.location])) }),
    StockAdjusted: ({ id, data }, change) => change.update(id, { locations: include(codes([data.location])) }),
    ProductRemoved: ({ id }, change) => change.remove(id),
  },
});

export type ProductRow = ModelRow<typeof products>;

const codes = (given: readonly string[]): string[] => given.map((code) => code.toLowerCase());

const locationsOf = ({ pages }: Patch<ProductDetails>): string[] => codes(Object.keys(pages ?? {}));

/** Name, type and url are never cleared. */
function columnsOf({ name, type, url, hidden, categories, features, related }: Patch<ProductDetails>) {
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof url === 'string' ? { url } : {}),
    ...(hidden === undefined ? {} : { hidden: hidden ?? false }),
    ...(categories === undefined ? {} : { categories: [...(categories ?? [])] }),
    ...(features === undefined ? {} : { features: codes((features ?? []).map(({ code }) => code)) }),
    ...(related === undefined ? {} : { related: [...(related ?? [])] }),
  };
}
