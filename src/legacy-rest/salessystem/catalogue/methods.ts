/** The catalogue: products, one product, categories, and the feed of everything in stock. */

import { z } from 'zod';
import type { Application } from '../../../application/application.ts';
import { groupBy } from '../../../domain/kernel/group.ts';
import {
  allCategories,
  type CategoryRow,
  categoryNamed,
  offeredByCategory,
  withDescendants,
} from '../../../projections/categories/queries.ts';
import { listProducts, type ProductSelection, productsByKeys } from '../../../projections/products/queries.ts';
import { variantBySku } from '../../../projections/productVariants/queries.ts';
import type { Fields } from '../answer.ts';
import { SalesSystemError } from '../errors.ts';
import { defineMethod } from '../method.ts';
import { paging, type Shown, select } from '../select.ts';
import { filter, integer, requiredFilter, text } from '../values.ts';
import { buyerOf, familiesOf } from './articles.ts';
import { PRODUCT, productWithSizes, USUAL_OF_PRODUCT, withAlternatives } from './fields.ts';
import { inventory } from './inventory.ts';
import { isDescending, productOrderOf } from './orders.ts';

const listed = (value: string | null | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const DEFAULT_FIELDS = [
  ...['name', 'code', 'description', 'supplier', 'comment', 'size', 'tax', 'price', 'price_inc'],
  ...['category', 'sale', 'currency', 'start', 'end', 'slug'],
];

const getProducts = defineMethod({
  name: 'getProducts',
  scope: 'read',
  visit: 'known',
  parameters: z.object({
    category: text,
    feature: text,
    location: text,
    relatedto: text,
    exclude_category: text,
    skip: integer,
    limit: integer,
    sortorder: text,
    sortby: text,
    filter,
  }),
  async run(call, input, visit) {
    const { app } = call;
    const selection = await selectionOf(app, input);
    if (!selection) return { items: [], found: 0 };
    const { rows, found } = await listProducts(app.db, {
      selection,
      order: productOrderOf(input.sortby),
      descending: isDescending(input.sortorder),
      ...paging(input),
    });
    const families = await familiesOf(app, rows, await buyerOf(call, visit), listed(input.location)[0]);
    const names = withAlternatives(input.filter ?? DEFAULT_FIELDS);
    return { items: families.flatMap(([first]) => (first ? [select(PRODUCT, names, first)] : [])), found };
  },
});

interface Wanted {
  readonly category?: string | null | undefined;
  readonly feature?: string | null | undefined;
  readonly location?: string | null | undefined;
  readonly relatedto?: string | null | undefined;
  readonly exclude_category?: string | null | undefined;
}

/** Undefined when nothing can match: an unknown category or product. */
async function selectionOf(app: Application, wanted: Wanted): Promise<ProductSelection | undefined> {
  const category = wanted.category ? await categoryNamed(app.db, wanted.category) : null;
  const related = wanted.relatedto ? await variantBySku(app.db, wanted.relatedto) : null;
  if (category === undefined || related === undefined) return undefined;
  const excluded = await Promise.all(listed(wanted.exclude_category).map((name) => categoryNamed(app.db, name)));
  const without = excluded.flatMap((row) => (row ? [row.key] : []));
  return {
    offered: true,
    ...(category ? { categories: await withDescendants(app.db, [category.key]) } : {}),
    ...(without.length > 0 ? { notInCategories: await withDescendants(app.db, without) } : {}),
    ...(related ? { relatedTo: related.product } : {}),
    ...(wanted.feature ? { feature: wanted.feature } : {}),
    ...(wanted.location ? { locations: listed(wanted.location) } : {}),
  };
}

const getProduct = defineMethod({
  name: 'getProduct',
  scope: 'read',
  visit: 'known',
  parameters: z.object({ sku: text, filter: requiredFilter }),
  usual: USUAL_OF_PRODUCT,
  async run(call, { sku, filter: wanted }, visit) {
    const { app, principal } = call;
    const variant = sku ? await variantBySku(app.db, sku) : undefined;
    const [row] = variant ? await productsByKeys(app.db, [variant.product]) : [];
    if (!row || row.hidden) throw new SalesSystemError(1001);
    const [family = []] = await familiesOf(app, [row], await buyerOf(call, visit));
    const article = family.find((one) => one.sku === variant?.sku);
    if (!article) throw new SalesSystemError(1001);
    if (visit) await app.sessions.view(principal.key, visit, row.key);
    const fields = select(productWithSizes(wanted), ownFields(wanted), { ...article, family });
    return { ...fields, items: [fields] };
  },
});

/** Stock and prices are told for each size where sizes are asked for. */
const ownFields = (wanted: readonly string[]): string[] =>
  withAlternatives(wanted).filter((name) => !wanted.includes('sizes') || (name !== 'stock' && name !== 'prices'));

interface CategoryNode {
  readonly row: CategoryRow;
  readonly found: number;
}

const CATEGORY: Shown<CategoryNode> = {
  name: ({ row }) => row.name,
  code: ({ row }) => row.code,
  slug: ({ row }) => row.url,
  found: ({ found }) => found,
  category_description: ({ row }) => row.description,
};

const MAX_DEPTH = 20;

const getProductCategories = defineMethod({
  name: 'getProductCategories',
  scope: 'read',
  visit: 'none',
  parameters: z.object({ node: text, depth: integer, limit: integer, filter }),
  async run({ app }, { node, depth, limit, filter: names = Object.keys(CATEGORY) }) {
    const top = node ? await categoryNamed(app.db, node) : null;
    if (top === undefined) throw new SalesSystemError(1001);
    const rows = await allCategories(app.db);
    const counts = await offeredByCategory(app.db, rows, top?.key);
    const below = groupBy(rows, ({ parent }) => parent);
    const most = paging({ limit }).limit;
    const shown = (parent: string | null, levels: number): Fields[] =>
      (below.get(parent) ?? [])
        .filter(({ key }) => counts.has(key))
        .slice(0, most)
        .map((row) => ({
          ...select(CATEGORY, names, { row, found: counts.get(row.key) ?? 0 }),
          ...(levels > 1 ? { items: shown(row.key, levels - 1) } : {}),
        }));
    const all = (below.get(top?.key ?? null) ?? []).filter(({ key }) => counts.has(key));
    return { items: shown(top?.key ?? null, Math.min(Math.max(depth ?? 1, 1), MAX_DEPTH)), found: all.length };
  },
});

export const catalogue = [getProducts, getProduct, getProductCategories, ...inventory];
