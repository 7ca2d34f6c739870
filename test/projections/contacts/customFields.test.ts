/** Filters on custom fields ask an index on all of them together first: never at the price of a row. */
import fc from 'fast-check';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CustomValue } from '../../../src/domain/kernel/fragments.ts';
import { contactFields } from '../../../src/projections/contacts/fields.ts';
import { compileFilter, type FilterValue } from '../../../src/projections/filter/filter.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.url, { max: 1, onnotice: () => undefined });
  await sql`create table rows (id int, custom jsonb not null)`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const FIELDS = [
  { group: 'Größe', alias: 'a_b', type: 'text' },
  { group: 'g', alias: 'B-1', type: 'text' },
  { group: 'g', alias: 'n', type: 'number' },
  { group: 'g', alias: 'yes', type: 'boolean' },
] as const;
const resolve = contactFields(FIELDS);
const names = FIELDS.map(({ group, alias }) => `${group}.${alias}`);

const texts = [
  'a',
  'A',
  'ä',
  'Ä',
  '"',
  '\\',
  '\\"',
  '%',
  'a_b',
  'a%',
  "o'k",
  'a\nb',
  '\u001f',
  '{"g.n": 5}',
  ': x',
  '5',
  '5.0',
  'true',
];
const numbers = [5, 5.5, -5, 0, -0, 1e21, 1e-7, 50, 9_007_199_254_740_991];
const value: fc.Arbitrary<CustomValue> = fc.oneof(
  fc.constantFrom<CustomValue[]>(...texts, ...numbers, true, false),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).map((text) => text.trim() || 'x'),
);
const custom = fc.dictionary(fc.constantFrom(...names, 'g.b-1', 'g.removed'), value);

/** What a field shows: text whatever was stored, numbers and booleans only when they are. */
function shown(name: string, stored: CustomValue | undefined): CustomValue | undefined {
  const type = FIELDS[names.indexOf(name)]?.type ?? 'text';
  if (type !== 'text') return typeof stored === type ? stored : undefined;
  // The database writes out what JavaScript writes with an exponent.
  return stored === undefined || /e[+-]/.test(String(stored)) ? undefined : String(stored);
}

const same = (left: CustomValue | undefined, right: FilterValue): boolean => {
  if (left === undefined) return false;
  if (typeof left === 'string') return left.toLowerCase().trimEnd() === String(right).toLowerCase().trimEnd();
  return Number(left) === Number(right);
};

it('finds by equality exactly what has the value', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(custom, { minLength: 1, maxLength: 20 }), async (rows) => {
      const numbered = rows.map((each, id) => ({ id, custom: each }));
      await sql`truncate rows`;
      await sql`insert into rows select * from jsonb_to_recordset(${JSON.stringify(numbered)}::text::jsonb) as r(id int, custom jsonb)`;
      for (const name of names) {
        for (const operand of rows.flatMap((row) => shown(name, row[name]) ?? [])) {
          const filter = { field: `custom.${name}`, op: 'eq', value: operand } as const;
          const found = await sql<
            { id: number }[]
          >`select id from rows where ${compileFilter(sql, filter, resolve)} order by id`;
          const expected = numbered.filter((row) => same(shown(name, row.custom[name]), operand));
          expect(
            found.map(({ id }) => id),
            `${name} = ${JSON.stringify(operand)}`,
          ).toEqual(expected.map(({ id }) => id));
        }
      }
    }),
    { numRuns: 60 },
  );
});
