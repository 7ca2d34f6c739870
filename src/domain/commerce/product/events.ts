/** What is stored about products: a family with what it is sold in, its variants. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { instant, key, patchSchema, ref, text } from '../../kernel/fragments.ts';
import { currency, decimal } from '../../kernel/money.ts';
import type { Patch } from '../../kernel/patch.ts';

export const PRODUCT_TYPES = ['physical', 'digital', 'service', 'membership'] as const;
export type ProductType = (typeof PRODUCT_TYPES)[number];

export const SUBSCRIPTION_UNITS = ['daily', 'weekly', 'monthly', 'yearly'] as const;
export type SubscriptionUnit = (typeof SUBSCRIPTION_UNITS)[number];

/** What a website shows of a product at one of the business's locations. */
const page = z.strictObject({ description: text, metaDescription: text, metaKeywords: text, slug: text }).partial();

export const productDetailFields = {
  name: text,
  type: z.enum(PRODUCT_TYPES),
  /** Handle in web addresses, unique among products. */
  url: text,
  /** Not shown on websites. */
  hidden: z.boolean(),
  description: text,
  comment: text,
  /** The first is the main one. */
  images: z.array(z.strictObject({ url: text, alt: text.optional() })),
  /** Keys of categories, the main one first. */
  categories: z.array(key),
  features: z.array(z.strictObject({ code: text, name: text })),
  brand: text,
  supplier: z.strictObject({ company: text, name: text, sku: text }).partial(),
  /** Keys of products that go with it. */
  related: z.array(key),
  /** Fraction: `0.2` is 20 %. */
  taxRate: decimal,
  /** When sale prices apply; open ends are absent. */
  saleFrom: instant,
  saleUntil: instant,
  /** Unit that it is usually sold in. */
  unit: text,
  /** In kilograms. */
  palletWeight: decimal,
  shelfLifeDays: z.int().nonnegative(),
  warrantyDays: z.int().nonnegative(),
  /** By location code. */
  pages: z.record(text, page),
  /** What variants differ in. `advanced`: combinations have prices and stock of their own. */
  options: z.array(z.strictObject({ name: text, values: z.array(text), advanced: z.boolean() })),
  subscription: z.strictObject({
    /** 0: without end. */
    cycles: z.int().nonnegative(),
    period: z.int().positive(),
    unit: z.enum(SUBSCRIPTION_UNITS),
  }),
  /** Address of what buyers of a digital product get. */
  file: text,
};
const details = z.strictObject(productDetailFields).partial().required({ name: true, type: true, url: true });
export type ProductDetails = z.infer<typeof details>;
export type ProductDetailsPatch = Patch<ProductDetails>;
/** A cleared field is absent, so unset lists need no entry. */
export const productDetailsPatch = patchSchema(productDetailFields) as z.ZodType<ProductDetailsPatch>;

/** A price for buyers of a band, in a currency, for a unit; an absent part means the default band, the shop's currency, one piece. */
const specialPrice = z.strictObject({
  band: text.optional(),
  currency: currency.optional(),
  unit: text.optional(),
  price: decimal,
});
export type SpecialPrice = z.infer<typeof specialPrice>;

export const variantFields = {
  /** Product code, unique among all variants. */
  sku: text,
  /** What people call the difference: a size. */
  size: text,
  /** One value for each option of the product, in their order. */
  options: z.array(text),
  /** Net price of one piece in major units of the shop's currency; may be finer than it. */
  price: decimal,
  salePrice: decimal,
  onSale: z.boolean(),
  prices: z.array(specialPrice),
  /** Pieces in a larger unit. */
  packQuantity: decimal,
  caseQuantity: decimal,
  layerQuantity: decimal,
  palletQuantity: decimal,
  bulkQuantity: decimal,
  barcode: text,
  outerBarcode: text,
  weight: decimal,
};
const variantDetails = z.strictObject(variantFields).partial();
export type VariantDetails = z.infer<typeof variantDetails>;
export type VariantPatch = Patch<VariantDetails>;
export const variantPatch = patchSchema(variantFields) as z.ZodType<VariantPatch>;

const variant = z.strictObject({ key, details: variantDetails });
/** Amounts by location code; a variant without any is not counted. */
const stock = z.record(text, decimal);
export type Stock = z.infer<typeof stock>;

export const ProductCreated = defineEvent('ProductCreated', {
  summary: 'A product was added with its variants and what is in stock of them.',
  schema: z.strictObject({ ref, details, variants: z.array(variant.extend({ stock })) }),
});

export const ProductChanged = defineEvent('ProductChanged', {
  summary: 'Details of a product changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: productDetailsPatch }),
});

export const VariantAdded = defineEvent('VariantAdded', {
  summary: 'A product is sold in one more variant.',
  schema: variant,
});

export const VariantChanged = defineEvent('VariantChanged', {
  summary: 'Code, price or measures of a variant changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ key, changes: variantPatch }),
});

export const VariantRemoved = defineEvent('VariantRemoved', {
  summary: 'A product is no longer sold in a variant.',
  schema: z.strictObject({ key }),
});

export const StockCounted = defineEvent('StockCounted', {
  summary: 'The stock of a variant at a location was stated; null: it is not counted there any more.',
  schema: z.strictObject({ variant: key, location: text, level: decimal.nullable() }),
});

export const StockAdjusted = defineEvent('StockAdjusted', {
  summary: 'Stock of a variant came in or went out at a location.',
  schema: z.strictObject({ variant: key, location: text, by: decimal, level: decimal, reason: text.nullable() }),
});

export const ProductRemoved = defineEvent('ProductRemoved', {
  summary: 'A product was taken out of the catalogue.',
  schema: z.strictObject({}),
});

export const productEvents = {
  ProductCreated,
  ProductChanged,
  VariantAdded,
  VariantChanged,
  VariantRemoved,
  StockCounted,
  StockAdjusted,
  ProductRemoved,
};
export type ProductEvent = EventOf<typeof productEvents>;
