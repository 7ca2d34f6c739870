/** Appending: expectations, conflicts, many at once, repeated appends, and what is kept of an event. */
import { expect } from 'vitest';
import type { Json } from '../../../../src/domain/kernel/event.ts';
import type { Suite } from './suite.ts';
import {
  categoryOf,
  event,
  expectIncreasing,
  filled,
  many,
  newStream,
  numbers,
  range,
  readAll,
  readStream,
  won,
} from './tools.ts';

export function appending({ open, check }: Suite): void {
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

export function retrying({ open, check }: Suite): void {
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
