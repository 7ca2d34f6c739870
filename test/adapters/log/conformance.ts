/**
 * What every store behind the `EventLog` port must do. A store runs it from its own test file:
 *
 *     describeLog('memory', async () => createMemoryLog());
 *
 * The suite does not ask for an empty store: each case uses stream categories of its own.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AppendResult,
  EventBatch,
  EventLog,
  ExpectedRevision,
  NewEvent,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
} from '../../../src/application/ports.ts';
import type { Json } from '../../../src/domain/kernel/event.ts';

export interface ConformanceOptions {
  /** Cases that this store cannot pass: case name → reason. An unknown name fails the suite. */
  readonly exempt?: Readonly<Record<string, string>>;
  /** Runs of the comparison with the model; fewer for a store that is slow to talk to. */
  readonly modelRuns?: number;
}

/** Runs the whole suite against the log that `makeLog` opens. The suite closes it. */
export function describeLog(name: string, makeLog: () => Promise<EventLog>, options: ConformanceOptions = {}): void {
  describe(`event log: ${name}`, () => {
    let opened: EventLog | undefined;
    const known = new Set<string>();
    const suite: Suite = {
      open() {
        if (!opened) throw new Error('the log is not open yet');
        return opened;
      },
      modelRuns: options.modelRuns ?? 25,
      check(caseName, body) {
        known.add(caseName);
        const reason = options.exempt?.[caseName];
        if (reason !== undefined) it.skip(`${caseName} (exempt: ${reason})`, () => undefined);
        else it(caseName, { timeout: CASE_TIMEOUT_MS }, body);
      },
    };
    beforeAll(async () => {
      opened = await makeLog();
    }, CASE_TIMEOUT_MS);
    afterAll(async () => opened?.close(), CASE_TIMEOUT_MS);

    for (const cases of [appending, retrying, readingStreams, readingAll, subscribing, removing, modelling])
      cases(suite);
    it('has no exemption for a case that does not exist', () => {
      expect(Object.keys(options.exempt ?? {}).filter((caseName) => !known.has(caseName))).toEqual([]);
    });
  });
}

interface Suite {
  /** The log under test. It exists only once `beforeAll` has run, so cases ask for it when they run. */
  readonly open: () => EventLog;
  readonly modelRuns: number;
  check(caseName: string, body: () => Promise<void>): void;
}

const CASE_TIMEOUT_MS = 60_000;
const PROMPT_MS = 2_000;

// --- Cases ---------------------------------------------------------------------------------------------------------

function appending({ open, check }: Suite): void {
  check('appends to a stream that does not exist', async () => {
    const stream = newStream();
    const answer = won(await open().append(stream, [event(1), event(2)], 'no-stream'));
    expect(answer.revision).toBe(1);
    expect(await numbers(open(), stream)).toEqual([1, 2]);
  });

  check('appends at the exact revision', async () => {
    const stream = await filled(open(), 3);
    expect(won(await open().append(stream, [event(4)], 2)).revision).toBe(3);
  });

  check('answers a conflict with the actual revision', async () => {
    const stream = await filled(open(), 3);
    expect(await open().append(stream, [event(9)], 0)).toEqual({ ok: false, actual: 2 });
    expect(await open().append(stream, [event(9)], 7)).toEqual({ ok: false, actual: 2 });
    expect(await open().append(stream, [event(9)], 'no-stream')).toEqual({ ok: false, actual: 2 });
    expect(await open().append(newStream(), [event(9)], 0)).toEqual({ ok: false, actual: 'no-stream' });
    expect(await numbers(open(), stream)).toEqual([0, 1, 2]);
  });

  check('appends several events as one', async () => {
    const stream = newStream();
    const events = many(20);
    const answer = won(await open().append(stream, events, 'no-stream'));
    const read = await readStream(open(), stream);
    expect(read.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(read.map(({ revision }) => revision)).toEqual(range(20));
    expect(read.at(-1)?.position).toBe(answer.position);
    expectIncreasing(read);
  });

  check('appends nothing of a batch that conflicts', async () => {
    const stream = await filled(open(), 1);
    expect((await open().append(stream, many(5), 5)).ok).toBe(false);
    expect(await numbers(open(), stream)).toEqual([0]);
  });

  check('refuses an append without events', async () => {
    const stream = newStream();
    await expect(open().append(stream, [], 'no-stream')).rejects.toThrow();
    expect(await readStream(open(), stream)).toEqual([]);
  });

  check('lets exactly one of fifty concurrent appends win', async () => {
    const stream = await filled(open(), 1);
    const answers = await Promise.all(range(50).map((n) => open().append(stream, [event(n)], 0)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 49 }, () => ({ ok: false, actual: 1 })));
    expect(await readStream(open(), stream)).toHaveLength(2);
  });

  check('does not let a conflict disturb the appends beside it', async () => {
    const crowded = await filled(open(), 1);
    const streams = range(40).map(() => newStream());
    const answers = await Promise.all(
      streams.flatMap((stream, n) => [
        open().append(stream, [event(n)], 'no-stream'),
        open().append(crowded, [event(n)], 'no-stream'),
      ]),
    );
    expect(answers.map(({ ok }) => ok)).toEqual(streams.flatMap(() => [true, false]));
    for (const [n, stream] of streams.entries()) expect(await numbers(open(), stream)).toEqual([n]);
  });

  check('keeps data and metadata as they were', async () => {
    const stream = newStream();
    const data: Json = {
      text: 'Zoë Ōsaka 東京 🙂 \u2028 "quoted" back\\slash \n\t \u0001\u001e \u007f',
      numbers: [0, -1, 1.5, 1e21, 1e-7, Number.MAX_SAFE_INTEGER],
      flags: [true, false, null],
      nested: { deep: [{ er: [[]] }, {}], '': 'empty key', 'a.b': 1, ünï: 'key' },
    };
    const event1 = { ...event(0), type: 'ConformanceÜnicode', data };
    await open().append(stream, [event1], 'no-stream');
    const [read] = await readStream(open(), stream);
    expect(read).toEqual({ ...event1, stream, revision: 0, position: expect.any(BigInt) });
    const all = await readAll(open(), { categories: [categoryOf(stream)] });
    expect(all).toEqual([read]);
  });

  check('keeps data that is not an object', async () => {
    const stream = newStream();
    const values: Json[] = ['text', 5, true, null, [1, 'two'], {}];
    await open().append(
      stream,
      values.map((data) => ({ ...event(0), data })),
      'no-stream',
    );
    expect((await readStream(open(), stream)).map(({ data }) => data)).toEqual(values);
  });

  check('keeps the optional edges of metadata', async () => {
    const stream = newStream();
    const base = event(0);
    const metadata = {
      ...base.metadata,
      schemaVersion: 7,
      actor: { kind: 'apiKey', id: 'schlüssel "1"' },
      surface: 'simvoly',
    } as const;
    await open().append(stream, [{ ...base, metadata }], 'no-stream');
    expect((await readStream(open(), stream))[0]?.metadata).toEqual(metadata);
  });

  check('keeps an event of nearly a megabyte', async () => {
    const stream = newStream();
    const data: Json = { text: 'é'.repeat(250_000), list: range(40_000) };
    await open().append(stream, [{ ...event(0), data }], 'no-stream');
    expect((await readStream(open(), stream))[0]?.data).toEqual(data);
  });

  check('answers ping', async () => {
    await expect(open().ping()).resolves.toBeUndefined();
  });
}

function retrying({ open, check }: Suite): void {
  check('gives a retried creation its first answer', async () => {
    const stream = newStream();
    const events = many(3);
    const first = won(await open().append(stream, events, 'no-stream'));
    expect(await open().append(stream, events, 'no-stream')).toEqual(first);
    expect(await readStream(open(), stream)).toHaveLength(3);
  });

  check('gives a retried append its first answer', async () => {
    const stream = await filled(open(), 2);
    const events = many(2);
    const first = won(await open().append(stream, events, 1));
    expect(await open().append(stream, events, 1)).toEqual(first);
    expect(await readStream(open(), stream)).toHaveLength(4);
  });

  check('gives a retry its first answer after the stream went on', async () => {
    const stream = newStream();
    const created = many(2);
    const first = won(await open().append(stream, created, 'no-stream'));
    await open().append(stream, many(3), 1);
    expect(await open().append(stream, created, 'no-stream')).toEqual(first);
    expect(await readStream(open(), stream)).toHaveLength(5);
  });

  check('answers the same append sent many times at once with one answer', async () => {
    const stream = newStream();
    const events = many(2);
    const answers = await Promise.all(range(10).map(() => open().append(stream, events, 'no-stream')));
    const first = won(answers[0]);
    expect(answers).toEqual(range(10).map(() => first));
    expect(await readStream(open(), stream)).toHaveLength(2);
  });

  check('gives a retry its first answer though its events were truncated since', async () => {
    const stream = newStream();
    const created = many(2);
    const first = won(await open().append(stream, created, 'no-stream'));
    const events = many(2);
    const second = won(await open().append(stream, events, 1));
    await open().truncateStream(stream, 3);
    expect(await open().append(stream, events, 1)).toEqual(second);
    expect(await open().append(stream, created, 'no-stream')).toEqual(first);
    expect((await readStream(open(), stream)).map(({ revision }) => revision)).toEqual([3]);
  });

  check('answers a conflict when only some of the ids are known', async () => {
    const stream = newStream();
    const [one, two] = [event(1), event(2)];
    await open().append(stream, [one, two], 'no-stream');
    expect(await open().append(stream, [one, event(3)], 'no-stream')).toEqual({ ok: false, actual: 1 });
    expect(await open().append(stream, [one, two, event(3)], 'no-stream')).toEqual({ ok: false, actual: 1 });
    expect(await numbers(open(), stream)).toEqual([1, 2]);
  });

  check('answers a conflict when the ids differ', async () => {
    const stream = await filled(open(), 2);
    expect(await open().append(stream, many(2), 'no-stream')).toEqual({ ok: false, actual: 1 });
  });

  check('answers a conflict when the ids stand in another order', async () => {
    const stream = newStream();
    const [one, two] = [event(1), event(2)];
    await open().append(stream, [one, two], 'no-stream');
    expect(await open().append(stream, [two, one], 'no-stream')).toEqual({ ok: false, actual: 1 });
  });
}

function readingStreams({ open, check }: Suite): void {
  check('reads a missing stream as empty', async () => {
    expect(await readStream(open(), newStream())).toEqual([]);
    expect(await readStream(open(), newStream(), { direction: 'backwards' })).toEqual([]);
  });

  check('reads a stream forwards with from and limit', async () => {
    const stream = await filled(open(), 10);
    expect(await numbers(open(), stream, { from: 4 })).toEqual([4, 5, 6, 7, 8, 9]);
    expect(await numbers(open(), stream, { from: 4, limit: 2 })).toEqual([4, 5]);
    expect(await numbers(open(), stream, { limit: 3 })).toEqual([0, 1, 2]);
    expect(await numbers(open(), stream, { from: 10 })).toEqual([]);
  });

  check('reads a stream backwards with from and limit', async () => {
    const stream = await filled(open(), 10);
    expect(await numbers(open(), stream, { direction: 'backwards', limit: 3 })).toEqual([9, 8, 7]);
    expect(await numbers(open(), stream, { direction: 'backwards', from: 2 })).toEqual([2, 1, 0]);
    expect(await numbers(open(), stream, { direction: 'backwards', from: 5, limit: 1 })).toEqual([5]);
    expect(await numbers(open(), stream, { direction: 'backwards', from: 99, limit: 1 })).toEqual([9]);
  });

  check('reads a stream that is longer than a page', async () => {
    const stream = newStream();
    for (const part of range(3)) {
      await open().append(
        stream,
        range(500).map((n) => event(part * 500 + n)),
        part === 0 ? 'no-stream' : part * 500 - 1,
      );
    }
    expect(await numbers(open(), stream)).toEqual(range(1500));
    expect(await numbers(open(), stream, { direction: 'backwards' })).toEqual(range(1500).reverse());
    expect(await numbers(open(), stream, { from: 300, limit: 900 })).toEqual(range(900).map((n) => n + 300));
  });

  check('lets a reader stop early', async () => {
    const stream = await filled(open(), 50);
    for await (const { revision } of open().readStream(stream)) if (revision === 3) break;
    expect(await readStream(open(), stream)).toHaveLength(50);
  });

  check('serves on when hundreds of readers stopped early', async () => {
    const stream = await filled(open(), 50);
    for (const round of range(10)) {
      await Promise.all(
        range(25).map(async (n) => {
          const read = n % 2 === 0 ? open().readStream(stream) : open().readAll({ direction: 'backwards' });
          for await (const _ of read) break;
        }),
      );
      expect(await numbers(open(), stream, { from: 40 + (round % 10), limit: 1 })).toEqual([40 + (round % 10)]);
    }
  });

  check('goes on reading a stream that is truncated meanwhile', async () => {
    const stream = await filled(open(), 50);
    let last = -1;
    for await (const { revision } of open().readStream(stream)) {
      if (revision === 5) await open().truncateStream(stream, 40);
      expect(revision).toBeGreaterThan(last);
      last = revision;
    }
    expect(last).toBe(49);
  });

  check('does not mix up streams whose names begin alike', async () => {
    const stream = await filled(open(), 2);
    await open().append(`${stream}-more`, many(3), 'no-stream');
    expect(await readStream(open(), stream)).toHaveLength(2);
    expect(await readStream(open(), `${stream}-more`)).toHaveLength(3);
  });
}

function readingAll({ open, check }: Suite): void {
  check('tells the position of the last event as head', async () => {
    const answer = won(await open().append(newStream(), many(2), 'no-stream'));
    expect(await open().head()).toBe(answer.position);
  });

  check('covers what was seen in it, and nothing behind its end', async () => {
    const first = won(await open().append(newStream(), many(2), 'no-stream')).position;
    const stream = newStream();
    const last = won(await open().append(stream, many(2), 'no-stream')).position;
    await open().deleteStream(stream);
    for (const position of [0n, first, last]) expect(await open().covers(position)).toBe(true);
    expect(await open().covers(last + 10_000_000n)).toBe(false);
  });

  check('reads all forwards after a position', async () => {
    const { positions, streams } = await interleaved(open(), 6);
    const read = await readAll(open(), { from: at(positions, 1) });
    expect(ofStreams(read, streams).map(({ position }) => position)).toEqual(positions.slice(2));
    expectIncreasing(read);
  });

  check('reads all backwards before a position', async () => {
    const { positions, streams } = await interleaved(open(), 6);
    const read = await readAll(open(), { direction: 'backwards', from: at(positions, 4), limit: 4 });
    expect(ofStreams(read, streams).map(({ position }) => position)).toEqual(positions.slice(0, 4).reverse());
    expect((await readAll(open(), { direction: 'backwards', limit: 1 }))[0]?.position).toBe(positions[5]);
  });

  check('reads all with a limit', async () => {
    const { positions } = await interleaved(open(), 6);
    const read = await readAll(open(), { from: at(positions, 0), limit: 2 });
    expect(read.map(({ position }) => position)).toEqual(positions.slice(1, 3));
  });

  check('reads only the categories asked for', async () => {
    const { positions, streams } = await interleaved(open(), 9, 3);
    const categories = streams.slice(0, 2).map(categoryOf);
    const wanted = positions.filter((_, n) => n % 3 !== 2);
    expect(positionsOf(await readAll(open(), { categories }))).toEqual(wanted);
    expect(positionsOf(await readAll(open(), { categories, direction: 'backwards' }))).toEqual([...wanted].reverse());
    expect(positionsOf(await readAll(open(), { categories, limit: 2 }))).toEqual(wanted.slice(0, 2));
    expect(positionsOf(await readAll(open(), { categories, from: at(wanted, 1), limit: 2 }))).toEqual(
      wanted.slice(2, 4),
    );
    expect(positionsOf(await readAll(open(), { categories, direction: 'backwards', from: at(wanted, 1) }))).toEqual(
      wanted.slice(0, 1),
    );
  });

  check('does not take a category for the beginning of another', async () => {
    const category = newCategory();
    await open().append(`${category}-1`, [event(1)], 'no-stream');
    await open().append(`${category}More-1`, [event(2)], 'no-stream');
    expect(await readAll(open(), { categories: [category] })).toHaveLength(1);
  });

  check('reads an unknown category as empty', async () => {
    expect(await readAll(open(), { categories: [newCategory()] })).toEqual([]);
  });

  check('reads more than a page of one category', async () => {
    const category = newCategory();
    const streams = range(12).map((n) => `${category}-${n}`);
    await Promise.all(streams.map((stream) => open().append(stream, many(100), 'no-stream')));
    const forwards = await readAll(open(), { categories: [category] });
    expect(forwards).toHaveLength(1200);
    expectIncreasing(forwards);
    const backwards = await readAll(open(), { categories: [category], direction: 'backwards' });
    expect(positionsOf(backwards)).toEqual(positionsOf(forwards).reverse());
  });
}

function subscribing({ open, check }: Suite): void {
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

function removing({ open, check }: Suite): void {
  check('no longer reads what was truncated', async () => {
    const stream = await filled(open(), 6);
    await open().truncateStream(stream, 4);
    expect(await numbers(open(), stream)).toEqual([4, 5]);
    expect(await numbers(open(), stream, { from: 1 })).toEqual([4, 5]);
    expect(await numbers(open(), stream, { from: 0, limit: 1 })).toEqual([4]);
    expect(await numbers(open(), stream, { direction: 'backwards' })).toEqual([5, 4]);
    expect(await numbers(open(), stream, { direction: 'backwards', from: 3 })).toEqual([]);
  });

  check('goes on numbering after a truncation', async () => {
    const stream = await filled(open(), 6);
    await open().truncateStream(stream, 5);
    expect(await open().append(stream, [event(9)], 'no-stream')).toEqual({ ok: false, actual: 5 });
    expect(won(await open().append(stream, [event(6)], 5)).revision).toBe(6);
    expect(await numbers(open(), stream)).toEqual([5, 6]);
  });

  check('never brings back what was truncated', async () => {
    const stream = await filled(open(), 6);
    await open().truncateStream(stream, 4);
    await open().truncateStream(stream, 2);
    expect(await numbers(open(), stream)).toEqual([4, 5]);
  });

  check('keeps the furthest of many truncations at once', async () => {
    const stream = await filled(open(), 10);
    await Promise.all([3, 8, 1, 6, 2, 7, 5, 4].map((before) => open().truncateStream(stream, before)));
    expect(await numbers(open(), stream)).toEqual([8, 9]);
  });

  check('truncates a stream that does not exist without effect', async () => {
    const stream = newStream();
    await open().truncateStream(stream, 3);
    expect(await readStream(open(), stream)).toEqual([]);
  });

  check('reads a deleted stream as empty', async () => {
    const stream = await filled(open(), 4);
    await open().deleteStream(stream);
    expect(await readStream(open(), stream)).toEqual([]);
    expect(await readStream(open(), stream, { direction: 'backwards', limit: 1 })).toEqual([]);
  });

  check('deletes twice, and deletes what does not exist', async () => {
    const stream = await filled(open(), 1);
    await open().deleteStream(stream);
    await open().deleteStream(stream);
    await open().deleteStream(newStream());
    expect(await readStream(open(), stream)).toEqual([]);
  });

  check('goes on numbering after a deletion, expecting no stream', async () => {
    const stream = await filled(open(), 4);
    await open().deleteStream(stream);
    expect(won(await open().append(stream, [event(4), event(5)], 'no-stream')).revision).toBe(5);
    expect((await readStream(open(), stream)).map(({ revision }) => revision)).toEqual([4, 5]);
  });

  check('goes on numbering after a deletion, expecting the last revision', async () => {
    const stream = await filled(open(), 4);
    await open().deleteStream(stream);
    expect((await open().append(stream, [event(9)], 1)).ok).toBe(false);
    expect(won(await open().append(stream, [event(4)], 3)).revision).toBe(4);
    expect(await numbers(open(), stream)).toEqual([4]);
    expect(await open().append(stream, [event(9)], 'no-stream')).toEqual({ ok: false, actual: 4 });
  });

  check('recognises a retry of an append that followed a deletion', async () => {
    const stream = await filled(open(), 3);
    await open().deleteStream(stream);
    const events = many(2);
    const first = won(await open().append(stream, events, 'no-stream'));
    expect(await open().append(stream, events, 'no-stream')).toEqual(first);
    expect(await readStream(open(), stream)).toHaveLength(2);
  });

  check('deletes a stream again after it went on', async () => {
    const stream = await filled(open(), 2);
    await open().deleteStream(stream);
    await open().append(stream, [event(2)], 'no-stream');
    await open().deleteStream(stream);
    expect(await readStream(open(), stream)).toEqual([]);
    expect(won(await open().append(stream, [event(3)], 'no-stream')).revision).toBe(3);
  });
}

// --- Comparison with a model ---------------------------------------------------------------------------------------

/** One step, in terms that make sense whatever the stream looks like by then. */
type Step =
  | { readonly kind: 'append'; readonly stream: number; readonly count: number; readonly offset: number }
  | { readonly kind: 'create'; readonly stream: number; readonly count: number }
  | { readonly kind: 'retry'; readonly stream: number }
  | { readonly kind: 'truncate'; readonly stream: number; readonly keep: number }
  | { readonly kind: 'delete'; readonly stream: number };

interface ModelStream {
  readonly name: string;
  events: { readonly id: string; readonly revision: number }[];
  last: number;
  deleted: boolean;
  latest?: { readonly events: NewEvent[]; readonly expected: ExpectedRevision; readonly answer: AppendResult };
}

const anyStream = fc.integer({ min: 0, max: 2 });
const anyCount = fc.integer({ min: 1, max: 3 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: anyStream,
      count: anyCount,
      offset: fc.constantFrom(0, 0, 0, -1, 1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), stream: anyStream, count: anyCount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('retry' as const), stream: anyStream }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('truncate' as const), stream: anyStream, keep: anyCount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), stream: anyStream }) },
);

function modelling({ open, check, modelRuns }: Suite): void {
  check('behaves like a simple model', async () => {
    const property = fc.asyncProperty(fc.array(anyStep, { maxLength: 15 }), async (steps) => {
      const category = newCategory();
      const streams = range(3).map(
        (n): ModelStream => ({ name: `${category}-${n}`, events: [], last: -1, deleted: false }),
      );
      for (const step of steps) await takeStep(open(), streams[step.stream], step);
      for (const stream of streams) {
        const read = await readStream(open(), stream.name);
        expect(read.map(({ id, revision }) => ({ id, revision }))).toEqual(stream.events);
      }
    });
    await fc.assert(property, { numRuns: modelRuns });
  });
}

async function takeStep(log: EventLog, stream: ModelStream | undefined, step: Step): Promise<void> {
  if (!stream) throw new Error('no such stream in the model');
  switch (step.kind) {
    case 'append':
      return appendStep(log, stream, Math.max(0, stream.last + step.offset), step.count);
    case 'create':
      return appendStep(log, stream, 'no-stream', step.count);
    case 'retry':
      if (stream.latest)
        expect(await log.append(stream.name, stream.latest.events, stream.latest.expected)).toEqual(
          stream.latest.answer,
        );
      return;
    case 'truncate':
      if (stream.events.length <= step.keep) return;
      stream.events = stream.events.slice(-step.keep);
      return log.truncateStream(stream.name, stream.last - step.keep + 1);
    case 'delete':
      stream.events = [];
      stream.deleted = stream.last >= 0;
      delete stream.latest;
      return log.deleteStream(stream.name);
  }
}

async function appendStep(
  log: EventLog,
  stream: ModelStream,
  expected: ExpectedRevision,
  count: number,
): Promise<void> {
  const events = many(count);
  const answer = await log.append(stream.name, events, expected);
  const empty = stream.last < 0 || stream.deleted;
  const allowed = expected === 'no-stream' ? empty : stream.last >= 0 && expected === stream.last;
  expect(answer.ok).toBe(allowed);
  if (!answer.ok) {
    // What a deleted stream gives as its actual revision is left to the store.
    if (!stream.deleted) expect(answer.actual).toBe(stream.last < 0 ? 'no-stream' : stream.last);
    return;
  }
  expect(answer.revision).toBe(stream.last + count);
  stream.events.push(...events.map(({ id }, n) => ({ id, revision: stream.last + 1 + n })));
  stream.last += count;
  stream.deleted = false;
  stream.latest = { events, expected, answer };
}

// --- Builders ------------------------------------------------------------------------------------------------------

/** Letters only, as categories must be, and never used before. */
export const newCategory = (): string =>
  `conf${randomUUID()
    .replaceAll('-', '')
    .replace(/\d/g, (digit) => String.fromCharCode('g'.charCodeAt(0) + Number(digit)))}`;

export const newStream = (): string => `${newCategory()}-${randomUUID()}`;

/** An event whose data is `n`, to be recognised by. */
export const event = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'ConformanceChecked',
  data: { n },
  metadata: {
    schemaVersion: 1,
    occurredAt: '2024-05-06T07:08:09.123Z',
    actor: { kind: 'system', id: 'conformance' },
    surface: 'process',
    requestId: 'request',
    correlationId: 'correlation',
    causationId: 'causation',
    commandId: 'command',
  },
});

export const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
export const many = (count: number): NewEvent[] => range(count).map(event);
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A stream that already holds `count` events with data 0, 1, 2… */
export async function filled(log: EventLog, count: number): Promise<string> {
  const stream = newStream();
  won(await log.append(stream, many(count), 'no-stream'));
  return stream;
}

/** One event at a time, in turn to each of some streams of different categories. */
async function interleaved(
  log: EventLog,
  count: number,
  streamCount = 2,
): Promise<{ streams: string[]; positions: Position[] }> {
  const streams = range(streamCount).map(() => newStream());
  const positions: Position[] = [];
  for (const n of range(count)) {
    const before = Math.floor(n / streamCount);
    const answer = await log.append(
      streams[n % streamCount] ?? '',
      [event(n)],
      before === 0 ? 'no-stream' : before - 1,
    );
    positions.push(won(answer).position);
  }
  return { streams, positions };
}

/** One writer who appends to one stream, one event after the other. */
export async function writeRounds(log: EventLog, stream: string, rounds: number): Promise<{ position: Position }[]> {
  const answers: { position: Position }[] = [];
  for (const n of range(rounds)) answers.push(won(await log.append(stream, [event(n)], n === 0 ? 'no-stream' : n - 1)));
  return answers;
}

/** A position after everything that other cases have written. */
async function startingPoint(log: EventLog): Promise<Position> {
  return won(await log.append(newStream(), [event(0)], 'no-stream')).position;
}

// --- Readers -------------------------------------------------------------------------------------------------------

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

export const readStream = (log: EventLog, stream: string, options?: ReadStreamOptions): Promise<RecordedEvent[]> =>
  collect(log.readStream(stream, options));

export const readAll = (log: EventLog, options?: ReadAllOptions): Promise<RecordedEvent[]> =>
  collect(log.readAll(options));

/** The numbers that `event(n)` put into the data. */
export const dataOf = (events: readonly RecordedEvent[]): unknown[] =>
  events.map(({ data }) => (data as { n: unknown }).n);

const numbers = async (log: EventLog, stream: string, options?: ReadStreamOptions): Promise<unknown[]> =>
  dataOf(await readStream(log, stream, options));

export const positionsOf = (events: readonly RecordedEvent[]): Position[] => events.map(({ position }) => position);

const ofStreams = (events: readonly RecordedEvent[], streams: readonly string[]): RecordedEvent[] =>
  events.filter(({ stream }) => streams.includes(stream));

const ofCategory = (events: readonly RecordedEvent[], category: string): RecordedEvent[] =>
  events.filter(({ stream }) => categoryOf(stream) === category);

const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

const comparePositions = (a: Position, b: Position): number => (a < b ? -1 : a > b ? 1 : 0);

export interface Follower {
  readonly batches: EventBatch[];
  readonly events: RecordedEvent[];
  /** Of the last batch. */
  readonly position: Position | undefined;
  /** Waits until what has been delivered fulfils the condition; fails when it never does. */
  until(condition: (follower: Follower) => boolean): Promise<void>;
  /** Aborts the subscription and waits for its end; throws what the subscription threw. */
  stop(): Promise<void>;
}

/** Subscribes in the background and keeps all that arrives. */
export function follow(log: EventLog, options: Partial<SubscribeOptions> = {}): Follower {
  const controller = new AbortController();
  const batches: EventBatch[] = [];
  const events: RecordedEvent[] = [];
  const run = async (): Promise<void> => {
    for await (const batch of log.subscribe({ signal: controller.signal, ...options })) {
      batches.push(batch);
      events.push(...batch.events);
    }
  };
  let failure: unknown;
  const running = run().catch((error: unknown) => {
    failure = error ?? new Error('the subscription failed');
  });
  const follower: Follower = {
    batches,
    events,
    get position() {
      return batches.at(-1)?.position;
    },
    async until(condition) {
      const deadline = Date.now() + CASE_TIMEOUT_MS / 3;
      while (!condition(follower)) {
        if (failure) throw failure;
        if (Date.now() > deadline)
          throw new Error(`the subscription never got there: ${batches.length} batches, ${events.length} events`);
        await sleep(2);
      }
    },
    async stop() {
      controller.abort();
      await running;
      if (failure) throw failure;
    },
  };
  return follower;
}

async function following(
  log: EventLog,
  options: Partial<SubscribeOptions>,
  body: (follower: Follower) => Promise<void>,
): Promise<void> {
  const follower = follow(log, options);
  try {
    await body(follower);
  } finally {
    await follower.stop();
  }
}

// --- Checks --------------------------------------------------------------------------------------------------------

/** The answer of an append that must have succeeded. */
export function won(answer: AppendResult | undefined): Extract<AppendResult, { ok: true }> {
  if (!answer?.ok) throw new Error(`the append was refused; actual revision ${answer?.actual}`);
  return answer;
}

export function expectIncreasing(events: readonly RecordedEvent[]): void {
  const positions = positionsOf(events);
  expect(positions.filter((position, n) => n > 0 && position <= at(positions, n - 1))).toEqual([]);
}

async function expectPrompt(ending: Promise<void>): Promise<void> {
  const started = Date.now();
  await ending;
  expect(Date.now() - started).toBeLessThan(PROMPT_MS);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}
