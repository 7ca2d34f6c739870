import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import type { Config } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { type Server, startServer } from '../../src/main.ts';
import { LOCK_SPACE } from '../../src/projections/engine/checkpoints.ts';
import { allFronts } from '../e2e/fronts.ts';
import { TEST_KEY, TEST_SECRET, testConfig } from '../support/app.ts';
import { type Cuttable, createCuttable } from '../support/cuttable.ts';
import { type Answer, send } from '../support/http.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

interface Health {
  readonly status: string;
  readonly log: string;
  readonly database: string;
}

let database: TestDatabase;
let line: Cuttable;
let server: Server;
let config: Config;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  line = await createCuttable(url.hostname, Number(url.port));
  url.host = `127.0.0.1:${line.port}`;
  config = testConfig(url.href);
  server = await startServer(config, createLogger('silent'));
});
afterAll(async () => {
  line.mend();
  await server.close();
  await line.close();
  await database.drop();
});

const ready = (): Promise<Answer<Health>> => send<Health>(`${server.url}/readyz`);

async function readyWith(status: number): Promise<Answer<Health>> {
  for (;;) {
    const answer = await ready();
    if (answer.status === status) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a lost way to the database', () => {
  const fronts = () => allFronts({ url: server.url, key: TEST_KEY, secret: TEST_SECRET });
  const person = (email: string) => ({ email, firstName: 'Ada', lastName: 'Lovelace' });

  it('is told by /readyz, while /healthz still answers, and passes by itself', async () => {
    expect((await ready()).body).toMatchObject({ status: 'ready', log: 'ok', database: 'ok' });
    line.cut();
    const { body } = await readyWith(503);
    expect(body).toMatchObject({ status: 'not ready', log: 'unreachable', database: 'unreachable' });
    expect((await send(`${server.url}/healthz`)).status).toBe(200);
    line.mend();
    await readyWith(200);
  }, 60_000);

  it('drops nothing: each write is either refused, and can be repeated, or kept', async () => {
    const [front] = fronts();
    const emails = Array.from({ length: 30 }, (_, number) => `cut${number}@example.com`);
    let cuts = 0;
    const writing = Promise.all(
      emails.map(async (email) => {
        for (;;) {
          const made = await front?.create(person(email)).catch(() => undefined);
          if (made) return made;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }),
    );
    for (; cuts < 3; cuts++) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      line.cut();
      await new Promise((resolve) => setTimeout(resolve, 200));
      line.mend();
    }
    await writing;
    await readyWith(200);
    // SalesSystem shows a contact to itself only, by its password.
    for (const front of fronts().filter(({ name }) => name !== 'salessystem')) {
      for (const email of emails.slice(0, 5)) expect((await front.read(email))?.email).toBe(email);
    }
    const rows = await server.sql<{ email: string }[]>`select email from read.contacts where email like 'cut%'`;
    expect(rows.map(({ email }) => email).sort()).toEqual([...emails].sort());
    expect(await server.projections.verify()).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ equal: false })]),
    );
  }, 120_000);

  it('does not keep the server from stopping', async () => {
    const another = await startServer(config, createLogger('silent'));
    line.cut();
    await readyWith(503);
    await another.close();
    line.mend();
    await readyWith(200);
  }, 60_000);
});

it('a read model that is not built yet keeps the server from being ready, however young its events are', async () => {
  await server.close();
  const sql = connect(database.url, { max: 1 });
  // Nobody can build this one while another session has its lock.
  await sql`select pg_advisory_lock(${LOCK_SPACE}, projections.lock_of('rebuild members'))`;
  await sql`delete from projections.checkpoints where model = 'members'`;
  server = await startServer(config, createLogger('silent'));
  const { status, body } = await ready();
  expect([status, body]).toMatchObject([503, { status: 'not ready', behind: ['members'] }]);
  await sql.end();
  await readyWith(200);
}, 60_000);
