/** Any sequence of steps, compared with a model of a few lines. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { AppendResult, EventLog, ExpectedRevision, NewEvent } from '../../../../src/application/ports.ts';
import type { Suite } from './suite.ts';
import { many, newCategory, range, readStream } from './tools.ts';

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

export function modelling({ open, check, modelRuns }: Suite): void {
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
