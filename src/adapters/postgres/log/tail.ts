/**
 * The newest events, read once for all subscribers of this process. Without it thirty live read models would ask the database
 * thirty times for each append.
 */
import type { Position, RecordedEvent } from '../../../application/ports.ts';
import type { Page } from './pages.ts';

const MAX_EVENTS = 2_000;
const MAX_CHARACTERS = 8_000_000;
/** Bounds the search among pieces of few events. */
const MAX_PIECES = 500;

/** All events after `from` up to `to`, perhaps none. */
export interface Piece {
  readonly from: Position;
  readonly to: Position;
  readonly events: readonly RecordedEvent[];
  readonly characters: number;
}

/** What was new, and whether that reached the end of the log. */
type ReadAfter = (position: Position) => Promise<Page>;

export class Tail {
  readonly #readAfter: ReadAfter;
  #pieces: Piece[] = [];
  #events = 0;
  #characters = 0;
  #to: Position | undefined;
  #growing: Promise<void> | undefined;

  constructor(readAfter: ReadAfter) {
    this.#readAfter = readAfter;
  }

  /** A subscriber has followed the log to here by itself: the tail begins, or begins anew when nobody has read it lately. */
  startAt(position: Position): void {
    if (this.#to !== undefined && position <= this.#to) return;
    this.#to = position;
    this.#pieces = [];
    this.#events = 0;
    this.#characters = 0;
  }

  /**
   * All that is known after a position, as one piece: eager subscribers make the tail grow in small ones, and a slower one would
   * stay slow if it got each by itself. Undefined when the tail does not reach back to the position or ends there.
   */
  after(position: Position): Piece | undefined {
    const first = this.#pieces.findLastIndex(({ from }) => from <= position);
    const known = first < 0 ? [] : this.#pieces.slice(first);
    const to = known.at(-1)?.to;
    if (to === undefined || to <= position) return undefined;
    const events = known.flatMap((piece) => piece.events).filter((event) => event.position > position);
    return { from: position, to, events, characters: known.reduce((sum, { characters }) => sum + characters, 0) };
  }

  endsAt(position: Position): boolean {
    return this.#to === position;
  }

  /** Reads what has come since. Many callers at once cause one read. */
  grow(): Promise<void> {
    this.#growing ??= this.#read().finally(() => {
      this.#growing = undefined;
    });
    return this.#growing;
  }

  async #read(): Promise<void> {
    const from = this.#to ?? 0n;
    const { events, characters, complete, head } = await this.#readAfter(from);
    const to = complete ? head : events.at(-1)?.position;
    if (this.#to !== from || to === undefined || to <= from) return;
    this.#to = to;
    this.#pieces.push({ from, to, events, characters });
    this.#events += events.length;
    this.#characters += characters;
    this.#trim();
  }

  #trim(): void {
    while (this.#pieces.length > 1 && this.#isTooLarge()) {
      const oldest = this.#pieces.shift();
      this.#events -= oldest?.events.length ?? 0;
      this.#characters -= oldest?.characters ?? 0;
    }
  }

  #isTooLarge(): boolean {
    return this.#events > MAX_EVENTS || this.#characters > MAX_CHARACTERS || this.#pieces.length > MAX_PIECES;
  }
}
