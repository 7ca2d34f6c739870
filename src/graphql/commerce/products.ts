/** Products: type and queries. */
import { PRODUCT_TYPES, type ProductDetails, SUBSCRIPTION_UNITS } from '../../domain/commerce/product/events.ts';
import { PRODUCT_FIELDS } from '../../projections/products/fields.ts';
import { PRODUCT_SEARCH_SQL } from '../../projections/products/model.ts';
import {
  countProducts,
  type ProductOfCategory,
  pageOfProducts,
  productByRef,
  productsByKeys,
  productsOfCategories,
} from '../../projections/products/queries.ts';
import { type ProductVariantRow, variantBySku, variantsOfProducts } from '../../projections/productVariants/queries.ts';
import { builder } from '../builder.ts';
import { listQuery } from '../list.ts';
import type { LoadRows } from '../loaders.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from '../moment.ts';
import { amountOfEach, ofEachCost, recordKind, recordQuery } from '../record.ts';
import { Category, loadCategory } from './categories.ts';
import { ProductVariant } from './variants.ts';

export const ProductTypeEnum = builder.enumType('ProductType', {
  description: 'What kind of thing is sold.',
  values: Object.fromEntries(
    PRODUCT_TYPES.map((value) => [value.toUpperCase(), { value, description: `Something ${value} is sold.` }]),
  ),
});

export const SubscriptionUnitEnum = builder.enumType('ProductSubscriptionUnit', {
  description: 'Units of time that subscriptions are charged by.',
  values: Object.fromEntries(
    SUBSCRIPTION_UNITS.map((value) => [value.toUpperCase(), { value, description: `It is charged ${value}.` }]),
  ),
});

const ProductOption = builder.objectRef<NonNullable<ProductDetails['options']>[number]>('ProductOption').implement({
  description: 'What variants of a product differ in.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What people call it: Size.' }),
    values: t.exposeStringList('values', { description: 'What there is to choose from.' }),
    advanced: t.exposeBoolean('advanced', { description: 'Combinations have prices and stock of their own.' }),
  }),
});

const ProductSubscription = builder
  .objectRef<NonNullable<ProductDetails['subscription']>>('ProductSubscription')
  .implement({
    description: 'How often a product is charged.',
    fields: (t) => ({
      cycles: t.exposeInt('cycles', { description: 'How many times; 0: without end.' }),
      period: t.exposeInt('period', { description: 'Every so many units of time.' }),
      unit: t.field({ type: SubscriptionUnitEnum, description: 'Unit of time.', resolve: ({ unit }) => unit }),
    }),
  });

const products = recordKind('Product', productsByKeys);
export const loadProduct = products.load;

/** Texts of a product, with what they are. */
export const PRODUCT_TEXTS = {
  description: 'Description; may hold light HTML.',
  comment: 'A short remark.',
  brand: 'Name of the brand.',
  taxRate: 'As a fraction: `0.2` is 20 %.',
  unit: 'Unit of measure that it is usually sold in.',
  palletWeight: 'Of a pallet, in kilograms.',
  file: 'Address of what buyers of a digital product get.',
} as const;
type ProductText = keyof typeof PRODUCT_TEXTS;

export const Product = builder.node(products.ref, {
  description: 'A product of the catalogue with its variants.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the product.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the product.', resolve: ({ row }) => row.ref }),
    name: t.string({ description: 'What people call it.', resolve: ({ row }) => row.name }),
    type: t.field({ type: ProductTypeEnum, description: 'What kind of thing.', resolve: ({ row }) => row.type }),
    url: t.string({ description: 'Handle in web addresses.', resolve: ({ row }) => row.url }),
    hidden: t.boolean({ description: 'Websites do not show it.', resolve: ({ row }) => row.hidden }),
    images: t.stringList({
      description: 'Addresses of pictures, the main one first.',
      resolve: ({ row }) => (row.details.images ?? []).map(({ url }) => url),
    }),
    features: t.stringList({
      description: 'Codes of its features.',
      resolve: ({ row }) => (row.details.features ?? []).map(({ code }) => code),
    }),
    options: t.field({
      type: [ProductOption],
      description: 'What its variants differ in.',
      resolve: ({ row }) => row.details.options ?? [],
    }),
    subscription: t.field({
      type: ProductSubscription,
      nullable: true,
      description: 'How often it is charged; null if it is no subscription.',
      resolve: ({ row }) => row.details.subscription,
    }),
    saleFrom: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When sale prices begin.',
      resolve: ({ row }) => row.details.saleFrom,
    }),
    saleUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When sale prices end.',
      resolve: ({ row }) => row.details.saleUntil,
    }),
    details: t.field({
      type: 'JSON',
      description: 'Everything that is known of it.',
      resolve: ({ row }) => row.details as never,
    }),
    categories: t.field({
      type: [Category],
      description: 'Its categories, the main one first.',
      complexity: { field: 1, multiplier: 3 },
      resolve: async ({ row, asOf }, _args, context) => {
        const found = await Promise.all(row.categories.map((key) => loadCategory(context, key, asOf)));
        return found.filter((category) => category !== undefined);
      },
    }),
    variants: t.field({
      type: [ProductVariant],
      description: 'What it is sold in.',
      complexity: { field: 1, multiplier: 10 },
      resolve: ({ row, asOf }, _args, { loaders }) =>
        loaders.many('variantsOfProducts', variantsOfProducts, row.key, ({ product }) => product, asOf) as Promise<
          ProductVariantRow[]
        >,
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was added.', resolve: ({ row }) => row.createdAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
    ...(Object.fromEntries(
      Object.entries(PRODUCT_TEXTS).map(([name, description]) => [
        name,
        t.string({ nullable: true, description, resolve: ({ row }) => row.details[name as ProductText] }),
      ]),
    ) as { readonly [K in ProductText]: ReturnType<typeof t.string> }),
  }),
});

builder.objectField(Category, 'products', (t) =>
  t.field({
    type: [Product],
    description: 'Products in the category or below it, by name. The query `products` pages through all of them.',
    complexity: ofEachCost,
    args: { first: t.arg.int({ description: 'How many. 10 when left out.' }) },
    resolve: async ({ row, asOf }, { first }, { loaders }) => {
      const limit = amountOfEach(first);
      const load: LoadRows<ProductOfCategory> = (db, roots) => productsOfCategories(db, roots, { limit, asOf });
      const rows = await loaders.many(`productsOfCategories:${limit}`, load, row.key, ({ of }) => of, asOf);
      return rows.map((found) => products.node(found, asOf));
    },
  }),
);

recordQuery(products, { name: 'product', description: 'One product.', byRef: productByRef });

builder.queryField('productBySku', (t) =>
  t.field({
    type: Product,
    nullable: true,
    description: 'The product that has a variant with this product code, letter case aside.',
    args: {
      sku: t.arg.string({ required: true, description: 'The product code.' }),
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => {
      const asOf = await readableMoment(context, args, args.after);
      const variant = await variantBySku(context.app.db, args.sku, asOf);
      return variant && loadProduct(context, variant.product, asOf);
    },
  }),
);

listQuery(products, {
  name: 'products',
  description: 'Products that meet a filter, in any order, page by page.',
  fields: {
    key: { ...PRODUCT_FIELDS.key, description: 'The key under which events name the product.' },
    ref: { ...PRODUCT_FIELDS.ref, description: 'Number of the product.' },
    name: { ...PRODUCT_FIELDS.name, description: 'What people call it.' },
    type: { ...PRODUCT_FIELDS.type, description: '`physical`, `digital`, `service` or `membership`.' },
    url: { ...PRODUCT_FIELDS.url, description: 'Handle in web addresses.' },
    hidden: { ...PRODUCT_FIELDS.hidden, description: 'Websites do not show it.' },
    features: { ...PRODUCT_FIELDS.features, description: 'Codes of its features, letter case aside.' },
    price: { ...PRODUCT_FIELDS.price, decimal: true, description: 'Net price of its cheapest variant.' },
    brand: { ...PRODUCT_FIELDS.brand, description: 'Name of the brand.' },
    createdAt: { ...PRODUCT_FIELDS.createdAt, description: 'When it was added.' },
    updatedAt: { ...PRODUCT_FIELDS.updatedAt, description: 'When it last changed.' },
  },
  search: { text: PRODUCT_SEARCH_SQL, finds: 'name or product code' },
  page: pageOfProducts,
  count: countProducts,
});
