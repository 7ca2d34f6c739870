import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  const { contact } = await createContact(ask, {
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@engine.example',
    mainAddress: { city: 'Marylebone' },
  });
  await createContact(ask, { firstName: 'Adam', lastName: 'Lovett', email: 'adam@else.example' });
  await createContact(ask, { firstName: '100%', lastName: '_', email: 'percent@else.example' });
  await ask(`mutation { createProduct(input: { name: "Darjeeling First Flush" }) { __typename } }`);
  await ask('mutation { createCompany(input: { name: "Lovelace & Daughters" }) { __typename } }');
  await ask(
    `mutation($contact: ID) { placeOrder(input: { contact: $contact, currency: "GBP",
      lines: [{ name: "Tea", quantity: "1", unitPrice: "1.00" }] }) { __typename } }`,
    { contact: contact.id },
  );
});
afterAll(() => app.stop());

interface Hit {
  readonly score: number;
  readonly node: { readonly __typename: string; readonly email?: string; readonly name?: string };
}

const QUERY = `query($text: String!, $kinds: [SearchKind!], $first: Int) { search(text: $text, kinds: $kinds, first: $first) {
  score node { __typename ... on Contact { email } ... on Company { name } ... on Product { name } } } }`;

async function search(text: string, more: object = {}): Promise<readonly Hit[]> {
  const { data } = await ask<{ search: Hit[] }>(QUERY, { text, ...more });
  return data?.search ?? [];
}
const names = (hits: readonly Hit[]) => hits.map(({ node }) => node.email ?? node.name ?? node.__typename);

it.each([
  ['lovelace', ['ada@engine.example', 'Lovelace & Daughters', 'Order']],
  ['LOVLACE', ['ada@engine.example', 'Lovelace & Daughters', 'Order']],
  ['ada lovelase', ['ada@engine.example', 'Order']],
  ['marylebon', ['ada@engine.example']],
  ['darjeling flush', ['Darjeeling First Flush']],
  ['engine.example', ['ada@engine.example', 'Order']],
  ['100%', ['percent@else.example']],
])('finds by %j what is like it, of every kind', async (text, expected) => {
  expect(names(await search(text))).toEqual(expect.arrayContaining(expected));
});

it('puts what fits best first, and says how well', async () => {
  const hits = await search('adam lovett');
  expect(names(hits)[0]).toBe('adam@else.example');
  expect(hits[0]?.score).toBeGreaterThan(0.9);
  const scores = hits.map(({ score }) => score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
});

it('is narrowed by kind and number', async () => {
  expect(names(await search('lovelace', { kinds: ['COMPANY'] }))).toEqual(['Lovelace & Daughters']);
  expect(await search('lovelace', { first: 1 })).toHaveLength(1);
  expect(await search('lovelace', { kinds: [] })).toEqual([]);
});

it.each(['', '   ', '%', '_', '&', "'", '\\', 'zzzzqqq'])('finds nothing by %j', async (text) => {
  expect(await search(text)).toEqual([]);
});

it('refuses a size that is none, and a key that may not see who is who', async () => {
  const { errors } = await ask(QUERY, { text: 'ada', first: 0 });
  expect(errors?.[0]?.extensions.code).toBe('ARGUMENT_INVALID');
  const made = await ask<{ issueApiKey: { secret: string } }>(
    'mutation { issueApiKey(input: { name: "masked", scopes: [READ] }) { ... on IssueApiKeyPayload { secret } } }',
  );
  const masked = createAsk(app, made.data?.issueApiKey.secret);
  for (const query of ['search(text: "ada") { score }', ...LISTS.map((list) => `${list} { totalCount }`)]) {
    const { errors: refused } = await masked(`{ ${query} }`);
    expect(refused?.[0]?.extensions.code).toBe('FORBIDDEN');
  }
  const { data } = await masked<{ search: Hit[] }>(QUERY, { text: 'darjeling', kinds: ['PRODUCT'] });
  expect(names(data.search)).toEqual(['Darjeeling First Flush']);
});

const LISTS = ['companies(search: "lovlace")', 'orders(search: "ada lovelase")'] as const;

it.each([
  ...LISTS.map((list) => [list, 1] as const),
  ['companies(search: "zzzzqqq")', 0] as const,
  ['orders(search: "zzzzqqq")', 0] as const,
])('finds in a list what is like a text: %s', async (list, totalCount) => {
  const { data } = await ask(`{ list: ${list} { totalCount nodes { __typename } } }`);
  expect(data).toMatchObject({ list: { totalCount } });
});
