import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact, type Loose } from './client.ts';

let app: TestApp;
let ask: Ask;

interface Person {
  readonly name: string;
  readonly company: string | null;
  /** What each order comes to, in whole euros. */
  readonly orders: readonly number[];
}

const PEOPLE: readonly Person[] = [
  { name: 'Ada', company: 'Engines', orders: [10, 200] },
  { name: 'Bob', company: 'Engines', orders: [] },
  { name: 'Cid', company: 'Bakery', orders: [10] },
  { name: 'Dee', company: null, orders: [200] },
  { name: 'Eve', company: null, orders: [] },
];

let beforeOrders: string;

async function must(query: string, variables: Loose): Promise<Loose> {
  const { data, errors } = await ask<{ done: Loose }>(`mutation${query}`, { ...variables });
  if (errors || !String(data.done.__typename).endsWith('Payload')) throw new Error(JSON.stringify(errors ?? data));
  return data.done;
}

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  const companies = new Map<string, string>();
  for (const name of ['Engines', 'Bakery']) {
    const { company } = await must(
      '($input: CreateCompanyInput!) { done: createCompany(input: $input) { __typename ... on CreateCompanyPayload { company { id } } } }',
      { input: { name, custom: [{ name: 'size.people', value: name.length }] } },
    );
    companies.set(name, (company as { id: string }).id);
  }
  const contacts = new Map<string, string>();
  for (const { name, company } of PEOPLE) {
    const input = { firstName: name, lastName: 'X', ...(company ? { company: companies.get(company) } : {}) };
    const { contact, position } = await createContact(ask, input);
    contacts.set(name, contact.id);
    beforeOrders = position;
  }
  for (const { name, orders } of PEOPLE) {
    for (const price of orders) {
      await must('($input: PlaceOrderInput!) { done: placeOrder(input: $input) { __typename } }', {
        input: {
          ...{ contact: contacts.get(name), currency: 'EUR' },
          lines: [{ name: 'Tea', quantity: '1', unitPrice: String(price) }],
        },
      });
    }
  }
}, 60_000);
afterAll(() => app.stop());

const NAMES = `query($filter: ContactFilter, $asOf: AsOf) { contacts(filter: $filter, asOf: $asOf) {
  totalCount nodes { firstName } } }`;

async function named(filter: object, asOf?: object): Promise<readonly string[]> {
  const { data, errors } = await ask<{ contacts: { totalCount: number; nodes: { firstName: string }[] } }>(NAMES, {
    filter,
    asOf,
  });
  if (errors) throw new Error(JSON.stringify(errors));
  expect(data.contacts.totalCount).toBe(data.contacts.nodes.length);
  return data.contacts.nodes.map(({ firstName }) => firstName);
}

describe('contacts', () => {
  const large = { total: { gte: 10_000 } };

  test.each([
    ['by their company', { company: { name: { eq: 'engines' } } }, ['Ada', 'Bob']],
    ['with a company', { company: {} }, ['Ada', 'Bob', 'Cid']],
    ['without a company', { not: { company: {} } }, ['Dee', 'Eve']],
    ['with orders', { orders: { some: {} } }, ['Ada', 'Cid', 'Dee']],
    ['without orders', { orders: { none: {} } }, ['Bob', 'Eve']],
    ['with a large order', { orders: { some: large } }, ['Ada', 'Dee']],
    ['without a large order', { orders: { none: large } }, ['Bob', 'Cid', 'Eve']],
    ['with large orders only', { orders: { every: large } }, ['Bob', 'Dee', 'Eve']],
    ['with both', { orders: { some: large }, company: { name: { beginsWith: 'e' } } }, ['Ada']],
    [
      'with either',
      { or: [{ orders: { some: large } }, { company: { name: { eq: 'Bakery' } } }] },
      ['Ada', 'Cid', 'Dee'],
    ],
    [
      'whose company has a customer of large orders',
      { company: { contacts: { some: { orders: { some: large } } } } },
      ['Ada', 'Bob'],
    ],
    ['by what they bought', { orders: { some: { lines: { some: { unitPrice: { gte: '200' } } } } } }, ['Ada', 'Dee']],
    ['by what was not said', { company: null, orders: { some: null } }, ['Ada', 'Bob', 'Cid', 'Dee', 'Eve']],
  ])('%s are found', async (_what, filter, expected) => {
    expect(await named(filter)).toEqual(expected);
  });

  test('are found by what was so then', async () => {
    const asOf = { position: beforeOrders };
    expect(await named({ orders: { some: {} } }, asOf)).toEqual([]);
    expect(await named({ company: { name: { eq: 'Engines' } } }, asOf)).toEqual(['Ada', 'Bob']);
    expect(await named({ company: {} }, { position: '1' })).toEqual([]);
  });

  type Plain = { readonly least: number; readonly holds: 'some' | 'none' | 'every'; readonly not: boolean };
  const conditions = fc.array(
    fc.record({
      least: fc.constantFrom(0, 5, 100, 500),
      holds: fc.constantFrom('some' as const, 'none' as const, 'every' as const),
      not: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const HOLDS: Readonly<Record<Plain['holds'], (orders: readonly number[], least: number) => boolean>> = {
    some: (orders, least) => orders.some((order) => order >= least),
    none: (orders, least) => !orders.some((order) => order >= least),
    every: (orders, least) => orders.every((order) => order >= least),
  };

  test('are found as plain reckoning finds them', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, async (parts) => {
        const filter = parts.map(({ least, holds, not }) => {
          const condition = { orders: { [holds]: { total: { gte: least * 100 } } } };
          return not ? { not: condition } : condition;
        });
        const expected = PEOPLE.filter(({ orders }) =>
          parts.every(({ least, holds, not }) => HOLDS[holds](orders, least) !== not),
        );
        expect(await named({ and: filter })).toEqual(expected.map(({ name }) => name));
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});

test('orders are found by their contact, by the company of their contact, and by what was ordered', async () => {
  const query = `query($filter: OrderFilter) { orders(filter: $filter, sort: [{ field: TOTAL, direction: DESC }, { field: REF }]) {
    nodes { contact { firstName } totals { total { amount } } } } }`;
  const found = async (filter: object) =>
    (
      await ask<{ orders: { nodes: { contact: { firstName: string }; totals: { total: { amount: string } } }[] } }>(
        query,
        {
          filter,
        },
      )
    ).data.orders.nodes.map(({ contact, totals }) => `${contact.firstName} ${Number(totals.total.amount)}`);
  expect(await found({ contact: { firstName: { eq: 'ada' } } })).toEqual(['Ada 200', 'Ada 10']);
  expect(await found({ contact: { company: { name: { in: ['Bakery', 'Engines'] } } } })).toEqual([
    'Ada 200',
    'Ada 10',
    'Cid 10',
  ]);
  expect(await found({ not: { contact: { company: {} } } })).toEqual(['Dee 200']);
  expect(await found({ lines: { some: { name: { eq: 'tea' }, unitPrice: { lt: '10.5' } } } })).toEqual([
    'Ada 10',
    'Cid 10',
  ]);
  expect(await found({ lines: { some: { quantity: { gt: 1 } } } })).toEqual([]);
});

describe('custom fields', () => {
  test('of companies are filtered and sorted by, and followed from contacts', async () => {
    await must(`($input: DefineCustomFieldInput!) { done: defineCustomField(input: $input) { __typename } }`, {
      input: { entity: 'COMPANY', group: 'size', alias: 'people', label: 'People', type: 'NUMBER' },
    });
    const { data } = await ask(
      `{ companies(filter: { custom: [{ name: "size.people", gte: 6 }] }, sort: [{ custom: "size.people", direction: DESC }]) {
        nodes { name } } }`,
    );
    expect(data).toEqual({ companies: { nodes: [{ name: 'Engines' }, { name: 'Bakery' }] } });
    expect(await named({ company: { custom: [{ name: 'size.people', eq: 6 }] } })).toEqual(['Cid']);
  });

  test('that are not defined are refused by name', async () => {
    const { errors } = await ask('{ companies(filter: { custom: [{ name: "no.such", eq: 1 }] }) { totalCount } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FILTER_INVALID', field: 'custom.no.such' });
  });
});

describe('what asks too much', () => {
  test('follows more relations than it may', async () => {
    const filter = { and: Array.from({ length: 11 }, () => ({ company: {} })) };
    const { errors } = await ask(NAMES, { filter });
    expect(errors?.[0]?.extensions.code).toBe('FILTER_INVALID');
  });

  test('does not see through a relation what is personal', async () => {
    const { data } = await ask<{ issueApiKey: { secret: string } }>(
      'mutation { issueApiKey(input: { name: "Blind", scopes: [READ] }) { ... on IssueApiKeyPayload { secret } } }',
    );
    const blind = createAsk(app, data.issueApiKey.secret);
    for (const filter of [
      { contact: { firstName: { eq: 'Ada' } } },
      { contact: { company: { email: { eq: 'x' } } } },
    ]) {
      const { errors } = await blind('query($f: OrderFilter) { orders(filter: $f) { totalCount } }', { f: filter });
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});
