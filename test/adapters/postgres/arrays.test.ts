/** Arrays as parameters and as results, through a real database. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../src/adapters/postgres/connect.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

let database: TestDatabase;
let sql: ReturnType<typeof connect>;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect(database.url, { max: 2 });
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

test('any texts come back as they went in', async () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed());
  const special = fc.constantFrom('', 'NULL', 'null', '{}', 'a,b', '"', '\\', '\\"', ' a ', 'a\nb');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(text, special, fc.constant(null))), async (values) => {
      const [row] = await sql`select ${values}::text[] as back`;
      expect(row?.back).toEqual(values);
    }),
    { numRuns: 200 },
  );
});

test('other kinds of elements', async () => {
  const [row] =
    await sql`select array[1, null, 3]::int8[] as longs, array[true, false] as truths, array['1.50']::numeric[] as sums,
    array['2026-01-02 03:04:05+01']::timestamptz[] as times, ${['0191f2a4-0000-7000-8000-000000000000']}::uuid[] as ids`;
  expect(row).toEqual({
    longs: [1, null, 3],
    truths: [true, false],
    sums: ['1.50'],
    times: ['2026-01-02T02:04:05.000Z'],
    ids: ['0191f2a4-0000-7000-8000-000000000000'],
  });
});
