import { afterEach, beforeEach, expect, test } from 'vitest';
import { append, appendNew, createWorld, dump, names, Opened, Paid, Renamed, toNew, type World } from './fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const statusOf = async (projections: ReturnType<World['open']>, model: string) =>
  (await projections.status()).find((each) => each.model === model);

/** A name whose length does not fit the column: the database refuses it. Its neighbours are fine. */
test('an event that the database refuses pauses its model before it, and no other', async () => {
  const projections = world.open();
  for (let n = 0; n < 20; n++) await append(world.log, `a${n}`, Opened({ name: `n${n}`, city: 'x' }));
  await projections.start();
  const renames = (count: number) => Array.from({ length: count }, (_, n) => Renamed({ name: `m${n}` }));
  const poison = await append(world.log, 'a0', ...renames(13), Renamed({ name: 'too long' }));
  const position = await append(world.log, 'a1', ...renames(6));
  expect(await projections.reached(position, { models: ['accounts', 'labels'] })).toBe(true);
  expect(await projections.reached(position)).toBe(false);
  expect(await statusOf(projections, 'names')).toMatchObject({
    status: 'paused',
    paused: true,
    position: (poison - 1n).toString(),
    error: 'Renamed: Database error 22003',
    fault: { position: poison.toString(), type: 'Renamed' },
  });
  const { names: rows } = await dump(world.sql);
  expect(rows).toContainEqual({ key: 'a0', position: Number(poison - 1n), name: 'm12', length: 3 });
});

test('a paused model is not waited for, whoever is named', async () => {
  const projections = world.open();
  await projections.start();
  const position = await append(world.log, 'a', Opened({ name: 'A', city: 'x' }), Renamed({ name: 'throws' }));
  expect(await projections.reached(position, { timeoutMs: 50_000 })).toBe(false);
  const started = Date.now();
  expect(await projections.reached(position, { models: ['names'], timeoutMs: 50_000 })).toBe(false);
  expect(await projections.reached(position, { models: ['accounts', 'labels'] })).toBe(true);
  expect(Date.now() - started).toBeLessThan(10_000);
});

test('the error names the place in the code and no value of the event', async () => {
  const projections = world.open();
  await projections.start();
  const position = await append(world.log, 'a', Opened({ name: 'A', city: 'x' }), Renamed({ name: 'throws' }));
  await projections.reached(position);
  const error = (await statusOf(projections, 'names'))?.error;
  expect(error).toMatch(/^Renamed: The handler threw TypeError at fixture\.ts:\d+$/);
});

test('a type that nobody knows and data that does not fit pause who listens, with a message about the shape', async () => {
  const projections = world.open();
  await projections.start();
  await appendNew(world.log, 'account-a', [{ ...toNew(Opened({ name: 'A', city: 'x' })), data: { name: 'secret' } }]);
  const position = await appendNew(world.log, 'account-b', [toNew({ type: 'Exploded', data: {} })]);
  await projections.reached(position);
  const [accounts, labels, named] = await projections.status();
  expect(accounts?.error).toBe('Opened: Opened version 1 does not fit its schema: city: invalid_type');
  expect(labels?.error).toBe('Exploded: Unknown event type Exploded');
  expect(named?.position).toBe('0');
});

test('a version from the future pauses', async () => {
  const projections = world.open();
  await projections.start();
  const event = toNew(Opened({ name: 'A', city: 'x' }));
  const position = await appendNew(world.log, 'account-a', [
    { ...event, metadata: { ...event.metadata, schemaVersion: 9 } },
  ]);
  await projections.reached(position);
  expect((await statusOf(projections, 'accounts'))?.error).toContain('has version 9');
});

test('skip leaves the event out, in a rebuild too, and the model follows again', async () => {
  const projections = world.open();
  await projections.start();
  const poison = await append(world.log, 'a', Opened({ name: 'A', city: 'x' }), Renamed({ name: 'throws' }));
  const position = await append(world.log, 'a', Renamed({ name: 'later' }), Paid({ amount: 1 }));
  await projections.reached(position);
  await expect(projections.skip('names', poison - 1n)).rejects.toThrow('does not stand before');
  await projections.skip('names', poison);
  expect(await projections.reached(position)).toBe(true);
  const rows = [{ key: 'a', position: Number(position - 1n), name: 'later', length: 5 }];
  expect((await dump(world.sql)).names).toEqual(rows);
  expect(await projections.rebuild(['names'])).toMatchObject([{ swapped: true }]);
  expect((await dump(world.sql)).names).toEqual(rows);
  expect(await projections.verify()).toMatchObject([{ equal: true }, { equal: true }, { equal: true }]);
});

test('retry tries again, and works once the cause was mended', async () => {
  const projections = world.open();
  await projections.start();
  await expect(projections.retry('names')).rejects.toThrow('not paused');
  await world.sql`alter table read.names rename column length to size`;
  const position = await append(world.log, 'a', Opened({ name: 'A', city: 'x' }));
  expect(await projections.reached(position)).toBe(false);
  expect((await statusOf(projections, 'names'))?.error).toContain('Database error 42703');
  await projections.retry('names');
  await expect.poll(async () => (await statusOf(projections, 'names'))?.status).toBe('paused');
  await world.sql`alter table read.names rename column size to length`;
  await projections.retry('names');
  expect(await projections.reached(position)).toBe(true);
  expect((await dump(world.sql)).names).toHaveLength(1);
});

test('a rebuild of a model with a poison event fails alone and leaves the live build', async () => {
  const projections = world.open();
  await projections.start();
  const position = await append(world.log, 'a', Opened({ name: 'A', city: 'x' }), Renamed({ name: 'throws' }));
  await projections.reached(position);
  const results = await projections.rebuild();
  expect(results.map(({ model, swapped }) => [model, swapped])).toEqual([
    ['accounts', true],
    ['labels', true],
    ['names', false],
  ]);
  expect(results[2]?.error).toContain('Renamed at position 2: The handler threw TypeError');
  expect((await dump(world.sql)).names).toEqual([{ key: 'a', position: 1, name: 'A', length: 1 }]);
  expect(names.version).toBe(1);
});
