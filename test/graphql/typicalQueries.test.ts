/** Ten queries that applications ask all day: each takes a fixed number of statements, whatever the page size. */
import { getNamedType, isCompositeType, isObjectType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { createAsk, createContact, type Loose } from './client.ts';
import { type Counter, countStatements } from './routes.ts';

const RECORDS = 12;
const HOUR = 3_600_000;
const NOON = Math.ceil((Date.now() + 24 * HOUR) / HOUR) * HOUR;
const at = (hours: number): string => new Date(NOON + hours * HOUR).toISOString();

/** Of what takes longer to make, or what nobody has many of. */
const FEW = 3;

type Must = (query: string, variables: object) => Promise<Loose>;

/** A category with a product, a cart with it, a form, and the contact as a member of a group. */
async function sell(index: number, contact: string, must: Must): Promise<void> {
  const { category } = await must(
    `mutation($name: String!) { done: createCategory(input: { name: $name }) {
      __typename ... on CreateCategoryPayload { category { id } } } }`,
    { name: `Category ${index}` },
  );
  await must('mutation($input: CreateProductInput!) { done: createProduct(input: $input) { __typename } }', {
    input: {
      ...{ name: `Product ${index}`, categories: [(category as { id: string }).id] },
      variants: [{ sku: `SKU-${index}`, price: '1' }],
    },
  });
  await must(
    'mutation($sku: String!, $contact: ID!) { done: addToCart(contact: $contact, input: { sku: $sku, quantity: "1" }) { __typename } }',
    { sku: `SKU-${index}`, contact },
  );
  await must(`mutation($alias: String!) { done: defineForm(input: { alias: $alias, fields: [] }) { __typename } }`, {
    alias: `form-${index}`,
  });
  const { memberGroup } = await must(
    `mutation { done: createMemberGroup(name: "Group ${index}") {
      __typename ... on CreateMemberGroupPayload { memberGroup { ref } } } }`,
    {},
  );
  await must('mutation($input: RegisterMemberInput!) { done: registerMember(input: $input) { __typename } }', {
    input: { email: `c${index}@example.com`, groups: [{ group: (memberGroup as { ref: number }).ref }] },
  });
}

let app: TestApp;
let counter: Counter;
let anyone: string;

/** Each contact has a company, an order that is partly paid, a quote, a submitted form with its case, an activity and a booking. */
beforeAll(async () => {
  app = await startTestApp();
  counter = await countStatements(app);
  const ask = createAsk(app);
  const must = async (query: string, variables: object): Promise<Loose> => {
    const { data, errors } = await ask<{ done: Loose }>(query, { ...variables });
    if (errors || !String(data.done.__typename).endsWith('Payload')) throw new Error(JSON.stringify(errors ?? data));
    return data.done;
  };
  await must(`mutation { done: defineForm(input: { alias: "f", fields: [{ alias: "a" }] }) { __typename } }`, {});
  const slots = Array.from({ length: 3 }, (_, index) => ({ start: at(index), end: at(index + 1) }));
  for (let index = 0; index < RECORDS; index++) {
    const { company } = await must(
      `mutation($input: CreateCompanyInput!) { done: createCompany(input: $input) {
        __typename ... on CreateCompanyPayload { company { id } } } }`,
      { input: { name: `Company ${index}` } },
    );
    const { id } = company as { id: string };
    const { contact } = await createContact(ask, { email: `c${index}@example.com`, company: id });
    anyone = contact.id;
    const sale = { contact: contact.id, currency: 'EUR' };
    const lines = [1, 2].map((quantity) => ({ name: `Tea ${quantity}`, quantity: String(quantity), unitPrice: '10' }));
    const { order } = await must(
      `mutation($input: PlaceOrderInput!) { done: placeOrder(input: $input) {
        __typename ... on PlaceOrderPayload { order { id } } } }`,
      { input: { ...sale, lines } },
    );
    await must(`mutation($input: RecordPaymentInput!) { done: recordPayment(input: $input) { __typename } }`, {
      input: { ...sale, order: (order as { id: string }).id, amount: '5' },
    });
    await must(`mutation($input: CreateQuoteInput!) { done: createQuote(input: $input) { __typename } }`, {
      input: { ...sale, lines },
    });
    await must(`mutation($input: SubmitFormInput!) { done: submitForm(input: $input) { __typename } }`, {
      input: { alias: 'f', contact: contact.id, answers: [{ field: 'a', value: 'x' }] },
    });
    await must(`mutation($input: PlanActivityInput!) { done: planActivity(input: $input) { __typename } }`, {
      input: { title: 'Call', contact: contact.id, company: id, startsAt: at(0), endsAt: at(1) },
    });
    const { bookableEvent } = await must(
      `mutation($input: CreateBookableEventInput!) { done: createBookableEvent(input: $input) {
        __typename ... on CreateBookableEventPayload { bookableEvent { id } } } }`,
      { input: { name: `Event ${index}`, slots } },
    );
    await must(`mutation($input: BookSessionInput!) { done: bookSession(input: $input) { __typename } }`, {
      input: { event: (bookableEvent as { id: string }).id, start: at(0), contact: contact.id },
    });
    if (index < FEW) await sell(index, contact.id, must);
  }
}, 120_000);
afterAll(async () => {
  await counter.end();
  await app.stop();
});

const ORDER =
  'ref placedAt totals { total { amount } } lines { name quantity net { amount } } payments { settled { amount } }';

const QUERIES: readonly (readonly [string, number, string])[] = [
  [
    'contacts with company, orders, lines and payments',
    4,
    `contacts(first: $first) { nodes { ref email company { name } orders(first: 5) { ${ORDER} } } }`,
  ],
  [
    'orders with contact and invoices',
    5,
    `orders(first: $first) { nodes { ${ORDER} contact { email } invoices { number } } }`,
  ],
  [
    'invoices with order and contact',
    4,
    'invoices(first: $first) { nodes { number order { ref } contact { email } } }',
  ],
  ['quotes with contact', 2, 'quotes(first: $first) { nodes { ref totals { total { amount } } contact { email } } }'],
  ['payments with contact', 2, 'payments(first: $first) { nodes { amount { amount } contact { email } } }'],
  [
    'companies with contacts and their cases',
    3,
    'companies(first: $first) { nodes { name contacts(first: 5) { email cases { subject } } } }',
  ],
  [
    'cases with contact and company',
    3,
    'cases(first: $first) { nodes { ref subject contact { email company { name } } } }',
  ],
  [
    'submitted forms with form, contact and case',
    4,
    'formSubmissions(first: $first) { nodes { form { name } contact { email } case { ref } answers { value } } }',
  ],
  [
    'bookable events with times, bookings and who comes',
    4,
    'bookableEvents(first: $first) { nodes { name slots { start seatsLeft } bookings { ref contact { email } } } }',
  ],
  [
    'activities with contact and company',
    3,
    'activities(first: $first) { nodes { title contact { email } company { name } } }',
  ],
];

test.each(QUERIES)('a page of %s takes %d statements', async (_what, statements, query) => {
  for (const first of [1, 3, RECORDS]) {
    const taken = await counter.statementsOf(`query($first: Int) { ${query} }`, { first });
    expect(taken, `for ${first} records`).toBe(statements);
  }
});

/** Every list of records, with every relation of what is listed. */
const relations = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap(({ name, type, args }) => {
  if (!args.some((arg) => arg.name === 'sort')) return [];
  const list = getNamedType(type);
  const fields = isObjectType(list) ? list.getFields() : {};
  const node = getNamedType(fields.nodes?.type);
  if (!('totalCount' in fields) || !isObjectType(node)) return [];
  const related = Object.values(node.getFields()).filter((field) => isCompositeType(getNamedType(field.type)));
  return related.map((field) => [name, field.name] as const);
});

test('every relation of every list takes as many statements for many records as for one', async () => {
  expect(relations.length).toBeGreaterThan(60);
  const answers: Record<string, readonly number[]> = {};
  for (const [list, relation] of relations) {
    const query = `query($first: Int) { list: ${list}(first: $first) { nodes { ${relation} { __typename } } } }`;
    const taken = [await counter.statementsOf(query, { first: 1 }), await counter.statementsOf(query, { first: FEW })];
    if (taken[0] !== taken[1]) answers[`${list} { ${relation} }`] = taken;
  }
  expect(answers).toEqual({});
});

test('every list that has relations has enough in it to tell', async () => {
  const ask = createAsk(app);
  for (const list of new Set(relations.map(([name]) => name))) {
    const { data } = await ask<{ list: { totalCount: number } } | null>(`{ list: ${list} { totalCount } }`);
    expect(data?.list.totalCount, list).toBeGreaterThanOrEqual(FEW);
  }
});

/** Invoices take one more for what has been paid: their status tells it. */
test('everything about one contact takes one statement for each kind of record', async () => {
  const query = `query($id: ID) { contact(id: $id) {
    company { name } orders { ref } invoices { ref } quotes { ref } payments { ref } cases { ref }
    formSubmissions { ref } bookings { ref } activities { ref } member { ref }
  } }`;
  expect(await counter.statementsOf(query, { id: anyone })).toBe(12);
});
