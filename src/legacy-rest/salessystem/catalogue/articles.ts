/** Gathers what belongs to products: their variants, their main category, and on which terms the caller buys. */
import type { Application } from '../../../application/application.ts';
import type { Session } from '../../../application/sessions.ts';
import { groupBy } from '../../../domain/kernel/group.ts';
import { allCategories, type CategoryRow } from '../../../projections/categories/queries.ts';
import type { ProductRow } from '../../../projections/products/queries.ts';
import { type ProductVariantRow, variantsOfProducts } from '../../../projections/productVariants/queries.ts';
import type { Call } from '../method.ts';
import type { Article, Buyer } from './fields.ts';

export type CategoryNames = ReadonlyMap<string, NonNullable<Article['category']>>;

/** Deeper than any tree of categories: an end to every walk. */
const MAX_DEPTH = 50;

export async function categoryNames(app: Application): Promise<CategoryNames> {
  const rows = await allCategories(app.db);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return new Map(
    rows.map((row) => [row.key, { code: row.code, slug: row.url, breadcrumb: pathTo(row, byKey).join('/') }]),
  );
}

function pathTo(row: CategoryRow, byKey: ReadonlyMap<string, CategoryRow>): string[] {
  const names: string[] = [];
  for (let at: CategoryRow | undefined = row; at && names.length < MAX_DEPTH; ) {
    names.unshift(at.name);
    at = at.parent === null ? undefined : byKey.get(at.parent);
  }
  return names;
}

export async function buyerOf({ app, site }: Call, visit: Session | undefined): Promise<Buyer> {
  const terms = await app.carts.terms(visit?.contactKey ?? null);
  return { ...terms, shopCurrency: app.shopCurrency, style: site.currencyStyle };
}

/** Products with their variants that have a product code, each family as a list. */
export async function familiesOf(
  app: Application,
  rows: readonly ProductRow[],
  buyer: Buyer,
  location?: string,
): Promise<Article[][]> {
  const [variants, categories] = await Promise.all([
    variantsOfProducts(
      app.db,
      rows.map(({ key }) => key),
    ),
    categoryNames(app),
  ]);
  const byProduct = groupBy(variants, ({ product }) => product);
  const now = app.clock.now().toISOString();
  return rows.map((row) => {
    const sold = (byProduct.get(row.key) ?? []).filter(({ sku }) => sku !== null);
    return sold.map((variant) => articleOf(row, variant, { buyer, now, categories, location }));
  });
}

interface Around {
  readonly buyer: Buyer;
  readonly now: string;
  readonly categories: CategoryNames;
  readonly location?: string | undefined;
}

export const articleOf = (
  { name, url, details, categories: keys }: Pick<ProductRow, 'name' | 'url' | 'details' | 'categories'>,
  { sku, details: variant, stock }: Pick<ProductVariantRow, 'sku' | 'details' | 'stock'>,
  { buyer, now, categories, location }: Around,
): Article => ({
  name,
  url,
  product: details,
  sku,
  variant,
  stock,
  category: categories.get(keys[0] ?? ''),
  buyer,
  now,
  location,
});
