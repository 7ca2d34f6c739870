/** Messages on their way: order, retries, shares of destinations, operators. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/application/ports.ts';
import type { ContactEvent } from '../../src/domain/crm/contact/events.ts';
import type { Handler } from '../../src/processes/engine/handler.ts';
import { createOutbox } from '../../src/processes/engine/outbox.ts';
import { definePolicy, type Effect, type Process } from '../../src/processes/engine/process.ts';
import { append, contactCreated, createWorld, eventually, pause, recorder, renamed, type World } from './support.ts';

/** One message per contact event, to the destination that is named before the underscore of the contact's key. */
const telling = (more: Partial<Extract<Effect, { do: 'send' }>> = {}): Process =>
  definePolicy<ContactEvent>({
    name: 'telling',
    summary: 'Tells.',
    categories: ['contact'],
    react: (event) => {
      const destination = event.key.split('_')[0] ?? '';
      const payload = `${event.key}:${event.revision}`;
      return { effects: [{ do: 'send', kind: 'note', destination, orderingKey: event.key, payload, ...more }] };
    },
  });

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const payloads = (handler: ReturnType<typeof recorder>) => handler.attempts.map(({ payload }) => payload);
const failed = { result: 'failed', error: 'DOWN', blame: 'destination' } as const;

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('order', () => {
  test('a message waits for the earlier one of its key, others do not wait for it', async () => {
    let well = false;
    const note = recorder(({ payload }) =>
      payload === 'd_a:0' && !well ? { result: 'failed', error: 'NO', blame: 'message' } : { result: 'done' },
    );
    await world.engine({ processes: [telling()], handlers: { note } }).start();
    await append(world.log, 'contact-d_a', contactCreated());
    await append(world.log, 'contact-d_a', renamed('B'));
    await append(world.log, 'contact-d_b', contactCreated(2));
    await eventually(() => payloads(note).includes('d_b:0') && note.attempts.length > 3);
    expect(payloads(note)).not.toContain('d_a:1');
    well = true;
    await eventually(() => payloads(note).includes('d_a:1'));
    expect(payloads(note).at(-1)).toBe('d_a:1');
  });

  test('order per key holds with many messages, many workers and failures', async () => {
    const note = recorder(async () => {
      await pause(Math.random() * 3);
      return Math.random() < 0.2 ? failed : { result: 'done' };
    });
    const done: string[] = [];
    const noteDone: Handler = {
      deliver: async (attempt, signal) => {
        const outcome = await note.deliver(attempt, signal);
        if (outcome.result === 'done') done.push(String(attempt.payload));
        return outcome;
      },
    };
    const engines = [1, 2].map(() => world.engine({ processes: [telling()], handlers: { note: noteDone } }));
    await Promise.all(engines.map((engine) => engine.start()));
    for (let n = 0; n < 20; n++)
      for (const key of ['d_a', 'd_b', 'e_c']) await append(world.log, `contact-${key}`, contactCreated());
    await eventually(() => done.length === 60);
    for (const key of ['d_a', 'd_b', 'e_c'])
      expect(done.filter((payload) => payload.startsWith(key))).toEqual(
        Array.from({ length: 20 }, (_, n) => `${key}:${n}`),
      );
  });
});

describe('retries', () => {
  test('the same id and content until it is taken, each attempt recorded', async () => {
    let prepared = 0;
    const note = recorder(({ attempt }) =>
      attempt < 3
        ? { ...failed, status: 500, response: `no\u0000${'x'.repeat(5000)}` }
        : { result: 'done', status: 204 },
    );
    const handler: Handler = { prepare: async () => `made ${++prepared}`, deliver: note.deliver };
    const engine = world.engine({ processes: [telling()], handlers: { note: handler } });
    await engine.start();
    await append(world.log, 'contact-d_a', contactCreated());
    const [message] = await eventually(async () => {
      const found = await engine.outbox.list({ states: ['done'] });
      return found.length === 1 && found;
    });
    expect(new Set(note.attempts.map(({ id }) => id))).toEqual(new Set([message?.id]));
    expect(note.attempts.map((one) => [one.attempt, one.prepared])).toEqual([
      [1, 'made 1'],
      [2, 'made 1'],
      [3, 'made 1'],
    ]);
    const attempts = await engine.outbox.attempts(message?.id ?? '');
    expect(attempts.map(({ attempt, status, error }) => [attempt, status, error])).toEqual([
      [1, 500, 'DOWN'],
      [2, 500, 'DOWN'],
      [3, 204, null],
    ]);
    expect(attempts[0]?.response).toMatch(/^nox{990,1000}$/);
  });

  test('parked when the schedule ends, listed, counted, and sent again when an operator says so', async () => {
    let well = false;
    const note = recorder(() => (well ? { result: 'done' } : failed));
    const settings = { retry: { baseMs: 5, capMs: 20, giveUpAfterMs: 150 } };
    const engine = world.engine({ processes: [telling()], handlers: { note }, settings });
    await engine.start();
    await append(world.log, 'contact-d_a', contactCreated());
    await append(world.log, 'contact-e_b', contactCreated(2));
    const parked = await eventually(async () => {
      const found = await engine.outbox.list({ states: ['parked'] });
      return found.length === 2 && found;
    });
    expect((await engine.status()).parked).toBe(2);
    expect(parked.map(({ destination, lastError }) => [destination, lastError])).toEqual([
      ['e', 'DOWN'],
      ['d', 'DOWN'],
    ]);
    expect(await engine.outbox.list({ states: ['parked'] }, { before: parked[0]?.seq ?? '', limit: 1 })).toHaveLength(
      1,
    );
    well = true;
    const onlyOne = { destination: 'd' };
    expect(await engine.outbox.count(onlyOne)).toBe(1);
    const before = note.attempts.length;
    expect(await engine.outbox.retry(onlyOne)).toBe(1);
    await eventually(async () => (await engine.outbox.list({ states: ['done'] })).length === 1);
    expect(note.attempts).toHaveLength(before + 1);
    expect((await engine.status()).parked).toBe(1);
  });

  test('replays everything since a position, with the same ids', async () => {
    const note = recorder();
    const engine = world.engine({ processes: [telling()], handlers: { note } });
    await engine.start();
    await append(world.log, 'contact-d_a', contactCreated());
    const second = await append(world.log, 'contact-d_b', contactCreated(2));
    await append(world.log, 'contact-d_c', contactCreated(3));
    await eventually(async () => (await engine.outbox.list({ states: ['done'] })).length === 3);
    const after = second.ok ? second.position - 1n : 0n;
    const selection = { states: ['done'], after } as const;
    expect(await engine.outbox.count(selection)).toBe(2);
    expect(await engine.outbox.retry(selection)).toBe(2);
    await eventually(() => note.attempts.length === 5);
    expect(new Set(note.attempts.map(({ id }) => id)).size).toBe(3);
  });

  test('not before the time that the receiver asked for', async () => {
    const note = recorder(({ attempt }) => (attempt === 1 ? { ...failed, retryAfterMs: 700 } : { result: 'done' }));
    await world.engine({ processes: [telling()], handlers: { note } }).start();
    await append(world.log, 'contact-d_a', contactCreated());
    await eventually(() => note.attempts.length === 1);
    await append(world.log, 'contact-d_b', contactCreated(2));
    await eventually(() => note.attempts.length === 3);
    const [first, second, third] = note.attempts.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(690);
    expect((third ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(690);
  });

  test('a handler that throws or never answers has failed', async () => {
    const note = recorder(async ({ attempt }) => {
      if (attempt === 1) throw new Error('with a secret');
      if (attempt === 2) await new Promise(() => undefined);
      return { result: 'done' };
    });
    const engine = world.engine({ processes: [telling()], handlers: { note }, settings: { handlerMs: 100 } });
    await engine.start();
    await append(world.log, 'contact-d_a', contactCreated());
    await eventually(async () => (await engine.outbox.list({ states: ['done'] })).length === 1);
    const errors = (await engine.outbox.attempts(note.attempts[0]?.id ?? '')).map(({ error }) => error);
    expect(errors).toEqual(['Error', 'TIMEOUT', null]);
  });

  test('a content that cannot be made counts as a failed attempt, and what cannot be helped is parked at once', async () => {
    let tried = 0;
    const note: Handler = {
      prepare: async () => {
        tried += 1;
        if (tried < 3) throw new Error('not yet');
        return 'made';
      },
      deliver: async () => ({ result: 'hopeless', error: 'NEVER' }),
    };
    const engine = world.engine({ processes: [telling()], handlers: { note } });
    await engine.start();
    await append(world.log, 'contact-d_a', contactCreated());
    const [parked] = await eventually(async () => {
      const found = await engine.outbox.list({ states: ['parked'] });
      return found.length === 1 && found;
    });
    expect([parked?.attempts, parked?.lastError]).toEqual([3, 'NEVER']);
  });
});

test('a delayed message waits for its time', async () => {
  let now = Date.now();
  const clock: Clock = { now: () => new Date(now) };
  const note = recorder();
  await world.engine({ processes: [telling({ delayMs: 3_600_000 })], handlers: { note }, clock }).start();
  await append(world.log, 'contact-d_a', contactCreated());
  await eventually(async () => (await world.sql`select from processes.outbox`).length === 1);
  await pause(100);
  expect(note.attempts).toHaveLength(0);
  now += 3_700_000;
  await eventually(() => note.attempts.length === 1);
});

describe('destinations', () => {
  test('one that is down, and one that hangs, do not slow the others; what was held up arrives in order', async () => {
    let well = false;
    const note = recorder(async ({ destination }) => {
      if (destination === 'down' && !well) return failed;
      if (destination === 'hangs' && !well) await new Promise(() => undefined);
      return { result: 'done' };
    });
    const engine = world.engine({ processes: [telling()], handlers: { note }, settings: { handlerMs: 800 } });
    await engine.start();
    const receivers = ['down', 'hangs', 'x', 'y', 'z'];
    for (let n = 0; n < 30; n++)
      for (const name of receivers) await append(world.log, `contact-${name}_${n % 3}`, contactCreated());
    const doneOf = async (destination: string) =>
      (await engine.outbox.list({ states: ['done'], destination }, { limit: 100 })).length;
    await eventually(async () => (await Promise.all(['x', 'y', 'z'].map(doneOf))).every((count) => count === 30));
    expect(payloads(note).filter((payload) => String(payload).startsWith('hangs_')).length).toBeLessThan(30);
    expect(await doneOf('down')).toBe(0);
    const [down] = (await engine.outbox.destinations()).filter(({ destination }) => destination === 'down');
    expect(down).toMatchObject({ due: 30, parked: 0, failingSince: expect.any(String) });
    well = true;
    await eventually(async () => (await doneOf('down')) + (await doneOf('hangs')) === 60);
    for (const name of ['down', 'hangs']) {
      for (const key of [0, 1, 2]) {
        const seen = payloads(note).filter((payload) => String(payload).startsWith(`${name}_${key}:`));
        const taken = seen.filter((payload, index) => seen.lastIndexOf(payload) === index);
        expect(taken).toEqual(Array.from({ length: 10 }, (_, n) => `${name}_${key}:${n}`));
      }
    }
  });

  test('one that hangs is given up, whatever garbage collection takes away meanwhile', async () => {
    const note = recorder(() => new Promise(() => undefined));
    const engine = world.engine({ processes: [telling()], handlers: { note }, settings: { handlerMs: 500 } });
    await engine.start();
    await append(world.log, 'contact-x', contactCreated());
    await eventually(() => note.attempts.length === 1);
    collectGarbage();
    await eventually(() => note.attempts.length > 1);
  });

  test('one that fails gets one message at a time, less and less often, and everything once it is well', async () => {
    let well = false;
    const note = recorder(() => (well ? { result: 'done' } : failed));
    const settings = { destinationBackoff: { baseMs: 100, capMs: 5_000 }, perDestination: 4 };
    const engine = world.engine({ processes: [telling()], handlers: { note }, settings, random: () => 1 });
    await engine.start();
    for (let n = 0; n < 50; n++) await append(world.log, `contact-d_${n}`, contactCreated(n + 1));
    await pause(1_000);
    expect(note.attempts.length).toBeLessThan(4 * 3 + 8);
    well = true;
    await eventually(async () => (await engine.outbox.list({ states: ['done'] }, { limit: 100 })).length === 50);
  });

  test('no more at a time than its share', async () => {
    let now = 0;
    let most = 0;
    const note = recorder(async () => {
      now += 1;
      most = Math.max(most, now);
      await pause(20);
      now -= 1;
      return { result: 'done' };
    });
    const engine = world.engine({ processes: [telling()], handlers: { note }, settings: { perDestination: 3 } });
    await engine.start();
    for (let n = 0; n < 20; n++) await append(world.log, `contact-d_${n}`, contactCreated(n + 1));
    await eventually(() => note.attempts.length === 20);
    expect(most).toBe(3);
  });

  test('one that is held keeps its messages, released it gets them, dropped it gets none', async () => {
    const control = definePolicy<ContactEvent>({
      name: 'control',
      summary: 'Controls.',
      categories: ['control'],
      react: ({ key }) => ({
        effects: [{ do: key as 'hold' | 'release' | 'discard', destination: 'd', reason: 'asked' }],
      }),
    });
    const note = recorder();
    const engine = world.engine({ processes: [telling(), control], handlers: { note } });
    await engine.start();
    const held = async () =>
      (await engine.outbox.destinations()).find(({ destination }) => destination === 'd')?.holdReason;
    await append(world.log, 'control-hold', contactCreated());
    await eventually(async () => (await held()) === 'asked');
    await append(world.log, 'contact-d_a', contactCreated());
    await eventually(async () => (await engine.status()).due === 1);
    await pause(100);
    expect(note.attempts).toHaveLength(0);
    await append(world.log, 'control-release', contactCreated());
    await eventually(async () => note.attempts.length === 1 && (await engine.status()).due === 0);
    await append(world.log, 'control-hold', contactCreated());
    await eventually(async () => (await held()) === 'asked');
    await append(world.log, 'contact-d_b', contactCreated(2));
    await eventually(async () => (await engine.status()).due === 1);
    await append(world.log, 'control-discard', contactCreated());
    await eventually(async () => (await engine.outbox.list({ states: ['discarded'] })).length === 1);
    expect(note.attempts).toHaveLength(1);
  });
});

test('a message taken by a server that died is sent again under the same id when its lease is over', async () => {
  const engine = world.engine({ processes: [telling()], handlers: {} });
  await engine.start();
  await append(world.log, 'contact-d_a', contactCreated());
  await append(world.log, 'contact-d_a', renamed('B'));
  await eventually(async () => (await engine.status()).due === 2);
  await engine.stop();
  // The one that dies: it has taken the message and delivered it, and says no more.
  const [taken, ...others] = await createOutbox(world.sql).claim({
    kinds: ['note'],
    limit: 10,
    perDestination: 5,
    suspectAfter: 3,
    busy: new Map(),
    now: new Date(),
    leaseMs: 500,
  });
  expect([taken?.payload, others]).toEqual(['d_a:0', []]);
  const note = recorder();
  await world.engine({ processes: [telling()], handlers: { note } }).start();
  await pause(200);
  expect(note.attempts).toEqual([]);
  await eventually(() => note.attempts.length === 2);
  expect(note.attempts[0]).toMatchObject({ id: taken?.id, payload: 'd_a:0', attempt: 2 });
});

test('messages without a handler wait for a server that has one', async () => {
  const first = world.engine({ processes: [telling()], handlers: {} });
  await first.start();
  await append(world.log, 'contact-d_a', contactCreated());
  await eventually(async () => (await first.status()).due === 1);
  const note = recorder();
  await world.engine({ processes: [telling()], handlers: { note } }).start();
  await eventually(() => note.attempts.length === 1);
});

test('a stop lets what is under way finish and takes nothing new', async () => {
  const note = recorder(async () => {
    await pause(200);
    return { result: 'done' };
  });
  const engine = world.engine({ processes: [telling()], handlers: { note } });
  await engine.start();
  await append(world.log, 'contact-d_a', contactCreated());
  await append(world.log, 'contact-d_a', renamed('B'));
  await eventually(() => note.attempts.length === 1);
  await engine.stop();
  expect((await engine.outbox.list()).map(({ state }) => state)).toEqual(['due', 'done']);
});

test('finished messages are removed after a while, others never', async () => {
  const note = recorder(({ payload }) =>
    payload === 'd_a:0' ? { result: 'done' } : { result: 'hopeless', error: 'NEVER' },
  );
  const engine = world.engine({ processes: [telling()], handlers: { note } });
  await engine.start();
  await append(world.log, 'contact-d_a', contactCreated());
  await append(world.log, 'contact-d_b', contactCreated(2));
  await eventually(async () => (await engine.status()).parked === 1);
  await eventually(async () => (await engine.outbox.list({ states: ['done'] })).length === 1);
  const outbox = createOutbox(world.sql);
  expect(await outbox.sweep(new Date(Date.now() - 60_000))).toBe(0);
  expect(await outbox.sweep(new Date(Date.now() + 60_000))).toBe(1);
  expect((await engine.outbox.list()).map(({ state }) => state)).toEqual(['parked']);
});
