/** A rebuild on the command line that is stopped or killed: the live build is as it was, and the next one goes on. */
import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import type { EventMetadata } from '../../src/application/ports.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { ContactCreated } from '../../src/domain/crm/contact/events.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { createCli, type Ended, jsonLines, startCli } from '../support/cli.ts';

const CONTACTS = 12_000;
const AT_ONCE = 500;

let app: TestApp;
let sql: Sql;

beforeAll(async () => {
  app = await startTestApp();
  sql = connect(app.databaseUrl, { max: 2 });
  for (let ref = 1; ref <= CONTACTS; ref += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, offset) => append(ref + offset)));
  }
  expect(await app.projections.ready(100_000)).toBe(true);
});
afterAll(async () => {
  await sql.end();
  await app.stop();
});

async function append(ref: number): Promise<void> {
  const metadata: EventMetadata = {
    ...{ schemaVersion: 1, occurredAt: '2026-01-31T12:00:00.000Z', surface: 'cli', requestId: 'r', correlationId: 'r' },
    ...{ causationId: 'r', commandId: randomUUID(), actor: { kind: 'system', id: 'test' } },
  };
  const { type, data } = catalogue.encode(
    ContactCreated({
      ...{ ref, email: null, details: { firstName: `Contact ${ref}` }, status: null, tags: [], owner: null },
      ...{ custom: {}, lists: [], subscribed: false },
    }),
  );
  await app.log.append(`contact-k${ref}`, [{ id: randomUUID(), type, data, metadata }], 'no-stream');
}

interface Standing {
  readonly generation: string;
  readonly position: number;
}

async function standing(build: 'live' | 'next'): Promise<Standing | undefined> {
  const [row] = await sql<Standing[]>`
    select generation::text, position from projections.checkpoints where model = 'contacts' and build = ${build}`;
  return row;
}

async function liveRows(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from read.contacts`;
  return row?.count ?? 0;
}

/** Starts a rebuild and sends the signal once it has come further than before. */
async function cutShort(signal: 'SIGINT' | 'SIGKILL'): Promise<Ended> {
  const before = (await standing('next'))?.position ?? -1;
  const { child, ended } = await startCli(app.databaseUrl, 'projections', 'rebuild', 'contacts');
  await expect
    .poll(async () => (await standing('next'))?.position ?? -1, { timeout: 60_000, interval: 5 })
    .toBeGreaterThan(before);
  child.kill(signal);
  return ended;
}

test('Ctrl-C and kill -9 leave the live build alone, and the next rebuild goes on with what there is', async () => {
  const live = await standing('live');
  const stopped = await cutShort('SIGINT');
  expect(stopped).toMatchObject({ code: 1, stdout: '' });
  expect(stopped.stderr).toContain('Stopped. The live read models are as they were.');
  const begun = await standing('next');
  expect(begun?.position).toBeLessThan(CONTACTS);

  await cutShort('SIGKILL');
  expect((await standing('next'))?.generation).toBe(begun?.generation);
  expect((await standing('live'))?.generation).toBe(live?.generation);
  expect(await liveRows()).toBe(CONTACTS);

  // The lock of the killed one goes with its connection.
  const finish = () => createCli(app.databaseUrl)('projections', 'rebuild', 'contacts', '--json');
  await expect.poll(async () => (await finish()).code, { timeout: 60_000, interval: 500 }).toBe(0);
  expect((await standing('live'))?.generation).toBe(begun?.generation);
  expect(await liveRows()).toBe(CONTACTS);
  expect(jsonLines(await createCli(app.databaseUrl)('verify', 'contacts', '--json'))).toMatchObject([{ equal: true }]);
}, 240_000);
