/** Units of measure and prices: what a variant costs whom, in which unit. Pure arithmetic. */
import { compareDecimals, isDecimal, multiplyDecimals } from '../kernel/money.ts';
import type { ProductDetails, SpecialPrice, VariantDetails } from './product/events.ts';

export const UNITS = ['unit', 'pack', 'case', 'layer', 'pallet', 'container'] as const;
export type Unit = (typeof UNITS)[number];

const PIECES_IN = {
  pack: 'packQuantity',
  case: 'caseQuantity',
  layer: 'layerQuantity',
  pallet: 'palletQuantity',
  container: 'bulkQuantity',
} as const;

export const isUnit = (name: string): name is Unit => (UNITS as readonly string[]).includes(name);

/** Pieces in a unit; undefined for a unit that the variant is not sold in. */
export function piecesIn(variant: VariantDetails, unit: Unit): string | undefined {
  if (unit === 'unit') return '1';
  const pieces = variant[PIECES_IN[unit]];
  return pieces !== undefined && compareDecimals(pieces, '0') > 0 ? pieces : undefined;
}

export interface Buying {
  readonly unit: Unit;
  /** The buyer's price band; null for the default one. */
  readonly band: string | null;
  /** Null for the shop's own currency. */
  readonly currency: string | null;
  /** ISO 8601: sale prices may apply at this time. */
  readonly at: string;
}

/** Whether sale prices apply at this time. */
export function isOnSale(product: Pick<ProductDetails, 'saleFrom' | 'saleUntil'>, variant: VariantDetails, at: string) {
  const { saleFrom = at, saleUntil = at } = product;
  return variant.onSale === true && Date.parse(saleFrom) <= Date.parse(at) && Date.parse(at) <= Date.parse(saleUntil);
}

/**
 * Net price of one unit, in major units. A price that was set for the band and the unit comes first, then one for the band by
 * the piece, then the same without the band. Undefined when there is no price in the currency, or no such unit.
 */
export function priceOf(product: ProductDetails, variant: VariantDetails, buying: Buying): string | undefined {
  const pieces = piecesIn(variant, buying.unit);
  if (pieces === undefined) return undefined;
  const byPiece = (price: string | undefined): string | undefined => price && timesPieces(price, pieces);
  const special = (band: string | null, unit: Unit): string | undefined =>
    variant.prices?.find((price) => isFor(price, band, buying.currency, unit))?.price;
  const banded = buying.band === null ? undefined : buying.band;
  return (
    (banded && (special(banded, buying.unit) ?? byPiece(special(banded, 'unit')))) ||
    (special(null, buying.unit) ??
      byPiece(special(null, 'unit')) ??
      (buying.currency === null ? byPiece(basePrice(product, variant, buying.at)) : undefined))
  );
}

const isFor = (price: SpecialPrice, band: string | null, currency: string | null, unit: Unit): boolean =>
  (price.band?.toLowerCase() ?? null) === (band?.toLowerCase() ?? null) &&
  (price.currency ?? null) === currency &&
  (price.unit ?? 'unit') === unit;

const basePrice = (product: ProductDetails, variant: VariantDetails, at: string): string | undefined =>
  isOnSale(product, variant, at) && variant.salePrice !== undefined ? variant.salePrice : variant.price;

function timesPieces(price: string, pieces: string): string | undefined {
  const product = multiplyDecimals(price, pieces);
  return isDecimal(product) ? product : undefined;
}

/** Bands that a variant has prices for. */
export const bandsOf = (variant: VariantDetails): string[] => [
  ...new Set((variant.prices ?? []).flatMap(({ band }) => band ?? [])),
];
