import { afterEach, beforeEach, expect, test } from 'vitest';
import { relation, selectList } from '../../../src/projections/engine/relation.ts';
import {
  accounts,
  append,
  createWorld,
  Detailed,
  dump,
  Labelled,
  Opened,
  Paid,
  Renamed,
  Unlabelled,
  type World,
} from './fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

test('what was appended can be read once its position is reached', async () => {
  const projections = world.open();
  await projections.start();
  await append(world.log, 'a', Opened({ name: 'Ada', city: 'London' }));
  const position = await append(
    world.log,
    'a',
    Renamed({ name: 'Ada L.' }),
    Detailed({ details: { phone: '1', fax: '2' } }),
    Detailed({ details: { fax: null } }),
    Labelled({ labels: ['x', 'y'] }),
    Labelled({ labels: ['y', 'z'] }),
    Unlabelled({ labels: ['x'] }),
    Paid({ amount: 9_000_000_000 }),
  );
  expect(await projections.reached(position)).toBe(true);
  const rows =
    await world.sql`select ${selectList(world.sql, accounts)} from ${relation(world.sql, accounts)} where key = 'a'`;
  expect([...rows]).toEqual([
    {
      key: 'a',
      position: position.toString(),
      name: 'Ada L.',
      city: 'London',
      details: { phone: '1' },
      labels: ['y', 'z'],
      balance: 9_000_000_000,
      openedAt: expect.stringMatching(/^2024-01-01T\d\d:\d\d:\d\d\.000Z$/),
      closedAt: null,
    },
  ]);
  expect((await dump(world.sql)).labels).toHaveLength(3);
});

test('nothing is waited for on an empty log', async () => {
  const projections = world.open();
  await projections.start();
  expect(await projections.ready(1000)).toBe(true);
});

test('a log that is there before the read models is taken in at start', async () => {
  const position = await append(world.log, 'a', Opened({ name: 'Ada', city: 'London' }), Paid({ amount: 5 }));
  const projections = world.open();
  await projections.start();
  expect(await projections.reached(position)).toBe(true);
  expect((await dump(world.sql)).names).toEqual(
    [{ key: 'a', name: 'Ada', length: 3, position: '1' }].map((row) => ({ ...row, position: 1 })),
  );
});
