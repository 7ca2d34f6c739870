/** What the driver must do for us when connections are lost. */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../../src/adapters/postgres/connect.ts';
import { transaction } from '../../../src/projections/engine/db.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const ROUNDS = 30;
const SIDES = 8;

/** Runs the work over and over on eight sides while connections are cut; gives the codes of what it failed with. */
async function whileCut(work: (pool: Sql) => Promise<unknown>): Promise<ReadonlySet<string>> {
  const admin = connect(database.url, { max: 1 });
  const pool = connect(database.url, { max: 4, applicationName: 'cut off' });
  const codes = new Set<string>();
  let isOver = false;
  const side = async (): Promise<void> => {
    while (!isOver) {
      await work(pool).catch(({ code }) => codes.add(code));
      await sleep(1);
      // From here what is written goes out in the next turn, and the connection may end in this one.
      await nextTurn();
    }
  };
  const working = Array.from({ length: SIDES }, side);
  for (let round = 0; round < ROUNDS; round++) {
    await sleep(50);
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut off' and datname = current_database()`;
  }
  isOver = true;
  await Promise.all(working);
  await Promise.all([pool, admin].map((sql) => sql.end({ timeout: 1 })));
  return codes;
}

it('a connection that is lost while a statement is on its way out connects again', async () => {
  const codes = await whileCut((pool) => pool`select ${1}::integer as one`);
  expect(codes).toContain('CONNECTION_CLOSED');
  expect(codes).not.toContain('CONNECT_TIMEOUT');
});

it('a transaction whose connection is lost fails, ends no process, and leaves nothing half done', async () => {
  const sql = connect(database.url, { max: 1 });
  await sql`create table halves (pair uuid, half integer)`;
  const faults: unknown[] = [];
  const remember = (error: unknown): void => void faults.push(error);
  process.on('uncaughtException', remember);
  const codes = await whileCut((pool) =>
    transaction(pool, async (tx) => {
      const pair = randomUUID();
      for (const half of [1, 2]) await tx`insert into halves values (${pair}, ${half})`;
    }),
  );
  process.off('uncaughtException', remember);
  expect(codes).toContain('CONNECTION_CLOSED');
  expect(faults).toEqual([]);
  expect(await sql`select pair from halves group by pair having count(*) <> 2`).toEqual([]);
  expect((await sql`select 1 from halves limit 1`).length).toBe(1);
  await sql.end({ timeout: 1 });
});
