/** The only SELECTs on variants of products alone. */
import type { Moment } from '../../application/ports.ts';
import type { ProductDetails, VariantDetails } from '../../domain/commerce/product/events.ts';
import { categories } from '../categories/model.ts';
import type { Db } from '../engine/db.ts';
import { pastMoment } from '../engine/past.ts';
import { relation, selectList } from '../engine/relation.ts';
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
export async function variantBySku(db: Db, sku: string, asOf?: Moment): Promise<ProductVariantRow | undefined> {
  const [row] = await db<ProductVariantRow[]>`
    select ${selectList(db, productVariants)} from ${relation(db, productVariants, asOf)}
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
    select product, products.ref as "productRef", variant, sku, products.name, hidden, product_variants.details,
      products.details as "productDetails", categories.code as category
    from ${relation(db, productVariants)} join ${relation(db, products)} on products.key = product
      left join ${relation(db, categories)} on categories.key = products.categories[1]
    where sku is not null and lower(sku) = any(${[...new Set(skus.map((sku) => sku.toLowerCase()))]}::text[])`;
}

/** A variant that websites show and sell, with its product. */
export type FeedRow = Pick<ProductVariantRow, 'key' | 'sku' | 'details' | 'stock'> & {
  readonly product: Pick<ProductRow, 'name' | 'url' | 'details' | 'categories'>;
  /** Where the row stands in its order. */
  readonly standing: string;
};

const text = (sql: string) => ({ sql, type: 'text' }) as const;
const numeric = (sql: string) => ({ sql, type: 'numeric' }) as const;
const ofProduct = (...path: string[]) => text(`lower(coalesce(products.details #>> '{${path.join(',')}}', ''))`);
const ofVariant = (name: string) => text(`lower(coalesce(product_variants.details->>'${name}', ''))`);
const amountOfProduct = (name: string) => numeric(`coalesce((products.details->>'${name}')::numeric, 0)`);
const amountOfVariant = (name: string) => numeric(`coalesce((product_variants.details->>'${name}')::numeric, 0)`);

const FEED_ORDERS = {
  name: text('lower(products.name)'),
  sku: text('lower(sku)'),
  price: numeric("coalesce((product_variants.details->>'price')::numeric, 0)"),
  size: ofVariant('size'),
  url: text('lower(products.url)'),
  category: text("lower(coalesce(main_code, ''))"),
  categoryUrl: text("lower(coalesce(main_url, ''))"),
  comment: ofProduct('comment'),
  tax: amountOfProduct('taxRate'),
  saleFrom: text("coalesce(products.details->>'saleFrom', '')"),
  saleUntil: text("coalesce(products.details->>'saleUntil', '')"),
  image: ofProduct('images', '0', 'url'),
  feature: ofProduct('features', '0', 'name'),
  brand: ofProduct('brand'),
  unit: ofProduct('unit'),
  supplier: ofProduct('supplier', 'company'),
  supplierName: ofProduct('supplier', 'name'),
  supplierSku: ofProduct('supplier', 'sku'),
  palletWeight: amountOfProduct('palletWeight'),
  shelfLife: amountOfProduct('shelfLifeDays'),
  warranty: amountOfProduct('warrantyDays'),
  barcode: ofVariant('barcode'),
  outerBarcode: ofVariant('outerBarcode'),
  caseQuantity: amountOfVariant('caseQuantity'),
  layerQuantity: amountOfVariant('layerQuantity'),
  palletQuantity: amountOfVariant('palletQuantity'),
  bulkQuantity: amountOfVariant('bulkQuantity'),
} as const;
export type FeedOrder = keyof typeof FEED_ORDERS;

const feed = (db: Db, asOf?: Moment, more = db``) => db`
  from ${relation(db, productVariants, asOf)} join ${relation(db, products, asOf)} on products.key = product ${more}
  where sku is not null and not hidden`;

export async function countFeed(db: Db): Promise<number> {
  const [row] = await db<{ found: string }[]>`select count(*) as found ${feed(db)}`;
  return Number(row?.found ?? 0);
}

export interface Feed {
  /** Left out: one that an index has, so that every batch is as fast as the first. */
  readonly order?: FeedOrder | undefined;
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
}

const BATCH = 1_000;

/**
 * The rows in batches, each read when it is asked for. They are asked for after the request has been answered, when nothing tells
 * any more which moment it was about: so that is settled now.
 */
export function feedBatches(db: Db, { skip, limit, ...sorted }: Feed): AsyncGenerator<FeedRow[]> {
  const asOf = pastMoment();
  async function* batches(): AsyncGenerator<FeedRow[]> {
    let after: FeedRow | undefined;
    for (let left = limit; left > 0; left -= BATCH) {
      const rows = await feedPage(db, { ...sorted, after, skip: after ? 0 : skip, limit: Math.min(BATCH, left), asOf });
      yield rows;
      if (rows.length < BATCH) return;
      after = rows.at(-1);
    }
  }
  return batches();
}

interface FeedPage extends Feed {
  /** What the page follows. */
  readonly after: FeedRow | undefined;
  readonly asOf: Moment | undefined;
}

async function feedPage(db: Db, { order, descending, after, skip, limit, asOf }: FeedPage): Promise<FeedRow[]> {
  const { sql, type } = order === undefined ? text('product_variants.key') : FEED_ORDERS[order];
  const by = db.unsafe(sql);
  const main = sql.includes('main_')
    ? db`left join lateral (select code as main_code, url as main_url from ${relation(db, categories, asOf)}
        where categories.key = products.categories[1]) as main on true`
    : db``;
  const [direction, beyond] = [db.unsafe(descending ? 'desc' : 'asc'), db.unsafe(descending ? '<' : '>')];
  const rest = after
    ? db`and (${by}, product_variants.key) ${beyond} (${after.standing}::text::${db.unsafe(type)}, ${after.key}::text)`
    : db``;
  return db<FeedRow[]>`
    select product_variants.key, sku, product_variants.details, stock, (${by})::text as standing,
      jsonb_build_object('name', name, 'url', url, 'details', products.details, 'categories', products.categories) as product
    ${feed(db, asOf, main)} ${rest}
    order by ${by} ${direction}, product_variants.key ${direction} limit ${limit} offset ${skip}`;
}
