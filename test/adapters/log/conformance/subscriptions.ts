/** Subscriptions: catching up, going live, order, back-pressure, ending. */
import { expect } from 'vitest';
import type { EventBatch, Position, RecordedEvent } from '../../../../src/application/ports.ts';
import { follow, following } from './follower.ts';
import type { Suite } from './suite.ts';
import {
  at,
  categoryOf,
  comparePositions,
  dataOf,
  event,
  expectIncreasing,
  expectPrompt,
  filled,
  interleaved,
  many,
  newCategory,
  newStream,
  numbers,
  ofCategory,
  ofStreams,
  positionsOf,
  range,
  readStream,
  sleep,
  startingPoint,
  won,
  writeRounds,
} from './tools.ts';

export function subscribing({ open, check }: Suite): void {
  check('subscribes from the beginning, then live', async () => {
    const stream = await filled(open(), 3);
    await following(open(), { categories: [categoryOf(stream)] }, async (follower) => {
      await follower.until(({ events }) => events.length === 3);
      await open().append(stream, [event(3)], 2);
      await follower.until(({ events }) => events.length === 4);
      expect(dataOf(follower.events)).toEqual([0, 1, 2, 3]);
    });
  });

  check('subscribes after a position', async () => {
    const { positions, streams } = await interleaved(open(), 6);
    await following(open(), { after: at(positions, 2), categories: streams.map(categoryOf) }, async (follower) => {
      await follower.until(({ events }) => events.length === 3);
      expect(positionsOf(follower.events)).toEqual(positions.slice(3));
    });
  });

  check('subscribes to every category', async () => {
    const after = await startingPoint(open());
    const streams = [newStream(), newStream(), newStream()];
    await following(open(), { after }, async (follower) => {
      for (const stream of streams) await open().append(stream, many(2), 'no-stream');
      await follower.until(({ events }) => ofStreams(events, streams).length === 6);
      expectIncreasing(follower.events);
    });
  });

  check('tells that it has caught up, also when there is nothing to deliver', async () => {
    await startingPoint(open());
    await following(open(), { categories: [newCategory()] }, async (follower) => {
      await follower.until(({ batches }) => batches.some(({ caughtUp }) => caughtUp));
      expect(follower.events).toEqual([]);
    });
  });

  check('tells caught up only with the last of what was there', async () => {
    const stream = await filled(open(), 25);
    await following(open(), { categories: [categoryOf(stream)], batchSize: 10 }, async (follower) => {
      await follower.until(({ batches }) => batches.some(({ caughtUp }) => caughtUp));
      expect(follower.events).toHaveLength(25);
    });
  });

  check('keeps batches within their size', async () => {
    const stream = await filled(open(), 25);
    await following(open(), { categories: [categoryOf(stream)], batchSize: 4 }, async (follower) => {
      await follower.until(({ events }) => events.length === 25);
      expect(Math.max(...follower.batches.map(({ events }) => events.length))).toBeLessThanOrEqual(4);
      expect(dataOf(follower.events)).toEqual(range(25));
    });
  });

  check('moves its position on when other categories pass by', async () => {
    const after = await startingPoint(open());
    await following(open(), { after, categories: [newCategory()] }, async (follower) => {
      const stream = await filled(open(), 5);
      const passed = (await readStream(open(), stream)).at(-1)?.position ?? after;
      await follower.until(({ position }) => position !== undefined && position >= passed);
      expect(follower.events).toEqual([]);
    });
  });

  check('never claims a position before its events are delivered', async () => {
    const category = newCategory();
    await following(open(), { categories: [category], batchSize: 7 }, async (follower) => {
      await Promise.all(range(20).map((n) => open().append(`${category}-${n}`, many(3), 'no-stream')));
      await follower.until(({ events }) => events.length === 60);
      let reached: Position = -1n;
      for (const batch of follower.batches) {
        for (const { position } of batch.events) {
          expect(position > reached).toBe(true);
          expect(position <= batch.position).toBe(true);
        }
        expect(batch.position >= reached).toBe(true);
        reached = batch.position;
      }
    });
  });

  check('skips and repeats nothing under concurrent writers', async () => {
    const category = newCategory();
    const after = await startingPoint(open());
    const [writers, rounds] = [16, 25];
    await following(open(), { after, categories: [category] }, async (early) => {
      const writing = Promise.all(range(writers).map((n) => writeRounds(open(), `${category}-${n}`, rounds)));
      await following(open(), { after }, async (late) => {
        const answers = (await writing).flat();
        const expected = answers.map(({ position }) => position).sort(comparePositions);
        await early.until(({ events }) => events.length >= writers * rounds);
        await late.until(({ events }) => ofCategory(events, category).length >= writers * rounds);
        expect(positionsOf(early.events)).toEqual(expected);
        expect(positionsOf(ofCategory(late.events, category))).toEqual(expected);
        expectIncreasing(late.events);
      });
    });
  });

  check('goes on from where another subscription stopped', async () => {
    const category = newCategory();
    const seen: RecordedEvent[] = [];
    let after = await startingPoint(open());
    const writing = Promise.all(range(8).map((n) => writeRounds(open(), `${category}-${n}`, 20)));
    while (seen.length < 160) {
      await following(open(), { after, categories: [category], batchSize: 13 }, async (follower) => {
        await follower.until(({ events }) => events.length > 0);
        seen.push(...follower.events);
        after = follower.position ?? after;
      });
    }
    await writing;
    expect(new Set(seen.map(({ id }) => id)).size).toBe(160);
    expect(seen).toHaveLength(160);
    expectIncreasing(seen);
  });

  check('waits for a slow consumer, who gets everything', async () => {
    const category = newCategory();
    const controller = new AbortController();
    const got: RecordedEvent[] = [];
    const iterator = open()
      .subscribe({ categories: [category], batchSize: 20, signal: controller.signal })
      [Symbol.asyncIterator]();
    await iterator.next();
    await Promise.all(range(20).map((n) => writeRounds(open(), `${category}-${n}`, 15)));
    while (got.length < 300) {
      const next = await iterator.next();
      if (next.done) break;
      got.push(...next.value.events);
      await sleep(5);
    }
    controller.abort();
    expect(got).toHaveLength(300);
    expectIncreasing(got);
  });

  check('serves many subscribers at once', async () => {
    const category = newCategory();
    const followers = range(12).map(() => follow(open(), { categories: [category] }));
    await Promise.all(range(10).map((n) => writeRounds(open(), `${category}-${n}`, 5)));
    for (const follower of followers) {
      await follower.until(({ events }) => events.length >= 50);
      expect(positionsOf(follower.events)).toEqual(positionsOf(followers[0]?.events ?? []));
      await follower.stop();
    }
  });

  check('passes over what was deleted and goes on behind it', async () => {
    const category = newCategory();
    const [gone, kept] = [`${category}-gone`, `${category}-kept`];
    const after = await startingPoint(open());
    await open().append(gone, many(3), 'no-stream');
    await open().deleteStream(gone);
    await following(open(), { after, categories: [category] }, async (follower) => {
      await open().append(kept, [event(10)], 'no-stream');
      await follower.until(({ events }) => events.some(({ stream }) => stream === kept));
      await open().append(gone, [event(3)], 'no-stream');
      await follower.until(({ events }) => events.at(-1)?.revision === 3);
      // Whether deleted events are still seen is left to the store.
      const seen = follower.events.filter(({ stream, revision }) => stream === kept || revision === 3);
      expect(dataOf(seen)).toEqual([10, 3]);
      expectIncreasing(follower.events);
    });
  });

  check('serves on when many subscribers left without a word', async () => {
    const after = await startingPoint(open());
    const stream = await filled(open(), 3);
    for (const _ of range(12)) {
      await Promise.all(
        range(10).map(async () => {
          const { signal } = new AbortController();
          for await (const batch of open().subscribe({ after, categories: [categoryOf(stream)], signal }))
            if (batch.events.length > 0) break;
        }),
      );
    }
    expect(won(await open().append(stream, [event(3)], 2)).revision).toBe(3);
    expect(await numbers(open(), stream)).toEqual(range(4));
  });

  check('lets a subscriber append and read between its batches', async () => {
    const category = newCategory();
    const controller = new AbortController();
    const after = await startingPoint(open());
    await open().append(`${category}-0`, [event(0)], 'no-stream');
    const got: unknown[] = [];
    const options = { after, categories: [category], batchSize: 1, signal: controller.signal };
    for await (const batch of open().subscribe(options)) {
      for (const { stream, data } of batch.events) {
        got.push(...dataOf(await readStream(open(), stream, { limit: 1 })));
        const n = (data as { n: number }).n + 1;
        if (n < 20) await open().append(`${category}-${n}`, [event(n)], 'no-stream');
        else controller.abort();
      }
    }
    expect(got).toEqual(range(20));
  });

  check('ends promptly when aborted while waiting', async () => {
    const follower = follow(open(), { categories: [newCategory()] });
    await follower.until(({ batches }) => batches.some(({ caughtUp }) => caughtUp));
    await expectPrompt(follower.stop());
  });

  check('ends promptly when aborted between batches', async () => {
    const stream = await filled(open(), 10);
    const controller = new AbortController();
    const got: EventBatch[] = [];
    for await (const batch of open().subscribe({
      categories: [categoryOf(stream)],
      batchSize: 2,
      signal: controller.signal,
    })) {
      got.push(batch);
      if (batch.events.length > 0) controller.abort();
    }
    expect(got.flatMap(({ events }) => events).length).toBeLessThanOrEqual(2);
  });

  check('delivers nothing when aborted beforehand', async () => {
    const follower = follow(open(), { signal: AbortSignal.abort() });
    await expectPrompt(follower.stop());
    expect(follower.events).toEqual([]);
  });
}
