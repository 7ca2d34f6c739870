import { afterEach, beforeEach, expect, test } from 'vitest';
import { LOCK_SPACE } from '../../../src/projections/engine/checkpoints.ts';
import type { Progressed } from '../../../src/projections/engine/meter.ts';
import type { ReadModel } from '../../../src/projections/engine/model.ts';
import {
  accounts,
  append,
  appendNew,
  createWorld,
  dump,
  Labelled,
  labels,
  names,
  Opened,
  Paid,
  Renamed,
  toNew,
  type World,
} from './fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const fillLog = async (count: number): Promise<bigint> => {
  let position = 0n;
  for (let n = 0; n < count; n++) {
    position = await append(
      world.log,
      `a${n}`,
      Opened({ name: `n${n}`, city: 'x' }),
      Labelled({ labels: ['all', `l${n % 7}`] }),
    );
  }
  return position;
};

test('a rebuild while events flow ends with the same rows, and nobody ever sees less', async () => {
  const projections = world.open({ rebuildBatchSize: 50 });
  await projections.start();
  await projections.reached(await fillLog(300));
  const writing = (async () => {
    let position = 0n;
    for (let n = 0; n < 150; n++) {
      position = await append(world.log, 'a0', Paid({ amount: 1 }));
      expect(await projections.reached(position)).toBe(true);
      const [row] = await world.sql<{ balance: string }[]>`select balance from read.accounts where key = 'a0'`;
      expect(Number(row?.balance)).toBe(n + 1);
    }
    return position;
  })();
  const seen: bigint[] = [];
  const results = await projections.rebuild(undefined, {
    compare: true,
    onProgress: ({ position }) => seen.push(position),
  });
  const position = await writing;
  expect(results).toMatchObject([
    { model: 'accounts', swapped: true, comparison: { equal: true } },
    { model: 'labels', swapped: true, comparison: { equal: true } },
    { model: 'names', swapped: true, comparison: { equal: true } },
  ]);
  expect(seen.length).toBeGreaterThan(5);
  expect(await projections.reached(position)).toBe(true);
  expect(await projections.verify()).toMatchObject([{ equal: true }, { equal: true }, { equal: true }]);
});

test('a difference is shown, and holds back the swap if that is wished', async () => {
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(3));
  await world.sql`update read.names set name = 'by hand' where key = 'a1'`;
  const [held] = await projections.rebuild(['names'], { compare: true, swapOnlyIfEqual: true });
  expect(held).toMatchObject({
    swapped: false,
    comparison: {
      differences: [{ table: 'names', key: 'a1', column: 'name', expected: 'n1', found: 'by hand', position: 3n }],
    },
  });
  expect(await storedNames()).toEqual(['by hand', 'n0', 'n2']);
  const [done] = await projections.rebuild(['names'], { compare: true });
  expect(done).toMatchObject({ swapped: true, comparison: { equal: false } });
  expect(await storedNames()).toEqual(['n0', 'n1', 'n2']);
});

test('a roll-back brings the former build back, which then catches up; and forth again', async () => {
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(3));
  await expect(projections.rollBack('accounts')).rejects.toThrow('no former build');
  await world.sql`update read.accounts set city = 'by hand' where key = 'a1'`;
  await projections.rebuild(['accounts']);
  const position = await append(world.log, 'a2', Paid({ amount: 3 }));
  await projections.reached(position);
  await projections.rollBack('accounts');
  await expect
    .poll(async () => (await dump(world.sql)).accounts)
    .toMatchObject([{ city: 'x', balance: 0 }, { city: 'by hand' }, { balance: 3 }]);
  expect((await projections.status())[0]).toMatchObject({ status: 'live', canRollBack: true });
  await projections.rollBack('accounts');
  await expect.poll(async () => (await dump(world.sql)).accounts).toMatchObject([{}, { city: 'x' }, { balance: 3 }]);
  expect(await projections.verify(['accounts'])).toMatchObject([{ equal: true }]);
});

test('an interrupted rebuild leaves the live build and goes on where it stopped', async () => {
  const projections = world.open({ rebuildBatchSize: 20 });
  await projections.start();
  await projections.reached(await fillLog(200));
  const stop = new AbortController();
  const interrupted = projections.rebuild(['accounts'], {
    signal: stop.signal,
    onProgress: ({ events }) => {
      if (events >= 200) stop.abort();
    },
  });
  await expect(interrupted).rejects.toThrow();
  expect((await dump(world.sql)).accounts).toHaveLength(200);
  expect((await projections.status())[0]?.rebuild).toMatchObject({ position: expect.stringMatching(/^\d+$/) });
  let events = 0;
  const [result] = await projections.rebuild(['accounts'], {
    compare: true,
    onProgress: (progress) => {
      events = progress.events;
    },
  });
  expect(result).toMatchObject({ swapped: true, comparison: { equal: true } });
  expect(events).toBeLessThanOrEqual(220);
});

test('two rebuilds of one model at once are refused', async () => {
  let both: readonly Promise<unknown>[] = [];
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(200));
  const refusal = await world.sql.begin(async (tx) => {
    // Holds back the swap of whichever comes first until the other one has tried.
    await tx`select pg_advisory_xact_lock(${LOCK_SPACE}::int, projections.lock_of('live accounts'))`;
    both = [projections.rebuild(['accounts']), projections.rebuild(['accounts'])];
    return Promise.any(both.map((one) => one.then(() => Promise.reject(new Error('Not refused')), String)));
  });
  expect(refusal).toContain('Read model accounts is being rebuilt by another process');
  const ended = await Promise.allSettled(both);
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a live build that is queried for long stays, and the other models are swapped', async () => {
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(20));
  const rebuilt = await world.sql.begin(async (tx) => {
    await tx`select count(*) from read.accounts`;
    return projections.rebuild(['accounts', 'names'], { swapAttempts: 2 });
  });
  expect(rebuilt).toMatchObject([
    { model: 'accounts', swapped: false, error: 'Long queries keep the live build in its place' },
    { model: 'names', swapped: true },
  ]);
  expect(await projections.rebuild(['accounts'])).toMatchObject([{ swapped: true }]);
}, 60_000);

test('one connection holds what all models need to be locked for', async () => {
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(20));
  let holders: Promise<readonly unknown[]> | undefined;
  await projections.rebuild(undefined, {
    onProgress: () => {
      holders ??= world.sql`
        select pid, count(*)::int as locks from pg_locks where locktype = 'advisory'
          and database = (select oid from pg_database where datname = current_database()) and objid in (
          select projections.lock_of('rebuild ' || name)::oid from unnest(array['accounts', 'labels', 'names']) as name)
        group by pid`.execute();
    },
  });
  expect(await holders).toMatchObject([{ locks: 3 }]);
});

test('progress ends where the run does, though the last events are of no concern to the model', async () => {
  const projections = world.open();
  await projections.start();
  await fillLog(3);
  const head = await appendNew(world.log, 'other-1', [toNew({ type: 'Seen', data: {} } as never)]);
  await projections.reached(head);
  let last: Progressed | undefined;
  await projections.rebuild(['labels'], {
    onProgress: (progress) => {
      last = progress;
    },
  });
  expect(last).toMatchObject({ position: head, head });
});

test('a rebuild works while nobody leads', async () => {
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(30));
  await projections.stop();
  await world.sql`delete from read.accounts`;
  const alone = world.open();
  await alone.prepare();
  expect(await alone.rebuild(['accounts'])).toMatchObject([{ swapped: true }]);
  expect((await dump(world.sql)).accounts).toHaveLength(30);
});

test('read models that were thrown away come back', async () => {
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(30));
  const before = await dump(world.sql);
  await projections.stop();
  await world.sql`drop schema read cascade`;
  await world.sql`drop schema projections cascade`;
  const again = world.open();
  await again.start();
  expect(await again.ready(5_000)).toBe(true);
  expect(await dump(world.sql)).toEqual(before);
});

const louder: ReadModel = {
  ...(names as unknown as ReadModel),
  version: 2,
  handlers: {
    ...names.handlers,
    Opened: ({ id, data }, change) => change.insert(id, { name: (data as { name: string }).name.toUpperCase() }),
  },
};

test('a model of another version is rebuilt at start, the former build serving until then', async () => {
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(20));
  await projections.stop();
  const next = world.open({ models: [accounts, labels, louder] as unknown as ReadModel[] });
  const starting = next.start();
  await world.sql`select * from read.names`;
  await starting;
  const position = await append(world.log, 'z', Opened({ name: 'last', city: 'x' }));
  expect(await next.reached(position, { timeoutMs: 5_000 })).toBe(true);
  const { names: rows } = await dump(world.sql);
  expect(rows).toHaveLength(21);
  expect(rows).toContainEqual({ key: 'a1', name: 'N1', length: 0, position: 3 });
  expect((await next.status())[2]).toMatchObject({ version: 2, liveVersion: 2, status: 'live' });
});

test('columns that changed while the version did not are a fault at start, or a rebuild if that is wished', async () => {
  const projections = world.open();
  await projections.start();
  await projections.reached(await fillLog(3));
  await projections.stop();
  const changed = { ...names, columns: { name: names.columns.name } };
  const models = [accounts, labels, changed] as unknown as ReadModel[];
  await expect(world.open({ models }).start()).rejects.toThrow('Read model names has other columns');
  const tolerant = world.open({ models, onChangedDeclaration: 'rebuild' });
  await tolerant.start();
  expect(await tolerant.ready(5_000)).toBe(true);
  expect((await dump(world.sql)).names).toEqual(
    [0, 1, 2].map((n) => ({ key: `a${n}`, name: `n${n}`, position: 2 * n + 1 })),
  );
});

test('an index that was added or taken away is so at the next start, without a rebuild', async () => {
  const first = world.open();
  await first.start();
  await first.stop();
  const indexes = async () =>
    (await world.sql`select indexdef from pg_indexes where schemaname = 'read' and tablename = 'names'`).map(
      ({ indexdef }) => String(indexdef).replace(/.*using/i, ''),
    );
  expect(await indexes()).toEqual([' btree (key)', ' btree (name)']);
  const models = [accounts, labels, { ...names, indexes: [{ on: ['length', 'name'] }] }] as unknown as ReadModel[];
  await world.open({ models }).start();
  expect((await indexes()).sort()).toEqual([' btree (key)', ' btree (length, name)']);
});

test('a new model among others is filled from the start of the log', async () => {
  const first = world.open({ models: [accounts] as unknown as ReadModel[] });
  await first.start();
  await first.reached(await fillLog(5));
  await first.stop();
  const all = world.open();
  await all.start();
  expect(await all.ready(5_000)).toBe(true);
  expect((await dump(world.sql)).names).toHaveLength(5);
  const position = await append(world.log, 'a1', Renamed({ name: 'new' }));
  expect(await all.reached(position)).toBe(true);
});

async function storedNames(): Promise<string[]> {
  const rows = await world.sql<{ name: string }[]>`select name from read.names order by name`;
  return rows.map(({ name }) => name);
}
