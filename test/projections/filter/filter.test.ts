/** The filter compiler on a real database, against a plain evaluation of the same filter in memory. */
import fc from 'fast-check';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Condition,
  compileFilter,
  type FieldResolver,
  type FieldType,
  type Filter,
  FilterError,
  type FilterValue,
  type Operator,
  parseInstant,
} from '../../../src/projections/filter/filter.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

interface Row {
  readonly id: number;
  readonly word: string | null;
  readonly count: number | null;
  readonly flag: boolean | null;
  readonly moment: string | null;
  readonly marks: readonly string[];
  readonly refs: readonly number[];
}

const TYPES: Readonly<Record<'word' | 'count' | 'flag' | 'moment', FieldType>> = {
  word: 'text',
  count: 'number',
  flag: 'boolean',
  moment: 'instant',
};
type Field = keyof typeof TYPES;
const LISTS: Readonly<Record<'marks' | 'refs', FieldType>> = { marks: 'text', refs: 'number' };
type ListField = keyof typeof LISTS;
const isListField = (name: string): name is ListField => Object.hasOwn(LISTS, name);

const resolve: FieldResolver = (name) => {
  if (isListField(name)) return { sql: name, type: LISTS[name], list: true };
  return Object.hasOwn(TYPES, name) ? { sql: name, type: TYPES[name as Field] } : undefined;
};

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.url, { max: 1, onnotice: () => undefined });
  await sql`create table rows (id int, word text, count numeric, flag boolean, moment timestamptz,
    marks text[] not null, refs int[] not null)`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

// Few values, so that they meet; with what quoting, folding and wildcards could trip over.
const words = ['', 'a', 'A', 'ab', 'aB ', ' b', '100%', '%', '_', 'a_b', '\\', "o'k", 'ÄÖ', 'äö', '2', '$1', '"', '\n'];
const numbers = [-1.5, 0, 1, 2, 3, 9_007_199_254_740_991];
const instants = ['0001-01-01', '2024-02-29', '2024-02-29T10:00:00.001Z', '2024-02-29T12:00+02:00', '9999-12-31'];

const instantOf = (text: string): string => parseInstant(text) ?? '';
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 });
/** Stored text never ends in blanks. */
const row = fc.record({
  word: orNull(fc.constantFrom(...words).map((word) => word.trimEnd())),
  count: orNull(fc.constantFrom(...numbers)),
  flag: orNull(fc.boolean()),
  moment: orNull(fc.constantFrom(...instants).map(instantOf)),
  marks: fc.uniqueArray(fc.constantFrom('a', 'A', '%', "o'k", '"'), { maxLength: 3 }),
  refs: fc.uniqueArray(fc.constantFrom(1, 2, 3), { maxLength: 3 }),
});

const VALUES: { readonly [K in Field]: fc.Arbitrary<string | number | boolean> } = {
  word: fc.constantFrom<(string | number)[]>(...words, 2),
  count: fc.oneof(fc.constantFrom(...numbers), fc.constantFrom(...numbers).map(String)),
  flag: fc.constantFrom<(string | number | boolean)[]>(true, false, 'true', 'FALSE', 1, 0, '1'),
  moment: fc.constantFrom(...instants),
};
const ORDERED = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const;
const SUBSTRING = ['contains', 'beginsWith', 'endsWith', 'like'] as const;

const condition: fc.Arbitrary<Condition> = fc
  .constantFrom<Field[]>('word', 'count', 'flag', 'moment')
  .chain((field) => {
    const value = VALUES[field];
    const of = (op: readonly Operator[], operand: fc.Arbitrary<Condition['value']>) =>
      fc.record({ field: fc.constant(field), op: fc.constantFrom(...op), value: operand });
    return fc.oneof(
      of(ORDERED, value),
      of(['eq', 'ne'], fc.constant(null)),
      of(['isNull'], fc.boolean()),
      of(['in', 'notIn', 'eq'], fc.array(orNull(value), { maxLength: 4 })),
      ...(field === 'word' ? [of(SUBSTRING, fc.constantFrom(...words, 'A%', '%b', '%a%B%', '%%'))] : []),
    );
  });

const elements = {
  marks: fc.constantFrom('a', 'A', '%', "o'k", '"', 'nowhere'),
  refs: fc.constantFrom<(number | string)[]>(1, 2, '3', 4, 1.5, 9_007_199_254_740_991, -1e300),
};

const listCondition: fc.Arbitrary<Condition> = fc.constantFrom<ListField[]>('marks', 'refs').chain((field) => {
  const of = (op: readonly Operator[], value: fc.Arbitrary<Condition['value']>) =>
    fc.record({ field: fc.constant(field), op: fc.constantFrom(...op), value });
  return fc.oneof(
    of(['eq', 'ne'], elements[field]),
    of(['in', 'notIn'], fc.array(elements[field], { maxLength: 3 })),
    of(['isNull'], fc.boolean()),
    of(['eq', 'ne'], fc.constant(null)),
  );
});

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    condition,
    listCondition,
    fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
}));

/** The meaning of filters in plain words: unset is the empty text, a comparison with unset does not hold, `not` turns around. */
function holds(part: Filter, row: Row): boolean {
  if ('and' in part) return part.and.every((inner) => holds(inner, row));
  if ('or' in part) return part.or.some((inner) => holds(inner, row));
  if ('not' in part) return !holds(part.not, row);
  if ('relation' in part) throw new Error('These rows have no relations');
  if (isListField(part.field)) return hasElements(part, row[part.field]);
  const field = part.field as Field;
  const stored = row[field] === null ? '' : normal(field, row[field]);
  if (part.op === 'isNull') return (stored === '') === part.value;
  if (Array.isArray(part.value)) {
    const among = part.value.some((each: FilterValue) => stored === normal(field, each));
    return part.op === 'notIn' ? !among : among;
  }
  const operand = part.value as FilterValue;
  if ((SUBSTRING as readonly string[]).includes(part.op))
    return row.word !== null && like(part.op, row.word, String(operand));
  const wanted = normal(field, operand);
  if (part.op === 'eq') return stored === wanted;
  if (part.op === 'ne') return stored !== wanted;
  // Empty text is stored text too where greater and smaller are asked.
  if (row[field] === null) return false;
  const order = compare(stored, wanted);
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[part.op as 'gt'];
}

function hasElements({ field, op, value }: Condition, stored: readonly (string | number)[]): boolean {
  if (op === 'isNull') return (stored.length === 0) === value;
  if (value === null) return (stored.length === 0) === (op === 'eq');
  const wanted = (Array.isArray(value) ? value : [value]).map((each) => (field === 'refs' ? Number(each) : each));
  const among = wanted.some((each) => stored.includes(each));
  return op === 'eq' || op === 'in' ? among : !among;
}

function normal(field: Field, value: FilterValue): string | number | boolean {
  if (value === null) return '';
  if (field === 'word') return String(value).trimEnd().toLowerCase();
  if (field === 'count') return Number(value);
  if (field === 'flag') return ['true', '1'].includes(String(value).toLowerCase());
  return instantOf(String(value));
}

const compare = <T>(a: T, b: T): number => (a === b ? 0 : a > b ? 1 : -1);

function like(op: string, stored: string, operand: string): boolean {
  const text = stored.toLowerCase();
  const wanted = operand.toLowerCase();
  if (op === 'contains') return text.includes(wanted);
  if (op === 'beginsWith') return text.startsWith(wanted);
  if (op === 'endsWith') return text.endsWith(wanted.trimEnd());
  const parts = wanted
    .trimEnd()
    .split('%')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`).test(text);
}

async function matching(filter: Filter): Promise<number[]> {
  const found = await sql<
    { id: number }[]
  >`select id from rows where ${compileFilter(sql, filter, resolve)} order by id`;
  return found.map(({ id }) => id);
}

async function store(rows: readonly Omit<Row, 'id'>[]): Promise<Row[]> {
  const numbered = rows.map((each, id) => ({ id, ...each }));
  await sql`truncate rows`;
  await sql`insert into rows select * from jsonb_to_recordset(${JSON.stringify(numbered)}::text::jsonb)
    as r(id int, word text, count numeric, flag boolean, moment timestamptz, marks text[], refs int[])`;
  return numbered;
}

describe('the compiler', () => {
  it('finds what a plain evaluation finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 5, maxLength: 30 }),
        fc.array(filter, { minLength: 5, maxLength: 5 }),
        async (rows, filters) => {
          const stored = await store(rows);
          for (const each of filters) {
            const expected = stored.filter((row) => holds(each, row)).map(({ id }) => id);
            expect(await matching(each), JSON.stringify(each)).toEqual(expected);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('never lets input reach SQL: any names, operators and values give rows or a FilterError', async () => {
    await store([{ word: 'a', count: 1, flag: true, moment: '2024-01-01T00:00:00.000Z', marks: [], refs: [] }]);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom("'; drop table rows --", '1e400', '\ud800'),
    );
    const value = fc.oneof(
      text,
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(1e308, 5e-324, -0),
    );
    const wild = fc.record({
      field: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...Object.keys(TYPES), ...Object.keys(LISTS)) },
        { weight: 1, arbitrary: text },
      ),
      op: fc.constantFrom<Operator[]>(...ORDERED, ...SUBSTRING, 'in', 'notIn', 'isNull'),
      value: fc.oneof(value, fc.array(value, { maxLength: 3 })),
    });
    await fc.assert(
      fc.asyncProperty(wild, async (condition) => {
        try {
          await matching(condition);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }),
      { numRuns: 1000 },
    );
    expect(await matching({ and: [] })).toEqual([0]);
  });

  it('refuses unknown names, inherited ones too, instead of leaving the condition out', () => {
    for (const field of ['nope', 'constructor', '__proto__', 'word; drop', '']) {
      expect(() => compileFilter(sql, { field, op: 'eq', value: 1 }, resolve)).toThrow(FilterError);
    }
  });

  it('refuses what would only cost time', () => {
    const one: Filter = { field: 'count', op: 'eq', value: 1 };
    let deep: Filter = one;
    for (let level = 0; level < 100; level++) deep = { not: deep };
    const wide: Filter = { or: Array.from({ length: 101 }, () => one) };
    const hollow: Filter = { and: Array.from({ length: 2_000 }, () => ({ and: [] })) };
    for (const each of [deep, wide, hollow]) expect(() => compileFilter(sql, each, resolve)).toThrow(FilterError);
  });
});

describe('instants', () => {
  it.each([
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2024-02-29T10:00', '2024-02-29T10:00:00.000Z'],
    ['2024-02-29 10:00:05.1234567', '2024-02-29T10:00:05.123Z'],
    ['2024-02-29T23:30:00-0230', '2024-03-01T02:00:00.000Z'],
    ['2024-02-29t10:00:00z', '2024-02-29T10:00:00.000Z'],
    ['2024-02-29T10:00+02', '2024-02-29T08:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it.each([
    ['2024-02-30', '2023-02-29', '2024-04-31T00:00:00Z', '2024-13-01', '2024-00-10', '2024-01-00', '2024-01-32'],
    [
      '10000-01-01',
      '+010000-01-01',
      '0000-01-01',
      '-0001-01-01',
      '9999-12-31T23:00:00-02:00',
      '0001-01-01T00:00+01:00',
    ],
    [
      '2024',
      '2024-02',
      '20240229',
      '2024-02-29T25:00',
      '2024-02-29T10:61',
      'Feb 29 2024',
      '',
      '1709164800',
      '٢٠٢٤-٠٢-٢٩',
    ],
  ])('there is no %s, %s, %s …', (...texts) => {
    for (const text of texts) expect(parseInstant(text), text).toBeUndefined();
  });
});
