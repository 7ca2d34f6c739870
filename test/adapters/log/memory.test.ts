import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../../../src/adapters/memory/log.ts';
import { event, filled, newStream, readAll, readStream } from './conformance/tools.ts';
import { describeLog } from './conformance.ts';

describeLog('memory', async () => createMemoryLog());

describe('memory log', () => {
  it('has no head while it is empty', async () => {
    expect(await createMemoryLog().head()).toBeUndefined();
  });

  it('keeps a copy of what it was given', async () => {
    const log = createMemoryLog();
    const stream = newStream();
    const data = { n: 1 };
    await log.append(stream, [{ ...event(0), data }], 'no-stream');
    data.n = 2;
    expect((await readStream(log, stream))[0]?.data).toEqual({ n: 1 });
  });

  it('answers no more once it is closed', async () => {
    const log = createMemoryLog();
    const stream = await filled(log, 1);
    await log.close();
    await expect(log.append(stream, [event(1)], 0)).rejects.toMatchObject({ name: 'LogUnavailable', retryable: false });
    await expect(readAll(log)).rejects.toMatchObject({ name: 'LogUnavailable' });
    await expect(log.ping()).rejects.toMatchObject({ name: 'LogUnavailable' });
  });
});
