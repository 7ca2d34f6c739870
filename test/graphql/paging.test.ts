import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;

const FIRST_NAMES = ['Ann', 'ann', 'Bob', 'Çelik', 'Ørsted', '100%', "O'Neil", null];
const AMOUNT = 60;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  await ask(`mutation { defineCustomField(input: { entity: CONTACT, alias: "score", type: NUMBER }) { __typename } }`);
  for (let index = 0; index < AMOUNT; index++) {
    await createContact(ask, {
      firstName: FIRST_NAMES[index % FIRST_NAMES.length],
      employeeNumber: index % 3 === 0 ? null : (index * 7) % 5,
      mainAddress: { city: index % 4 === 0 ? null : `City ${index % 6}` },
      custom: index % 5 === 0 ? [] : [{ name: 'general.score', value: ((index * 13) % 11) + 0.1 }],
      subscribed: index % 2 === 0,
      tags: index % 10 === 0 ? [] : index % 3 === 0 ? ['vip', 'Press'] : ['vip'],
      lists: index % 6 === 0 ? [index % 4 === 0 ? 1 : 2, 3] : [],
    });
  }
});
afterAll(() => app.stop());

const LIST = `query List($filter: ContactFilter, $sort: [ContactSort!], $search: String, $first: Int, $last: Int, $after: String, $before: String) {
  contacts(filter: $filter, sort: $sort, search: $search, first: $first, last: $last, after: $after, before: $before) {
    edges { cursor node { ref } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

interface List {
  readonly contacts: {
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly ref: number } }[];
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
  };
}

async function list(variables: Record<string, unknown>): Promise<List['contacts']> {
  const { data, errors } = await ask<List>(LIST, variables);
  expect(errors).toBeUndefined();
  return data.contacts;
}

const refsOf = ({ edges }: List['contacts']): number[] => edges.map(({ node }) => node.ref);

async function forwards(variables: Record<string, unknown>, first: number): Promise<number[]> {
  const refs: number[] = [];
  for (let after: string | null = null; ; ) {
    const page: List['contacts'] = await list({ ...variables, first, after });
    refs.push(...refsOf(page));
    if (!page.pageInfo.hasNextPage) return refs;
    after = page.pageInfo.endCursor;
  }
}

async function backwards(variables: Record<string, unknown>, last: number): Promise<number[]> {
  const refs: number[] = [];
  for (let before: string | null = null; ; ) {
    const page: List['contacts'] = await list({ ...variables, last, before });
    refs.unshift(...refsOf(page));
    if (!page.pageInfo.hasPreviousPage) return refs;
    before = page.pageInfo.startCursor;
  }
}

const SORT_FIELDS = [
  { field: 'FIRST_NAME' },
  { field: 'EMPLOYEE_NUMBER' },
  { field: 'MAIN_ADDRESS__CITY' },
  { field: 'CREATED_AT' },
  { field: 'SUBSCRIBED' },
  { field: 'REF' },
  { field: 'NAME' },
  { custom: 'general.score' },
];

const anySort = fc.array(
  fc
    .record({ key: fc.constantFrom(...SORT_FIELDS), direction: fc.constantFrom('ASC', 'DESC') })
    .map(({ key, direction }) => ({
      ...key,
      direction,
    })),
  { maxLength: 3 },
);

describe('all pages of a list, one after the other, are the whole list', () => {
  test('whatever the sort, the page size and the direction', async () => {
    await fc.assert(
      fc.asyncProperty(anySort, fc.integer({ min: 3, max: 40 }), async (sort, size) => {
        const whole = refsOf(await list({ sort, first: AMOUNT + 10 }));
        expect(whole).toHaveLength(AMOUNT);
        expect(await forwards({ sort }, size)).toEqual(whole);
        expect(await backwards({ sort }, size)).toEqual(whole);
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  test('with a filter and a search', async () => {
    const variables = {
      filter: { or: [{ firstName: { eq: 'ANN' } }, { not: { mainAddress: { city: { isNull: true } } } }] },
      sort: [{ custom: 'general.score', direction: 'DESC' }],
    };
    const whole = refsOf(await list({ ...variables, first: 200 }));
    expect(whole.length).toBeGreaterThan(10);
    expect(await forwards(variables, 7)).toEqual(whole);
    const found = await forwards({ search: 'city 3', sort: [{ field: 'FIRST_NAME' }] }, 2);
    expect(found).toHaveLength(AMOUNT / 6);
  });

  test('between two cursors', async () => {
    const whole = await list({ first: 200 });
    const between = await list({ after: whole.edges[4]?.cursor, before: whole.edges[9]?.cursor });
    expect(refsOf(between)).toEqual(refsOf(whole).slice(5, 9));
  });
});

describe('a filter', () => {
  const count = async (filter: Record<string, unknown>): Promise<number> => {
    const { data, errors } = await ask<{ contacts: { totalCount: number } }>(
      `query($f: ContactFilter) { contacts(filter: $f, first: 0) { totalCount } }`,
      {
        f: filter,
      },
    );
    expect(errors).toBeUndefined();
    return data.contacts.totalCount;
  };

  test.each([
    ['nothing', {}, 60],
    ['text, letter case aside', { firstName: { eq: 'ANN' } }, 16],
    ['unset text', { firstName: { eq: null } }, 7],
    ['text that is set', { firstName: { isNull: false } }, 53],
    ['a wildcard taken literally', { firstName: { contains: '%' } }, 7],
    ['a quote', { firstName: { eq: "O'Neil" } }, 7],
    ['a list', { firstName: { in: ['Bob', 'Çelik'] } }, 16],
    ['a list that must not match', { firstName: { notIn: ['Bob', 'Ann'] } }, 36],
    ['numbers', { employeeNumber: { gte: 3, lt: 4 } }, 8],
    ['a nested field', { mainAddress: { city: { beginsWith: 'city 5' } } }, 10],
    ['a custom field', { custom: [{ name: 'general.score', gt: 5.05, lte: 6.1 }] }, 9],
    ['any of some tags', { tags: { hasAny: ['Press', 'none'] } }, 18],
    ['tags of other letter case', { tags: { hasAny: ['VIP'] } }, 0],
    ['all of some tags, not in a list', { tags: { hasAll: ['vip', 'Press'] }, lists: { hasNone: [3] } }, 10],
    ['no tags at all', { tags: { isEmpty: true } }, 6],
    ['lists', { lists: { hasAny: [1, 2], hasAll: [2, 3], isEmpty: false } }, 5],
    ['no lists', { lists: { hasAll: [] }, tags: { hasNone: [] }, not: { lists: { isEmpty: false } } }, 50],
    ['and, or, not', { and: [{ subscribed: { eq: true } }, { or: [{ not: { firstName: { eq: 'Bob' } } }] }] }, 22],
  ])('by %s', async (_name, filter, expected) => {
    expect(await count(filter)).toBe(expected);
  });

  test('goes with no more sort keys than anybody needs', async () => {
    const sort = Array.from({ length: 2_000 }, () => ({ field: 'REF' }));
    const { errors } = await ask(LIST, { sort });
    expect(errors?.[0]?.extensions.code).toBe('FILTER_INVALID');
  });

  test('on a field that is not defined says so', async () => {
    const { errors } = await ask(`{ contacts(filter: { custom: [{ name: "no.such", eq: 1 }] }) { totalCount } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FILTER_INVALID', field: 'custom.no.such' });
  });

  test('that compares a number with text says so', async () => {
    const { errors } = await ask(
      `{ contacts(filter: { custom: [{ name: "general.score", eq: "x" }] }) { totalCount } }`,
    );
    expect(errors?.[0]?.extensions.code).toBe('FILTER_INVALID');
  });
});

describe('a cursor', () => {
  const codeFor = async (variables: Record<string, unknown>): Promise<string | undefined> =>
    (await ask(LIST, variables)).errors?.[0]?.extensions.code;

  test('of another query is refused', async () => {
    const { pageInfo } = await list({ first: 3, sort: [{ field: 'FIRST_NAME' }] });
    const after = pageInfo.endCursor;
    expect(await codeFor({ after, sort: [{ field: 'FIRST_NAME', direction: 'DESC' }] })).toBe('CURSOR_INVALID');
    expect(await codeFor({ after, sort: [{ field: 'LAST_NAME' }] })).toBe('CURSOR_INVALID');
    expect(await codeFor({ after })).toBe('CURSOR_INVALID');
    expect(await codeFor({ after, sort: [{ field: 'FIRST_NAME' }], filter: { ref: { gt: 1 } } })).toBe(
      'CURSOR_INVALID',
    );
    expect(await codeFor({ after, sort: [{ field: 'FIRST_NAME' }] })).toBeUndefined();
  });

  test('that was forged is refused, whatever is in it', async () => {
    const sort = [{ field: 'CREATED_AT' }, { field: 'EMPLOYEE_NUMBER' }];
    const { pageInfo } = await list({ first: 3, sort });
    const [mark, ...place] = JSON.parse(
      Buffer.from(pageInfo.endCursor ?? '', 'base64url').toString('utf8'),
    ) as unknown[];
    const forge = (...values: unknown[]) => Buffer.from(JSON.stringify([mark, ...values])).toString('base64url');
    expect(await codeFor({ sort, after: forge(...place) })).toBeUndefined();
    const forgeries = [
      ['1', '2026-01-01', '1'],
      [1.5, '2026-01-01', '1'],
      [9e15, '2026-01-01', '1'],
      [1, 'yesterday', '1'],
      [1, '2026-01-01', "1'; drop table contacts"],
      [1, '2026-01-01', 'NaN'],
      [1, '2026-01-01', 5],
      [1, '2026-01-01'],
      [1, '2026-13-45', '1'],
      [1],
      [],
    ];
    for (const values of forgeries) expect(await codeFor({ sort, after: forge(...values) })).toBe('CURSOR_INVALID');
  });

  test('made of anything gives a page or a clear error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String(), fc.json()), async (after) => {
        const { status, errors } = await ask(LIST, { after });
        expect(status).toBe(200);
        expect([undefined, 'CURSOR_INVALID']).toContain(errors?.[0]?.extensions.code);
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});

test.each([{ first: -1 }, { first: 251 }, { last: 251 }, { first: 1, last: 1 }])(
  'a page of %j is refused',
  async (variables) => {
    const { errors } = await ask(LIST, variables);
    expect(errors?.[0]?.extensions.code).toBe('ARGUMENT_INVALID');
  },
);
