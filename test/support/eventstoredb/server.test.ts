/** The test server as the client sees it, also where our adapter goes another way: a server that is too kind proves nothing. */
import { randomUUID } from 'node:crypto';
import {
  ANY,
  BACKWARDS,
  END,
  EventStoreDBClient,
  eventTypeFilter,
  type Filter,
  type JSONEventType,
  jsonEvent,
  NO_STREAM,
  type Position,
  START,
  STREAM_EXISTS,
  streamNameFilter,
} from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestEventStore, type TestEventStore } from './server.ts';

type Counted = JSONEventType<'Counted', { n: number }>;

let server: TestEventStore;
let client: EventStoreDBClient;
beforeEach(async () => {
  server = await startTestEventStore();
  client = EventStoreDBClient.connectionString(server.url);
});
afterEach(async () => {
  await client.dispose();
  await server.stop();
});

/** Given with an append, they choose the plain protocol instead of the batch one. */
const credentials = { username: 'nobody', password: '' };
const PROTOCOLS = [
  ['append', { credentials }],
  ['batchAppend', {}],
] as const;

const counted = (n: number) => jsonEvent<Counted>({ id: randomUUID(), type: 'Counted', data: { n } });
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

async function fill(stream: string, count: number): Promise<void> {
  await client.appendToStream(stream, range(count).map(counted), { expectedRevision: ANY, credentials });
}

async function numbers(stream: string, options: Parameters<EventStoreDBClient['readStream']>[1] = {}) {
  const found: unknown[] = [];
  for await (const { event } of client.readStream<Counted>(stream, options)) found.push(event?.data.n);
  return found;
}

describe.each(PROTOCOLS)('%s', (protocol, base) => {
  it('answers with the revision and a position, and counts', async () => {
    const first = await client.appendToStream('a-1', [counted(0), counted(1)], {
      expectedRevision: NO_STREAM,
      ...base,
    });
    const second = await client.appendToStream('a-1', counted(2), { expectedRevision: 1n, ...base });
    expect([first.nextExpectedRevision, second.nextExpectedRevision]).toEqual([1n, 2n]);
    expect(second.position?.commit).toBeGreaterThan((first.position?.commit ?? 0n) + 1n);
    expect(await numbers('a-1')).toEqual([0, 1, 2]);
    expect(server.calls[protocol]).toBeGreaterThan(0);
  });

  it('refuses a wrong version with the right one', async () => {
    await fill('a-1', 2);
    const refused = (expectedRevision: bigint | typeof NO_STREAM | typeof STREAM_EXISTS, stream = 'a-1') =>
      expect(client.appendToStream(stream, counted(9), { expectedRevision, ...base })).rejects;
    await refused(NO_STREAM).toMatchObject({ type: 'wrong-expected-version', actualVersion: 1n });
    await refused(0n).toMatchObject({ type: 'wrong-expected-version', expectedVersion: 0n, actualVersion: 1n });
    await refused(5n).toMatchObject({ type: 'wrong-expected-version', expectedVersion: 5n, actualVersion: 1n });
    await refused(0n, 'a-2').toMatchObject({ type: 'wrong-expected-version', actualVersion: 'no_stream' });
    await refused(STREAM_EXISTS, 'a-2').toMatchObject({ type: 'wrong-expected-version', actualVersion: 'no_stream' });
  });

  it('knows a repeated append by its ids, and forgets those that expected nothing', async () => {
    const events = [counted(0), counted(1)];
    const append = (expectedRevision: bigint | typeof NO_STREAM | typeof ANY) =>
      client.appendToStream('a-1', events, { expectedRevision, ...base });
    const first = await append(NO_STREAM);
    await fill('a-1', 1);
    expect(await append(NO_STREAM)).toEqual(first);
    expect((await append(ANY)).nextExpectedRevision).toBe(1n);
    await server.restart();
    await expect.poll(() => append(NO_STREAM).catch(() => undefined)).toEqual(first);
    expect((await append(ANY)).nextExpectedRevision).toBe(4n);
  });

  it('refuses what is too large', async () => {
    const large = jsonEvent({ type: 'Large', data: { text: 'x'.repeat(1_100_000) } });
    await expect(client.appendToStream('a-1', large, { ...base })).rejects.toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1_048_576,
    });
  });

  it('refuses a tombstoned stream for ever', async () => {
    await fill('a-1', 2);
    await client.tombstoneStream('a-1', { expectedRevision: 1n });
    await expect(client.appendToStream('a-1', counted(9), { ...base })).rejects.toMatchObject({
      type: 'stream-deleted',
      streamName: 'a-1',
    });
    await expect(numbers('a-1')).rejects.toMatchObject({ type: 'stream-deleted' });
    await expect(client.deleteStream('a-1')).rejects.toMatchObject({ type: 'stream-deleted' });
  });
});

describe('streams', () => {
  it('are read both ways, from inside and with a limit', async () => {
    await fill('a-1', 100);
    expect(await numbers('a-1')).toEqual(range(100));
    expect(await numbers('a-1', { fromRevision: 97n })).toEqual([97, 98, 99]);
    expect(await numbers('a-1', { direction: BACKWARDS, fromRevision: 2n })).toEqual([2, 1, 0]);
    expect(await numbers('a-1', { direction: BACKWARDS, fromRevision: END, maxCount: 2 })).toEqual([99, 98]);
    await expect(numbers('a-2')).rejects.toMatchObject({ type: 'stream-not-found', streamName: expect.anything() });
  });

  it('show what their metadata lets them', async () => {
    await fill('a-1', 10);
    await client.setStreamMetadata('a-1', { truncateBefore: 4 });
    expect(await numbers('a-1')).toEqual([4, 5, 6, 7, 8, 9]);
    await client.setStreamMetadata('a-1', { maxCount: 2, truncateBefore: 4 });
    expect(await numbers('a-1')).toEqual([8, 9]);
    await client.setStreamMetadata('a-1', { maxAge: 3600 });
    expect(await numbers('a-1')).toEqual(range(10));
    expect((await client.getStreamMetadata('a-1')).metadata).toEqual({ maxAge: 3600 });
  });

  it('are deleted softly: gone, and numbered on', async () => {
    await fill('a-1', 3);
    await expect(client.deleteStream('a-1', { expectedRevision: 0n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
      actualVersion: 2n,
    });
    await client.deleteStream('a-1', { expectedRevision: 2n });
    await expect(numbers('a-1')).rejects.toMatchObject({ type: 'stream-not-found' });
    const again = await client.appendToStream('a-1', counted(7), { expectedRevision: NO_STREAM });
    expect(again.nextExpectedRevision).toBe(3n);
    expect(await numbers('a-1')).toEqual([7]);
  });

  it('take repeated appends for new ones behind a deletion', async () => {
    await fill('a-1', 3);
    await client.deleteStream('a-1');
    const events = [counted(3)];
    await client.appendToStream('a-1', events, { expectedRevision: NO_STREAM, credentials });
    const repeated = client.appendToStream('a-1', events, { expectedRevision: NO_STREAM, credentials });
    await expect(repeated).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 3n });
  });
});

describe('$all', () => {
  it('begins at a position going forwards, and before it going backwards', async () => {
    await fill('a-1', 3);
    const all: Position[] = [];
    for await (const { event } of client.readAll()) if (event?.position) all.push(event.position);
    const [first, second, third] = all.slice(-3);
    const read = async (options: Parameters<EventStoreDBClient['readAll']>[0]) => {
      const found: (bigint | undefined)[] = [];
      for await (const { event } of client.readAll(options)) found.push(event?.position?.commit);
      return found;
    };
    expect(await read({ fromPosition: second ?? START })).toEqual([second?.commit, third?.commit]);
    expect(await read({ direction: BACKWARDS, fromPosition: second ?? END, maxCount: 1 })).toEqual([first?.commit]);
    expect(await read({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })).toEqual([third?.commit]);
  });

  it('shows what was deleted, and what the server wrote', async () => {
    await fill('a-1', 1);
    await client.deleteStream('a-1');
    const seen: unknown[] = [];
    for await (const { event } of client.readAll()) seen.push(`${event?.streamId} ${event?.type}`);
    expect(seen).toContain('a-1 Counted');
    expect(seen.at(-1)).toBe('$$a-1 $metadata');
  });
});

describe('subscriptions', () => {
  it('to $all begin behind a position and let pass what the filter names', async () => {
    await fill('a-1', 2);
    await fill('b-1', 2);
    const [last] = server.store.all.slice(-3);
    const position = { commit: last?.position ?? 0n, prepare: last?.position ?? 0n };
    const seen = async (filter: Filter) => {
      const subscription = client.subscribeToAll({ fromPosition: position, filter });
      const found: unknown[] = [];
      for await (const { event } of subscription) if (found.push(event?.streamId) === 2) break;
      await subscription.unsubscribe();
      return found;
    };
    await fill('a-1', 2);
    expect(await seen(streamNameFilter({ prefixes: ['a-', 'b-'] }))).toEqual(['b-1', 'b-1']);
    expect(await seen(streamNameFilter({ regex: '^[^b]' }))).toEqual(['a-1', 'a-1']);
    expect(await seen(eventTypeFilter({ prefixes: ['Count'] }))).toEqual(['b-1', 'b-1']);
    expect(await seen(eventTypeFilter({ regex: '^C.*d$' }))).toEqual(['b-1', 'b-1']);
  });

  it('tell how far they looked, and when they are live', async () => {
    await fill('a-1', 100);
    const told: string[] = [];
    const filter = streamNameFilter({
      prefixes: ['b-'],
      checkpointReached: async (_, { commit }) => void told.push(String(commit)),
    });
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    subscription.on('caughtUp', () => told.push('caught up'));
    subscription.on('data', () => told.push('event'));
    await expect.poll(() => told.at(-1)).toBe('caught up');
    // 102 events with those of the server: after each 32, and at the end.
    expect(told).toHaveLength(5);
    expect(told.at(-2)).toBe(String(server.store.all.at(-1)?.position));
    await fill('b-1', 1);
    await expect.poll(() => told.at(-1)).toBe('event');
    await subscription.unsubscribe();
  });

  it('to a stream follow it from the beginning of its days', async () => {
    const subscription = client.subscribeToStream<Counted>('a-1', { fromRevision: START });
    const found: unknown[] = [];
    subscription.on('data', ({ event }) => found.push(event?.data.n));
    await fill('a-1', 3);
    await fill('a-2', 1);
    await expect.poll(() => found).toEqual([0, 1, 2]);
    await subscription.unsubscribe();
    await expect.poll(() => server.openReads).toBe(0);
  });
});

it('names itself as the leader to clients that ask', async () => {
  const discovering = EventStoreDBClient.connectionString(`esdb+discover://127.0.0.1:${server.port}?tls=false`);
  await discovering.appendToStream('a-1', counted(1), { credentials });
  expect(await numbers('a-1')).toEqual([1]);
  await discovering.dispose();
});
