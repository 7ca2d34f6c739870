/** What comes in about a product, made storable, checked, and matched with the variants that are there. */
import {
  type ProductDetailsPatch,
  productDetailsPatch,
  type VariantPatch,
  variantPatch,
} from '../../domain/commerce/product/events.ts';
import type { ActiveProduct, Variant } from '../../domain/commerce/product/state.ts';
import { isDecimal } from '../../domain/kernel/money.ts';
import { sameValue } from '../../domain/kernel/patch.ts';
import { type Result, refused } from '../context.ts';
import { blankIsNull, storable } from '../input.ts';
import type { CategoryMatch } from './categories.ts';

export interface VariantInput {
  /** Which variant: by its key, else by equal options, else by its product code. One that is none of these is a new one. */
  readonly key?: string;
  readonly details: VariantPatch;
  /** Stock by location as counted; null: not counted there. */
  readonly stock?: Readonly<Record<string, string | null>>;
}

export interface ProductInput {
  readonly details: ProductDetailsPatch;
  /** Instead of keys in `details`. */
  readonly categories?: readonly CategoryMatch[];
  readonly variants?: readonly VariantInput[];
  /** Keys. */
  readonly removeVariants?: readonly string[];
  /** A product code that is taken gets a number behind it, as a handle does. */
  readonly numberTakenSkus?: boolean;
}

/** Makes input storable, checks it against the schemas of the events, and hands it on. */
export async function prepared<T>(
  raw: ProductInput,
  next: (ready: ProductInput) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { details, variants = [], ...rest } = storable(raw);
  const checked = productDetailsPatch.safeParse(blankIsNull(details));
  const checkedVariants = variants.map((variant) => variantPatch.safeParse(blankIsNull(variant.details)));
  const paths = [
    ...issuePaths(checked.error, ''),
    ...checkedVariants.flatMap(({ error }, index) => issuePaths(error, `variants.${index}.`)),
    ...variants.flatMap(({ stock }, index) => (isStock(stock) ? [] : [`variants.${index}.stock`])),
  ];
  if (paths.length > 0) return refused('INPUT_INVALID', 'Some fields are not valid.', ...paths);
  return next({
    ...rest,
    details: checked.data as ProductDetailsPatch,
    variants: variants.map((variant, index) => ({ ...variant, details: checkedVariants[index]?.data as VariantPatch })),
  });
}

interface Issues {
  readonly issues: readonly { readonly path: readonly PropertyKey[] }[];
}

const issuePaths = (error: Issues | undefined, prefix: string): string[] =>
  (error?.issues ?? []).map(({ path }) => `${prefix}${path.join('.')}`);

const isStock = (stock: VariantInput['stock']): boolean =>
  Object.entries(stock ?? {}).every(
    ([location, level]) => location.trim() !== '' && (level === null || isDecimal(level)),
  );

export interface MatchedVariant {
  readonly key: string;
  readonly changes: VariantPatch;
  readonly stock: Readonly<Record<string, string | null>>;
}

/** Finds what each given variant means; what means none gets a key of its own. No variant is meant twice. */
export function matchVariants(
  { variants }: ActiveProduct,
  given: readonly VariantInput[],
  newKey: () => string,
): MatchedVariant[] {
  const left = new Set(variants);
  return given.map((input) => {
    const found = [...left].find((variant) => isMeant(variant, input)) ?? bySku(left, input);
    if (found) left.delete(found);
    return { key: found?.key ?? newKey(), changes: input.details, stock: input.stock ?? {} };
  });
}

function isMeant(variant: Variant, { key, details }: VariantInput): boolean {
  if (key !== undefined) return variant.key === key;
  return Array.isArray(details.options) && sameValue(variant.details.options ?? [], details.options);
}

const bySku = (variants: ReadonlySet<Variant>, { key, details }: VariantInput): Variant | undefined =>
  key === undefined && details.sku
    ? [...variants].find((variant) => variant.details.sku?.toLowerCase() === details.sku?.toLowerCase())
    : undefined;
