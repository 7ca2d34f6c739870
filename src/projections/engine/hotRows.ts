/** Rows that were touched lately, so that a fill seldom has to load. Bounded: memory must not grow with the log. */
import type { StoredRow } from './fold.ts';

/** Over all models that are filled together. */
const MOST_ROWS = 60_000;

interface Hot {
  /** `undefined`: known to be absent. */
  readonly row: StoredRow | undefined;
  readonly batch: number;
}

export class HotRows {
  /** Oldest first. */
  readonly #rows = new Map<string, Hot>();
  readonly #most: number;
  /** Every row that exists is here, so one that is not here does not exist. */
  #complete: boolean;
  #batch = 0;

  constructor(options: { readonly startsEmpty: boolean; readonly sharedBy: number }) {
    this.#complete = options.startsEmpty;
    this.#most = Math.floor(MOST_ROWS / options.sharedBy);
  }

  get(key: string): StoredRow | undefined {
    return this.#rows.get(key)?.row;
  }

  set(key: string, row: StoredRow | undefined): void {
    this.#rows.delete(key);
    this.#rows.set(key, { row, batch: this.#batch });
  }

  /** The keys of which only the database knows. */
  unknown(keys: ReadonlySet<string>): Set<string> {
    if (this.#complete) return new Set();
    return new Set([...keys].filter((key) => !this.#rows.has(key)));
  }

  /**
   * Ends a batch and forgets the oldest rows, but none of this batch nor of the one before: they may still be on their way to
   * the database.
   */
  endBatch(): void {
    let surplus = this.#rows.size - this.#most;
    // A part of the bound at a time would cost a scan per batch, hence a quarter of it goes at once.
    if (surplus > 0) surplus += Math.floor(this.#most / 4);
    for (const [key, { batch }] of this.#rows) {
      if (surplus-- <= 0 || batch >= this.#batch - 1) break;
      this.#rows.delete(key);
      this.#complete = false;
    }
    this.#batch++;
  }
}
