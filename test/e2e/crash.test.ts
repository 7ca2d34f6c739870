import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { startTestEventStore, type TestEventStore } from '../support/eventstoredb/server.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
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
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: database.url,
      BOOTSTRAP_API_KEY: 'crash_key',
      BOOTSTRAP_API_SECRET: SECRET,
      LOG_LEVEL: 'error',
      ...logAddress,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
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

/** Writes until the server is gone; gives the addresses whose creation was acknowledged. */
async function writeUntilKilled(round: number): Promise<string[]> {
  const acknowledged: string[] = [];
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
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, lane) => writer(lane)));
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
        const server = await started();
        const writing = writeUntilKilled(round);
        await new Promise((resolve) => setTimeout(resolve, 300 + 137 * round));
        const gone = once(server, 'exit');
        server.kill('SIGKILL');
        await gone;
        acknowledged.push(...(await writing));
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
    120_000,
  );
});
