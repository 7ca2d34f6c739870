import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, type GraphqlError, send } from './client.ts';

let app: TestApp;
let ask: Ask;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

async function sendText(body: string, headers: Record<string, string> = {}) {
  const response = await send(app, { body, secret: TEST_SECRET, headers });
  const { errors } = (await response.json()) as { errors?: GraphqlError[] };
  return { status: response.status, code: errors?.[0]?.extensions.code };
}

const codeOf = async (query: string, variables: Record<string, unknown> = {}) => {
  const { status, errors } = await ask(query, variables);
  return { status, code: errors?.[0]?.extensions.code };
};

describe('a body', () => {
  test.each([
    ['empty', '', 400, 'BODY_INVALID'],
    ['no JSON', '{"query": ', 400, 'BODY_INVALID'],
    ['no object', '[1]', 400, 'BODY_INVALID'],
    ['null', 'null', 400, 'BODY_INVALID'],
    ['a query that is no text', '{"query": 5}', 400, 'BAD_REQUEST'],
    ['variables that are no object', '{"query": "{ __typename }", "variables": 7}', 400, 'BAD_REQUEST'],
    ['1 MB of garbage', 'garbage '.repeat(131_000), 400, 'BODY_INVALID'],
    ['more than 1 MB', 'x'.repeat(1_100_000), 413, 'BODY_TOO_LARGE'],
    [
      'nested 100,000 deep',
      `{"query":"{ __typename }","variables":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
      400,
      'QUERY_TOO_COMPLEX',
    ],
  ])('%s', async (_name, body, status, code) => {
    expect(await sendText(body)).toEqual({ status, code });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'of the type "%s" is refused: a page elsewhere could make a browser send it',
    async (type) => {
      const body = JSON.stringify({ query: '{ __typename }' });
      expect(await sendText(body, { 'content-type': type })).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    },
  );
});

describe('a document', () => {
  const aliases = (count: number, field: string): string =>
    `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')} }`;

  test.each([
    ['malformed', '{ contact( { id } }', 'GRAPHQL_PARSE_FAILED'],
    ['with an unknown field', '{ contact(ref: 1) { shoeSize } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with an unknown argument', '{ contact(shoe: 1) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with an unknown enum value', '{ customFields(entity: SHOE) { name } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with text for a number', '{ contact(ref: "one") { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with a number beyond 32 bits', '{ contact(ref: 99999999999) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with no position for a position', '{ contact(ref: 1, after: "-5") { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with no instant for an instant',
      '{ contact(ref: 1, asOf: { time: "noon" }) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with two past moments',
      '{ contact(ref: 1, asOf: { time: "2026-01-01", position: 1 }) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['1,000 deep', `${'{ a '.repeat(1_000)}${'}'.repeat(1_000)}`, 'QUERY_TOO_COMPLEX'],
    ['with lists 4,000 deep', `{ contact(ref: ${'['.repeat(4_000)}`, 'QUERY_TOO_COMPLEX'],
    ['with 10,000 aliases', aliases(10_000, '__typename'), 'DOCUMENT_TOO_LARGE'],
    ['with 3,000 aliases', aliases(3_000, '__typename'), 'QUERY_TOO_COMPLEX'],
    ['with 2,000 times one field', `{ ${'__typename '.repeat(2_000)} }`, 'QUERY_TOO_COMPLEX'],
    [
      'with fragments in a circle',
      '{ contact(ref: 1) { ...A } } fragment A on Contact { ...B } fragment B on Contact { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'that costs too much',
      '{ contacts(first: 250) { nodes { history(first: 250) { nodes { type } } } } }',
      'QUERY_TOO_COMPLEX',
    ],
  ])('%s', async (_name, document, code) => {
    const started = performance.now();
    const answer = await codeOf(document);
    expect(answer.code).toBe(code);
    expect(answer.status).toBeLessThan(500);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  /** `levels` times from a contact to another one of the company, two fields each; cheap however deep. */
  const around = (levels: number): string =>
    `{ contact(ref: 1) { ...L0 } } ${Array.from(
      { length: levels },
      (_, level) =>
        `fragment L${level} on Contact { company { contacts(first: 1) { ${level + 1 < levels ? `...L${level + 1}` : 'id'} } } }`,
    ).join(' ')}`;

  test('that hides in fragments how deep it is', async () => {
    expect((await ask(around(6))).errors).toBeUndefined();
    const { errors } = await ask(around(8));
    expect(errors).toMatchObject([
      { message: expect.stringContaining('15 deep'), extensions: { code: 'QUERY_TOO_COMPLEX', cost: { depth: 18 } } },
    ]);
  });

  test.each([
    '{ contacts(asOf: { time: "soon" }) { totalCount } }',
    '{ contacts(filter: { dateOfBirth: { eq: "soon" } }) { totalCount } }',
    '{ products(filter: { variants: { some: { price: { lte: "cheap" } } } }) { totalCount } }',
    '{ contact(ref: 1, after: "soon") { id } }',
    '{ contacts(filter: { custom: [{ name: "a.b", eq: [1] }] }) { totalCount } }',
  ])('is told where a value of its own kind is wrong: %s', async (query) => {
    const { errors } = await ask(query);
    const place = { line: 1, column: expect.any(Number) };
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' }, locations: [place] }]);
  });

  test('whose variables do not fit', async () => {
    expect(await codeOf('query($ref: Int) { contact(ref: $ref) { id } }', { ref: 'one' })).toEqual({
      status: 400,
      code: 'VARIABLES_INVALID',
    });
  });

  test('is refused with 400 where the caller knows the newer content type', async () => {
    const body = JSON.stringify({ query: '{ shoe }' });
    const { status } = await sendText(body, { accept: 'application/graphql-response+json' });
    expect(status).toBe(400);
  });
});

describe('text that no database takes', () => {
  test.each([
    ['{ contacts(filter: { firstName: { eq: "a\\u0000b" } }) { totalCount } }'],
    ['{ contacts(search: "a\\u0000b") { totalCount } }'],
    ['{ contactByEmail(email: "\\u0000@x.com") { id } }'],
    ['{ contact(key: "\\u0000") { id } }'],
    ['{ contacts(filter: { createdAt: { gt: "9999-12-31T23:59:59Z" } }) { totalCount } }'],
    ['{ contacts(filter: { dateOfBirth: { lt: "0001-01-01" } }) { totalCount } }'],
  ])('%s is asked without a fault', async (document) => {
    expect(await codeOf(document)).toEqual({ status: 200, code: undefined });
  });

  test('half a character is asked without a fault', async () => {
    const query = 'query($t: String) { contacts(search: $t, filter: { lastName: { contains: $t } }) { totalCount } }';
    expect(await codeOf(query, { t: 'x\uD800y' })).toEqual({ status: 200, code: undefined });
  });

  test.each(['9999-12-31T23:59:59-12:00', '0000-01-01', '2026-02-30T00:00:00Z'])('%s is no instant', async (time) => {
    const { code } = await codeOf('query($t: DateTime!) { contact(ref: 1, asOf: { time: $t }) { id } }', { t: time });
    expect(code).toBe('VARIABLES_INVALID');
  });
});

test('1 MB of variables is compared like any other text', async () => {
  const { status, code } = await codeOf(
    'query($t: String) { contacts(filter: { firstName: { eq: $t } }) { totalCount } }',
    {
      t: 'x'.repeat(1_000_000),
    },
  );
  expect({ status, code }).toEqual({ status: 200, code: undefined });
});

/** Memory that is in use once everything that can be let go of has been. */
function heapInUse(): number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

test('whatever is refused leaves nothing behind', async () => {
  const refused = [
    'garbage '.repeat(130_000),
    `{"query":"{ __typename }","variables":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    JSON.stringify({ query: `{ ${Array.from({ length: 10_000 }, (_, index) => `a${index}: __typename`).join(' ')} }` }),
    JSON.stringify({ query: `${'{ a '.repeat(1_000)}${'}'.repeat(1_000)}` }),
    JSON.stringify({ query: `{ contact(ref: ${'['.repeat(4_000)}` }),
    JSON.stringify({
      query: 'query($t: String) { contacts(filter: { firstName: { eq: $t } }, first: 0) { nodes { id } } }',
      variables: { t: 'x'.repeat(1_000_000) },
    }),
  ];
  const sendAll = async (round: number) => {
    for (const body of refused) expect((await sendText(body)).status).toBeLessThan(500);
    // A document that is not known is remembered by nobody before it was found to be good.
    expect((await codeOf(`{ shoe${round} }`)).code).toBe('GRAPHQL_VALIDATION_FAILED');
  };
  for (let round = 0; round < 5; round++) await sendAll(round);
  const before = heapInUse();
  for (let round = 5; round < 15; round++) await sendAll(round);
  // More than 20 MB were sent meanwhile.
  expect(heapInUse() - before).toBeLessThan(8_000_000);
});

describe('a global id', () => {
  test.each([
    '',
    'x',
    'Q29udGFjdDo=',
    'U2hvZTphYmM=',
    'Q29udGFjdDphYmM',
    'Q29udGFjdDphOmI=',
    'Q29udGFjdDrwn5iA',
    '__proto__',
  ])('"%s" that was forged is refused', async (id) => {
    expect(await codeOf('query($id: ID!) { node(id: $id) { id } }', { id })).toEqual({
      status: 200,
      code: 'ID_INVALID',
    });
    expect(await codeOf('query($id: ID!) { contact(id: $id) { id } }', { id })).toEqual({
      status: 200,
      code: 'ID_INVALID',
    });
  });

  test.each([
    ['{ contact(id: 17) { id } }', 'contact(ref: 17) { id }'],
    ['{ product(key: "17") { id } }', 'product(ref: 17) { id }'],
    ['mutation { updateCompany(input: { id: 17, name: "X" }) { __typename } }', 'company(ref: 17) { id }'],
    [
      'mutation { placeOrder(input: { contact: "17", currency: "EUR", lines: [] }) { __typename } }',
      'contact(ref: 17) { id }',
    ],
    ['subscription { orderChanged(id: 17) { change { type } } }', 'order(ref: 17) { id }'],
  ])('is no number, and the refusal of one says how to find it: %s', async (query, hint) => {
    const { errors } = await ask(query);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'ID_INVALID' }, message: expect.stringContaining(hint) });
  });

  test('of anything gives nothing or a clear error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), async (id) => {
        const { status, code } = await codeOf('query($id: ID!) { node(id: $id) { id } }', { id });
        expect(status).toBe(200);
        expect([undefined, 'ID_INVALID']).toContain(code);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe('a method', () => {
  test('other than GET and POST is refused', async () => {
    const response = await send(app, { method: 'PUT', body: '{}', secret: TEST_SECRET });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
  });

  test('GET asks, but changes nothing', async () => {
    const get = (query: string) =>
      fetch(`${app.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { authorization: `Bearer ${TEST_SECRET}` },
      });
    expect(await (await get('{ __typename }')).json()).toMatchObject({ data: { __typename: 'Query' } });
    expect((await get('mutation { deleteContact(id: "x") { __typename } }')).status).toBe(405);
  });

  test('GET by a browser shows GraphiQL', async () => {
    const response = await fetch(`${app.url}/graphql`, { headers: { accept: 'text/html,*/*' } });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('GraphiQL');
  });
});
