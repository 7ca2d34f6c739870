/** The whole program with its log in EventStoreDB (the test server) and its read models in PostgreSQL. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Config } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { type Server, startServer } from '../../src/main.ts';
import { TEST_KEY, TEST_SECRET, testConfig } from '../support/app.ts';
import { startTestEventStore, type TestEventStore } from '../support/eventstoredb/server.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { allFronts, type Front } from './fronts.ts';

const ADA = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' };
const MARY = { email: 'mary@example.com', firstName: 'Mary', lastName: 'Somerville' };

let eventStore: TestEventStore;
let database: TestDatabase;
let config: Config;
let server: Server;

beforeAll(async () => {
  eventStore = await startTestEventStore();
  database = await createTestDatabase();
  config = testConfig(database.url, { eventStoreUrl: eventStore.url });
  await start();
});
afterAll(async () => {
  await server.close();
  await database.drop();
  await eventStore.stop();
});

async function start(): Promise<void> {
  server = await startServer(config, createLogger(config.logLevel));
}

function front(name: string): Front {
  const found = allFronts({ url: server.url, key: TEST_KEY, secret: TEST_SECRET }).find((one) => one.name === name);
  if (!found) throw new Error(`no front ${name}`);
  return found;
}

const rows = () => server.sql`select * from read.contacts order by email`;

async function readyz(): Promise<number> {
  return (await fetch(`${server.url}/readyz`)).status;
}

it('takes a contact in through Jetpack and shows it in GraphQL and Simvoly', async () => {
  const created = await front('jetpack').create(ADA);
  if ('there' in created) throw new Error('was there already');
  for (const name of ['graphql', 'simvoly'])
    expect(await front(name).read(ADA.email)).toEqual({ ...ADA, id: created.id });
  expect(eventStore.store.all.some(({ type }) => type === 'ContactCreated')).toBe(true);
  expect(await readyz()).toBe(200);
});

it('finds everything again after the program was restarted', async () => {
  const before = await front('graphql').read(ADA.email);
  await server.close();
  await start();
  expect(await front('simvoly').read(ADA.email)).toEqual(before);
  // The key that came in with the first start is known, and numbers go on.
  const created = await front('treepl').create(MARY);
  expect(await front('graphql').read(MARY.email)).toEqual({ ...MARY, id: 'id' in created ? created.id : 0 });
});

it('builds the same rows from the log alone', async () => {
  const before = await rows();
  expect(before).toHaveLength(2);
  const rebuilt = await server.projections.rebuild();
  expect(rebuilt.filter(({ swapped }) => !swapped)).toEqual([]);
  expect(await rows()).toEqual(before);
  await server.close();
  await database.drop();
  database = await createTestDatabase();
  config = testConfig(database.url, { eventStoreUrl: eventStore.url });
  await start();
  expect(await rows()).toEqual(before);
});

it('goes on after EventStoreDB was away', async () => {
  await eventStore.stop();
  await expect.poll(readyz, { timeout: 10_000 }).toBe(503);
  await eventStore.start();
  await expect.poll(readyz, { timeout: 20_000 }).toBe(200);
  await front('simvoly').create({ ...ADA, email: 'countess@example.com' });
  expect(await front('graphql').read('countess@example.com')).toMatchObject({ lastName: 'Lovelace' });
});

it('says that the log was restored from an older backup, and mends the read models by a rebuild', async () => {
  const backup = eventStore.store.all.at(-1)?.position ?? 0n;
  await front('jetpack').create({ ...ADA, email: 'lost@example.com' });
  await server.close();
  eventStore.store.restoreTo(backup);
  await start();
  const reason = async () => (await server.projections.status())[0]?.error;
  await expect.poll(reason, { timeout: 10_000 }).toMatch(/beyond the end of the log/);
  expect(await readyz()).toBe(503);
  expect(await rows()).toHaveLength(4);

  const rebuilt = await server.projections.rebuild();
  expect(rebuilt.filter(({ swapped }) => !swapped)).toEqual([]);
  // The projector may be waiting for its next attempt, up to 7.5 s, and then has the log to ask.
  await expect.poll(readyz, { timeout: 30_000 }).toBe(200);
  expect((await rows()).map(({ email }) => email)).toEqual([
    'ada@example.com',
    'countess@example.com',
    'mary@example.com',
  ]);
  await front('jetpack').create({ ...ADA, email: 'found@example.com' });
  expect(await front('graphql').read('found@example.com')).toMatchObject({ firstName: 'Ada' });
});
