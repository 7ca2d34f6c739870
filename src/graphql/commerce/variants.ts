/** What products are sold in: type and filter. */
import type { SpecialPrice, Stock } from '../../domain/commerce/product/events.ts';
import { addDecimals, compareDecimals } from '../../domain/kernel/money.ts';
import { VARIANT_FIELDS } from '../../projections/productVariants/fields.ts';
import type { ProductVariantRow } from '../../projections/productVariants/queries.ts';
import { builder } from '../builder.ts';
import { defineFilter, listedKind } from '../recordFilter.ts';

const StockLevel = builder.objectRef<readonly [string, string]>('StockLevel').implement({
  description: 'How much there is at a location.',
  fields: (t) => ({
    location: t.string({ description: 'Code of the location.', resolve: ([location]) => location }),
    level: t.string({ description: 'Amount as decimal text.', resolve: ([, level]) => level }),
  }),
});

const ProductPrice = builder.objectRef<SpecialPrice>('ProductPrice').implement({
  description: 'A price for buyers of a band, in a currency, for a unit.',
  fields: (t) => ({
    band: t.string({ nullable: true, description: 'Price band; null for the usual one.', resolve: (p) => p.band }),
    currency: t.string({ nullable: true, description: "Null for the shop's own.", resolve: (p) => p.currency }),
    unit: t.string({ nullable: true, description: 'Unit of measure; null for one piece.', resolve: (p) => p.unit }),
    price: t.exposeString('price', { description: 'Net, as decimal text.' }),
  }),
});

/** Texts of a variant, with what they are. */
export const VARIANT_TEXTS = {
  size: 'What people call the difference.',
  price: 'Net price of one piece, as decimal text.',
  salePrice: 'Net price during a sale.',
  packQuantity: 'Pieces in a pack.',
  caseQuantity: 'Pieces in a case.',
  layerQuantity: 'Pieces in a layer.',
  palletQuantity: 'Pieces on a pallet.',
  bulkQuantity: 'Pieces in a container.',
  barcode: 'Barcode of one piece.',
  outerBarcode: 'Barcode of the outer packaging.',
  weight: 'Weight of one piece, as decimal text.',
} as const;
type VariantText = keyof typeof VARIANT_TEXTS;

export const ProductVariant = builder.objectRef<ProductVariantRow>('ProductVariant').implement({
  description: 'What a product is sold in: a size, a colour.',
  fields: (t) => ({
    key: t.string({ description: 'Key of the variant within its product.', resolve: ({ variant }) => variant }),
    sku: t.string({ nullable: true, description: 'Product code.', resolve: ({ sku }) => sku }),
    onSale: t.boolean({ description: 'It is part of sales.', resolve: ({ details }) => details.onSale ?? false }),
    options: t.stringList({
      description: 'Its value of each option of the product.',
      resolve: ({ details }) => details.options ?? [],
    }),
    prices: t.field({
      type: [ProductPrice],
      description: 'Prices beside the usual one.',
      resolve: ({ details }) => details.prices ?? [],
    }),
    inStock: t.boolean({
      description: 'There is something of it, or nothing is counted.',
      resolve: ({ stock }) => isInStock(stock),
    }),
    stock: t.field({
      type: [StockLevel],
      description: 'What there is by location. Empty where nothing is counted.',
      resolve: ({ stock }) => Object.entries(stock),
    }),
    ...(Object.fromEntries(
      Object.entries(VARIANT_TEXTS).map(([name, description]) => [
        name,
        t.string({ nullable: true, description, resolve: ({ details }) => details[name as VariantText] }),
      ]),
    ) as { readonly [K in VariantText]: ReturnType<typeof t.string> }),
  }),
});

/** As the filter `inStock` has it. */
function isInStock(stock: Stock): boolean {
  const levels = Object.values(stock);
  return levels.length === 0 || compareDecimals(levels.reduce(addDecimals, '0'), '0') > 0;
}

defineFilter('ProductVariant', listedKind(VARIANT_FIELDS, undefined));
