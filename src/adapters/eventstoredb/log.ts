/**
 * The event log in EventStoreDB (KurrentDB). The only importer of its client besides its siblings in this folder; the facts that
 * shape it are in `docs/decisions/eventstoredb-client.md`.
 */
import { setMaxListeners } from 'node:events';
import { ANY, type Credentials, EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
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
import { checkAppend } from '../logInput.ts';
import { pause } from '../patience.ts';
import { isOfType, persist, unavailable } from './faults.ts';
import { findMissing } from './missing.ts';
import { covers, readAllEvents, readHead, readStreamEvents } from './reads.ts';
import { followLog } from './subscription.ts';
import { truncate, type Writing } from './truncation.ts';
import { toEventData } from './wire.ts';

export interface EventStoreDbLogOptions {
  /** `esdb://[user:password@]host[:2113][?tls=false…]`. */
  readonly connectionString: string;
  /** How long one attempt of an append may take. Default: two seconds. */
  readonly deadlineMs?: number;
  /** How often a silent subscription is compared with the log. Default: fifteen seconds. */
  readonly watchMs?: number;
}

const DEADLINE_MS = 2_000;
const WATCH_MS = 15_000;
/** Closing the client's connection can hang. */
const DISPOSE_MS = 2_000;

/** Throws a TypeError for a connection string that cannot be used; its message does not repeat it. */
export function createEventStoreDbLog(options: EventStoreDbLogOptions): EventLog {
  return new EventStoreDbLog(options);
}

class EventStoreDbLog implements EventLog {
  readonly #client: EventStoreDBClient;
  /** For whatever is an append below, the writing of metadata included. */
  readonly #writing: Writing;
  readonly #watchMs: number;
  readonly #closing = new AbortController();

  constructor({ connectionString, deadlineMs = DEADLINE_MS, watchMs = WATCH_MS }: EventStoreDbLogOptions) {
    this.#client = connectTo(connectionString);
    // Every append that is being repeated waits on it.
    setMaxListeners(0, this.#closing.signal);
    const credentials = credentialsOf(connectionString);
    this.#writing = { deadline: deadlineMs, ...(credentials ? { credentials } : {}) };
    this.#watchMs = watchMs;
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    this.#checkOpen();
    checkAppend(stream, events, expected);
    return this.#persist(async () => {
      try {
        return await this.#appendOnce(stream, events, expected);
      } catch (error) {
        if (!isOfType(error, 'wrong-expected-version')) throw error;
        const repeated = expected === 'no-stream' ? await this.#restarted(stream, events) : undefined;
        return repeated ?? { ok: false, actual: actualOf(error) };
      }
    });
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    this.#checkOpen();
    yield* readStreamEvents(this.#client, stream, options, this.#closing.signal);
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    this.#checkOpen();
    yield* readAllEvents(this.#client, options, this.#closing.signal);
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<EventBatch> {
    this.#checkOpen();
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    yield* followLog(this.#client, { ...options, signal, watchMs: this.#watchMs });
  }

  async head(): Promise<Position | undefined> {
    this.#checkOpen();
    return this.#persist(() => readHead(this.#client));
  }

  async covers(position: Position): Promise<boolean> {
    this.#checkOpen();
    return this.#persist(() => covers(this.#client, position));
  }

  async missing(places: readonly Place[]): Promise<readonly Place[]> {
    this.#checkOpen();
    return findMissing(this.#client, places, this.#closing.signal);
  }

  /** The store keeps the number in the stream's metadata, also for streams that do not exist, so it is looked at first. */
  async truncateStream(stream: string, beforeRevision: number): Promise<void> {
    this.#checkOpen();
    const last = await this.#lastOf(stream);
    if (!last) return;
    if (beforeRevision > last.revision) return this.deleteStream(stream);
    await this.#persist(() => truncate(this.#client, stream, beforeRevision, this.#writing));
  }

  async deleteStream(stream: string): Promise<void> {
    this.#checkOpen();
    if (!(await this.#lastOf(stream))) return;
    await this.#persist(() => this.#client.deleteStream(stream, { expectedRevision: ANY, ...this.#writing }));
  }

  async ping(): Promise<void> {
    this.#checkOpen();
    await covers(this.#client, 0n).catch((error: unknown) => {
      throw unavailable(error);
    });
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await Promise.race([this.#client.dispose(), pause(DISPOSE_MS, new AbortController().signal)]);
  }

  async #appendOnce(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    const { nextExpectedRevision, position } = await this.#client.appendToStream(stream, events.map(toEventData), {
      expectedRevision: expected === 'no-stream' ? NO_STREAM : BigInt(expected),
      ...this.#writing,
    });
    const revision = Number(nextExpectedRevision);
    return { ok: true, revision, position: position?.commit ?? (await this.#positionOf(stream, revision)) };
  }

  /** Repeating an append is answered without the position of what was stored the first time. */
  async #positionOf(stream: string, revision: number): Promise<Position> {
    const read = readStreamEvents(this.#client, stream, { from: revision, limit: 1 }, this.#closing.signal);
    for await (const { position } of read) return position;
    throw new LogUnavailable('The event that was just appended cannot be read');
  }

  /**
   * The answer of an earlier append of these events that began the stream anew after a deletion. The store recognises a repeated
   * append by the events behind the expected revision, and behind `no-stream` it finds the deleted ones.
   */
  async #restarted(stream: string, events: readonly NewEvent[]): Promise<AppendResult | undefined> {
    let last: RecordedEvent | undefined;
    let same = 0;
    const options = { limit: events.length };
    for await (const event of readStreamEvents(this.#client, stream, options, this.#closing.signal)) {
      if (event.id !== events[same]?.id.toLowerCase()) return undefined;
      last = event;
      same++;
    }
    if (!last || same < events.length) return undefined;
    return { ok: true, revision: last.revision, position: last.position };
  }

  async #lastOf(stream: string): Promise<RecordedEvent | undefined> {
    const options = { direction: 'backwards', limit: 1 } as const;
    for await (const event of readStreamEvents(this.#client, stream, options, this.#closing.signal)) return event;
    return undefined;
  }

  #persist<T>(work: () => Promise<T>): Promise<T> {
    return persist(work, this.#closing.signal);
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new LogUnavailable('The log is closed', { retryable: false });
  }
}

function connectTo(connectionString: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(connectionString);
  } catch {
    throw new TypeError('The address of EventStoreDB cannot be read: it has the form esdb://user:password@host:2113');
  }
}

/**
 * Given with every append, they keep the client from its batch protocol, which can mix up the answers of two clients. A server
 * without TLS gets no credentials, whatever they are.
 */
function credentialsOf(connectionString: string): Credentials | undefined {
  const userInfo = /^[^/]+:\/\/([^/@]+)@/.exec(connectionString)?.[1];
  if (userInfo !== undefined) {
    const [username = '', ...password] = userInfo.split(':').map(decodeURIComponent);
    return { username, password: password.join(':') };
  }
  if (/[?&]tls=false(&|$)/i.test(connectionString)) return { username: 'nobody', password: '' };
  if (/[?&]userCertFile=/i.test(connectionString)) return undefined;
  throw new TypeError(
    'The address of EventStoreDB names no user: with TLS it has the form esdb://user:password@host:2113',
  );
}

function actualOf(error: unknown): ExpectedRevision {
  const { actualVersion } = error as { actualVersion?: unknown };
  return typeof actualVersion === 'bigint' ? Number(actualVersion) : 'no-stream';
}
