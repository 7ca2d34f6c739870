import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Application } from '../../src/application/application.ts';
import { success } from '../../src/application/context.ts';
import type { Logger } from '../../src/logger.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { createAsk, createContact } from './client.ts';
import { type Counter, countStatements, routesWith } from './routes.ts';

let app: TestApp;
const ids: string[] = [];

beforeAll(async () => {
  app = await startTestApp();
  const ask = createAsk(app);
  for (let index = 0; index < 30; index++) ids.push((await createContact(ask, { firstName: `N${index}` })).contact.id);
});
afterAll(() => app.stop());

describe('the number of statements', () => {
  let counter: Counter;
  beforeAll(async () => {
    counter = await countStatements(app);
  });
  afterAll(() => counter.end());
  const statementsOf: Counter['statementsOf'] = (query, variables) => counter.statementsOf(query, variables);

  test.each([1, 5, 30])('for a page of %d contacts is one', async (first) => {
    const query = 'query($first: Int) { contacts(first: $first) { nodes { ref firstName email custom { name } } } }';
    expect(await statementsOf(query, { first })).toBe(1);
  });

  test('is one more when the total is asked for', async () => {
    expect(await statementsOf('{ contacts { totalCount nodes { ref } } }')).toBe(2);
    expect(await statementsOf('{ contacts { nodes { ref } } }')).toBe(1);
  });

  test.each([1, 30])('for %d nodes is one', async (amount) => {
    const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact { firstName } } }';
    expect(await statementsOf(query, { ids: ids.slice(0, amount) })).toBe(1);
  });

  test('for many aliases of one contact is one', async () => {
    const aliases = ids.slice(0, 20).map((id, index) => `c${index}: contact(id: "${id}") { firstName }`);
    expect(await statementsOf(`{ ${aliases.join(' ')} }`)).toBe(1);
  });
});

describe('a fault', () => {
  const fault = () => {
    throw new Error('duplicate key value (email)=(quiet@example.com)');
  };

  test('is masked in a part that comes later', async () => {
    const query = '{ __typename ... @defer { contactByEmail(email: "quiet@example.com") { id } } }';
    const db = fault as unknown as Application['db'];
    const { text } = await routesWith(app, { db })(query, {}, { accept: 'multipart/mixed' });
    expect(text).toContain('"requestId":"req-1"');
    expect(text).not.toMatch(/quiet|duplicate|at .*\.ts/);
  });

  test('is masked in what is told live', async () => {
    async function* batches() {
      yield fault();
    }
    const following = { batches: batches(), hasEnded: () => false };
    const feed = { head: 0n, follow: () => success(following) };
    const changes = { open: async () => success(feed) } as unknown as Application['changes'];
    const ask = routesWith(app, { changes });
    const { text } = await ask('subscription { changes { position } }', {}, { accept: 'text/event-stream' });
    expect(text).toContain('"requestId":"req-1"');
    expect(text).not.toMatch(/quiet|duplicate|at .*\.ts/);
  });

  test('is masked, carries the request id, and leaves a log line without what the query held', async () => {
    const lines: string[] = [];
    const log = (entry: unknown): void => void lines.push(JSON.stringify(entry));
    const logger = { debug: log, info: log, warn: log, error: log, child: () => logger } as unknown as Logger;
    const db = fault as unknown as Application['db'];
    const { status, text } = await routesWith(
      app,
      { db },
      logger,
    )('{ contactByEmail(email: "quiet@example.com") { id } }');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      data: { contactByEmail: null },
      errors: [{ message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL', requestId: 'req-1' } }],
    });
    expect(text).not.toMatch(/quiet|duplicate|at .*\.ts/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('req-1');
    expect(lines[0]).not.toContain('quiet');
    expect(lines[0]).not.toContain(TEST_SECRET);
  });
});

test.each(['after: "1"', 'asOf: { position: "1" }'])(
  'a position that is not shown in time is told: %s',
  async (arg) => {
    const readModels = { reached: () => Promise.resolve(false) } as Application['readModels'];
    const { text } = await routesWith(app, { readModels })(`{ contact(ref: 1, ${arg}) { id } }`);
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ extensions: { code: 'POSITION_NOT_REACHED', position: '1' } }],
    });
  },
);
