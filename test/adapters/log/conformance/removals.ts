/** Truncation and deletion. */
import { expect } from 'vitest';
import type { Suite } from './suite.ts';
import { event, filled, many, newStream, numbers, readStream, won } from './tools.ts';

export function removing({ open, check }: Suite): void {
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

  check('misses neither what is there nor what was truncated or deleted, and does miss what is not', async () => {
    const [whole, truncated, deleted] = [await filled(open(), 4), await filled(open(), 6), await filled(open(), 3)];
    await open().truncateStream(truncated, 4);
    await open().deleteStream(deleted);
    const places = (stream: string, ...revisions: number[]) => revisions.map((revision) => ({ stream, revision }));
    expect(await open().missing([])).toEqual([]);
    const there = [...places(whole, 0, 3), ...places(truncated, 0, 3, 4, 5), ...places(deleted, 0, 2)];
    expect(await open().missing(there)).toEqual([]);
    expect(await open().missing([...there, ...places(whole, 4), ...places(truncated, 6)])).toEqual([
      ...places(whole, 4),
      ...places(truncated, 6),
    ]);
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
