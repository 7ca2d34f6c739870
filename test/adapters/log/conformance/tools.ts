/** What the cases of the suite are written with: events, streams and readers. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type {
  AppendResult,
  EventLog,
  NewEvent,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
} from '../../../../src/application/ports.ts';

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
export async function interleaved(
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
export async function startingPoint(log: EventLog): Promise<Position> {
  return won(await log.append(newStream(), [event(0)], 'no-stream')).position;
}

// --- Readers -------------------------------------------------------------------------------------------------------

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
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

export const numbers = async (log: EventLog, stream: string, options?: ReadStreamOptions): Promise<unknown[]> =>
  dataOf(await readStream(log, stream, options));

export const positionsOf = (events: readonly RecordedEvent[]): Position[] => events.map(({ position }) => position);

export const ofStreams = (events: readonly RecordedEvent[], streams: readonly string[]): RecordedEvent[] =>
  events.filter(({ stream }) => streams.includes(stream));

export const ofCategory = (events: readonly RecordedEvent[], category: string): RecordedEvent[] =>
  events.filter(({ stream }) => categoryOf(stream) === category);

export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

export const comparePositions = (a: Position, b: Position): number => (a < b ? -1 : a > b ? 1 : 0);

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

const PROMPT_MS = 2_000;

export async function expectPrompt(ending: Promise<void>): Promise<void> {
  const started = Date.now();
  await ending;
  expect(Date.now() - started).toBeLessThan(PROMPT_MS);
}

export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}
