/** Reads that end: over a stream or over everything. Each goes on behind the last event it delivered when the connection is lost. */
import { BACKWARDS, END, type EventStoreDBClient, FORWARDS, START, type StreamingRead } from '@eventstore/db-client';
import type { Position, ReadAllOptions, ReadStreamOptions, RecordedEvent } from '../../application/ports.ts';
import { delayBefore, pause } from '../patience.ts';
import { isOfType, isPassing, unavailable } from './faults.ts';
import { inCategories, positionOf, toClientPosition, toRecorded } from './wire.ts';

const MOST_ATTEMPTS = 5;

export async function* readStreamEvents(
  client: EventStoreDBClient,
  stream: string,
  { direction = 'forwards', from, limit = Infinity }: ReadStreamOptions,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent> {
  const forwards = direction === 'forwards';
  let next = from;
  let left = limit;
  const open = () =>
    client.readStream(stream, {
      direction: forwards ? FORWARDS : BACKWARDS,
      fromRevision: next === undefined ? (forwards ? START : END) : BigInt(next),
      ...(left === Infinity ? {} : { maxCount: left }),
    });
  if (left <= 0 || (from !== undefined && from < 0)) return;
  for await (const resolved of resuming(open, () => left > 0 && (next ?? 0) >= 0, signal)) {
    const event = toRecorded(resolved);
    left--;
    next = Number(resolved.event?.revision ?? 0) + (forwards ? 1 : -1);
    if (event) yield event;
  }
}

/** Revision of the first event from one on, whoever wrote it. */
export async function firstRevision(
  client: EventStoreDBClient,
  stream: string,
  from: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const open = () => client.readStream(stream, { direction: FORWARDS, fromRevision: BigInt(from), maxCount: 1 });
  for await (const { event } of resuming(open, () => true, signal)) return event && Number(event.revision);
  return undefined;
}

/** The client cannot filter such a read, so what is not wanted is passed over here. */
export async function* readAllEvents(
  client: EventStoreDBClient,
  { direction = 'forwards', from, limit = Infinity, categories }: ReadAllOptions,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent> {
  const forwards = direction === 'forwards';
  const wanted = inCategories(categories);
  let last: Position | undefined = from;
  let given = 0;
  const open = () =>
    client.readAll({
      direction: forwards ? FORWARDS : BACKWARDS,
      fromPosition: last === undefined ? (forwards ? START : END) : toClientPosition(last),
    });
  if (limit <= 0) return;
  for await (const resolved of resuming(open, () => true, signal)) {
    const position = positionOf(resolved);
    // A read forwards begins with the event at the position itself.
    if (position === undefined || (forwards && last !== undefined && position <= last)) continue;
    last = position;
    const event = toRecorded(resolved);
    if (!event || !wanted(event)) continue;
    yield event;
    if (++given >= limit) return;
  }
}

/** Position of the last event that is ours. The server's own events come in crowds, so each look is wider than the one before. */
export async function readHead(client: EventStoreDBClient): Promise<Position | undefined> {
  let last: Position | undefined;
  for (let size = 1; ; size = Math.min(size * 32, 4096)) {
    const fromPosition = last === undefined ? END : toClientPosition(last);
    let seen = 0;
    for await (const resolved of guarded(client.readAll({ direction: BACKWARDS, fromPosition, maxCount: size }))) {
      seen++;
      last = positionOf(resolved) ?? last;
      if (toRecorded(resolved)) return last;
    }
    if (seen < size) return undefined;
  }
}

/** Whether the last event in the log, whoever wrote it, is at the position or behind it. */
export async function covers(client: EventStoreDBClient, position: Position): Promise<boolean> {
  const read = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
  for await (const resolved of guarded(read)) return position <= (positionOf(resolved) ?? 0n);
  return position <= 0n;
}

async function* resuming<T>(
  open: () => StreamingRead<T>,
  goesOn: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<T> {
  for (let attempt = 0; goesOn(); attempt++) {
    try {
      for await (const item of guarded(open())) {
        attempt = 0;
        yield item;
      }
      return;
    } catch (error) {
      if (isOfType(error, 'stream-not-found')) return;
      if (!isPassing(error) || attempt >= MOST_ATTEMPTS || signal.aborted) throw unavailable(error);
      await pause(delayBefore(attempt), signal);
    }
  }
}

/** Leaving a read early does not end its call at the server, and a hundred calls left behind block the connection. */
export async function* guarded<T>(read: StreamingRead<T>): AsyncGenerator<T> {
  // An error that comes when nobody reads any more would end the process.
  read.on('error', () => undefined);
  try {
    for await (const item of read.iterator({ destroyOnReturn: false })) yield item as T;
  } finally {
    read.cancel().catch(() => undefined);
    // The client remembers a call until its last message was taken.
    read.resume();
  }
}
