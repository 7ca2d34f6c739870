/** `Streams/Read`: reads that end and subscriptions, of one stream and of `$all`. */
import { once } from 'node:events';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { accessDenied, type Faults, notReady, streamDeleted, trailers } from './faults.ts';
import { type Filter, filterOf } from './filter.ts';
import { isSoftDeleted, visibleEvents } from './metadata.ts';
import type { Store, StoredEvent } from './store.ts';
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  eventResponse,
  streamNameOf,
  streamNotFoundResponse,
} from './wire.ts';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Events are taken from the log in pages of this size. */
const PAGE = 32;

export async function read(store: Store, faults: Faults, call: ReadCall): Promise<void> {
  const options = call.request.getOptions();
  if (faults.notReady) return void call.emit('error', notReady());
  if (!options) return void call.emit('error', trailers(status.INVALID_ARGUMENT, 'The request has no options'));
  if (faults.allDenied && options.hasAll()) return void call.emit('error', accessDenied());
  const reply = new Reply(call, faults);
  try {
    await (options.hasSubscription() ? subscribe(store, faults, options, reply) : readOnce(store, options, reply));
    call.end();
  } catch (error) {
    if (!reply.signal.aborted) call.emit('error', error);
  }
}

/** Sends as fast as the client takes it, and stops when the client goes away. */
class Reply {
  readonly #call: ReadCall;
  readonly #faults: Faults;
  readonly #gone = new AbortController();
  #sent = 0;

  constructor(call: ReadCall, faults: Faults) {
    this.#call = call;
    this.#faults = faults;
    for (const ending of ['cancelled', 'close', 'error']) call.on(ending, () => this.#gone.abort());
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  async send(response: ReadResp): Promise<void> {
    this.signal.throwIfAborted();
    if (!this.#call.write(response)) await once(this.#call, 'drain', { signal: this.signal });
  }

  async sendEvent(event: StoredEvent): Promise<void> {
    if (this.#sent++ >= this.#faults.readsEndAfter) throw trailers(status.UNAVAILABLE, 'The read was interrupted');
    await this.send(eventResponse(event));
    this.#faults.eventsSent++;
  }
}

// --- Reads that end ------------------------------------------------------------------------------------------------

async function readOnce(store: Store, options: ReadReq.Options, reply: Reply): Promise<void> {
  const backwards = options.getReadDirection() === 1;
  const stream = options.getStream();
  const name = streamNameOf(stream?.getStreamIdentifier());
  if (stream && !isThere(store, name)) return reply.send(streamNotFoundResponse(name));
  const source = stream ? ofStream(store, name) : () => store.all;
  const from = stream ? startOfStream(stream) : startOfAll(options);
  let left = BigInt(options.getCount());
  for await (const event of inPages(orderedFrom(source(), from, backwards, !stream))) {
    if (left-- <= 0n) return;
    await reply.sendEvent(event);
  }
}

/** Throws for a tombstone; a soft deletion is as if the stream had never been. */
function isThere(store: Store, name: string): boolean {
  const stream = store.find(name);
  if (stream?.tombstoned) throw streamDeleted(name);
  return stream !== undefined && stream.events.length > 0 && !isSoftDeleted(stream);
}

const ofStream =
  (store: Store, name: string): (() => readonly StoredEvent[]) =>
  () => {
    const stream = store.find(name);
    if (stream?.tombstoned) throw streamDeleted(name);
    return stream ? visibleEvents(stream) : [];
  };

type Start = bigint | 'start' | 'end';

function startOfStream(stream: ReadReq.Options.StreamOptions): Start {
  if (stream.hasRevision()) return BigInt(stream.getRevision());
  return stream.hasEnd() ? 'end' : 'start';
}

function startOfAll(options: ReadReq.Options): Start {
  const all = options.getAll();
  const position = all?.getPosition();
  if (position) return BigInt(position.getCommitPosition());
  return all?.hasEnd() ? 'end' : 'start';
}

const placeOf = (event: StoredEvent, inAll: boolean): bigint => (inAll ? event.position : event.revision);

/** From a position backwards, the event at the position itself is not given; from a revision it is. */
function orderedFrom(
  events: readonly StoredEvent[],
  from: Start,
  backwards: boolean,
  inAll: boolean,
): readonly StoredEvent[] {
  if (!backwards) {
    if (from === 'end') return [];
    return from === 'start' ? events : events.slice(indexOf(events, from, inAll));
  }
  if (from === 'start') return inAll ? [] : events.slice(0, 1);
  const end = from === 'end' ? events.length : indexOf(events, inAll ? from : from + 1n, inAll);
  return events.slice(0, end).reverse();
}

/** Index of the first event at or after the place. */
function indexOf(events: readonly StoredEvent[], place: bigint, inAll: boolean): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const event = events[middle];
    if (event && placeOf(event, inAll) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gives other calls a turn after each page. */
async function* inPages<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const [n, item] of items.entries()) {
    if (n % PAGE === PAGE - 1) await new Promise(setImmediate);
    yield item;
  }
}

// --- Subscriptions -------------------------------------------------------------------------------------------------

async function subscribe(store: Store, faults: Faults, options: ReadReq.Options, reply: Reply): Promise<void> {
  const stream = options.getStream();
  const name = streamNameOf(stream?.getStreamIdentifier());
  const source = stream ? ofStream(store, name) : () => store.all;
  const filter = stream ? undefined : filterOf(options);
  const start = stream ? startOfStream(stream) : startOfAll(options);
  let after = lastBefore(source(), start, !stream);
  await reply.send(confirmationResponse());
  const window = new Window(filter, reply);
  for (let caughtUp = false; ; ) {
    const events = source();
    const page = events.slice(indexOf(events, after + 1n, !stream)).slice(0, PAGE);
    for (const event of page) await window.pass(event);
    const last = page.at(-1);
    if (last) after = placeOf(last, !stream);
    if (page.length > 0) continue;
    if (!caughtUp) {
      caughtUp = true;
      await window.checkpoint();
      await reply.send(caughtUpResponse());
      continue;
    }
    await store.written(reply.signal);
    if (faults.silentSubscriptions) await once(reply.signal, 'abort');
    reply.signal.throwIfAborted();
  }
}

/** Subscriptions begin behind the place that is given. */
function lastBefore(events: readonly StoredEvent[], start: Start, inAll: boolean): bigint {
  if (start === 'start') return -1n;
  if (start !== 'end') return start;
  const last = events.at(-1);
  return last ? placeOf(last, inAll) : -1n;
}

/** Counts what was looked at, so that a client whose filter lets nothing through still learns how far the log went. */
class Window {
  readonly #filter: Filter | undefined;
  readonly #reply: Reply;
  #looked = 0;
  #last: bigint | undefined;

  constructor(filter: Filter | undefined, reply: Reply) {
    this.#filter = filter;
    this.#reply = reply;
  }

  async pass(event: StoredEvent): Promise<void> {
    if (!this.#filter || this.#filter.matches(event)) await this.#reply.sendEvent(event);
    this.#last = event.position;
    if (this.#filter && ++this.#looked % this.#filter.checkpointEvery === 0) await this.checkpoint();
  }

  async checkpoint(): Promise<void> {
    if (this.#filter && this.#last !== undefined) await this.#reply.send(checkpointResponse(this.#last));
  }
}
