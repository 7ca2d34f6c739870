/** Several processes on one database, and connections that are lost. */
import type { Sql } from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventBatch, EventLog, SubscribeOptions } from '../../../src/application/ports.ts';
import { append, createWorld, dump, Opened, Paid, type World } from './fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const open = (id: string) => append(world.log, id, Opened({ name: id, city: 'x' }));

/** Ends the sessions that hold a lock of the engine: what happens to the leader when its connection is lost. */
const endLeaders = (sql: Sql) => sql`
  select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = ${0x7472_6962} and objid = 12
  and database = (select oid from pg_database where datname = current_database())`;

const endEverybodyElse = (sql: Sql) => sql`
  select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;

test('processes that start at once make the tables once and one of them leads', async () => {
  const all = [1, 2, 3].map(() => world.open({ sql: world.connect() }));
  await Promise.all(all.map((projections) => projections.start()));
  const position = await open('a');
  for (const projections of all) expect(await projections.reached(position)).toBe(true);
  expect(all.filter(({ leading }) => leading)).toHaveLength(1);
});

test('who stands by hears of positions that concern no model', async () => {
  const [leader, follower] = [world.open(), world.open({ sql: world.connect() })];
  await leader.start();
  await follower.start();
  const position = await append(world.log, 'a', Opened({ name: 'a', city: 'x' }));
  expect(await follower.reached(position)).toBe(true);
});

test('another process takes over when the leader stops', async () => {
  const [first, second] = [world.open(), world.open({ sql: world.connect() })];
  await first.start();
  await second.start();
  expect([first.leading, second.leading]).toEqual([true, false]);
  await open('a');
  await first.stop();
  const position = await open('b');
  expect(await second.reached(position)).toBe(true);
  expect(second.leading).toBe(true);
  expect((await dump(world.sql)).accounts).toHaveLength(2);
});

test('a leader whose session was ended gives up the lead, and nothing is lost or counted twice', async () => {
  const [first, second] = [world.open(), world.open({ sql: world.connect() })];
  await first.start();
  await second.start();
  await open('a');
  await endLeaders(world.connect());
  for (let n = 0; n < 20; n++) await append(world.log, 'a', Paid({ amount: 1 }));
  const position = await append(world.log, 'a', Paid({ amount: 1 }));
  expect(await second.reached(position, { timeoutMs: 5_000 })).toBe(true);
  expect((await dump(world.sql)).accounts).toMatchObject([{ balance: 21 }]);
  await expect.poll(() => [first, second].filter(({ leading }) => leading).length).toBe(1);
});

test('two projectors that both believe to lead cannot both win', async () => {
  const [first, second] = [world.open({ heartbeatMs: 60_000 }), world.open({ sql: world.connect() })];
  await first.start();
  await second.start();
  // The first one does not notice that it lost the lock.
  await endLeaders(world.connect());
  await expect.poll(() => second.leading).toBe(true);
  expect(first.leading).toBe(true);
  let position = await open('a');
  for (let n = 0; n < 200; n++) {
    position = await append(world.log, 'a', Paid({ amount: 1 }));
    if (n % 10 === 0) await second.reached(position);
  }
  expect(await first.reached(position)).toBe(true);
  expect(await second.reached(position)).toBe(true);
  expect((await dump(world.sql)).accounts).toMatchObject([{ balance: 200 }]);
  expect(await second.verify()).toMatchObject([{ equal: true }, { equal: true }, { equal: true }]);
});

test('lost connections are retried, nothing is dropped', async () => {
  const projections = world.open();
  await projections.start();
  const killer = world.connect();
  let position = await open('a');
  for (let n = 0; n < 100; n++) {
    position = await append(world.log, 'a', Paid({ amount: 1 }));
    if (n % 25 === 3) await endEverybodyElse(killer);
    if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await projections.reached(position, { timeoutMs: 10_000 })).toBe(true);
  expect((await dump(killer)).accounts).toMatchObject([{ balance: 100 }]);
  // Also after that: it still hears, leads and answers.
  expect(await projections.reached(await open('b'), { timeoutMs: 10_000 })).toBe(true);
});

test('a position in the future is not reached, and an unknown model is an error', async () => {
  const projections = world.open();
  await projections.start();
  const position = await open('a');
  expect(await projections.reached(position + 1n, { timeoutMs: 50 })).toBe(false);
  expect(await projections.reached(position, { models: [] })).toBe(true);
  await expect(projections.reached(position, { models: ['nothing'] })).rejects.toThrow('Unknown read model nothing');
});

test('stop lets go who waits, and a start after it goes on', async () => {
  const projections = world.open();
  await projections.start();
  const position = await open('a');
  const waiting = projections.reached(position + 9n, { timeoutMs: 60_000 });
  await projections.stop();
  expect(await waiting).toBe(false);
  const next = world.open();
  await next.start();
  expect(await next.reached(await open('b'))).toBe(true);
});

test('a batch that is delivered again changes nothing', async () => {
  const projections = world.open({ log: stutter(world.log) });
  await projections.start();
  await open('a');
  let position = 0n;
  for (let n = 0; n < 20; n++) position = await append(world.log, 'a', Paid({ amount: 1 }));
  expect(await projections.reached(position)).toBe(true);
  expect((await dump(world.sql)).accounts).toMatchObject([{ balance: 20 }]);
});

/** Delivers every batch twice. */
function stutter(log: EventLog): EventLog {
  async function* subscribe(options: SubscribeOptions): AsyncGenerator<EventBatch> {
    for await (const batch of log.subscribe(options)) {
      yield batch;
      yield batch;
    }
  }
  return new Proxy(log, {
    get: (target, name) => (name === 'subscribe' ? subscribe : Reflect.get(target, name).bind(target)),
  });
}
