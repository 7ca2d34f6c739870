/** What the network and the server can do to the log, played by the test server to the client as it is shipped. */
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEventStoreDbLog, type EventStoreDbLogOptions } from '../../../src/adapters/eventstoredb/log.ts';
import type { EventLog } from '../../../src/application/ports.ts';
import {
  startTestEventStore,
  type TestEventStore,
  type TestEventStoreOptions,
} from '../../support/eventstoredb/server.ts';
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

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startServer(options?: TestEventStoreOptions): Promise<TestEventStore> {
  const server = await startTestEventStore(options);
  cleanups.push(() => server.stop());
  return server;
}

function openLog(server: TestEventStore, options: Partial<EventStoreDbLogOptions> = {}): EventLog {
  const log = createEventStoreDbLog({ connectionString: server.url, deadlineMs: 1_000, ...options });
  cleanups.push(() => log.close());
  return log;
}

async function open(options?: TestEventStoreOptions): Promise<{ server: TestEventStore; log: EventLog }> {
  const server = await startServer(options);
  return { server, log: openLog(server) };
}

/** A way to the server whose present connections can be made to swallow everything. */
async function startLine(target: number): Promise<{ readonly port: number; freeze(): void }> {
  const sockets = new Set<Socket>();
  const listener = createServer((near) => {
    const far = dial(target, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return {
    port: (listener.address() as AddressInfo).port,
    freeze() {
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}

describe('appends to EventStoreDB in trouble', () => {
  it.each([
    ['is committed and never answered', { kind: 'never-reply' }],
    ['is committed and answered too late', { kind: 'late-reply', ms: 1_500 }],
    ['is committed as the connection breaks', { kind: 'drop-after-commit' }],
    ['is lost as the connection breaks', { kind: 'drop-before-commit' }],
  ] as const)('are stored exactly once when one %s', async (_, fault) => {
    const { server, log } = await open();
    const stream = await filled(log, 2);
    server.faults.appends.push(fault, fault);
    const events = many(3);
    const answer = won(await log.append(stream, events, 1));
    const read = await readStream(log, stream);
    expect(read.map(({ id }) => id).slice(2)).toEqual(events.map(({ id }) => id));
    expect(answer).toEqual({ ok: true, revision: 4, position: read.at(-1)?.position });
    expect(await log.append(stream, events, 1)).toEqual(answer);
    await sleep(fault.kind === 'late-reply' ? 1_000 : 0);
  });

  it('are told their position also where the server forgot it', async () => {
    const { server, log } = await open();
    const stream = newStream();
    const events = many(2);
    const first = won(await log.append(stream, events, 'no-stream'));
    server.faults.repeatsWithoutPosition = true;
    expect(await log.append(stream, events, 'no-stream')).toEqual(first);
  });

  it('never take the batch protocol, and neither does metadata', async () => {
    const { server, log } = await open();
    const stream = await filled(log, 5);
    await log.truncateStream(stream, 3);
    await log.deleteStream(stream);
    await log.append(stream, [event(9)], 'no-stream');
    expect(server.calls.append).toBe(3);
    expect(server.calls.batchAppend).toBe(0);
  });

  it('are refused when they are too large, without naming anything', async () => {
    const { log } = await open();
    const large = { ...event(1), data: 'x'.repeat(1_100_000) };
    const refused = log.append(newStream(), [large], 'no-stream');
    await expect(refused).rejects.toMatchObject({ name: 'LogUnavailable', retryable: false });
    await expect(refused).rejects.toThrow(/maximum-append-size-exceeded/);
  });

  it('wait for a server that is still starting, and give up on one that never does', async () => {
    const { server, log } = await open();
    server.faults.notReady = true;
    setTimeout(() => {
      server.faults.notReady = false;
    }, 300);
    won(await log.append(newStream(), [event(1)], 'no-stream'));
    server.faults.notReady = true;
    const given = log.append(newStream(), [event(1)], 'no-stream');
    await expect(given).rejects.toMatchObject({ name: 'LogUnavailable', retryable: true });
    await expect(log.ping()).rejects.toMatchObject({ name: 'LogUnavailable', retryable: true });
  });

  it('follow the leader', async () => {
    const leader = await startServer();
    const follower = await startServer({ store: leader.store });
    follower.faults.leader = { host: '127.0.0.1', port: leader.port };
    const log = openLog(follower);
    const stream = await filled(log, 3);
    expect(leader.calls.append).toBe(1);
    expect(await readStream(log, stream)).toHaveLength(3);
  });

  it('find the cluster again after all its nodes were away', async () => {
    const server = await startServer();
    const hosts = `127.0.0.1:${server.port},127.0.0.1:${server.port}`;
    const log = openLog(server, { connectionString: `esdb://${hosts}?tls=false&maxDiscoverAttempts=2` });
    const stream = await filled(log, 1);
    await server.stop();
    const appending = log.append(stream, [event(1)], 0);
    await sleep(500);
    await server.start();
    expect(won(await appending).revision).toBe(1);
  });

  it('lose and repeat nothing while the connection breaks again and again', async () => {
    const { server, log } = await open();
    const category = newCategory();
    const follower = follow(log, { categories: [category] });
    // By what was done and not by the clock, so that a slow machine gets on too.
    let broken = 0;
    const breaking = setInterval(() => {
      if (server.calls.append < 40 * (broken + 1)) return;
      broken++;
      server.dropConnections();
    }, 5);
    const answers = await Promise.all(range(12).map((n) => writeRounds(log, `${category}-${n}`, 25)));
    clearInterval(breaking);
    expect(broken).toBeGreaterThan(3);
    const positions = answers.flat().map(({ position }) => position);
    await follower.until(({ events }) => events.length >= 300);
    await follower.stop();
    expect(positionsOf(follower.events)).toEqual(positions.sort((a, b) => (a < b ? -1 : 1)));
    for (const n of range(12)) expect(dataOf(await readStream(log, `${category}-${n}`))).toEqual(range(25));
  });

  it('are known again after the server and the program were restarted', async () => {
    const { server, log } = await open();
    const stream = await filled(log, 2);
    const events = many(2);
    const first = won(await log.append(stream, events, 1));
    await log.close();
    await server.restart();
    const next = openLog(server);
    expect(await next.append(stream, events, 1)).toEqual(first);
    expect(await next.append(stream, many(1), 1)).toEqual({ ok: false, actual: 3 });
    expect(won(await next.append(stream, many(1), 3)).revision).toBe(4);
  });
});

describe('the address of EventStoreDB', () => {
  it.each(['http://localhost:2113', 'esdb://', 'esdb://secret-host:2113', 'esdb://secret-host:2113?tls=true'])(
    'is refused without being repeated: %s',
    (connectionString) => {
      expect(() => createEventStoreDbLog({ connectionString })).toThrow(TypeError);
      expect(() => createEventStoreDbLog({ connectionString })).toThrow(/^The address of EventStoreDB (?!.*secret)/);
    },
  );

  it.each(['esdb://user:p%40ss@host:2113', 'esdb://host?tls=false', 'esdb://a:1,b:2?tls=false'])(
    'is taken: %s',
    async (connectionString) => {
      await createEventStoreDbLog({ connectionString }).close();
    },
  );
});

describe('reads from EventStoreDB in trouble', () => {
  it('go on where they were cut', async () => {
    const { server, log } = await open();
    const stream = await filled(log, 100);
    server.faults.readsEndAfter = 30;
    expect(dataOf(await readStream(log, stream))).toEqual(range(100));
    expect(dataOf(await readStream(log, stream, { direction: 'backwards', limit: 70 }))).toEqual(
      range(100).reverse().slice(0, 70),
    );
    const forwards = await readAll(log);
    expect(dataOf(forwards)).toEqual(range(100));
    expect(await readAll(log, { direction: 'backwards' })).toEqual([...forwards].reverse());
  });

  it('leave no calls behind when they end early', async () => {
    const { server, log } = await open();
    const stream = await filled(log, 200);
    for (const n of range(150)) {
      for await (const { revision } of log.readStream(stream)) if (revision >= n % 5) break;
      for await (const _ of log.readAll()) break;
    }
    for (const follower of range(20).map(() => follow(log))) {
      await follower.until(({ events }) => events.length > 0);
      await follower.stop();
    }
    await expect.poll(() => server.openReads).toBe(0);
    expect(await readStream(log, stream)).toHaveLength(200);
  });

  it('are forgotten by the client when the last word of the server crosses their early end', async () => {
    const connecting = vi.spyOn(EventStoreDBClient, 'connectionString');
    const { log } = await open();
    const client = connecting.mock.results[0]?.value as { disposableStreams: Set<unknown> };
    const stream = await filled(log, 20);
    for (const limit of [1, 2, 1, 2]) {
      const readOne = async () => {
        for await (const _ of log.readStream(stream, { limit })) break;
      };
      // Answers of the appends come in between.
      await Promise.all(range(40).flatMap(() => [log.append(newStream(), many(3), 'no-stream'), readOne()]));
    }
    await expect.poll(() => client.disposableStreams.size).toBe(0);
  });

  it('keep places that are larger than a double can hold', async () => {
    const { log } = await open({ firstPosition: 2n ** 60n + 1n });
    const stream = await filled(log, 3);
    const read = await readStream(log, stream);
    expectIncreasing(read);
    expect(await log.head()).toBe(read[2]?.position);
    expect(positionsOf(await readAll(log, { from: read[0]?.position ?? 0n }))).toEqual(positionsOf(read).slice(1));
    const follower = follow(log, { after: read[1]?.position ?? 0n });
    await follower.until(({ events }) => events.length === 1);
    await follower.stop();
    expect(positionsOf(follower.events)).toEqual(positionsOf(read).slice(2));
  });

  it('pass over what the server and other programs have written', async () => {
    const { server, log } = await open();
    await expect(log.head()).resolves.toBeUndefined();
    const stream = await filled(log, 2);
    const before = await log.head();
    const client = EventStoreDBClient.connectionString(server.url);
    await client.appendToStream('elsewhere-1', jsonEvent({ type: 'Elsewhere', data: {} }));
    await client.dispose();
    expect(await log.head()).toBe(before);
    expect((await readAll(log)).map((read) => read.stream)).toEqual([stream, stream]);
  });
});

describe('subscriptions to EventStoreDB in trouble', () => {
  it('go on after a restart of the server', async () => {
    const { server, log } = await open();
    const stream = await filled(log, 3);
    const follower = follow(log);
    await follower.until(({ events }) => events.length === 3);
    await server.stop();
    await sleep(300);
    await server.start();
    await log.append(stream, [event(3)], 2);
    await follower.until(({ events }) => events.length === 4);
    await follower.stop();
    expect(dataOf(follower.events)).toEqual(range(4));
  });

  it('begin anew when they fall silent', async () => {
    const server = await startServer();
    const log = openLog(server, { watchMs: 100 });
    const stream = await filled(log, 1);
    const follower = follow(log);
    await follower.until(({ events }) => events.length === 1);
    server.faults.silentSubscriptions = true;
    await log.append(stream, [event(1)], 0);
    await sleep(50);
    expect(follower.events).toHaveLength(1);
    server.faults.silentSubscriptions = false;
    await follower.until(({ events }) => events.length === 2);
    await follower.stop();
  });

  it('tell that the log ends before the place they are to go on from', async () => {
    const { server, log } = await open();
    await filled(log, 3);
    const [first, , last] = positionsOf(await readAll(log));
    server.store.restoreTo(first ?? 0n);
    const follower = follow(log, { after: last ?? 0n });
    await expect(follower.until(() => false)).rejects.toMatchObject({ name: 'LogUnavailable', retryable: false });
    await expect(follower.stop()).rejects.toThrow(/beyond the end of the log/);
  });

  it('find out that their connection is dead though nobody closed it', async () => {
    const server = await startServer();
    const line = await startLine(server.port);
    const address = `esdb://127.0.0.1:${line.port}?tls=false&keepAliveTimeout=500`;
    const log = openLog(server, { connectionString: address });
    const stream = await filled(log, 1);
    const follower = follow(log);
    await follower.until(({ events }) => events.length === 1);
    line.freeze();
    await openLog(server).append(stream, [event(1)], 0);
    await sleep(200);
    expect(follower.events).toHaveLength(1);
    await follower.until(({ events }) => events.length === 2);
    await follower.stop();
  });

  it('say that their user may not read the whole log', async () => {
    const { server, log } = await open();
    server.faults.allDenied = true;
    const follower = follow(log);
    await expect(follower.until(() => false)).rejects.toMatchObject({
      message: 'The EventStoreDB log failed (access-denied)',
      retryable: false,
    });
    await expect(follower.stop()).rejects.toThrow();
  });

  it('tell after a break that they have caught up only when they have', async () => {
    const server = await startServer();
    const log = openLog(server);
    const stream = await filled(log, 1);
    const follower = follow(log, { batchSize: 5 });
    await follower.until(({ events }) => events.length === 1);
    server.faults.silentSubscriptions = true;
    await log.append(stream, many(300), 0);
    server.faults.silentSubscriptions = false;
    const before = follower.batches.length;
    server.dropConnections();
    await follower.until(({ events }) => events.length === 301);
    await follower.stop();
    const firstCaughtUp = follower.batches.slice(before).findIndex(({ caughtUp }) => caughtUp);
    expect(follower.batches.slice(before, before + firstCaughtUp + 1).flatMap(({ events }) => events)).toHaveLength(
      300,
    );
  });

  it('go on from a place behind events of other programs', async () => {
    const { server, log } = await open();
    const stream = await filled(log, 1);
    const client = EventStoreDBClient.connectionString(server.url);
    await client.appendToStream('elsewhere-1', jsonEvent({ type: 'Elsewhere', data: {} }));
    await client.dispose();
    const end = server.store.all.at(-1)?.position ?? 0n;
    const first = follow(log);
    await first.until(({ position }) => position === end);
    await first.stop();
    const second = follow(log, { after: end });
    await log.append(stream, [event(1)], 0);
    await second.until(({ events }) => events.length === 1);
    await second.stop();
  });

  it('hold the server back for a slow reader', async () => {
    const { server, log } = await open();
    const stream = newStream();
    const text = 'x'.repeat(2_000);
    for (const part of range(10)) {
      const events = range(200).map((n) => ({ ...event(part * 200 + n), data: { n: part * 200 + n, text } }));
      await log.append(stream, events, part === 0 ? 'no-stream' : part * 200 - 1);
    }
    const controller = new AbortController();
    const got: unknown[] = [];
    for await (const batch of log.subscribe({ batchSize: 10, signal: controller.signal })) {
      got.push(...dataOf(batch.events));
      if (got.length === 10) {
        await sleep(500);
        expect(server.faults.eventsSent).toBeLessThan(500);
      }
      if (got.length === 2_000) controller.abort();
    }
    expect(got).toEqual(range(2_000));
  });

  it('end promptly while the server is away', async () => {
    const { server, log } = await open();
    await filled(log, 1);
    const follower = follow(log);
    await follower.until(({ events }) => events.length === 1);
    await server.stop();
    await sleep(200);
    const started = Date.now();
    await follower.stop();
    await log.close();
    expect(Date.now() - started).toBeLessThan(4_000);
  });
});
