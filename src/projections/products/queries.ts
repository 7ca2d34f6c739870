/** The only SELECTs on products. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import { categories } from '../categories/model.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  isRef,
  type ListQuery,
  type OfEach,
  type PageQuery,
  type Placed,
  pageOfRows,
  rowByRef,
  rowsWhere,
} from '../engine/list.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type FieldResolver, likeEscape } from '../filter/filter.ts';
import { productVariants } from '../productVariants/model.ts';
import { OFFERED_SQL, type ProductRow, products } from './model.ts';

export type { ProductRow } from './model.ts';

export const productsByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<ProductRow[]> =>
  rowsWhere(db, products, 'key', keys, asOf);

export const productByRef = (db: Db, ref: number, asOf?: Moment): Promise<ProductRow | undefined> =>
  rowByRef(db, products, ref, asOf);

export const productsByRefs = (db: Db, refs: readonly number[], asOf?: Moment): Promise<ProductRow[]> =>
  rowsWhere(db, products, 'ref', refs.filter(isRef), asOf);

/** A product as one of a category, which may be far above it. */
export type ProductOfCategory = ProductRow & { readonly of: string };

/** Of each category the first products in it or below it, by name. */
export async function productsOfCategories(
  db: Db,
  roots: readonly string[],
  { limit, asOf }: OfEach,
): Promise<ProductOfCategory[]> {
  return db<ProductOfCategory[]>`
    select parents.parent as of, list.* from unnest(${[...roots]}::text[]) as parents (parent)
    cross join lateral (
      select ${selectList(db, products)} from ${relation(db, products, asOf)}
      where products.categories && array(
        with recursive tree (key) as (
          select key from ${relation(db, categories, asOf)} where key = parents.parent
          union select categories.key from ${relation(db, categories, asOf)} join tree on categories.parent = tree.key
        ) select key from tree)
      order by lower(products.name), products.ref limit ${limit}
    ) as list`;
}

/** Letter case aside. */
export async function productByUrl(db: Db, url: string): Promise<ProductRow | undefined> {
  const [row] = await db<ProductRow[]>`
    select ${selectList(db, products)} from ${relation(db, products)} where lower(url) = lower(${url}::text)`;
  return row;
}

/** Which products: all of the conditions hold. */
export interface ProductSelection {
  /** In one of these categories; keys, those below a category included by the caller. */
  readonly categories?: readonly string[];
  readonly notInCategories?: readonly string[];
  /** Code, in any letter case. */
  readonly feature?: string;
  /** Codes, in any letter case. */
  readonly locations?: readonly string[];
  /** Key of a product whose related products are wanted: those that it names and those that name it. */
  readonly relatedTo?: string;
  /** Part of the name, letter case aside. */
  readonly nameContains?: string;
  /** Only what websites show and sell: not hidden, and with a product code. */
  readonly offered?: boolean;
}

export function selected(db: Db, selection: ProductSelection): Fragment {
  const { categories, notInCategories, feature, locations, relatedTo, nameContains, offered } = selection;
  const lower = (values: readonly string[]): string[] => values.map((value) => value.toLowerCase());
  const conditions = [
    ...(categories ? [db`products.categories && ${[...categories]}::text[]`] : []),
    ...(notInCategories?.length ? [db`not products.categories && ${[...notInCategories]}::text[]`] : []),
    ...(feature === undefined ? [] : [db`products.features @> ${lower([feature])}::text[]`]),
    ...(locations?.length ? [db`products.locations && ${lower(locations)}::text[]`] : []),
    ...(relatedTo === undefined ? [] : [isRelated(db, relatedTo)]),
    ...(nameContains ? [db`lower(products.name) like lower(${`%${likeEscape(nameContains)}%`}::text)`] : []),
    ...(offered ? [db.unsafe(OFFERED_SQL)] : []),
  ];
  return conditions.reduce((left, right) => db`${left} and ${right}`, db`true`);
}

const isRelated = (db: Db, key: string): Fragment => db`(products.related @> array[${key}::text]
  or products.key in (
    select unnest(related) from ${relation(db, products)} where products.key = ${key}))`;

/** What a list of products can be sorted by; prices and codes are those of the first variant, categories the main ones. */
export const PRODUCT_ORDERS = {
  name: 'lower(products.name)',
  created: 'products.created_at',
  ref: 'products.ref',
  sku: "lower(coalesce(first_sku, ''))",
  price: "coalesce((first_details->>'price')::numeric, 0)",
  size: "lower(coalesce(first_details->>'size', ''))",
  description: "lower(coalesce(products.details->>'description', ''))",
  comment: "lower(coalesce(products.details->>'comment', ''))",
  url: 'lower(products.url)',
  tax: "coalesce((products.details->>'taxRate')::numeric, 0)",
  saleFrom: "coalesce(products.details->>'saleFrom', '')",
  saleUntil: "coalesce(products.details->>'saleUntil', '')",
  supplier: "lower(coalesce(products.details #>> '{supplier,company}', ''))",
  image: "lower(coalesce(products.details #>> '{images,0,url}', ''))",
  galleryImage: "lower(coalesce(products.details #>> '{images,1,url}', ''))",
  category: "lower(coalesce(main_code, ''))",
} as const;
export type ProductOrder = keyof typeof PRODUCT_ORDERS;

export interface ProductList {
  readonly selection: ProductSelection;
  readonly order: ProductOrder;
  readonly descending?: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** The products of a page, and how many there are on all. */
export async function listProducts(
  db: Db,
  { selection, order, descending = false, limit, offset }: ProductList,
): Promise<{ readonly rows: ProductRow[]; readonly found: number }> {
  const where = selected(db, selection);
  const direction = db.unsafe(descending ? 'desc' : 'asc');
  const sql = PRODUCT_ORDERS[order];
  const first = sql.includes('first_')
    ? db`left join lateral (select sku as first_sku, details as first_details from ${relation(db, productVariants)}
        where product = products.key order by product_variants.place limit 1) as representative on true`
    : db``;
  const main = sql.includes('main_')
    ? db`left join lateral (select code as main_code from ${relation(db, categories)}
        where categories.key = products.categories[1]) as main on true`
    : db``;
  const from = db`from ${relation(db, products)} ${first} ${main}`;
  const sorted = db`order by ${db.unsafe(sql)} ${direction}, products.ref ${direction} limit ${limit}`;
  // Refs first: what is skipped is then read from an index, and not row by row.
  const wanted =
    offset === 0 ? where : db`products.ref in (select products.ref ${from} where ${where} ${sorted} offset ${offset})`;
  const [rows, [count]] = await Promise.all([
    db<ProductRow[]>`select ${selectList(db, products)} ${from} where ${wanted} ${sorted}`,
    db<{ found: string }[]>`select count(*) as found from ${relation(db, products)} where ${where}`,
  ]);
  return { rows: [...rows], found: Number(count?.found ?? 0) };
}

/** Throws FilterError for an unknown field, in the filter or in the sort keys. */
export const pageOfProducts = (
  db: Db,
  query: PageQuery,
  fields: FieldResolver,
  selection: ProductSelection = {},
): Promise<Placed<ProductRow>[]> => pageOfRows(db, { model: products, fields, where: selected(db, selection) }, query);

export const countProducts = (
  db: Db,
  query: ListQuery,
  fields: FieldResolver,
  selection: ProductSelection = {},
): Promise<number> => countRows(db, { model: products, fields, where: selected(db, selection) }, query);
