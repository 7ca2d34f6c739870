import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { startTestEventStore, type TestEventStore } from '../support/eventstoredb/server.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { spawnProgram } from '../support/program.ts';
import { call } from './fronts.ts';

const SECRET = 'crash_secret';
const ROUNDS = 4;

let database: TestDatabase;
let eventStore: TestEventStore;
/** Where the log is, while a case runs. */
let logAddress: Record<string, string> = {};
let port: number;
const children: ChildProcess[] = [];

beforeAll(async () => {
  eventStore = await startTestEventStore();
  port = await freePort();
});
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await database.drop();
});
afterAll(() => eventStore.stop());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

async function run(...args: string[]): Promise<ChildProcess> {
  const child = await spawnProgram(args, {
    env: {
      PORT: String(port),
      DATABASE_URL: database.url,
      BOOTSTRAP_API_KEY: 'crash_key',
      BOOTSTRAP_API_SECRET: SECRET,
      LOG_LEVEL: 'error',
      ...logAddress,
    },
  });
  children.push(child);
  return child;
}

async function started(): Promise<ChildProcess> {
  const child = await run('start');
  for (let tries = 0; tries < 600; tries++) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (ready?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server did not become ready');
}

/** Kills the server in the middle of writing, once so many were acknowledged; gives the addresses of those that were. */
async function killWhileWriting(server: ChildProcess, round: number, enough: number): Promise<string[]> {
  const acknowledged: string[] = [];
  const gone = once(server, 'exit');
  const writer = async (lane: number) => {
    for (let number = 0; ; number++) {
      const email = `r${round}-${lane}-${number}@example.com`;
      const answer = await call(`http://127.0.0.1:${port}/api/site/contacts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SECRET}` },
        body: JSON.stringify({ email, name: 'Crash Test', tags: [`round-${round}`] }),
      }).catch(() => undefined);
      if (!answer) return;
      expect(answer.status).toBe(200);
      acknowledged.push(email);
      if (acknowledged.length === enough) server.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, lane) => writer(lane)));
  await gone;
  return acknowledged;
}

describe('a server that is killed with -9 while it is written to', () => {
  it.each([
    ['PostgreSQL', () => ({})],
    ['EventStoreDB', () => ({ EVENTSTORE_URL: eventStore.url })],
  ])(
    'loses no acknowledged write and leaves no read model wrong, with its log in %s',
    async (_, address) => {
      logAddress = address();
      const acknowledged: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        acknowledged.push(...(await killWhileWriting(await started(), round, 5 + 17 * round)));
      }
      expect(acknowledged.length).toBeGreaterThan(ROUNDS);

      const server = await started();
      const sql = connect(database.url, { max: 1 });
      const rows = await sql<{ email: string }[]>`select email from read.contacts`;
      await sql.end();
      const stored = new Set(rows.map(({ email }) => email));
      expect(acknowledged.filter((email) => !stored.has(email))).toEqual([]);
      expect(rows.length).toBe(stored.size);

      const verify = await run('verify', '--json');
      let output = '';
      verify.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      const [code] = await once(verify, 'close');
      expect(output).not.toContain('"equal":false');
      expect(code).toBe(0);

      const stopped = once(server, 'exit');
      server.kill('SIGTERM');
      const [exit] = await stopped;
      expect(exit).toBe(0);
    },
    240_000,
  );
});
