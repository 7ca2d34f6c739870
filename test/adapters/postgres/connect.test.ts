/** What the driver must do for us when connections are lost. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../../src/adapters/postgres/connect.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const ROUNDS = 30;
const WORKERS = 8;

it('a connection that is lost while a statement is on its way out connects again', async () => {
  const admin = connect(database.url, { max: 1 });
  const pool = connect(database.url, { max: 4, applicationName: 'cut off' });
  const refusals = new Set<string>();
  let isOver = false;
  const work = async (): Promise<void> => {
    while (!isOver) {
      await pool`select ${1}::integer as one`.catch(({ code }) => refusals.add(code));
      await sleep(1);
      // From here what is written goes out in the next turn, and the connection may end in this one.
      await nextTurn();
    }
  };
  const working = Array.from({ length: WORKERS }, work);
  for (let round = 0; round < ROUNDS; round++) {
    await sleep(50);
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut off' and datname = current_database()`;
  }
  isOver = true;
  await Promise.all(working);
  expect([...refusals].sort()).toContain('CONNECTION_CLOSED');
  expect([...refusals]).not.toContain('CONNECT_TIMEOUT');
  await Promise.all([pool, admin].map((sql) => sql.end({ timeout: 1 })));
});
