/** Operations that are persisted, deferred, late, or ask for the schema. */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphqlRoutes } from '../../src/graphql/server.ts';
import type { EdgeEnv } from '../../src/http/edge.ts';
import { createLogger } from '../../src/logger.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { send } from '../support/http.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const ask = (body: object, to: TestApp = app, headers: Record<string, string> = {}) =>
  send(`${to.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${to.secret}`, 'content-type': 'application/json', ...headers },
    body,
  });

const codeOf = (answer: { body: unknown }) =>
  (answer.body as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code;

describe('persisted operations', () => {
  const query = '{ __typename persisted: __typename }';
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };

  it('are asked for by their hash once they were sent with it', async () => {
    const unknown = await ask({ extensions: { persistedQuery } });
    expect(unknown.status).toBe(200);
    expect(unknown.body).toMatchObject({
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    const data = { __typename: 'Query', persisted: 'Query' };
    expect((await ask({ query, extensions: { persistedQuery } })).body).toMatchObject({ data });
    expect((await ask({ extensions: { persistedQuery } })).body).toMatchObject({ data });
    const { url, secret } = app;
    const parameters = new URLSearchParams({ extensions: JSON.stringify({ persistedQuery }) });
    const byGet = await send(`${url}/graphql?${parameters}`, { headers: { authorization: `Bearer ${secret}` } });
    expect(byGet.body).toMatchObject({ data });
  });
  it.each([
    ['another document', { version: 1, sha256Hash: createHash('sha256').update('{ a }').digest('hex') }],
    ['no hash', { version: 1 }],
    ['a hash that is none', { version: 1, sha256Hash: 'x'.repeat(64) }],
    ['another version', { ...persistedQuery, version: 2 }],
    ['text', 'hash'],
  ])('are refused with the hash of %s', async (_what, wrong) => {
    const answer = await ask({ query, extensions: { persistedQuery: wrong } });
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe('PERSISTED_QUERY_INVALID');
  });
  it('forgets the oldest of more than a thousand', async () => {
    const sent = async (number: number) => {
      const document = `{ a${number}: __typename }`;
      const hash = { version: 1, sha256Hash: createHash('sha256').update(document).digest('hex') };
      await ask({ query: document, extensions: { persistedQuery: hash } });
      return hash;
    };
    const first = await sent(0);
    for (let number = 1; number < 1000; number++) await sent(number);
    const last = await sent(1000);
    expect(codeOf(await ask({ extensions: { persistedQuery: first } }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect((await ask({ extensions: { persistedQuery: last } })).body).toMatchObject({ data: { a1000: 'Query' } });
  }, 60_000);
});

describe('introspection', () => {
  const query = '{ __schema { queryType { name } } }';

  it('is there, and is switched off by configuration, while the file stays', async () => {
    expect((await ask({ query })).body).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } });
    const closed = await startTestApp({ graphqlIntrospection: false });
    expect((await ask({ query }, closed)).body).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('introspection') })]),
    });
    expect((await ask({ query }, closed)).text).not.toContain('queryType":');
    expect((await ask({ query: '{ __typename }' }, closed)).body).toMatchObject({ data: { __typename: 'Query' } });
    expect((await send(`${closed.url}/graphql/schema.graphql`)).text).toContain('type Query');
    await closed.stop();
  });
});

it('parts that are deferred come after the rest', async () => {
  const query = '{ a: __typename ... @defer { contacts(first: 1) { nodes { ref } } } }';
  const { status, headers, text } = await ask({ query }, app, { accept: 'multipart/mixed' });
  expect(status).toBe(200);
  expect(headers['content-type']).toContain('multipart/mixed');
  const [, first = '', second = ''] = text.split(/\r\n---/);
  expect(first).toContain('"a":"Query"');
  expect(first).not.toContain('nodes');
  expect(second).toContain('nodes');
});

it('a caller waits no longer than the time-out', async () => {
  const edge = new Hono<EdgeEnv>();
  edge.route('/', graphqlRoutes({ app: app.app, logger: createLogger('silent'), timeoutMs: 20 }));
  const ask = () =>
    edge.request('/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${app.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ contacts(first: 1) { nodes { ref } } }' }),
    });
  const response = await app.sql.begin(async (transaction) => {
    await transaction`lock table read.contacts in access exclusive mode`;
    return ask();
  });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'TIMED_OUT' } }] });
});
