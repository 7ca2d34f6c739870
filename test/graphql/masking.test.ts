/**
 * Nothing personal reaches a key without the scope `pii`. Every event with personal fields is put into the log with marked values
 * in all of them; then everything that GraphQL offers is asked for, and every filter, as the schema lists them.
 */
import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemContext } from '../../src/application/bootstrap.ts';
import { LOADERS } from '../../src/graphql/nodes.ts';
import { KINDS } from '../../src/projections/kinds.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { KEY, writeEverything } from '../support/everything.ts';
import { type Ask, createAsk } from './client.ts';
import { askingAll, queries } from './everyQuery.ts';

const MARKED = /zebulon|1811-11-11/i;

let app: TestApp;
let sees: Ask;
let blind: Ask;
let blindSecret: string;

beforeAll(async () => {
  app = await startTestApp();
  sees = createAsk(app);
  const issued = await app.app.access.issueKey(systemContext(app.app.ids), {
    name: 'Blind',
    scopes: ['read', 'write', 'admin'],
  });
  if (!issued.ok || issued.value.secret === null) throw new Error('No key was issued');
  blindSecret = issued.value.secret;
  blind = createAsk(app, blindSecret);
  await writeEverything(app);
}, 60_000);
afterAll(() => app.stop());

describe('everything that can be asked', () => {
  const shown = new Set<string>();

  test.each(queries.map((query) => [query.name, query] as const))('%s tells nothing personal', async (_name, query) => {
    const document = askingAll(query);
    const seen = await sees(document);
    expect(seen.errors).toBeUndefined();
    const masked = await blind(document);
    expect(masked.errors).toBeUndefined();
    expect(JSON.stringify(masked.data)).not.toMatch(MARKED);
    if (MARKED.test(JSON.stringify(seen.data))) shown.add(query.name);
  });

  test('shows what is personal to a key that may see it', () => {
    expect([...shown].sort()).toEqual(
      expect.arrayContaining(
        ['activities', 'audit', 'bookableEvents', 'bookings', 'cases', 'changes', 'companies', 'contacts'].concat([
          'formSubmissions',
          'invoices',
          'members',
          'orders',
          'payments',
          'quotes',
          'staff',
        ]),
      ),
    );
  });

  test('of the history of a contact and of what a request led to is masked', async () => {
    const document = `{
      contactHistory(id: "${KEY}") { nodes { type changes { path from to } } }
      auditTrail(correlationId: "r") { name event { data } }
    }`;
    expect(JSON.stringify((await sees(document)).data)).toMatch(MARKED);
    expect(JSON.stringify((await blind(document)).data)).not.toMatch(MARKED);
  });

  test('of the feed of changes is masked', async () => {
    const feed = async (secret: string) =>
      (await fetch(`${app.url}/changes`, { headers: { authorization: `Bearer ${secret}` } })).text();
    expect(await feed(TEST_SECRET)).toMatch(MARKED);
    expect(await feed(blindSecret)).not.toMatch(MARKED);
  });
});

test('every kind of record has said what of it is personal', () => {
  const withoutRow = ['ApiKey', 'SubscriberList', 'Webhook'];
  expect([...Object.keys(KINDS), ...withoutRow].sort()).toEqual(Object.keys(LOADERS).sort());
});

const isCombination = (name: string): boolean => name === 'and' || name === 'or' || name === 'not';

/** Every condition on text that a filter can hold, as its path. */
function textPaths(type: GraphQLInputObjectType): string[][] {
  return Object.values(type.getFields()).flatMap((field): string[][] => {
    const inner = getNamedType(field.type);
    if (isCombination(field.name) || !isInputObjectType(inner)) return [];
    if (inner.name === 'StringFilter') return [[field.name]];
    if (
      'and' in inner.getFields() ||
      /^(Int|Decimal|Boolean|DateTime|Date|StringList|IntList|CustomField)Filter$/.test(inner.name)
    )
      return [];
    return textPaths(inner).map((path) => [field.name, ...path]);
  });
}

const lists = queries.flatMap((query) => {
  const filter = getNamedType(query.args.find(({ name }) => name === 'filter')?.type);
  const sort = getNamedType(query.args.find(({ name }) => name === 'sort')?.type);
  if (!filter || !isInputObjectType(filter) || query.name === 'audit') return [];
  const keys = sort && isInputObjectType(sort) ? getNamedType(sort.getFields().field?.type) : undefined;
  return [[query.name, textPaths(filter), keys && isEnumType(keys) ? keys : undefined] as const];
});

describe('asking about what is masked', () => {
  const nested = (path: readonly string[], condition: string): string =>
    path.reduceRight((inner, name) => `{ ${name}: ${inner} }`, condition);

  test.each(lists)('%s are neither filtered nor sorted by it', async (name, paths, keys) => {
    const forbidden = new Set<string>();
    for (const path of paths) {
      const document = `{ list: ${name}(filter: ${nested(path, '{ contains: "zebulon" }')}) { totalCount } }`;
      const { data, errors } = await blind<{ list: { totalCount: number } }>(document);
      if (errors) {
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
        forbidden.add(path.join('.'));
      } else expect({ path, count: data.list.totalCount }).toEqual({ path, count: 0 });
    }
    for (const { name: key, value } of (keys as GraphQLEnumType | undefined)?.getValues() ?? []) {
      const { errors } = await blind(`{ ${name}(sort: [{ field: ${key} }]) { totalCount } }`);
      if (forbidden.has(value)) expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    const personal = ['activities', 'bookings', 'cases', 'companies', 'contacts', 'orders'];
    expect(forbidden.size > 0).toBe(personal.includes(name));
  });

  test.each([
    `contactByEmail(email: "zebulon@zebulon.example") { ref }`,
    `search(text: "zebulon") { score }`,
    `contacts(search: "zebulon") { totalCount }`,
    `contacts(filter: { custom: [{ name: "sizes.shoe", eq: 5 }] }) { totalCount }`,
    `contacts(sort: [{ custom: "sizes.shoe" }]) { totalCount }`,
  ])('%s is refused', async (query) => {
    const { errors } = await blind(`{ ${query} }`);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});
