import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresLog, type PostgresLogOptions } from '../../../src/adapters/postgres/log/log.ts';
import type { EventLog, RecordedEvent } from '../../../src/application/ports.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { follow } from './conformance/follower.ts';
import {
  dataOf,
  event,
  expectIncreasing,
  filled,
  many,
  newCategory,
  newStream,
  positionsOf,
  range,
  readAll,
  readStream,
  sleep,
  won,
  writeRounds,
} from './conformance/tools.ts';
import { describeLog } from './conformance.ts';

let database: TestDatabase;
let sql: Sql;
const opened: EventLog[] = [];

async function open(options: Partial<PostgresLogOptions> = {}): Promise<Awaited<ReturnType<typeof createPostgresLog>>> {
  const log = await createPostgresLog({ url: database.url, ...options });
  opened.push(log);
  return log;
}

beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.url, { max: 2, onnotice: () => undefined });
});

afterAll(async () => {
  await Promise.all(opened.map((log) => log.close()));
  await sql.end({ timeout: 1 });
  await database.drop();
});

describeLog('postgres', () => open());

describe('postgres log', () => {
  it('has no head while it is empty, and may be opened by many at once', async () => {
    const fresh = await createTestDatabase();
    const logs = await Promise.all(range(4).map(() => createPostgresLog({ url: fresh.url })));
    expect(await Promise.all(logs.map((log) => log.head()))).toEqual([undefined, undefined, undefined, undefined]);
    await Promise.all(logs.map((log) => log.close()));
    await fresh.drop();
  });

  it('keeps one order for the writers of several processes', async () => {
    const logs = [await open(), await open(), await open()];
    const category = newCategory();
    const follower = follow(logs[0] as EventLog, { categories: [category] });
    const answers = await Promise.all(
      range(18).map((n) => writeRounds(logs[n % 3] as EventLog, `${category}-${n}`, 20)),
    );
    await follower.until(({ events }) => events.length >= 360);
    await follower.stop();
    const positions = answers.flat().map(({ position }) => position);
    expect(positionsOf(follower.events)).toEqual(positions.sort((a, b) => Number(a - b)));
  });

  it('hears of the appends of another process without polling', async () => {
    const reader = await open({ pollMs: 60_000 });
    const writer = await open();
    const stream = newStream();
    const follower = follow(reader, { categories: [stream.split('-')[0] ?? ''] });
    await follower.until(({ batches }) => batches.some(({ caughtUp }) => caughtUp));
    await writeRounds(writer, stream, 3);
    await follower.until(({ events }) => events.length === 3);
    await follower.stop();
  });

  it('answers the other appends of a batch when the database rejects one', async () => {
    const log = await open();
    await sql.unsafe(`create function reject_poison() returns trigger language plpgsql as
      $$ begin raise exception 'secret value %', new.data; end $$`);
    await sql.unsafe(
      `create trigger poison before insert on log.events for each row when (new.type = 'Poison') execute function reject_poison()`,
    );
    const streams = range(10).map(() => newStream());
    const answers = await Promise.allSettled(
      streams.map((stream, n) => log.append(stream, [{ ...event(n), type: n === 4 ? 'Poison' : 'Fine' }], 'no-stream')),
    );
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual(range(10).map((n) => n !== 4));
    const failure = answers[4]?.status === 'rejected' ? answers[4].reason : undefined;
    expect(failure).toMatchObject({ name: 'LogUnavailable', retryable: false, cause: undefined });
    expect(String(failure)).not.toContain('secret');
  });

  it('bounds a page by bytes', async () => {
    const log = await open();
    const stream = newStream();
    const big = range(12).map((n) => ({ ...event(n), data: { n, text: 'x'.repeat(1_000_000) } }));
    for (const [n, one] of big.entries()) await log.append(stream, [one], n === 0 ? 'no-stream' : n - 1);
    expect(dataOf(await readStream(log, stream))).toEqual(range(12));
    expect(dataOf(await readStream(log, stream, { direction: 'backwards', limit: 9 }))).toEqual(
      range(12).reverse().slice(0, 9),
    );
    const follower = follow(log, { categories: [stream.split('-')[0] ?? ''] });
    await follower.until(({ events }) => events.length === 12);
    await follower.stop();
    expect(Math.max(...follower.batches.map(({ events }) => events.length))).toBeLessThanOrEqual(5);
  });

  it('takes an impossible expectation for a conflict', async () => {
    const log = await open();
    const stream = await filled(log, 2);
    expect(await log.append(stream, [event(1)], 9_000_000_000)).toEqual({ ok: false, actual: 1 });
  });

  it('ends subscriptions when it is closed, and then answers no more', async () => {
    const log = await createPostgresLog({ url: database.url });
    const follower = follow(log);
    await follower.until(({ batches }) => batches.length > 0);
    const last = log.append(newStream(), [event(1)], 'no-stream');
    await log.close();
    expect((await last).ok).toBe(true);
    await follower.stop();
    await expect(log.append(newStream(), [event(1)], 'no-stream')).rejects.toMatchObject({ retryable: false });
    await expect(log.head()).rejects.toMatchObject({ name: 'LogUnavailable' });
    await expect(log.ping()).rejects.toMatchObject({ name: 'LogUnavailable' });
  });
});

describe('postgres log, purging', () => {
  it('removes truncated and deleted events for good', async () => {
    const log = await open({ purgeAfterMs: 0 });
    const [capped, gone] = [await filled(log, 5), await filled(log, 3)];
    await log.truncateStream(capped, 3);
    await log.deleteStream(gone);
    expect(await stored(capped)).toBe(5);
    await log.purge();
    expect(await stored(capped)).toBe(2);
    expect(await stored(gone)).toBe(0);
    expect(won(await log.append(capped, [event(5)], 4)).revision).toBe(5);
    expect(won(await log.append(gone, [event(3)], 'no-stream')).revision).toBe(3);
    expect(dataOf(await readStream(log, gone))).toEqual([3]);
  });

  it('purges again what was truncated meanwhile', async () => {
    const log = await open({ purgeAfterMs: 0 });
    const stream = await filled(log, 6);
    for (const before of [2, 4, 5]) await log.truncateStream(stream, before);
    await log.purge();
    await log.purge();
    expect(await stored(stream)).toBe(1);
    expect(await dueCount()).toBe(0);
  });

  it('leaves events in place until their time has come', async () => {
    const log = await open();
    const stream = await filled(log, 3);
    await log.deleteStream(stream);
    await log.purge();
    expect(await stored(stream)).toBe(3);
  });

  it('never gives a position twice, and lets subscribers pass the gap', async () => {
    const log = await open({ purgeAfterMs: 0 });
    const stream = await filled(log, 3);
    const head = (await log.head()) ?? 0n;
    await log.deleteStream(stream);
    await log.purge();
    const late = follow(log, { categories: [newCategory()] });
    await late.until(({ batches }) => batches.some(({ caughtUp }) => caughtUp));
    expect(won(await log.append(newStream(), [event(1)], 'no-stream')).position > head).toBe(true);
    await late.until(({ position }) => (position ?? 0n) > head);
    await late.stop();
  });

  const stored = async (stream: string): Promise<number> =>
    Number((await sql`select count(*) from log.events where stream = ${stream}`)[0]?.count);
  const dueCount = async (): Promise<number> =>
    Number((await sql`select count(*) from log.truncations where due_at <= now()`)[0]?.count);
});

describe('postgres log, losing the database', () => {
  it('goes on after its connections were cut, without a gap or a repetition', async () => {
    const log = await open({ pollMs: 200 });
    const category = newCategory();
    const follower = follow(log, { categories: [category] });
    const writing = Promise.all(range(8).map((n) => slowRounds(log, `${category}-${n}`, 40)));
    for (const _ of range(4)) {
      await sleep(80);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tributary-log' and datname = current_database()`;
    }
    await writing;
    await follower.until(({ events }) => events.length >= 320);
    await follower.stop();
    expectComplete(follower.events, 320);
    expect(positionsOf(follower.events)).toEqual(positionsOf(await readAll(log, { categories: [category] })));
  });

  it('appends once when the answer is lost on the way', async () => {
    await throughProxy(async (proxy) => {
      const log = await open({ url: proxy.url });
      const stream = await filled(log, 1);
      proxy.mute();
      const answering = log.append(stream, many(2), 0);
      await sleep(200);
      expect(await storedBy(stream)).toBe(3);
      proxy.cut();
      expect(won(await answering).revision).toBe(2);
      expect(await readStream(log, stream)).toHaveLength(3);
    });
  });

  it('says so when the database stays away, and recovers when it is back', async () => {
    await throughProxy(async (proxy) => {
      const log = await open({ url: proxy.url, pollMs: 200 });
      const stream = await filled(log, 1);
      const follower = follow(log, { categories: [stream.split('-')[0] ?? ''] });
      await follower.until(({ events }) => events.length === 1);
      await proxy.down();
      const away = { name: 'LogUnavailable', retryable: true };
      await expect(log.ping()).rejects.toMatchObject(away);
      await Promise.all([
        expect(log.append(stream, [event(1)], 0)).rejects.toMatchObject(away),
        expect(readStream(log, stream)).rejects.toMatchObject(away),
      ]);
      await proxy.up();
      const other = await open();
      await writeOn(other, stream, 1, 3);
      await follower.until(({ events }) => events.length === 4);
      await writeOn(log, stream, 4, 2);
      await follower.until(({ events }) => events.length === 6);
      await follower.stop();
      expect(dataOf(follower.events)).toEqual(range(6));
    });
  });

  it('hears of others again after the server was away', async () => {
    await throughProxy(async (proxy) => {
      const log = await open({ url: proxy.url, pollMs: 15_000 });
      const other = await open();
      const stream = await filled(other, 1);
      const follower = follow(log, { categories: [stream.split('-')[0] ?? ''] });
      await follower.until(({ events }) => events.length === 1);
      await proxy.down();
      await sleep(300);
      await proxy.up();
      // Found by polling, which then notices that nobody had announced it.
      await writeOn(other, stream, 1, 1);
      await follower.until(({ events }) => events.length === 2);
      await sleep(300);
      const started = Date.now();
      await writeOn(other, stream, 2, 1);
      await follower.until(({ events }) => events.length === 3);
      expect(Date.now() - started).toBeLessThan(5_000);
      await follower.stop();
    });
  }, 30_000);

  it('fails to open with a fault that may pass when there is no server', async () => {
    const url = 'postgres://postgres:postgres@127.0.0.1:1/postgres';
    await expect(createPostgresLog({ url })).rejects.toMatchObject({ name: 'LogUnavailable', retryable: true });
  });
});

const storedBy = async (stream: string): Promise<number> =>
  Number((await sql`select count(*) from log.events where stream = ${stream}`)[0]?.count);

async function slowRounds(log: EventLog, stream: string, rounds: number): Promise<void> {
  for (const n of range(rounds)) {
    won(await log.append(stream, [event(n)], n === 0 ? 'no-stream' : n - 1));
    await sleep(8);
  }
}

async function writeOn(log: EventLog, stream: string, from: number, count: number): Promise<void> {
  for (const n of range(count)) won(await log.append(stream, [event(from + n)], from + n - 1));
}

function expectComplete(events: readonly RecordedEvent[], count: number): void {
  expect(events).toHaveLength(count);
  expect(new Set(events.map(({ id }) => id)).size).toBe(count);
  expectIncreasing(events);
}

// --- A network that fails on demand ----------------------------------------------------------------------------------

interface Proxy {
  readonly url: string;
  /** What the server says no longer arrives, on the connections of now. */
  mute(): void;
  /** Breaks the connections of now. */
  cut(): void;
  /** Breaks the connections of now and refuses new ones. */
  down(): Promise<void>;
  up(): Promise<void>;
}

async function throughProxy(body: (proxy: Proxy) => Promise<void>): Promise<void> {
  const target = new URL(database.url);
  const pairs = new Set<{ near: Socket; far: Socket; muted: boolean }>();
  const server: Server = createServer((near) => {
    const pair = { near, far: dial(Number(target.port), target.hostname), muted: false };
    pairs.add(pair);
    near.on('data', (bytes) => pair.far.write(bytes));
    pair.far.on('data', (bytes) => pair.muted || near.write(bytes));
    for (const socket of [near, pair.far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        pair.far.destroy();
        pairs.delete(pair);
      });
    }
  });
  let port = 0;
  const up = async (): Promise<void> => {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const cut = (): void => {
    for (const { near } of pairs) near.destroy();
  };
  const down = async (): Promise<void> => {
    cut();
    await new Promise((resolve) => server.close(resolve));
  };
  await up();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  try {
    await body({
      url: url.href,
      mute: () => {
        for (const pair of pairs) pair.muted = true;
      },
      cut,
      down,
      up,
    });
  } finally {
    await Promise.all(opened.splice(0).map((log) => log.close()));
    await down();
  }
}
