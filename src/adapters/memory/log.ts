/** The event log without a database, for tests: the same answers as the stored ones, gone with the process. */
import {
  type AppendResult,
  type EventBatch,
  type EventLog,
  type ExpectedRevision,
  LogUnavailable,
  type NewEvent,
  type Place,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
} from '../../application/ports.ts';
import { splitStreamName } from '../../domain/kernel/aggregate.ts';
import type { Json } from '../../domain/kernel/event.ts';
import { checkAppend } from '../logInput.ts';

export function createMemoryLog(): EventLog {
  return new MemoryLog();
}

const DEFAULT_BATCH = 500;

/** `events[n]` has revision n. Those before `before` are hidden; all of them are when the stream is deleted. */
interface Stream {
  readonly events: RecordedEvent[];
  before: number;
}

class MemoryLog implements EventLog {
  /** The event at index n has position n + 1. */
  readonly #all: RecordedEvent[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #waiting = new Set<() => void>();
  readonly #closing = new AbortController();

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    this.#checkOpen();
    checkAppend(stream, events, expected);
    const found = this.#streams.get(stream) ?? { events: [], before: 0 };
    const repeated = findRepeated(found, events, expected);
    if (repeated) return answerOf(repeated);
    if (!fits(found, expected))
      return { ok: false, actual: found.events.length === 0 ? 'no-stream' : found.events.length - 1 };
    this.#streams.set(stream, found);
    const { length } = found.events;
    const recorded = events.map((event, n) => record(event, stream, length + n, BigInt(this.#all.length + n + 1)));
    found.events.push(...recorded);
    this.#all.push(...recorded);
    for (const wake of [...this.#waiting]) wake();
    return answerOf(recorded.at(-1));
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    this.#checkOpen();
    const { direction = 'forwards', from, limit = Infinity } = options;
    const { events, before } = this.#streams.get(stream) ?? { events: [], before: 0 };
    const visible = events.slice(before);
    const wanted =
      direction === 'forwards'
        ? visible.filter(({ revision }) => revision >= (from ?? 0))
        : visible.filter(({ revision }) => revision <= (from ?? Infinity)).reverse();
    yield* wanted.slice(0, limit);
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    this.#checkOpen();
    const { direction = 'forwards', from, limit = Infinity } = options;
    const wanted = inCategories(options.categories);
    const step = direction === 'forwards' ? 1 : -1;
    let index =
      direction === 'forwards' ? Number(from ?? 0n) : Math.min(this.#all.length, Number(from ?? Infinity) - 1) - 1;
    for (let given = 0; given < limit; index += step) {
      const event = this.#all[index];
      if (!event) return;
      if (!wanted(event)) continue;
      given++;
      yield event;
    }
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<EventBatch> {
    this.#checkOpen();
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    let position = options.after ?? 0n;
    for (let first = true; !signal.aborted; first = false) {
      const batch = this.#batchAfter(position, options);
      if (first || batch.position > position) yield batch;
      position = batch.position;
      if (batch.caughtUp) await this.#grownBeyond(position, signal);
    }
  }

  async head(): Promise<Position | undefined> {
    this.#checkOpen();
    return this.#all.at(-1)?.position;
  }

  async covers(position: Position): Promise<boolean> {
    this.#checkOpen();
    return position <= BigInt(this.#all.length);
  }

  async missing(places: readonly Place[]): Promise<readonly Place[]> {
    this.#checkOpen();
    return places.filter(({ stream, revision }) => !this.#streams.get(stream)?.events[revision]);
  }

  async truncateStream(stream: string, beforeRevision: number): Promise<void> {
    this.#checkOpen();
    const found = this.#streams.get(stream);
    if (found) found.before = Math.max(found.before, Math.min(beforeRevision, found.events.length));
  }

  async deleteStream(stream: string): Promise<void> {
    await this.truncateStream(stream, Infinity);
  }

  async ping(): Promise<void> {
    this.#checkOpen();
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #batchAfter(after: Position, { categories, batchSize = DEFAULT_BATCH }: SubscribeOptions): EventBatch {
    const wanted = inCategories(categories);
    const events: RecordedEvent[] = [];
    let index = Number(after);
    for (; index < this.#all.length && events.length < batchSize; index++) {
      const event = this.#all[index];
      if (event && wanted(event)) events.push(event);
    }
    return { events, position: BigInt(index), caughtUp: index >= this.#all.length };
  }

  #grownBeyond(position: Position, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || this.#all.length > Number(position)) return resolve();
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new LogUnavailable('The log is closed', { retryable: false });
  }
}

/** A copy, as a database would keep it; frozen, because all readers share it. */
function record(event: NewEvent, stream: string, revision: number, position: Position): RecordedEvent {
  return Object.freeze({ ...freeze(copyOf(event)), stream, revision, position });
}

/** A deleted stream can be continued both as if it did not exist and at its last revision. */
function fits({ events, before }: Stream, expected: ExpectedRevision): boolean {
  return expected === 'no-stream' ? before === events.length : expected === events.length - 1;
}

/** The last event of an earlier append of the same events at the same place. */
function findRepeated(
  { events, before }: Stream,
  wanted: readonly NewEvent[],
  expected: ExpectedRevision,
): RecordedEvent | undefined {
  const starts = expected === 'no-stream' ? [0, before] : [expected + 1];
  const start = starts.find((revision) => wanted.every(({ id }, n) => events[revision + n]?.id === id));
  return start === undefined ? undefined : events[start + wanted.length - 1];
}

function answerOf(last: RecordedEvent | undefined): AppendResult {
  if (!last) throw new TypeError('An append needs at least one event');
  return { ok: true, revision: last.revision, position: last.position };
}

function inCategories(categories: readonly string[] | undefined): (event: RecordedEvent) => boolean {
  const wanted = categories && new Set(categories);
  return ({ stream }) => !wanted || wanted.has(splitStreamName(stream).category);
}

const copyOf = ({ id, type, data, metadata }: NewEvent): NewEvent =>
  JSON.parse(JSON.stringify({ id, type, data, metadata }));

function freeze<T extends NewEvent | Json>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
