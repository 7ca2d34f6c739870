/** The only SELECTs on variants of products alone. */
import type { Moment } from '../../application/ports.ts';
import type { ProductDetails, VariantDetails } from '../../domain/commerce/product/events.ts';
import { categories } from '../categories/model.ts';
import type { Db } from '../engine/db.ts';
import { relation, selectList } from '../engine/relation.ts';
import { SCHEMAS } from '../engine/tables.ts';
import { type ProductRow, products } from '../products/model.ts';
import { type ProductVariantRow, productVariants } from './model.ts';

export type { ProductVariantRow } from './model.ts';

/** Variants of these products, in their order within each. */
export async function variantsOfProducts(
  db: Db,
  products: readonly string[],
  asOf?: Moment,
): Promise<ProductVariantRow[]> {
  return db<ProductVariantRow[]>`
    select ${selectList(db, productVariants)} from ${relation(db, productVariants, asOf)}
    where product = any(${[...products]}::text[]) order by product, product_variants.place`;
}

/** Letter case aside. */
export async function variantBySku(db: Db, sku: string): Promise<ProductVariantRow | undefined> {
  const [row] = await db<ProductVariantRow[]>`
    select ${selectList(db, productVariants)} from ${relation(db, productVariants)}
    where sku is not null and lower(sku) = lower(${sku}::text)`;
  return row;
}

/** A variant with what a shop needs to know of its product to sell it. */
export interface Offer {
  readonly product: string;
  readonly productRef: number;
  readonly variant: string;
  readonly sku: string;
  readonly name: string;
  readonly hidden: boolean;
  readonly details: VariantDetails;
  readonly productDetails: ProductDetails;
  /** Code of the main category. */
  readonly category: string | null;
}

/** By product code, letter case aside. */
export async function offersBySkus(db: Db, skus: readonly string[]): Promise<Offer[]> {
  return db<Offer[]>`
    select v.product, p.ref as "productRef", v.variant, v.sku, p.name, p.hidden, v.details,
      p.details as "productDetails", c.code as category
    from ${live(db, productVariants)} as v join ${live(db, products)} as p on p.key = v.product
      left join ${live(db, categories)} as c on c.key = p.categories[1]
    where v.sku is not null and lower(v.sku) = any(${[...new Set(skus.map((sku) => sku.toLowerCase()))]}::text[])`;
}

const live = (db: Db, model: { readonly name: string }) => db`${db(`${SCHEMAS.live}.${model.name}`)}`;

/** A variant that websites show and sell, with its product. */
export type FeedRow = Pick<ProductVariantRow, 'key' | 'sku' | 'details' | 'stock'> & {
  readonly product: Pick<ProductRow, 'name' | 'url' | 'details' | 'categories'>;
};

const FEED_ORDERS: Readonly<Record<string, string>> = {
  name: 'lower(p.name)',
  sku: 'lower(v.sku)',
  price: "coalesce((v.details->>'price')::numeric, 0)",
  size: "lower(coalesce(v.details->>'size', ''))",
  url: 'lower(p.url)',
};

const feed = (db: Db) => db`
  from ${live(db, productVariants)} as v join ${live(db, products)} as p on p.key = v.product
  where v.sku is not null and not p.hidden`;

export async function countFeed(db: Db): Promise<number> {
  const [row] = await db<{ found: string }[]>`select count(*) as found ${feed(db)}`;
  return Number(row?.found ?? 0);
}

interface FeedPage {
  readonly order: string;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** In the order of names unless it is one of the others that variants can be in. */
export async function feedPage(db: Db, { order, descending, offset, limit }: FeedPage): Promise<FeedRow[]> {
  const by = db.unsafe(FEED_ORDERS[order] ?? 'lower(p.name)');
  const direction = db.unsafe(descending ? 'desc' : 'asc');
  return db<FeedRow[]>`
    select v.key, v.sku, v.details, v.stock,
      jsonb_build_object('name', p.name, 'url', p.url, 'details', p.details, 'categories', p.categories) as product
    ${feed(db)} order by ${by} ${direction}, v.key limit ${limit} offset ${offset}`;
}
