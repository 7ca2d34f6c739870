/** The event log in one Postgres. Several processes may share it. */
import { setMaxListeners } from 'node:events';
import postgres, { type Sql } from 'postgres';
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
} from '../../../application/ports.ts';
import { checkAppend } from '../../logInput.ts';
import { untilAborted } from '../../patience.ts';
import { backOff } from '../connect.ts';
import { Appender } from './appender.ts';
import { persist, unavailable } from './faults.ts';
import { Listener } from './listener.ts';
import { News } from './news.ts';
import {
  BEFORE_ALL,
  BEYOND_ALL,
  eventsOfPages,
  PAGE_EVENTS,
  type Page,
  readLogPage,
  readMissing,
  readStreamPage,
} from './pages.ts';
import { restoreEvents } from './restore.ts';
import { migrate } from './schema.ts';
import { followLog, type Source } from './subscription.ts';
import { Tail } from './tail.ts';

export interface PostgresLogOptions {
  readonly url: string;
  /** Connections for reading; one more appends and one listens. Default 4. */
  readonly readers?: number;
  /** How often subscribers look by themselves, should an announcement be lost. Default 1 s. */
  readonly pollMs?: number;
  /** How long truncated and deleted events stay visible in `readAll` before they are removed for good. Default 1 hour. */
  readonly purgeAfterMs?: number;
}

export interface PostgresLog extends EventLog {
  /** Removes truncated and deleted events whose time has come. Runs by itself every few minutes. */
  purge(): Promise<void>;
}

/** Opens the log and creates or updates its schema. Throws `LogUnavailable` when the database stays out of reach. */
export async function createPostgresLog(options: PostgresLogOptions): Promise<PostgresLog> {
  const log = new Log(options);
  try {
    await log.open();
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

const DEFAULT_READERS = 4;
const DEFAULT_POLL_MS = 1_000;
const DEFAULT_PURGE_AFTER_MS = 3_600_000;
const PURGE_EVERY_MS = 300_000;
/** Streams per transaction: appends wait meanwhile. */
const PURGE_STREAMS = 20;
const MAX_REVISION = 2_147_483_647;
const CLOSE_SECONDS = 5;
const PING_TIMEOUT_MS = 2_000;

class Log implements PostgresLog {
  readonly #reader: Sql;
  readonly #writer: Sql;
  readonly #closing = new AbortController();
  readonly #news = new News();
  readonly #listener: Listener;
  readonly #appender: Appender;
  readonly #source: Source;
  readonly #grace: string;
  #purging: NodeJS.Timeout | undefined;

  constructor({ url, readers, pollMs, purgeAfterMs }: PostgresLogOptions) {
    setMaxListeners(0, this.#closing.signal);
    this.#reader = connect(url, readers ?? DEFAULT_READERS);
    this.#writer = connect(url, 1);
    this.#grace = `${purgeAfterMs ?? DEFAULT_PURGE_AFTER_MS} milliseconds`;
    this.#listener = new Listener(() => connect(url, 1), this.#news);
    this.#appender = new Appender({
      sql: this.#writer,
      signal: this.#closing.signal,
      onAppended: (position) => this.#news.tell(position),
    });
    this.#source = {
      news: this.#news,
      tail: new Tail((position) => this.#readAfter(position, PAGE_EVENTS)),
      pollMs: pollMs ?? DEFAULT_POLL_MS,
      readAfter: (position, limit, categories) => this.#readAfter(position, limit, categories),
      onSilence: () => void this.#listener.start(),
    };
  }

  async open(): Promise<void> {
    await this.#persist(() => migrate(this.#writer));
    await this.#listener.start();
    // A purge that fails is tried again at the next turn.
    this.#purging = setInterval(() => void this.purge().catch(() => undefined), PURGE_EVERY_MS).unref();
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    checkAppend(stream, events, expected);
    return this.#appender.append(stream, events, expected);
  }

  async restore(events: readonly RecordedEvent[]): Promise<boolean> {
    return this.#persist(() => restoreEvents(this.#writer, events));
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    const { direction = 'forwards' } = options;
    const step = direction === 'forwards' ? 1 : -1;
    const start = Math.min(options.from ?? (direction === 'forwards' ? 0 : MAX_REVISION), MAX_REVISION);
    yield* eventsOfPages(options.limit, (last, limit) => {
      const from = last ? last.revision + step : start;
      return this.#persist(() => readStreamPage(this.#reader, stream, { direction, from, limit }));
    });
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    const { direction = 'forwards', categories } = options;
    const start = options.from ?? (direction === 'forwards' ? BEFORE_ALL : BEYOND_ALL);
    yield* eventsOfPages(options.limit, (last, limit) => {
      const from = last?.position ?? start;
      return this.#persist(() => readLogPage(this.#reader, { direction, from, limit, categories }));
    });
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<EventBatch> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    yield* followLog(this.#source, { ...options, signal });
  }

  async head(): Promise<Position | undefined> {
    const rows = await this.#persist(
      () => this.#reader`select position from log.events order by position desc limit 1`,
    );
    const position: unknown = rows[0]?.position;
    return position === undefined ? undefined : BigInt(String(position));
  }

  /** Positions that no event holds any more count too. */
  async covers(position: Position): Promise<boolean> {
    const rows = await this.#persist(
      () => this.#reader`select last_value >= ${position.toString()}::text::numeric as covered from log.last_position`,
    );
    return rows[0]?.covered === true;
  }

  async missing(places: readonly Place[]): Promise<readonly Place[]> {
    return this.#persist(() => readMissing(this.#reader, places));
  }

  async truncateStream(stream: string, beforeRevision: number): Promise<void> {
    const before = Math.min(beforeRevision, MAX_REVISION);
    await this.#persist(() => this.#reader`select log.truncate(${stream}, ${before}, ${this.#grace}::text::interval)`);
  }

  async deleteStream(stream: string): Promise<void> {
    await this.truncateStream(stream, MAX_REVISION);
  }

  async ping(): Promise<void> {
    this.#checkOpen();
    const answered = this.#reader`select 1 from log.last_position`.catch((error: unknown) => {
      throw unavailable(error);
    });
    const rows = await untilAborted(answered, AbortSignal.timeout(PING_TIMEOUT_MS));
    if (!rows) throw new LogUnavailable(`The Postgres log did not answer within ${PING_TIMEOUT_MS} ms`);
  }

  async purge(): Promise<void> {
    let handled = PURGE_STREAMS;
    while (handled === PURGE_STREAMS && !this.#closing.signal.aborted) {
      const rows = await this.#persist(
        () => this.#reader`select log.purge(${PURGE_STREAMS}, ${this.#grace}::text::interval) as handled`,
      );
      handled = Number(rows[0]?.handled);
    }
  }

  /** Ends subscriptions, lets appends on their way finish, and hangs up. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#purging);
    await this.#appender.idle();
    const timeout = CLOSE_SECONDS;
    await Promise.all([this.#listener.close(), this.#reader.end({ timeout }), this.#writer.end({ timeout })]);
  }

  /** What is announced was committed, so a read that begins now passes it, even where no event holds that position any more. */
  async #readAfter(from: Position, limit: number, categories?: readonly string[]): Promise<Page> {
    const known = this.#news.latest;
    const page = await readLogPage(this.#reader, { direction: 'forwards', from, limit, categories });
    return page.head >= known ? page : { ...page, head: known };
  }

  async #persist<T>(work: () => Promise<T>): Promise<T> {
    this.#checkOpen();
    return persist(work, this.#closing.signal);
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new LogUnavailable('The log is closed', { retryable: false });
  }
}

function connect(url: string, max: number): Sql {
  return postgres(url, {
    max,
    connect_timeout: 5,
    backoff: backOff,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: 'tributary-log' },
  });
}
