/**
 * What lines leave unsaid of the products in them, taken from the catalogue when they are ordered: whatever becomes of a product
 * later, the order stays as it was placed.
 */
import { isUnit, piecesIn } from '../../domain/commerce/prices.ts';
import type { VariantDetails } from '../../domain/commerce/product/events.ts';
import { groupBy } from '../../domain/kernel/group.ts';
import { multiplyDecimals, shortest } from '../../domain/kernel/money.ts';
import type { LineToSell } from '../../domain/sales/document.ts';
import type { ProductRow } from '../../projections/products/queries.ts';
import type { ProductVariantRow } from '../../projections/productVariants/queries.ts';

export type Snapshot = <Line extends LineToSell>(lines: readonly Line[]) => Promise<Line[]>;

export interface CatalogueLookup {
  productsByKeys(keys: readonly string[]): Promise<readonly ProductRow[]>;
  productsByRefs(refs: readonly number[]): Promise<readonly ProductRow[]>;
  variantsOfProducts(keys: readonly string[]): Promise<readonly ProductVariantRow[]>;
}

/** Products are named by their keys, or else by their numbers; those that are in no catalogue are left as they are. */
export function createSnapshot(lookup: CatalogueLookup): Snapshot {
  return async (lines) => {
    const products = await named(lines);
    if (products.size === 0) return [...lines];
    const variants = await lookup.variantsOfProducts([...new Set([...products.values()].map(({ key }) => key))]);
    const variantsOf = groupBy(variants, ({ product }) => product);
    return lines.map((line) => {
      const product = products.get(line.product ?? line.productRef ?? '');
      return product ? { ...saidOf(product, line, variantsOf.get(product.key) ?? []), ...line } : line;
    });
  };

  async function named(lines: readonly LineToSell[]): Promise<ReadonlyMap<string | number, ProductRow>> {
    const keys = new Set(lines.flatMap(({ product }) => product ?? []));
    const refs = new Set(lines.flatMap(({ product, productRef }) => (product ? [] : (productRef ?? []))));
    const [byKey, byRef] = await Promise.all([
      keys.size === 0 ? [] : lookup.productsByKeys([...keys]),
      refs.size === 0 ? [] : lookup.productsByRefs([...refs]),
    ]);
    return new Map<string | number, ProductRow>([
      ...byKey.map((row) => [row.key, row] as const),
      ...byRef.map((row) => [row.ref, row] as const),
    ]);
  }
}

function saidOf(
  { key, ref, type, url, details }: ProductRow,
  line: LineToSell,
  variants: readonly ProductVariantRow[],
): Partial<LineToSell> {
  const sold = variantOf(line, variants);
  const weight = sold && weightOf(sold.details, line.unit);
  return {
    product: key,
    productRef: ref,
    kind: type,
    url,
    images: (details.images ?? []).map((image) => image.url),
    ...(weight === undefined ? {} : { weight }),
  };
}

/** By its code, letter case aside; without a code it can only be the one that there is. */
function variantOf({ sku }: LineToSell, variants: readonly ProductVariantRow[]): ProductVariantRow | undefined {
  if (sku === undefined) return variants.length === 1 ? variants[0] : undefined;
  return variants.find((variant) => variant.sku?.toLowerCase() === sku.toLowerCase());
}

/** Of one in the unit that is sold. */
function weightOf(details: VariantDetails, unit = 'unit'): string | undefined {
  const pieces = isUnit(unit) ? piecesIn(details, unit) : undefined;
  return details.weight === undefined || pieces === undefined
    ? undefined
    : shortest(multiplyDecimals(details.weight, pieces));
}
