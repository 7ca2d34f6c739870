/** Products and categories as this API shows them, with what other read models say; one statement each for all of them. */
import type { Application } from '../../../application/application.ts';
import type { Moment } from '../../../application/ports.ts';
import { type CategoryRow, categoriesByKeys } from '../../../projections/categories/queries.ts';
import type { ProductRow } from '../../../projections/products/queries.ts';
import { variantsOfProducts } from '../../../projections/productVariants/queries.ts';
import { renderCategory, renderProduct, type WireCategory, type WireProduct } from './render.ts';

export async function showProducts(
  app: Application,
  rows: readonly ProductRow[],
  asOf?: Moment,
): Promise<WireProduct[]> {
  const [variants, categories] = await Promise.all([
    variantsOfProducts(
      app.db,
      rows.map(({ key }) => key),
      asOf,
    ),
    namedCategories(app, [...new Set(rows.flatMap((row) => row.categories ?? []))], asOf),
  ]);
  return rows.map((row) =>
    renderProduct(
      row,
      variants.filter(({ product }) => product === row.key),
      (row.categories ?? []).flatMap((key) => categories.get(key) ?? []),
    ),
  );
}

async function namedCategories(app: Application, keys: readonly string[], asOf?: Moment) {
  const rows = keys.length > 0 ? await categoriesByKeys(app.db, keys, asOf) : [];
  const shown = await showCategories(app, rows, asOf);
  return new Map(rows.map(({ key }, index) => [key, shown[index] as WireCategory]));
}

export async function showCategories(
  app: Application,
  rows: readonly CategoryRow[],
  asOf?: Moment,
): Promise<WireCategory[]> {
  const parents = [...new Set(rows.flatMap(({ parent }) => parent ?? []))];
  const above = parents.length > 0 ? await categoriesByKeys(app.db, parents, asOf) : [];
  const refs = new Map(above.map(({ key, ref }) => [key, ref]));
  return rows.map((row) => renderCategory(row, refs.get(row.parent ?? '') ?? 0));
}
