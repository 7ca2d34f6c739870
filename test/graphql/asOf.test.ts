/** Every list, record and relation can be asked for as it was at a past moment. */
import { getNamedType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOADERS } from '../../src/graphql/nodes.ts';
import { schema } from '../../src/graphql/schema.ts';
import { KINDS } from '../../src/projections/kinds.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { KEY, writeEverything } from '../support/everything.ts';
import { type Ask, createAsk, createContact, type Loose } from './client.ts';

let app: TestApp;
let ask: Ask;
let before: string;
let after: string;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  before = String(await app.log.head());
  await writeEverything(app);
  after = String(await app.log.head());
}, 60_000);
afterAll(() => app.stop());

const queries = Object.values(schema.getQueryType()?.getFields() ?? {});

/** What has no past, or no need of this way to it. */
const PRESENT_ONLY: Readonly<Record<string, string>> = {
  apiKeys: 'who may do what is of today',
  audit: 'events do not change; `before` ends the list',
  auditTrail: 'events do not change',
  cart: 'a cart is worth what it costs now',
  changes: 'events do not change',
  webhooks: 'where messages go is of today',
};

test('every other query takes a moment', () => {
  const present = queries.filter(({ args }) => !args.some(({ name }) => name === 'asOf')).map(({ name }) => name);
  expect(present.sort()).toEqual(Object.keys(PRESENT_ONLY).sort());
});

const lists = queries.filter(({ type, args }) => {
  const inner = getNamedType(type);
  const fields = isObjectType(inner) ? inner.getFields() : {};
  return (
    'totalCount' in fields && args.some(({ name }) => name === 'asOf') && args.some(({ name }) => name === 'filter')
  );
});

const LIST = (name: string) =>
  `query($asOf: AsOf) { list: ${name}(asOf: $asOf, filter: { not: { key: { isNull: true } } }) { totalCount nodes { id } } }`;

interface Listed {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string }[];
}

describe('a list', () => {
  test('of every kind is there', () => expect(lists.length).toBeGreaterThan(14));

  test.each(lists.map(({ name }) => name))(
    'of %s was empty, and its count too, before there was anything',
    async (name) => {
      const listed = async (position?: string) => {
        const { data, errors } = await ask<{ list: Listed }>(
          LIST(name),
          position === undefined ? {} : { asOf: { position } },
        );
        expect(errors).toBeUndefined();
        expect(data.list.totalCount).toBe(data.list.nodes.length);
        return data.list.nodes.map(({ id }) => atob(id).split(':')[1]);
      };
      expect(await listed(before)).toEqual([]);
      expect(await listed(after)).toContain(KEY);
      expect(await listed()).toContain(KEY);
    },
  );
});

test('subscriber lists, with who was on them and what became of mailings, are those of the moment', async () => {
  const listed = async (position?: string) => {
    const query = 'query($asOf: AsOf) { subscriberLists(asOf: $asOf) { key name subscribers sent } }';
    const { data } = await ask<{ subscriberLists: readonly { key: string; sent: number }[] }>(
      query,
      position ? { asOf: { position } } : {},
    );
    return data.subscriberLists.find(({ key }) => key === KEY);
  };
  const then = await listed(after);
  const engage = (mailing: string) =>
    ask<Loose>(
      `mutation($mailing: String!) { recordEngagement(list: "${KEY}", contact: "${KEY}", mailing: $mailing, kind: SENT) { __typename } }`,
      { mailing },
    );
  const rename = `mutation($id: ID!) { renameSubscriberList(id: $id, name: "Later") { __typename } }`;
  await ask(rename, { id: KEY });
  await engage('one more');
  expect(await listed(before)).toBeUndefined();
  expect(await listed(after)).toEqual(then);
  expect(await listed()).toEqual({ ...then, name: 'Later', sent: (then?.sent ?? 0) + 1 });
});

describe('a record', () => {
  const temporal = Object.keys(LOADERS).filter((kind) => KINDS[kind]?.temporal || kind === 'SubscriberList');
  const ofToday = ['ApiKey', 'Webhook'];

  test('of every kind but those of today has a past', () => {
    expect(Object.keys(LOADERS).filter((kind) => !temporal.includes(kind))).toEqual(ofToday);
  });

  test.each(temporal)('%s was not there before it was made', async (kind) => {
    const id = btoa(`${kind}:${KEY}`);
    const query = `query($id: ID!, $ids: [ID!]!, $asOf: AsOf) {
      node(id: $id, asOf: $asOf) { id } nodes(ids: $ids, asOf: $asOf) { id } }`;
    const at = async (asOf: object | undefined) => (await ask(query, { id, ids: [id], asOf })).data;
    expect(await at({ position: before })).toEqual({ node: null, nodes: [null] });
    expect(await at({ position: after })).toEqual({ node: { id }, nodes: [{ id }] });
    expect(await at(undefined)).toEqual({ node: { id }, nodes: [{ id }] });
  });

  test.each(ofToday)('%s says that it has no past', async (kind) => {
    const { errors } = await ask('query($id: ID!, $asOf: AsOf) { node(id: $id, asOf: $asOf) { id } }', {
      id: btoa(`${kind}:${KEY}`),
      asOf: { position: before },
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'ARGUMENT_INVALID', argument: 'asOf' });
  });
});

test('relations are those of the moment', async () => {
  const { contact } = await createContact(ask, { firstName: 'Early' });
  const { data } = await ask<{ done: { company: { id: string }; position: string } }>(
    'mutation { done: createCompany(input: { name: "Late" }) { ... on CreateCompanyPayload { position company { id } } } }',
  );
  const position = data.done.position;
  const late = { contact: contact.id, currency: 'EUR' };
  const lines = [{ name: 'Tea', quantity: '1', unitPrice: '1' }];
  const did = async (mutation: string, variables: Loose) => {
    const answer = await ask<Loose>(`mutation${mutation}`, { ...variables });
    expect(JSON.stringify(answer.data)).toMatch(/Payload"/);
  };
  await did('($i: UpdateContactInput!) { updateContact(input: $i) { __typename } }', {
    i: { id: contact.id, company: data.done.company.id },
  });
  await did('($i: PlaceOrderInput!) { placeOrder(input: $i) { __typename } }', { i: { ...late, lines } });
  await did('($i: CreateQuoteInput!) { createQuote(input: $i) { __typename } }', { i: { ...late, lines } });
  await did('($i: RecordPaymentInput!) { recordPayment(input: $i) { __typename } }', { i: { ...late, amount: '1' } });
  await did('($i: OpenCaseInput!) { openCase(input: $i) { __typename } }', {
    i: { contact: contact.id, subject: 'S' },
  });
  await did('($i: PlanActivityInput!) { planActivity(input: $i) { __typename } }', {
    i: { contact: contact.id, title: 'T' },
  });
  const query = `query($id: ID, $asOf: AsOf) { contact(id: $id, asOf: $asOf) { company { contacts { ref } }
    orders { ref } quotes { ref } invoices { ref } payments { ref } cases { ref } activities { ref } } }`;
  const at = async (asOf?: object) => (await ask<{ contact: Loose }>(query, { id: contact.id, asOf })).data.contact;
  const none = Object.fromEntries(
    ['orders', 'quotes', 'invoices', 'payments', 'cases', 'activities'].map((name) => [name, []]),
  );
  expect(await at({ position })).toEqual({ company: null, ...none });
  const one = [{ ref: expect.any(Number) }];
  expect(await at()).toEqual({
    company: { contacts: one },
    ...Object.fromEntries(Object.keys(none).map((name) => [name, one])),
  });
});
