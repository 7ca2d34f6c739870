/**
 * Group commit: while one batch of appends is on its way, the next one gathers. Sixteen writers then share one transaction
 * instead of queueing for sixteen.
 */
import type { Sql } from 'postgres';
import { type AppendResult, type ExpectedRevision, LogUnavailable, type NewEvent } from '../../../application/ports.ts';
import { isPassing, persist, unavailable } from './faults.ts';
import { SEPARATOR } from './schema.ts';

const MAX_BATCH_EVENTS = 2_000;
/** Both on one connection, so the server takes them in order. */
const MAX_IN_FLIGHT = 2;
/** Fewer waiting appends than this do not make a second batch. */
const WORTH_A_BATCH = 32;
const MAX_BATCH_CHARACTERS = 8_000_000;
const NO_STREAM = -1;
/** What an integer column can hold less one, since the next revision is computed from it. */
const MAX_REVISION = 2_147_483_646;

const STATEMENT = `select revision, position, actual from log.append(
  string_to_array($1, E'\\x1e'), $2::text::integer[], $3::text::integer[], $4::text::integer[], $5::text::integer[],
  $6::text::uuid[], string_to_array($7, E'\\x1e'), string_to_array($8, E'\\x1e'), string_to_array($9, E'\\x1e'))`;

interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly ids: readonly string[];
  readonly types: readonly string[];
  readonly data: readonly string[];
  readonly metadata: readonly string[];
  readonly characters: number;
  readonly resolve: (answer: AppendResult) => void;
  readonly reject: (error: LogUnavailable) => void;
}

interface AnswerRow {
  readonly revision: number | null;
  readonly position: string | null;
  readonly actual: number;
}

export interface AppenderOptions {
  /** With one connection of its own: an append must not wait behind a slow read. */
  readonly sql: Sql;
  readonly signal: AbortSignal;
  /** Told of each new end of the log. */
  readonly onAppended: (position: bigint) => void;
}

export class Appender {
  readonly #options: AppenderOptions;
  #waiting: Append[] = [];
  #inFlight = 0;
  #scheduled = false;
  #idle: (() => void)[] = [];

  constructor(options: AppenderOptions) {
    this.#options = options;
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    if (this.#options.signal.aborted)
      return Promise.reject(new LogUnavailable('The log is closed', { retryable: false }));
    const data = events.map((event) => JSON.stringify(event.data));
    const metadata = events.map((event) => JSON.stringify(event.metadata));
    const characters = [...data, ...metadata].reduce((sum, text) => sum + text.length, 0);
    const ids = events.map(({ id }) => id);
    const types = events.map(({ type }) => type);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ stream, expected, ids, types, data, metadata, characters, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void> {
    if (this.#waiting.length === 0 && this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Not at once: everyone who was just answered may ask again before the next batch closes. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send(): void {
    while (this.#waiting.length > 0 && this.#mayStart()) {
      const crowded = this.#inFlight === 0 && this.#waiting.length >= 2 * WORTH_A_BATCH;
      void this.#dispatch(this.#takeBatch(crowded ? Math.ceil(this.#waiting.length / 2) : Infinity));
    }
    if (this.#waiting.length === 0 && this.#inFlight === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** A second batch keeps the server busy while we digest the answers of the first; small ones are better merged. */
  #mayStart(): boolean {
    return this.#inFlight === 0 || (this.#inFlight < MAX_IN_FLIGHT && this.#waiting.length >= WORTH_A_BATCH);
  }

  async #dispatch(batch: readonly Append[]): Promise<void> {
    this.#inFlight++;
    await this.#write(batch);
    this.#inFlight--;
    this.#schedule();
  }

  /** A stream appears once in a batch; its next append waits for the next one. The first always fits. */
  #takeBatch(most: number): Append[] {
    const batch: Append[] = [];
    const rest: Append[] = [];
    const streams = new Set<string>();
    let events = 0;
    let characters = 0;
    for (const append of this.#waiting) {
      events += append.ids.length;
      characters += append.characters;
      const small = batch.length < most && events <= MAX_BATCH_EVENTS && characters <= MAX_BATCH_CHARACTERS;
      const fits = batch.length === 0 || (small && !streams.has(append.stream));
      (fits ? batch : rest).push(append);
      streams.add(append.stream);
    }
    this.#waiting = rest;
    return batch;
  }

  async #write(batch: readonly Append[]): Promise<void> {
    try {
      const { sql, signal } = this.#options;
      const rows = await persist(
        () => sql.unsafe<AnswerRow[]>(STATEMENT, parametersOf(batch), { prepare: true }),
        signal,
      );
      this.#answer(batch, rows);
    } catch (error) {
      await this.#recover(batch, error);
    }
  }

  /** A fault that stays may be the fault of one append; the others must not suffer for it. */
  async #recover(batch: readonly Append[], error: unknown): Promise<void> {
    const fault = unavailable(error);
    if (fault.retryable || batch.length === 1 || isPassing(error)) {
      for (const append of batch) append.reject(fault);
      return;
    }
    for (const append of batch) await this.#write([append]);
  }

  #answer(batch: readonly Append[], rows: readonly AnswerRow[]): void {
    let last = 0n;
    for (const [index, append] of batch.entries()) {
      const answer = answerOf(rows[index]);
      if (answer.ok && answer.position > last) last = answer.position;
      append.resolve(answer);
    }
    if (last > 0n) this.#options.onAppended(last);
  }
}

function answerOf(row: AnswerRow | undefined): AppendResult {
  if (!row) throw new LogUnavailable('The Postgres log gave no answer to an append', { retryable: false });
  if (row.revision !== null && row.position !== null) {
    return { ok: true, revision: row.revision, position: BigInt(row.position) };
  }
  return { ok: false, actual: row.actual === NO_STREAM ? 'no-stream' : row.actual };
}

/** Lists of text travel joined, because array literals would have every quote of the JSON escaped and unescaped again. */
function parametersOf(batch: readonly Append[]): string[] {
  const firsts: number[] = [];
  const owners: number[] = [];
  for (const [index, append] of batch.entries()) {
    firsts.push(owners.length + 1);
    for (let n = 0; n < append.ids.length; n++) owners.push(index + 1);
  }
  return [
    joined(batch.map(({ stream }) => stream)),
    listed(batch.map(({ expected }) => (expected === 'no-stream' ? NO_STREAM : Math.min(expected, MAX_REVISION)))),
    listed(firsts),
    listed(batch.map(({ ids }) => ids.length)),
    listed(owners),
    listed(batch.flatMap(({ ids }) => ids)),
    joined(batch.flatMap(({ types }) => types)),
    joined(batch.flatMap(({ data }) => data)),
    joined(batch.flatMap(({ metadata }) => metadata)),
  ];
}

const joined = (items: readonly string[]): string => items.join(SEPARATOR);
const listed = (items: readonly (string | number)[]): string => `{${items.join(',')}}`;
