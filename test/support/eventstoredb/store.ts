/** What the test server keeps: one log of records, and the rules by which EventStoreDB lets them in. No gRPC here. */
import { EventEmitter } from 'node:events';
import { changedMetadata, isSoftDeleted, type StreamMetadata } from './metadata.ts';

/** The revision of a tombstone, and `$tb` of a stream that is deleted softly: 2^63 - 1. */
export const END_OF_NUMBERS = 2n ** 63n - 1n;

export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface StoredEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: bigint;
  /** Byte offset in the log: grows by the size of each record. */
  readonly position: bigint;
  readonly createdAt: number;
}

export type Expected = bigint | 'no-stream' | 'any' | 'stream-exists';

export type Outcome =
  | { readonly kind: 'ok'; readonly revision: bigint; readonly position: bigint; readonly repeated: boolean }
  | { readonly kind: 'wrong-version'; readonly actual: bigint }
  | { readonly kind: 'stream-deleted' };

export interface Stream {
  readonly name: string;
  /** Index is the revision. */
  readonly events: StoredEvent[];
  tombstoned: boolean;
  metadata: StreamMetadata;
}

/** The revision of a stream without events. */
export const NOTHING = -1n;

const RECORD_OVERHEAD = 96;
/** How many recent ids are remembered for appends that expect nothing in particular. */
const REMEMBERED_IDS = 1_000;

export class Store {
  readonly all: StoredEvent[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #news = new EventEmitter().setMaxListeners(0);
  #end: bigint;
  #recent = new Map<string, StoredEvent>();

  constructor(firstPosition = 0n) {
    this.#end = firstPosition;
    // A fresh server begins with records of its own.
    this.append('$epoch-information', [systemEvent('$epoch-information', {})], 'any');
    this.append('$users', [systemEvent('$UserCreated', 'admin')], 'any');
  }

  find(name: string): Stream | undefined {
    return this.#streams.get(name);
  }

  append(name: string, events: readonly ProposedEvent[], expected: Expected): Outcome {
    const stream = this.#streamOf(name);
    const decision = this.#decide(stream, events, expected);
    if (decision) return decision;
    if (isSoftDeleted(stream)) this.#changeMetadata(stream, { $tb: stream.events.length });
    const recorded = events.map((event) => this.#record(stream, event, BigInt(stream.events.length)));
    this.#news.emit('written');
    return accepted(recorded.at(-1) ?? stream.events.at(-1));
  }

  /** Numbering goes on when the stream does; its events stay in the log. */
  softDelete(name: string, expected: Expected): Outcome {
    const stream = this.#streamOf(name);
    const decision = this.#decide(stream, [], expected);
    if (decision) return decision;
    const record = this.#changeMetadata(stream, { $tb: END_OF_NUMBERS });
    this.#news.emit('written');
    return accepted(record);
  }

  /** For ever. */
  tombstone(name: string, expected: Expected): Outcome {
    const stream = this.#streamOf(name);
    const decision = this.#decide(stream, [], expected);
    if (decision) return decision;
    const record = this.#record(stream, systemEvent('$streamDeleted', {}), END_OF_NUMBERS);
    stream.tombstoned = true;
    this.#news.emit('written');
    return accepted(record);
  }

  /** Forgets what only the memory of a process held. */
  restarted(): void {
    this.#recent = new Map();
  }

  /** Cuts the log as a restored backup would: events after the position never were. For streams without deletions. */
  restoreTo(position: bigint): void {
    const lost = this.all.splice(this.all.filter((event) => event.position <= position).length);
    for (const { stream } of lost) this.#streams.get(stream)?.events.pop();
    this.#end = lost[0]?.position ?? this.#end;
    this.restarted();
  }

  /** Resolves once something was written, or the signal fired. */
  written(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#news.off('written', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#news.on('written', done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  #streamOf(name: string): Stream {
    const found = this.#streams.get(name);
    if (found) return found;
    const stream: Stream = { name, events: [], tombstoned: false, metadata: {} };
    // A metastream shows its last event only.
    if (name.startsWith('$$')) stream.metadata = { $maxCount: 1 };
    this.#streams.set(name, stream);
    return stream;
  }

  /** An answer without writing anything, or undefined where the append is to be carried out. */
  #decide(stream: Stream, events: readonly ProposedEvent[], expected: Expected): Outcome | undefined {
    const owner = stream.name.startsWith('$$') ? this.#streams.get(stream.name.slice(2)) : undefined;
    if (stream.tombstoned || owner?.tombstoned) return { kind: 'stream-deleted' };
    const last = BigInt(stream.events.length) - 1n;
    const refused: Outcome = { kind: 'wrong-version', actual: last };
    if (expected === 'any' || expected === 'stream-exists') {
      if (expected === 'stream-exists' && (last === NOTHING || isSoftDeleted(stream))) return refused;
      return this.#decideByMemory(stream, events, refused);
    }
    const revision = expected === 'no-stream' ? NOTHING : expected;
    if (revision === last) return undefined;
    if (revision > last) return refused;
    return decideByIds(stream, events, revision, refused);
  }

  #decideByMemory(stream: Stream, events: readonly ProposedEvent[], refused: Outcome): Outcome | undefined {
    const known = events.map(({ id }) => this.#recent.get(id)).filter((event) => event?.stream === stream.name);
    if (known.length === 0) return undefined;
    return known.length === events.length ? { ...accepted(known.at(-1)), repeated: true } : refused;
  }

  #changeMetadata(stream: Stream, change: StreamMetadata): StoredEvent {
    const metastream = this.#streamOf(`$$${stream.name}`);
    const event = systemEvent('$metadata', { ...stream.metadata, ...change });
    return this.#record(metastream, event, BigInt(metastream.events.length));
  }

  #record(stream: Stream, event: ProposedEvent, revision: bigint): StoredEvent {
    const recorded = { ...event, stream: stream.name, revision, position: this.#end, createdAt: Date.now() };
    this.#end += BigInt(RECORD_OVERHEAD + 2 * stream.name.length + event.data.length + event.metadata.length);
    stream.events.push(recorded);
    this.all.push(recorded);
    this.#remember(recorded);
    if (stream.name.startsWith('$$')) this.#streamOf(stream.name.slice(2)).metadata = changedMetadata(event.data);
    return recorded;
  }

  #remember(event: StoredEvent): void {
    this.#recent.set(event.id, event);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > REMEMBERED_IDS && oldest !== undefined) this.#recent.delete(oldest);
  }
}

/** A retry is known by the ids that stand just after the expected revision; deleted events count until a scavenge. */
function decideByIds(
  stream: Stream,
  events: readonly ProposedEvent[],
  revision: bigint,
  refused: Outcome,
): Outcome | undefined {
  const start = Number(revision) + 1;
  const same = events.filter(({ id }, n) => stream.events[start + n]?.id === id).length;
  if (same > 0 && same === events.length)
    return { ...accepted(stream.events[start + events.length - 1]), repeated: true };
  if (same === 0 && revision === NOTHING && isSoftDeleted(stream)) return undefined;
  return refused;
}

function accepted(last: StoredEvent | undefined): Extract<Outcome, { kind: 'ok' }> {
  return { kind: 'ok', revision: last?.revision ?? NOTHING, position: last?.position ?? 0n, repeated: false };
}

function systemEvent(type: string, data: unknown): ProposedEvent {
  // The one number that JSON.stringify cannot write.
  const json = JSON.stringify(data, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
  return {
    id: crypto.randomUUID(),
    type,
    contentType: 'application/json',
    data: Buffer.from(json.replaceAll(/"(\d+)n"/g, '$1')),
    metadata: new Uint8Array(),
  };
}
