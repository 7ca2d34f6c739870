/** The engine on a real Postgres: what is atomic, who may write, when a process starts, what stops it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryLog } from '../../src/adapters/memory/log.ts';
import type { EventLog } from '../../src/application/ports.ts';
import type { ContactEvent } from '../../src/domain/crm/contact/events.ts';
import type { DomainEvent } from '../../src/domain/kernel/event.ts';
import { definePolicy, defineProcess, NOTHING_FOLLOWS, type Process } from '../../src/processes/engine/process.ts';
import { createProcessStore } from '../../src/processes/engine/store.ts';
import { Fenced } from '../../src/projections/engine/faults.ts';
import {
  append,
  contactCreated,
  createWorld,
  eventually,
  newEvents,
  pause,
  recorder,
  renamed,
  type World,
} from './support.ts';

/** Counts the events of each contact and says the number. */
const counting = (version = 1, start: 'now' | 'beginning' = 'now'): Process =>
  defineProcess<ContactEvent>()<{ seen: number }>({
    name: 'counting',
    summary: 'Counts.',
    categories: ['contact'],
    start,
    memory: { version, initial: { seen: 0 }, instanceOf: ({ key }) => key },
    react: (event, { seen }) => ({
      state: { seen: seen + 1 },
      effects: [
        {
          do: 'send',
          kind: 'note',
          destination: 'notes',
          orderingKey: event.key,
          payload: { key: event.key, seen: seen + 1 },
        },
      ],
    }),
  });

const noting = (start: 'now' | 'beginning' = 'now'): Process =>
  definePolicy<ContactEvent>({
    name: 'noting',
    summary: 'Notes.',
    categories: ['contact'],
    start,
    react: (event) => ({
      effects: [
        { do: 'send', kind: 'note', destination: 'notes', payload: { key: event.key, last: event.command.last } },
      ],
    }),
  });

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const payloads = (handler: ReturnType<typeof recorder>) => handler.attempts.map(({ payload }) => payload);

test('carries out what follows from an event', async () => {
  const note = recorder();
  await world.engine({ processes: [counting()], handlers: { note } }).start();
  await append(world.log, 'contact-a', contactCreated());
  await append(world.log, 'contact-a', renamed('Bea'));
  await eventually(() => note.attempts.length === 2);
  expect(payloads(note)).toEqual([
    { key: 'a', seen: 1 },
    { key: 'a', seen: 2 },
  ]);
});

describe('a new process', () => {
  test('does not fire for the past, and state knows it all the same', async () => {
    await append(world.log, 'contact-a', contactCreated());
    const note = recorder();
    await world.engine({ processes: [counting(), noting()], handlers: { note } }).start();
    await append(world.log, 'contact-a', renamed('Bea'));
    await eventually(() => note.attempts.length === 2);
    expect(payloads(note)).toEqual(
      expect.arrayContaining([
        { key: 'a', seen: 2 },
        { key: 'a', last: true },
      ]),
    );
    expect(await world.sql`select from processes.outbox`).toHaveLength(2);
  });

  test('fires for the past when declared so', async () => {
    await append(world.log, 'contact-a', contactCreated());
    const note = recorder();
    await world.engine({ processes: [noting('beginning'), counting(1, 'beginning')], handlers: { note } }).start();
    await eventually(() => note.attempts.length === 2);
  });

  test('folds its state anew under a new version, without repeating a message', async () => {
    const note = recorder();
    const first = world.engine({ processes: [counting()], handlers: { note } });
    await first.start();
    await append(world.log, 'contact-a', contactCreated());
    await eventually(() => note.attempts.length === 1);
    await first.stop();
    await world.engine({ processes: [counting(2)], handlers: { note } }).start();
    await append(world.log, 'contact-a', renamed('Bea'));
    await eventually(() => note.attempts.length === 2);
    expect(payloads(note)).toEqual([
      { key: 'a', seen: 1 },
      { key: 'a', seen: 2 },
    ]);
  });
});

test('goes on after a restart where it had stopped', async () => {
  const note = recorder();
  const first = world.engine({ processes: [noting()], handlers: { note } });
  await first.start();
  await append(world.log, 'contact-a', contactCreated());
  await eventually(() => note.attempts.length === 1);
  await first.stop();
  await append(world.log, 'contact-b', contactCreated(2));
  await world.engine({ processes: [noting()], handlers: { note } }).start();
  await eventually(() => note.attempts.length === 2);
  await pause(100);
  expect(note.attempts.map(({ payload }) => (payload as { key: string }).key)).toEqual(['a', 'b']);
});

test('writes state, messages and checkpoint together or not at all', async () => {
  const note = recorder();
  const engine = world.engine({ processes: [counting()], handlers: { note } });
  await engine.start();
  const before = (await engine.status()).processes[0]?.position;
  // The crash comes after the checkpoint and the state were written, before the messages are.
  await world.sql.unsafe(`
    create function crash() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$;
    create trigger crash before insert on processes.outbox execute function crash()`);
  await append(world.log, 'contact-a', contactCreated());
  await pause(300);
  expect((await engine.status()).processes[0]?.position).toEqual(before);
  expect(await world.sql`select from processes.states`).toHaveLength(0);
  await world.sql.unsafe('drop trigger crash on processes.outbox');
  await eventually(() => note.attempts.length === 1);
  expect(payloads(note)).toEqual([{ key: 'a', seen: 1 }]);
});

test('refuses a second writer by the checkpoint', async () => {
  const engine = world.engine({ processes: [noting()], handlers: {} });
  await engine.start();
  await engine.stop();
  const store = createProcessStore(world.sql);
  const step = { process: 'noting', from: null, to: 5n, plan: { states: new Map(), effects: [] }, now: new Date() };
  await store.commit(step);
  await expect(store.commit({ ...step, to: 6n })).rejects.toThrow(Fenced);
  expect((await store.checkpoint('noting')).position).toBe(5n);
});

test('two servers on one database carry out each message once', async () => {
  const note = recorder();
  const engines = [1, 2].map(() => world.engine({ processes: [noting()], handlers: { note } }));
  await Promise.all(engines.map((engine) => engine.start()));
  for (let n = 0; n < 40; n++) await append(world.log, `contact-${n}`, contactCreated(n + 1));
  await eventually(() => note.attempts.length === 40);
  await pause(100);
  expect(new Set(note.attempts.map(({ id }) => id)).size).toBe(40);
  expect(note.attempts).toHaveLength(40);
  const leaders = await Promise.all(engines.map(async (engine) => (await engine.status()).leader));
  expect(leaders.filter(Boolean)).toHaveLength(1);
});

test('another server takes over when the leader loses its lock', async () => {
  const note = recorder();
  const first = world.engine({ processes: [noting()], handlers: { note } });
  await first.start();
  await eventually(async () => (await first.status()).leader);
  const second = world.engine({ processes: [noting()], handlers: { note } });
  await second.start();
  await first.stop();
  await eventually(async () => (await second.status()).leader);
  await append(world.log, 'contact-a', contactCreated());
  await eventually(() => note.attempts.length === 1);
});

test('a leader whose connection is cut steps down and may be elected again', async () => {
  const note = recorder();
  const engine = world.engine({ processes: [noting()], handlers: { note } });
  await engine.start();
  await eventually(async () => (await engine.status()).leader);
  const [cut] = await world.sql`
    select pg_terminate_backend(pid) as done from pg_locks where locktype = 'advisory' and objid = 22 and objsubid = 2 and granted`;
  expect(cut?.done).toBe(true);
  await append(world.log, 'contact-a', contactCreated());
  await eventually(() => note.attempts.length === 1);
  await eventually(async () => (await engine.status()).leader);
  await append(world.log, 'contact-b', contactCreated(2));
  await eventually(() => note.attempts.length === 2);
});

test('an event that a process cannot take pauses that process alone, until it is resumed', async () => {
  const note = recorder();
  let broken = true;
  const fragile = definePolicy<ContactEvent>({
    name: 'fragile',
    summary: 'Breaks.',
    categories: ['contact'],
    react: (event) => {
      if (broken && event.key === 'b') throw new TypeError('cannot take it: secret value');
      return { effects: [{ do: 'send', kind: 'note', destination: 'fragile', payload: event.key }] };
    },
  });
  const engine = world.engine({ processes: [fragile, noting()], handlers: { note } });
  await engine.start();
  for (const key of ['a', 'b', 'c']) await append(world.log, `contact-${key}`, contactCreated());
  await eventually(() => note.attempts.length === 4);
  const paused = await eventually(async () =>
    (await engine.status()).processes.find(
      ({ process, pausedPosition }) => process === 'fragile' && pausedPosition !== null,
    ),
  );
  expect(paused.pauseReason).toMatch(/^ContactCreated: The handler threw TypeError/);
  expect(paused.pauseReason).not.toContain('secret value');
  broken = false;
  expect(await engine.resume('fragile')).toBe(true);
  await eventually(() => note.attempts.length === 6);
  expect(payloads(note).filter((payload) => typeof payload === 'string')).toEqual(['a', 'b', 'c']);
});

test('a command is seen whole even when a batch ends between its events', async () => {
  const seen: string[] = [];
  const watching = definePolicy<DomainEvent>({
    name: 'watching',
    summary: 'Watches.',
    categories: ['contact'],
    start: 'beginning',
    react: ({ command }) => {
      seen.push(`${command.types.length}${command.last ? ' last' : ''}`);
      return NOTHING_FOLLOWS;
    },
  });
  await append(world.log, 'contact-a', contactCreated(), renamed('B'), renamed('C'));
  await append(world.log, 'contact-b', contactCreated(2));
  await world.engine({ processes: [watching], handlers: {}, settings: { batchSize: 2 } }).start();
  await eventually(() => seen.length === 4);
  expect(seen).toEqual(['3', '3', '3 last', '1 last']);
});

test('events of other categories move the checkpoint too, and unknown types are passed over', async () => {
  const note = recorder();
  await world.engine({ processes: [noting()], handlers: { note } }).start();
  const [known] = newEvents([contactCreated()]);
  if (!known) throw new Error('no event');
  await world.log.append('contact-x', [{ ...known, type: 'FromTheFuture' }], 'no-stream');
  await append(world.log, 'contact-a', contactCreated());
  await eventually(() => note.attempts.length === 1);
  expect(payloads(note)).toEqual([{ key: 'a', last: true }]);
});

test('a log that fails for a while is read again from where it was', async () => {
  const inner = createMemoryLog();
  let failures = 2;
  const flaky: EventLog = Object.assign(Object.create(inner) as EventLog, {
    subscribe: (options: Parameters<EventLog['subscribe']>[0]) => {
      if (failures-- > 0) throw new Error('gone');
      return inner.subscribe(options);
    },
    append: inner.append.bind(inner),
    readStream: inner.readStream.bind(inner),
    head: inner.head.bind(inner),
    close: inner.close.bind(inner),
  });
  const other = await createWorld(flaky);
  try {
    const note = recorder();
    await other.engine({ processes: [noting()], handlers: { note } }).start();
    await append(inner, 'contact-a', contactCreated());
    await eventually(() => note.attempts.length === 1);
  } finally {
    await other.close();
  }
});
