import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordedEvent } from '../../../src/application/ports.ts';
import type { DomainEvent } from '../../../src/domain/kernel/event.ts';
import { createPrepare } from '../../../src/projections/engine/dispatch.ts';
import { currentVersion } from '../../../src/projections/engine/fold.ts';
import type { ReadModel } from '../../../src/projections/engine/model.ts';
import { relation, selectList } from '../../../src/projections/engine/relation.ts';
import { foldSteps } from '../../../src/projections/engine/rows.ts';
import { compileModel } from '../../../src/projections/engine/tables.ts';
import {
  accounts,
  append,
  appendNew,
  Closed,
  catalogue,
  createWorld,
  Detailed,
  dump,
  Labelled,
  labels,
  Noted,
  Opened,
  Paid,
  Renamed,
  toNew,
  Unlabelled,
  type World,
} from './fixture.ts';

const word = fc.constantFrom('a', 'b', 'c', 'd');
const event: fc.Arbitrary<DomainEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ name: word, city: word }).map((data) => Opened(data)) },
  word.map((name) => Renamed({ name })),
  fc.dictionary(word, fc.option(word), { maxKeys: 2 }).map((details) => Detailed({ details })),
  fc.array(word, { maxLength: 2 }).map((given) => Labelled({ labels: given })),
  fc.array(word, { maxLength: 2 }).map((taken) => Unlabelled({ labels: taken })),
  fc.integer({ min: -9, max: 9 }).map((amount) => Paid({ amount })),
  fc.constant(Closed({})),
  fc.constant(Noted({ text: 'x' })),
);
const story = fc.array(fc.tuple(fc.constantFrom('k1', 'k2', 'k3'), event), { minLength: 1, maxLength: 60 });

/** What a fold of the events up to a position gives, without any database. */
function folded(events: readonly RecordedEvent[], to: bigint): unknown[] {
  const model = compileModel(accounts as unknown as ReadModel);
  const past = events.filter(({ position }) => position <= to);
  const { steps } = createPrepare(catalogue)(model, past, { after: -1n, skipped: new Map(), gaps: new Map() });
  return foldSteps(model, steps, new Map())
    .flatMap((cell) => {
      const version = currentVersion(cell);
      return version?.values ? [{ key: cell.key, position: version.at.position.toString(), ...version.values }] : [];
    })
    .sort((a, b) => a.key.localeCompare(b.key));
}

const asOf = async ({ sql }: World, position: bigint): Promise<unknown[]> => [
  ...(await sql`select ${selectList(sql, accounts)} from ${relation(sql, accounts, { position })} order by key`),
];

test('rows as of every position are what a fold up to it gives, live and rebuilt, whatever the batches', async () => {
  await fc.assert(
    fc.asyncProperty(
      story,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      async (events, live, rebuilt) => {
        const world = await createWorld();
        try {
          const projections = world.open({ batchSize: live, rebuildBatchSize: rebuilt });
          await projections.start();
          let last = 0n;
          for (const [id, each] of events) last = await append(world.log, id, each);
          expect(await projections.reached(last, { timeoutMs: 10_000 })).toBe(true);
          const all: RecordedEvent[] = [];
          for await (const recorded of world.log.readAll()) all.push(recorded);
          for (let position = 0n; position <= last; position++) {
            expect(await asOf(world, position)).toEqual(folded(all, position));
          }
          const present = await world.sql`
          select ${selectList(world.sql, accounts)} from ${relation(world.sql, accounts)} order by key`;
          expect([...present]).toEqual(folded(all, last));
          const before = await dump(world.sql);
          const results = await projections.rebuild(undefined, { compare: true });
          expect(results.map(({ comparison }) => comparison?.differences)).toEqual([[], [], []]);
          expect(await dump(world.sql)).toEqual(before);
        } finally {
          await world.close();
        }
      },
    ),
    { numRuns: 12 },
  );
});

test('a batch of any size gives the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (events) => {
      const world = await createWorld();
      try {
        for (const [id, each] of events) await append(world.log, id, each);
        const projections = world.open({ rebuildBatchSize: 1 });
        await projections.start();
        expect(await projections.ready(5_000)).toBe(true);
        const one = await dump(world.sql);
        const other = world.open({ rebuildBatchSize: 1_000 });
        await other.rebuild();
        expect(await dump(world.sql)).toEqual(one);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 8 },
  );
});

test('a time shows what had occurred by then', async () => {
  const world = await createWorld();
  const projections = world.open();
  await projections.start();
  const day = (n: number) => new Date(Date.UTC(2023, 0, n));
  await appendNew(world.log, 'account-a', [toNew(Opened({ name: 'one', city: 'x' }), day(1))]);
  await appendNew(world.log, 'account-a', [toNew(Renamed({ name: 'two' }), day(2))]);
  // A clock that is behind: the row's time does not run backwards.
  await appendNew(world.log, 'account-a', [toNew(Renamed({ name: 'three' }), day(1))]);
  const last = await appendNew(world.log, 'account-a', [toNew(Closed({}), day(4))]);
  await projections.reached(last);
  const nameAt = async (time: Date) => {
    const { sql } = world;
    const rows = await sql`select name from ${relation(sql, accounts, { time })}`;
    return rows.map(({ name }) => name);
  };
  expect(await nameAt(new Date(day(1).getTime() - 1))).toEqual([]);
  expect(await nameAt(day(1))).toEqual(['one']);
  expect(await nameAt(day(2))).toEqual(['three']);
  expect(await nameAt(new Date(day(4).getTime() - 1))).toEqual(['three']);
  expect(await nameAt(day(4))).toEqual([]);
  await world.close();
});

test('a time is translated to the position before the first later event, however far back', async () => {
  const world = await createWorld();
  const projections = world.open();
  await projections.start();
  expect(await projections.asOfPosition({ time: new Date() })).toBeUndefined();
  const at = (n: number) => new Date(Date.UTC(2023, 0, 1) + n * 1000);
  const events = Array.from({ length: 3_500 }, (_, n) => toNew(Noted({ text: 'x' }), at(n)));
  await appendNew(world.log, 'account-a', events);
  // A clock that is ahead, and one that is behind.
  await appendNew(world.log, 'account-b', [
    toNew(Noted({ text: 'x' }), at(3_600)),
    toNew(Noted({ text: 'x' }), at(3_000)),
  ]);
  expect(await projections.asOfPosition({ time: at(-1) })).toBeUndefined();
  for (const n of [0, 1, 998, 999, 1_000, 1_001, 2_500, 3_499]) {
    expect(await projections.asOfPosition({ time: at(n) })).toBe(BigInt(n + 1));
  }
  expect(await projections.asOfPosition({ time: at(3_599) })).toBe(3_500n);
  expect(await projections.asOfPosition({ time: at(3_600) })).toBe(3_502n);
  expect(await projections.asOfPosition({ position: 7n })).toBe(7n);
  await world.close();
});

test('a model without history has no past', async () => {
  const world = await createWorld();
  expect(() => relation(world.sql, labels as unknown as ReadModel, { position: 1n })).toThrow(
    'labels keeps no history',
  );
  await world.close();
});
