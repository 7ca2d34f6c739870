/** Reads that end: of a stream and of the whole log, both ways, from inside and with limits. */
import { expect } from 'vitest';
import type { ReadAllOptions } from '../../../../src/application/ports.ts';
import type { Suite } from './suite.ts';
import {
  at,
  categoryOf,
  event,
  expectIncreasing,
  filled,
  interleaved,
  many,
  newCategory,
  newStream,
  numbers,
  ofStreams,
  positionsOf,
  range,
  readAll,
  readStream,
  won,
} from './tools.ts';

export function readingStreams({ open, check }: Suite): void {
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

export function readingAll({ open, check }: Suite): void {
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

  // A store may read many categories in another way than few.
  for (const extra of [0, 8]) {
    check(`reads only the categories asked for, ${2 + extra} of them`, async () => {
      const { positions, streams } = await interleaved(open(), 9, 3);
      const categories = [...streams.slice(0, 2).map(categoryOf), ...Array.from({ length: extra }, newCategory)];
      const wanted = positions.filter((_, n) => n % 3 !== 2);
      const read = async (options: ReadAllOptions) => positionsOf(await readAll(open(), { categories, ...options }));
      expect(await read({})).toEqual(wanted);
      expect(await read({ direction: 'backwards' })).toEqual([...wanted].reverse());
      expect(await read({ limit: 2 })).toEqual(wanted.slice(0, 2));
      expect(await read({ from: at(wanted, 1), limit: 2 })).toEqual(wanted.slice(2, 4));
      expect(await read({ direction: 'backwards', from: at(wanted, 1) })).toEqual(wanted.slice(0, 1));
    });
  }

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
