/** Products and their categories: operations 19 to 24. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Application } from '../../../application/application.ts';
import { storable } from '../../../application/input.ts';
import { allCategories, categoryByRef, withDescendants } from '../../../projections/categories/queries.ts';
import {
  listProducts,
  type ProductRow,
  type ProductSelection,
  productByRef,
  productByUrl,
  productsByKeys,
} from '../../../projections/products/queries.ts';
import { variantsOfProducts } from '../../../projections/productVariants/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import {
  accepted,
  authenticate,
  body,
  deleted,
  envelope,
  integer,
  page,
  pathId,
  SimvolyError,
  writeContext,
} from '../wire.ts';
import { type CurrentProduct, handleOf, productBody, productInput } from './parse.ts';
import type { WireCategory, WireProduct } from './render.ts';
import { showCategories, showProducts } from './show.ts';

export function productRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/products', async (c) => c.json(await list(c, app)));
  routes.post('/products', async (c) => c.json(await create(c, app)));
  for (const path of ['/products/categories', '/categories'])
    routes.get(path, async (c) => c.json(await categories(c, app)));
  routes.get('/products/:id', async (c) => c.json(await get(c, app)));
  routes.on(['PUT', 'PATCH', 'POST'], '/products/:id', async (c) => c.json(await update(c, app)));
  routes.delete('/products/:id', async (c) => c.json(await remove(c, app)));
  return routes;
}

/** The latest first, hidden ones too. */
async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const { limit, skip } = page(c);
  const selection = { ...(await inCategory(c, app)), ...titled(c) };
  const { rows, found } = await listProducts(app.db, {
    ...{ selection, order: 'ref', descending: true, limit, offset: skip },
  });
  return envelope(await showProducts(app, rows), found, { limit, skip });
}

async function inCategory(c: Context<EdgeEnv>, app: Application): Promise<ProductSelection> {
  const ref = numberIn(c, 'category_id') ?? numberIn(c, 'categoryId');
  if (ref === undefined) return {};
  const category = await categoryByRef(app.db, ref);
  return { categories: category ? await withDescendants(app.db, [category.key]) : [] };
}

function titled(c: Context<EdgeEnv>): ProductSelection {
  const nameContains = storable(c.req.query('title') ?? '').trim();
  return nameContains ? { nameContains } : {};
}

/** A filter that cannot be read is refused: the list must not come unfiltered. */
function numberIn(c: Context<EdgeEnv>, name: string): number | undefined {
  const given = c.req.query(name)?.trim();
  if (!given) return undefined;
  const value = integer(given);
  if (value === undefined) throw new SimvolyError(400, `Parameter ${name} has to be a whole number`);
  return value;
}

async function create(c: Context<EdgeEnv>, app: Application): Promise<WireProduct> {
  const context = await writeContext(c, app);
  const given = await body(c, productBody);
  for (const field of ['type', 'title'] as const)
    if (!given[field]?.trim()) throw new SimvolyError(400, `Field ${field} is required`);
  const byUrl = isWish(c.req.query(BY_URL)) || isWish(given[BY_URL]);
  const url = byUrl ? handleOf(given.url) : undefined;
  const present = url ? await productByUrl(app.db, url) : undefined;
  const input = productInput(given, present && (await currentOf(app, present)));
  const saved = accepted(await (byUrl ? app.products.saveByUrl(context, input) : app.products.create(context, input)));
  return shown(app, saved.key);
}

const BY_URL = 'update_existing_product_by_url';

const isWish = (given: unknown): boolean => /^\s*(true|1|yes)\s*$/i.test(String(given ?? ''));

const currentOf = async (app: Application, { key, details }: ProductRow): Promise<CurrentProduct> => ({
  details,
  variants: await variantsOfProducts(app.db, [key]),
});

async function categories(c: Context<EdgeEnv>, app: Application): Promise<WireCategory[]> {
  await authenticate(c, app, 'read');
  const parent = numberIn(c, 'parent');
  const all = await showCategories(app, await allCategories(app.db));
  return parent === undefined ? all : all.filter(({ parentCategory }) => parentCategory === parent);
}

async function get(c: Context<EdgeEnv>, app: Application): Promise<WireProduct> {
  await authenticate(c, app, 'read');
  return shown(app, (await asked(c, app)).key);
}

async function update(c: Context<EdgeEnv>, app: Application): Promise<WireProduct> {
  const context = await writeContext(c, app);
  const product = await asked(c, app);
  const input = productInput(await body(c, productBody), await currentOf(app, product));
  accepted(await app.products.update(context, product.key, input));
  return shown(app, product.key);
}

async function remove(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  accepted(await app.products.remove(context, (await asked(c, app)).key));
  return deleted;
}

async function asked(c: Context<EdgeEnv>, app: Application): Promise<ProductRow> {
  const row = await productByRef(app.db, pathId(c));
  if (!row) throw new SimvolyError(404, 'Product not found');
  return row;
}

async function shown(app: Application, key: string): Promise<WireProduct> {
  const [product] = await showProducts(app, await productsByKeys(app.db, [key]));
  if (!product) throw new SimvolyError(404, 'Product not found');
  return product;
}
