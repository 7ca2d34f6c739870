/** Products are found through indexes, however many there are. */
import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Db } from '../../src/projections/engine/db.ts';
import type { PageQuery } from '../../src/projections/engine/list.ts';
import type { FieldResolver, Filter } from '../../src/projections/filter/filter.ts';
import { KINDS, modelOf, RELATIONS } from '../../src/projections/kinds.ts';
import { PRODUCT_FIELDS } from '../../src/projections/products/fields.ts';
import { PRODUCT_SEARCH_SQL } from '../../src/projections/products/model.ts';
import { countProducts, pageOfProducts } from '../../src/projections/products/queries.ts';
import { VARIANT_FIELDS } from '../../src/projections/productVariants/fields.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type WatchedDatabase, watchDatabase } from '../support/plans.ts';

const PRODUCTS = 20_000;

let app: TestApp;
let sql: Sql;
let database: WatchedDatabase;
beforeAll(async () => {
  app = await startTestApp();
  database = watchDatabase(app.config.databaseUrl ?? '');
  sql = database.sql;
  await sql`
    insert into read.categories (key, position, ref, name, code, url, parent, created_at, updated_at)
    select 'c' || n, n, n, 'Category ' || n, 'C' || n, 'c' || n, case when n > 10 then 'c' || n / 10 end, now(), now()
    from generate_series(1, 1000) as n`;
  await sql`
    insert into read.products (key, position, ref, name, type, url, hidden, details, categories, features, codes, related, locations,
      created_at, updated_at)
    select 'k' || n, n, n, 'Tea ' || md5(n::text), 'physical', 'u' || n, false, '{}', array['c' || n % 1000], array['f' || n % 1000],
      jsonb_build_object('v', 'SKU-' || md5('code' || n)), '{}', '{}', now(), now()
    from generate_series(1, ${PRODUCTS}::int) as n`;
  await sql`
    insert into read.product_variants (key, position, product, variant, place, sku, details, stock)
    select 'k' || n || '.v', n, 'k' || n, 'v', 1, 'SKU-' || md5('code' || n), jsonb_build_object('price', (n % 100)::text), '{}'
    from generate_series(1, ${PRODUCTS}::int) as n`;
  await sql`analyze`;
});
afterAll(async () => {
  await sql.end();
  await app.stop();
});

const LISTED: Readonly<Record<string, Readonly<Record<string, ReturnType<FieldResolver>>>>> = {
  Product: { ...PRODUCT_FIELDS, score: { sql: 'score', type: 'number' } },
  ProductVariant: VARIANT_FIELDS,
  Category: { code: { sql: 'code', type: 'text' } },
};

const fieldsOf = (kind: string): FieldResolver =>
  Object.assign((name: string) => LISTED[kind]?.[name], {
    relation(name: string) {
      const found = RELATIONS[kind]?.[name];
      const model = found && modelOf(found.to);
      return found && model && { model, link: found.link, asOf: undefined, fields: fieldsOf(found.to) };
    },
  });

/** Tables that the last statement reads from one end to the other. Categories are few. */
async function readWhole(): Promise<(string | undefined)[]> {
  return (await database.planOfLast())
    .filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'categories')
    .map((node) => node['Relation Name']);
}

const related = (relation: string, field: string, value: string): Filter => ({
  ...{ relation, holds: 'some' },
  where: { and: [{ field, op: 'eq', value }] },
});
const md5 = async (text: string) => (await sql<{ md5: string }[]>`select md5(${text})`)[0]?.md5 ?? '';

it.each<[string, () => Promise<PageQuery>, number]>([
  ['a category', async () => ({ filter: related('categories', 'code', 'c777') }), 20],
  ['a category and those below it', async () => ({ filter: related('inCategory', 'code', 'C77') }), 11 * 20],
  ['a feature', async () => ({ filter: { field: 'features', op: 'in', value: ['F7'] } }), 20],
  [
    'the product code of a variant',
    async () => ({ filter: related('variants', 'sku', `sku-${await md5('code77')}`) }),
    1,
  ],
  [
    'a misspelt name, the best first',
    async () => ({
      similar: { wanted: `tea ${(await md5('77')).replace(/^(.{9})./, '$1')}`, text: PRODUCT_SEARCH_SQL },
      sort: [{ field: 'score', direction: 'desc' }],
    }),
    1,
  ],
  [
    'a product code without its dash',
    async () => ({ similar: { wanted: `sku${await md5('code77')}`, text: PRODUCT_SEARCH_SQL } }),
    1,
  ],
])('by %s', async (_how, queryOf, expected) => {
  const query = await queryOf();
  const db = sql as unknown as Db;
  expect(await pageOfProducts(db, { ...query, limit: 1_000 }, fieldsOf('Product'))).toHaveLength(expected);
  expect(await readWhole()).toEqual([]);
  expect(await countProducts(db, query, fieldsOf('Product'))).toBe(expected);
  expect(await readWhole()).toEqual([]);
});

it('has a model for every kind that can be followed', () => {
  const followed = Object.values(RELATIONS).flatMap((relations) => Object.values(relations).map(({ to }) => to));
  expect([...Object.keys(KINDS), ...followed].filter((kind) => !modelOf(kind))).toEqual([]);
});
