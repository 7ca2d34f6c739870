/** Lists that programs ask for all day are answered from indexes, however many contacts there are. */
import { randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contactFields } from '../../../src/projections/contacts/fields.ts';
import {
  type ContactQuery,
  contactByEmail,
  countContacts,
  listContacts,
} from '../../../src/projections/contacts/queries.ts';
import type { Db } from '../../../src/projections/engine/db.ts';
import type { Filter } from '../../../src/projections/filter/filter.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type WatchedDatabase, watchDatabase } from '../../support/plans.ts';

const CONTACTS = 20_000;

let app: TestApp;
let sql: Sql;
let database: WatchedDatabase;
beforeAll(async () => {
  app = await startTestApp();
  database = watchDatabase(app.config.databaseUrl ?? '');
  sql = database.sql;
  await sql`
    insert into read.contacts (key, position, ref, email, aliases, details, status, tags, owner, custom, lists, subscribed, created_at, updated_at)
    select 'k' || n, n, n + 1000000, 'c' || n || '@x.io', array['also' || n || '@x.io'],
      jsonb_build_object('firstName', 'Ann', 'lastName', 'Name ' || n, 'mainAddress', jsonb_build_object('city', 'City ' || n % 500)),
      'Lead', '{}', n % 100 + 1, jsonb_build_object('tastes.colour', 'Shade ' || n % 2000, 'tastes.size', n % 3000),
      array[n % 1000], true, '2024-01-01'::timestamptz + n * interval '1 hour', now()
    from generate_series(1, ${CONTACTS}::int) as n`;
  await sql`analyze read.contacts`;
});
afterAll(async () => {
  await sql.end();
  await app.stop();
});

const resolve = contactFields([
  { group: 'tastes', alias: 'colour', type: 'text' },
  { group: 'tastes', alias: 'size', type: 'number' },
]);

/** The kinds of scan with which the last statement reads its table. */
async function scans(): Promise<string[]> {
  return (await database.planOfLast())
    .filter(
      (node) => / Scan$/.test(node['Node Type']) && (node['Relation Name'] === 'contacts' || !node['Relation Name']),
    )
    .map((node) => node['Node Type']);
}

const eq = (field: string, value: string | number): Filter => ({ field, op: 'eq', value });

it.each<[string, Filter, number]>([
  ['an e-mail address', eq('email', 'C77@x.io'), 1],
  [
    'a city and when they came',
    {
      and: [
        eq('mainAddress.city', 'CITY 7'),
        { field: 'createdAt', op: 'gte', value: '2024-06-01' },
        { field: 'createdAt', op: 'lt', value: '2024-09-01' },
      ],
    },
    4,
  ],
  ['a custom text', eq('custom.tastes.colour', 'shade 7'), 10],
  ['a custom number', eq('custom.tastes.size', 77), 7],
  ['a subscriber list', { field: 'lists', op: 'eq', value: 7 }, 20],
  ['a last name', eq('lastName', 'name 77'), 1],
  ['some numbers', { field: 'ref', op: 'in', value: [1000001, 1000002, 1] }, 2],
])('by %s', async (_, filter, expected) => {
  const query: ContactQuery = { filter, limit: 100 };
  const db = sql as unknown as Db;
  expect(await listContacts(db, query, resolve)).toHaveLength(expected);
  expect(await scans()).not.toContain('Seq Scan');
  expect(await countContacts(db, query, resolve)).toBe(expected);
  expect(await scans()).not.toContain('Seq Scan');
});

it('by an alias', async () => {
  expect(await contactByEmail(sql as unknown as Db, 'ALSO77@x.io')).toMatchObject({ email: 'c77@x.io' });
  expect(await scans()).not.toContain('Seq Scan');
});

it('takes text of any length: what does not fit an index must not stop the list', async () => {
  const long = randomBytes(50_000).toString('base64');
  const details = { firstName: long, lastName: long, mainAddress: { line1: long, city: long }, notes: long };
  const changes = { details, status: long, tags: { set: [long] }, custom: { 'tastes.colour': long, [long]: long } };
  const context = {
    actor: { kind: 'system', id: 'test' },
    surface: 'cli',
    requestId: 't',
    correlationId: 't',
  } as const;
  const created = await app.app.contacts.create(context, changes);
  if (!created.ok) throw new Error(created.refusal.code);
  for (const field of ['lastName', 'mainAddress.city', 'status', 'custom.tastes.colour']) {
    const found = await listContacts(app.app.db, { filter: eq(field, long) }, resolve);
    expect(found.map(({ key }) => key)).toEqual([created.value.key]);
  }
});
