/** What is filled in bulk has to be what a statement with parameters would have put there. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../src/adapters/postgres/connect.ts';
import { insertMany } from '../../../src/projections/engine/bulk.ts';
import type { Db } from '../../../src/projections/engine/db.ts';
import { createTestDatabase } from '../../support/postgres.ts';

let sql: Db;
beforeAll(async () => {
  sql = connect((await createTestDatabase()).url);
  await sql`create table filled (key text primary key, plain text, amount bigint, yes boolean, at timestamptz,
    record jsonb, other jsonb, texts text[], numbers integer[])`;
});
afterAll(() => sql.end());

const COLUMNS = [
  { field: 'key', sql: 'key', type: 'text' },
  { field: 'plain', sql: 'plain', type: 'text' },
  { field: 'amount', sql: 'amount', type: 'bigint' },
  { field: 'yes', sql: 'yes', type: 'boolean' },
  { field: 'at', sql: 'at', type: 'timestamptz' },
  { field: 'record', sql: 'record', type: 'jsonb' },
  { field: 'other', sql: 'other', type: 'jsonb' },
  { field: 'texts', sql: 'texts', type: 'text[]' },
  { field: 'numbers', sql: 'numbers', type: 'integer[]' },
] as const;

/** PostgreSQL stores no NUL, and separators are another test. */
const text = fc
  .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\\N', '\\.', '\t', '\\', 'null', '', '"', '{},', "'", '\r\n'))
  .map((value) => [...value].filter((character) => !'\0\x1d\x1e\x1f'.includes(character)).join(''));

const document = fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null), fc.array(text)));

const records = fc.array(
  fc.record({
    plain: fc.option(text),
    amount: fc.option(fc.maxSafeInteger()),
    yes: fc.boolean(),
    at: fc.option(
      fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((at) => at.toISOString()),
    ),
    record: document,
    // A few that are alike, as the versions of a row are.
    other: fc.option(fc.oneof(document, fc.constantFrom({}, { a: 1 }, { a: '\x1e' }))),
    texts: fc.array(text),
    numbers: fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  }),
  { minLength: 1, maxLength: 20 },
);

test('any values arrive as they were', async () => {
  await fc.assert(
    fc.asyncProperty(records, async (made) => {
      const rows = made.map((record, number) => ({ key: String(number).padStart(3, '0'), ...record }));
      await sql`truncate filled`;
      const write = insertMany('filled', COLUMNS, rows);
      await sql.unsafe(write?.statement ?? '', [write?.records ?? '']);
      const stored = await sql`select * from filled order by key`;
      expect(stored.map((row) => ({ ...row }))).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test.each(['\x1d', '\x1e', '\x1f'])('a text with a separator in it goes another way', (separator) => {
  const row = { key: 'one', yes: true, record: { fine: separator }, texts: [] };
  expect(insertMany('filled', COLUMNS, [row])).toBeDefined();
  expect(insertMany('filled', COLUMNS, [row, { ...row, plain: `a${separator}b` }])).toBeUndefined();
  expect(insertMany('filled', COLUMNS, [row, { ...row, texts: ['a', separator] }])).toBeUndefined();
});
