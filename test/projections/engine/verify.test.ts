import { afterEach, beforeEach, expect, test } from 'vitest';
import { append, createWorld, Opened, Paid, Renamed, type World } from './fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

async function opened() {
  const projections = world.open();
  await projections.start();
  for (const id of ['a', 'b', 'c']) await append(world.log, id, Opened({ name: id, city: 'x' }));
  const position = await append(world.log, 'b', Renamed({ name: 'bb' }), Paid({ amount: 7 }));
  await projections.reached(position);
  return { projections, position };
}

const schemas = async () =>
  (await world.sql`select nspname from pg_namespace where nspname like 'read%'`).map(({ nspname }) => nspname).sort();

test('equal models are equal, and nothing is left behind', async () => {
  const { projections, position } = await opened();
  const results = await projections.verify();
  expect(results).toMatchObject([
    { model: 'accounts', equal: true, rows: 3, position, differences: [], error: undefined },
    { model: 'labels', equal: true, rows: 0 },
    { model: 'names', equal: true, rows: 3 },
  ]);
  expect(await schemas()).toEqual(['read', 'read_next', 'read_previous']);
  expect(await world.sql`select 1 from projections.checkpoints where build <> 'live'`).toHaveLength(0);
});

test('a row that was changed by hand, one that is missing and one too many are named with their last event', async () => {
  const { projections, position } = await opened();
  await world.sql`update read.accounts set balance = 8, city = null where key = 'b'`;
  await world.sql`delete from read.names where key = 'a'`;
  await world.sql`insert into read.names (key, position, name, length) values ('z', 2, 'z', 1)`;
  const [accounts, labels, names] = await projections.verify();
  expect(accounts?.differences).toEqual([
    { table: 'accounts', key: 'b', column: 'city', expected: 'x', found: null, position },
    { table: 'accounts', key: 'b', column: 'balance', expected: 7, found: 8, position },
  ]);
  expect(labels?.equal).toBe(true);
  expect(names?.differences).toMatchObject([
    { key: 'a', column: '*', found: undefined, position: 1n, expected: { name: 'a' } },
    { key: 'z', column: '*', expected: undefined, position: 2n, found: { name: 'z' } },
  ]);
});

test('a version in the past that was changed by hand is found', async () => {
  const { projections } = await opened();
  await world.sql`update read.accounts_history set name = 'never' where key = 'b' and valid_to is not null and name = 'b'`;
  const [accounts] = await projections.verify(['accounts']);
  expect(accounts?.differences).toMatchObject([
    { table: 'accounts_history', key: 'b', column: 'name', expected: 'b', found: 'never', position: 2n },
  ]);
});

test('verifying while events flow finds nothing that is not there', async () => {
  const { projections } = await opened();
  let going = true;
  const writing = (async () => {
    while (going) await projections.reached(await append(world.log, 'a', Paid({ amount: 1 })));
  })();
  for (let n = 0; n < 3; n++) {
    expect((await projections.verify()).map(({ differences }) => differences)).toEqual([[], [], []]);
  }
  going = false;
  await writing;
});
