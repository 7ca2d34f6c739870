/**
 * Follows the log. Everything is subscribed to, also what is not wanted: only then is every position known at once, while the
 * server would tell of passed-over events now and then.
 */
import { type AllStreamSubscription, type EventStoreDBClient, excludeSystemEvents, START } from '@eventstore/db-client';
import {
  type EventBatch,
  LogUnavailable,
  type Position,
  type RecordedEvent,
  type SubscribeOptions,
} from '../../application/ports.ts';
import { delayBefore, pause, untilAborted } from '../patience.ts';
import { isPassing, persist, unavailable } from './faults.ts';
import { covers, readHead } from './reads.ts';
import { inCategories, positionOf, toClientPosition, toRecorded } from './wire.ts';

const DEFAULT_BATCH = 500;
/** Before the first event. The server's own first record is at 0. */
const BEFORE_ALL: Position = 0n;

export interface FollowOptions extends SubscribeOptions {
  /** How often a silent subscription is compared with the log. */
  readonly watchMs: number;
}

/** `options.signal` must be this subscription's own: listeners are put on it. */
export async function* followLog(client: EventStoreDBClient, options: FollowOptions): AsyncGenerator<EventBatch> {
  const { signal, after, batchSize = DEFAULT_BATCH } = options;
  const looked = await untilAborted(
    persist(async () => ({ covered: !after || (await covers(client, after)), head: await readHead(client) }), signal),
    signal,
  );
  if (!looked || signal.aborted) return;
  if (after !== undefined && !looked.covered) throw beyondTheEnd(after);
  const feed = new Feed(client, options, looked.head ?? BEFORE_ALL);
  const ended = feed.run();
  try {
    for (let position: Position | undefined; ; ) {
      const batch = feed.take(batchSize);
      if (batch.events.length > 0 || (batch.caughtUp && batch.position !== position)) yield batch;
      position = batch.position;
      if (batch.caughtUp || batch.events.length === 0) await feed.grown(batch.position);
      if (signal.aborted) return;
    }
  } finally {
    feed.stop();
    await ended;
  }
}

const beyondTheEnd = (position: Position): LogUnavailable =>
  new LogUnavailable(
    `Position ${position} is beyond the end of the log: was the log restored from an older backup? Rebuild the read models.`,
    { retryable: false },
  );

/** Between the server, which pushes, and the reader, who pulls. */
class Feed {
  readonly #client: EventStoreDBClient;
  readonly #wanted: (event: RecordedEvent) => boolean;
  readonly #room: number;
  readonly #watchMs: number;
  /** What was there when the server was asked last. */
  #head: Position;
  readonly #stopping = new AbortController();
  readonly #signal: AbortSignal;
  readonly #queue: RecordedEvent[] = [];
  /** Everything up to here was received. */
  #received: Position;
  #failure: unknown;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  constructor(client: EventStoreDBClient, options: FollowOptions, head: Position) {
    this.#client = client;
    this.#watchMs = options.watchMs;
    this.#wanted = inCategories(options.categories);
    this.#room = 2 * (options.batchSize ?? DEFAULT_BATCH);
    this.#head = head;
    this.#received = options.after ?? BEFORE_ALL;
    this.#signal = AbortSignal.any([options.signal, this.#stopping.signal]);
    this.#signal.addEventListener('abort', () => this.#wakeAll());
  }

  stop(): void {
    this.#stopping.abort();
  }

  take(limit: number): EventBatch {
    if (this.#failure !== undefined && this.#queue.length === 0) throw unavailable(this.#failure);
    const events = this.#queue.splice(0, limit);
    this.#wakeWriter?.();
    const last = events.at(-1);
    if (last && this.#queue.length > 0) return { events, position: last.position, caughtUp: false };
    return { events, position: this.#received, caughtUp: this.#received >= this.#head };
  }

  /** Resolves when there may be more to take than up to this position. */
  grown(position: Position): Promise<void> {
    return new Promise((resolve) => {
      if (this.#signal.aborted || this.#queue.length > 0 || this.#failure !== undefined) return resolve();
      if (this.#received > position) return resolve();
      this.#wakeReader = resolve;
    });
  }

  /** Subscribes again and again from where it is: a subscription never resumes by itself. Never rejects. */
  async run(): Promise<void> {
    for (let [first, attempt] = [true, 0]; !this.#signal.aborted; attempt++) {
      const before = this.#received;
      try {
        if (!first) this.#head = (await readHead(this.#client)) ?? this.#head;
        first = false;
        await this.#receive();
      } catch (error) {
        if (!isPassing(error)) this.#fail(error);
      }
      if (this.#received > before) attempt = 0;
      await pause(delayBefore(attempt), this.#signal);
    }
  }

  async #receive(): Promise<void> {
    const fromPosition = this.#received === BEFORE_ALL ? START : toClientPosition(this.#received);
    const subscription = this.#client.subscribeToAll({ fromPosition, filter: excludeSystemEvents() });
    subscription.on('error', () => undefined);
    const end = (): void => void subscription.destroy();
    this.#signal.addEventListener('abort', end);
    const watch = setInterval(() => this.#checkSilence(subscription), this.#watchMs);
    try {
      for await (const resolved of subscription) {
        this.#push(positionOf(resolved), toRecorded(resolved));
        if (this.#queue.length >= this.#room) await this.#drained();
        if (this.#signal.aborted) return;
      }
    } catch (error) {
      if (!this.#signal.aborted) throw error;
    } finally {
      clearInterval(watch);
      this.#signal.removeEventListener('abort', end);
      subscription.unsubscribe().catch(() => undefined);
    }
  }

  #push(position: Position | undefined, event: RecordedEvent | undefined): void {
    if (position === undefined || position <= this.#received) return;
    if (event && this.#wanted(event)) this.#queue.push(event);
    this.#received = position;
    this.#wakeReader?.();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#signal.aborted) return resolve();
      this.#wakeWriter = () => {
        this.#wakeWriter = undefined;
        resolve();
      };
    });
  }

  /** Subscriptions have been seen to fall silent without an error. */
  async #checkSilence(subscription: AllStreamSubscription): Promise<void> {
    const before = this.#received;
    if (this.#wakeWriter) return;
    const head = await readHead(this.#client).catch(() => undefined);
    const silent = head !== undefined && head > before && this.#received === before && !this.#wakeWriter;
    if (silent) subscription.destroy(Object.assign(new Error('The subscription fell silent'), { type: 'timeout' }));
  }

  #fail(error: unknown): void {
    this.#failure = error;
    this.#stopping.abort();
  }

  #wakeAll(): void {
    this.#wakeReader?.();
    this.#wakeWriter?.();
  }
}
