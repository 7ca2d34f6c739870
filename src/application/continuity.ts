/**
 * Notices that events of a stream are missing: taken from the store by hand, or lost by a damaged restore. No append leaves a gap,
 * so this costs as little as it may: a number for each stream that was seen lately, and a question to the log for the others.
 */
import type { EventLog, Place, Position, RecordedEvent } from './ports.ts';

/** Where an event stands, in its stream and in the log. */
export type Standing = Pick<RecordedEvent, 'stream' | 'revision' | 'position'>;

export interface Gap {
  readonly stream: string;
  /** The revision that should have come. */
  readonly expected: number;
  /** The one that came instead, and its position. */
  readonly revision: number;
  readonly position: Position;
}

export const sayGap = ({ stream, expected, revision }: Omit<Gap, 'position'>): string =>
  `${stream} goes on with revision ${revision} where ${expected} was expected`;

/** Streams of one generation; at most two are kept, so that memory does not grow with the log. */
const MOST_STREAMS = 50_000;

/** For one pass over the log in its order. */
export class Continuity {
  readonly #log: EventLog;
  /** Last revision by stream, of those seen in this generation and in the one before. */
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  async gapsIn(events: readonly Standing[]): Promise<readonly Gap[]> {
    const doubtful = events.filter((event) => !this.#follows(event));
    if (doubtful.length === 0) return [];
    const missing = new Set((await this.#log.missing(doubtful.map(placeBefore))).map(nameOf));
    const behind = doubtful.filter((event) => missing.has(nameOf(placeBefore(event))));
    return Promise.all(behind.map((event) => this.#gapBefore(event)));
  }

  /** True where the event begins its stream, follows the last one seen, or was seen before. */
  #follows({ stream, revision }: Standing): boolean {
    // Most streams are short, and what begins one needs no look at the others.
    const last = revision === 0 ? -1 : (this.#young.get(stream) ?? this.#old.get(stream) ?? -1);
    if (revision > last) this.#remember(stream, revision);
    return revision <= last + 1;
  }

  #remember(stream: string, revision: number): void {
    if (this.#young.size >= MOST_STREAMS) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(stream, revision);
  }

  async #gapBefore({ stream, revision, position }: Standing): Promise<Gap> {
    const read = this.#log.readStream(stream, { direction: 'backwards', from: revision - 1, limit: 1 });
    let expected = 0;
    for await (const event of read) expected = event.revision + 1;
    return { stream, expected, revision, position };
  }
}

const placeBefore = ({ stream, revision }: Standing): Place => ({ stream, revision: revision - 1 });

const nameOf = ({ stream, revision }: Place): string => `${revision}@${stream}`;
