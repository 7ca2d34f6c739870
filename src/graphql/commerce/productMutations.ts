/** `createProduct`, `updateProduct`, `removeProduct`, `countStock`, `adjustStock`. */
import type { ProductInput, VariantInput } from '../../application/commerce/products.ts';
import { builder, type InputFields } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { given, type InputOf, stated, textInputs } from '../input.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';
import { loadProduct, PRODUCT_TEXTS, Product, ProductTypeEnum, SubscriptionUnitEnum } from './products.ts';
import { VARIANT_TEXTS } from './variants.ts';

const ProductPriceInput = builder.inputType('ProductPriceInput', {
  description: 'A price for buyers of a band, in a currency, for a unit.',
  fields: (t) => ({
    band: t.string({ description: 'Price band; the usual one when left out.' }),
    currency: t.string({ description: "ISO 4217; the shop's own when left out." }),
    unit: t.string({ description: 'unit, pack, case, layer, pallet or container; one piece when left out.' }),
    price: t.string({ required: true, description: 'Net, as decimal text.' }),
  }),
});

const StockLevelInput = builder.inputType('StockLevelInput', {
  description: 'How much there is at a location.',
  fields: (t) => ({
    location: t.string({ required: true, description: 'Code of the location.' }),
    level: t.string({ description: 'Amount as decimal text. Null: not counted there.' }),
  }),
});

const ProductVariantInput = builder.inputType('ProductVariantInput', {
  description:
    'A variant. It is found by its key, else by equal options, else by its product code; else it is a new one.',
  fields: (t) => ({
    key: t.string({ description: 'Key of the variant within its product.' }),
    sku: t.string({ description: 'Product code, unique among all products.' }),
    onSale: t.boolean({ description: 'It is part of sales.' }),
    options: t.stringList({ description: 'Its value of each option of the product.' }),
    prices: t.field({ type: [ProductPriceInput], description: 'Prices beside the usual one.' }),
    stock: t.field({ type: [StockLevelInput], description: 'What there is, as counted.' }),
    ...textInputs(t, VARIANT_TEXTS),
  }),
});

const FeatureInput = builder.inputType('ProductFeatureInput', {
  description: 'A feature that products are found by.',
  fields: (t) => ({
    code: t.string({ required: true, description: 'Code that programs use.' }),
    name: t.string({ required: true, description: 'What people call it.' }),
  }),
});

const OptionInput = builder.inputType('ProductOptionInput', {
  description: 'What variants differ in.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What people call it: Size.' }),
    values: t.stringList({ required: true, description: 'What there is to choose from.' }),
    advanced: t.boolean({ description: 'Combinations have prices and stock of their own.' }),
  }),
});

const SubscriptionInput = builder.inputType('ProductSubscriptionInput', {
  description: 'How often it is charged.',
  fields: (t) => ({
    cycles: t.int({ description: 'How many times; 0 or left out: without end.' }),
    period: t.int({ required: true, description: 'Every so many units of time.' }),
    unit: t.field({ type: SubscriptionUnitEnum, required: true, description: 'Unit of time.' }),
  }),
});

const commonInputs = (t: InputFields) => ({
  options: t.field({ type: [OptionInput], description: 'What variants differ in.' }),
  subscription: t.field({ type: SubscriptionInput, description: 'How often it is charged, if it is a subscription.' }),
  url: t.string({ description: 'Handle in web addresses. Made from the name when left out.' }),
  hidden: t.boolean({ description: 'Websites do not show it.' }),
  images: t.stringList({ description: 'Addresses of pictures, the main one first.' }),
  categories: t.idList({ description: 'Categories: global ids or keys, the main one first.' }),
  related: t.idList({ description: 'Products that go with it: global ids or keys.' }),
  features: t.field({ type: [FeatureInput], description: 'What it is found by.' }),
  saleFrom: t.field({ type: 'DateTime', description: 'When sale prices begin.' }),
  saleUntil: t.field({ type: 'DateTime', description: 'When sale prices end.' }),
  variants: t.field({ type: [ProductVariantInput], description: 'What it is sold in.' }),
  ...textInputs(t, PRODUCT_TEXTS),
});

const CreateProductInput = builder.inputType('CreateProductInput', {
  description: 'A new product.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What people call it.' }),
    type: t.field({ type: ProductTypeEnum, description: 'What kind of thing; physical when left out.' }),
    ...commonInputs(t),
  }),
});

const UpdateProductInput = builder.inputType('UpdateProductInput', {
  description: 'Changes of a product. Missing means unchanged, null clears; variants that are not named stay.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: 'What people call it.' }),
    type: t.field({ type: ProductTypeEnum, description: 'What kind of thing.' }),
    removeVariants: t.stringList({ description: 'Keys of variants that it is sold in no longer.' }),
    ...commonInputs(t),
  }),
});

type Changes = Omit<InputOf<typeof UpdateProductInput>, 'id'>;

/** Null and missing stay as they are. */
const each = <Item, Made, None extends null | undefined>(items: Item[] | None, make: (item: Item) => Made) =>
  Array.isArray(items) ? items.map(make) : items;

function productInput(input: Changes): ProductInput {
  const { images, options, subscription, categories, related, variants, removeVariants, ...rest } = input;
  const converted = {
    images: each(images, (url) => ({ url })),
    options: each(options, (option) => ({ ...option, advanced: option.advanced ?? false })),
    subscription: subscription && { ...subscription, cycles: subscription.cycles ?? 0 },
    categories: each(categories, (id) => keyOf('Category', id)),
    related: each(related, (id) => keyOf('Product', id)),
  };
  return {
    details: { ...rest, ...stated(converted) },
    variants: (variants ?? []).map(variantInput),
    ...given({ removeVariants }),
  };
}

function variantInput({ key, stock, prices, ...rest }: InputOf<typeof ProductVariantInput>): VariantInput {
  return {
    details: { ...rest, ...stated({ prices: each(prices, priceOf) }) },
    ...(key ? { key } : {}),
    ...(stock ? { stock: Object.fromEntries(stock.map(({ location, level }) => [location, level ?? null])) } : {}),
  };
}

const priceOf = ({ price, band, currency, unit }: InputOf<typeof ProductPriceInput>) => ({
  price,
  ...given({ band: band || null, currency: currency || null, unit: unit || null }),
});

const REFUSALS = ['PRODUCT_INVALID', 'SKU_TAKEN', 'INPUT_INVALID'] as const;

const result = recordResults(Product, 'product', loadProduct);

const created = result('createProduct', 'The product is in the catalogue.', REFUSALS);

mutation(created, {
  description: 'Adds a product with its variants and what is in stock of them.',
  args: (t) => ({ input: t.arg({ type: CreateProductInput, required: true, description: 'The product.' }) }),
  run: ({ input }, command, { app }) =>
    app.products.create(command, productInput({ ...input, type: input.type ?? 'physical' })),
});

const updated = result('updateProduct', 'The product is as the input says.', [
  ...REFUSALS,
  'PRODUCT_NOT_FOUND',
  'PRODUCT_URL_TAKEN',
]);

mutation(updated, {
  description: 'Changes a product, adds, changes and removes variants.',
  args: (t) => ({ input: t.arg({ type: UpdateProductInput, required: true, description: 'The changes.' }) }),
  run: ({ input: { id, ...changes } }, command, { app }) =>
    app.products.update(command, keyOf('Product', id), productInput(changes)),
});

const removed = mutationResult<WrittenNode>('removeProduct', ['PRODUCT_NOT_FOUND']);
removalPayload(removed, 'Product', 'removedId', 'The product is no longer in the catalogue.');

mutation(removed, {
  description: 'Takes a product out of the catalogue. What was sold of it stays in the books.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.products.remove(command, keyOf('Product', id)),
});

const STOCK_REFUSALS = ['PRODUCT_NOT_FOUND', 'VARIANT_NOT_FOUND', 'PRODUCT_INVALID'] as const;
const LOCATION = 'Code of the location; the first one when left out.';

const counted = result('countStock', 'The stock is as counted.', STOCK_REFUSALS);

mutation(counted, {
  description: 'States how much there is of a variant at a location.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    variant: t.arg.string({ required: true, description: 'Key of the variant.' }),
    location: t.arg.string({ description: LOCATION }),
    level: t.arg.string({ description: 'Amount as decimal text. Null: it is not counted there.' }),
  }),
  run: ({ id, variant, location, level }, command, { app }) =>
    app.products.countStock(command, keyOf('Product', id), {
      variant,
      location: location ?? null,
      level: level ?? null,
    }),
});

const adjusted = result('adjustStock', 'The stock has changed.', STOCK_REFUSALS);

mutation(adjusted, {
  description: 'Adds to what there is of a variant at a location, or takes from it.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    variant: t.arg.string({ required: true, description: 'Key of the variant.' }),
    location: t.arg.string({ description: LOCATION }),
    by: t.arg.string({ required: true, description: 'Decimal text; less than 0 takes out.' }),
    reason: t.arg.string({ description: 'Why.' }),
  }),
  run: ({ id, variant, location, by, reason }, command, { app }) =>
    app.products.adjustStock(command, keyOf('Product', id), {
      variant,
      location: location ?? null,
      by,
      reason: reason ?? null,
    }),
});
