/**
 * Variants in this API: `price` is what buyers pay now, so it is the sale price while there is one; `regularPrice` and
 * `salePrice` are the two behind it. Programs send back what they have read with one of the three changed: what differs from
 * what was shown is what they want.
 */
import { z } from 'zod';
import type { VariantInput } from '../../../application/commerce/productInput.ts';
import { DEFAULT_LOCATION } from '../../../application/commerce/products.ts';
import type { Stock, VariantDetails, VariantPatch } from '../../../domain/commerce/product/events.ts';
import { addDecimals } from '../../../domain/kernel/money.ts';
import { sameValue } from '../../../domain/kernel/patch.ts';
import { filled } from '../contacts/parse.ts';

const MAX_NUMBER = 1_000_000_000_000;

/** Clients send numbers as text, too. */
const number = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^-?\d{1,13}(\.\d{1,10})?$/)
      .transform(Number),
    z.literal('').transform(() => null),
  ])
  .pipe(z.number().min(-MAX_NUMBER).max(MAX_NUMBER).nullable())
  .transform((value) => (value === null ? null : rounded(value)))
  .nullish();

export const variantBody = z.object({
  options: z.array(z.string()).nullish(),
  price: number,
  onSale: z.boolean().nullish(),
  regularPrice: number,
  salePrice: number,
  quantity: number,
  sku: z.string().nullish(),
  weight: number,
});
export type VariantBody = z.infer<typeof variantBody>;

/** A variant that is there. */
export interface CurrentVariant {
  readonly variant: string;
  readonly details: VariantDetails;
  readonly stock: Stock;
}

export function renderVariant({ details, stock }: Pick<CurrentVariant, 'details' | 'stock'>) {
  return {
    options: details.options ?? [],
    ...shownPrices(details),
    quantity: quantityOf(stock) ?? null,
    sku: details.sku ?? null,
    weight: numberOf(details.weight) ?? null,
  };
}

const numberOf = (decimal: string | undefined): number | undefined =>
  decimal === undefined ? undefined : Number(decimal);

/** In all locations together; undefined when nothing is counted anywhere. */
const quantityOf = (stock: Stock): number | undefined => {
  const levels = Object.values(stock);
  return levels.length > 0 ? Number(levels.reduce(addDecimals, '0')) : undefined;
};

function shownPrices({ price = '0', salePrice, onSale = false }: VariantDetails) {
  const regular = Number(price);
  const sale = numberOf(salePrice) ?? null;
  return {
    price: onSale && sale !== null ? sale : regular,
    onSale,
    regularPrice: sale === null ? null : regular,
    salePrice: sale,
  };
}

/** What is to be written, and which of the variants that are there is meant. */
export function variantInput(
  given: VariantBody,
  current: readonly CurrentVariant[],
): { readonly input: VariantInput; readonly meant?: CurrentVariant } {
  const meant = meantBy(given, current);
  const { options, sku, weight, quantity } = filled(given);
  const changes: VariantPatch = {
    ...(options?.length ? { options } : {}),
    ...(sku ? { sku } : {}),
    ...(weight === undefined ? {} : { weight: decimal(weight) }),
    ...priceChanges(given, meant?.details ?? {}),
  };
  const stock = quantity === undefined ? {} : stockChange(quantity, meant?.stock ?? {});
  return meant
    ? { input: { key: meant.variant, details: changes, stock }, meant }
    : { input: { details: changes, stock } };
}

/** By equal options, else by its code; the only variant of a product is meant by one that tells neither. */
function meantBy({ options, sku }: VariantBody, current: readonly CurrentVariant[]): CurrentVariant | undefined {
  const byOptions = options && current.find(({ details }) => sameValue(details.options ?? [], options));
  const bySku = sku && current.find(({ details }) => details.sku?.toLowerCase() === sku.trim().toLowerCase());
  const tellsNothing = !options?.length && !sku;
  return byOptions || bySku || (tellsNothing && current.length === 1 ? current[0] : undefined);
}

const DIGITS = 10;
const rounded = (value: number): number => Number(value.toFixed(DIGITS));

/** Without an exponent. */
function decimal(value: number): string {
  const text = String(rounded(value));
  return text.includes('e') ? value.toFixed(DIGITS).replace(/0+$/, '') : text;
}

function priceChanges(given: VariantBody, current: VariantDetails): VariantPatch {
  const isPriced = current.price !== undefined || current.salePrice !== undefined;
  const shown = isPriced ? shownPrices(current) : undefined;
  const changed = (field: 'price' | 'regularPrice' | 'salePrice'): number | undefined =>
    given[field] === shown?.[field] ? undefined : (given[field] ?? undefined);
  const onSale = given.onSale ?? current.onSale ?? false;
  const [price, sale] = [changed('price'), changed('salePrice')];
  // 0 is what the sample of the document sends for none.
  const regular = changed('regularPrice') || undefined;
  const isSalePrice = onSale && sale === undefined && (regular !== undefined || current.salePrice !== undefined);
  const next = {
    price: regular ?? (isSalePrice ? undefined : price),
    salePrice: sale ?? (isSalePrice ? price : undefined),
  };
  return {
    ...(typeof given.onSale === 'boolean' ? { onSale: given.onSale || null } : {}),
    ...(next.price === undefined ? {} : { price: decimal(next.price) }),
    ...(next.salePrice === undefined ? {} : { salePrice: next.salePrice > 0 ? decimal(next.salePrice) : null }),
  };
}

/** What is missing or too many is so where stock is that nobody named a place for. */
function stockChange(quantity: number, stock: Stock): Record<string, string> {
  const known = quantityOf(stock);
  if (known === quantity) return {};
  return { [DEFAULT_LOCATION]: addDecimals(stock[DEFAULT_LOCATION] ?? '0', decimal(quantity - (known ?? 0))) };
}
