/**
 * The changes of records, for programs that keep a copy of their own: every event in the order of the log, deletions included,
 * from any position on and for ever. What was read once can be read again; who goes on after a position misses nothing.
 */
import { aggregates, isInternal } from '../domain/aggregates.ts';
import { splitStreamName } from '../domain/kernel/aggregate.ts';
import type { Catalogue } from '../domain/kernel/codec.ts';
import type { Json } from '../domain/kernel/event.ts';
import type { Principal } from './access.ts';
import { type Result, refused, success } from './context.ts';
import type { EventLog, EventMetadata, Position, RecordedEvent } from './ports.ts';
import { shownData } from './redact.ts';
import type { Seat, Seats } from './seats.ts';

export interface ChangeEntry {
  readonly position: Position;
  readonly id: string;
  readonly type: string;
  /** Of the data: the newest version of the type. */
  readonly version: number;
  /** Kind and key of the record. */
  readonly kind: string;
  readonly key: string;
  /** Place among the events of the record, from 0. */
  readonly revision: number;
  readonly metadata: EventMetadata;
  readonly data: Json;
}

/** All that is given has to fit. */
export interface ChangeFilter {
  readonly kinds?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly key?: string | undefined;
}

export interface ChangePage {
  readonly changes: readonly ChangeEntry[];
  /** Where to go on: everything up to here has been looked through. */
  readonly position: Position | undefined;
  readonly hasMore: boolean;
}

export interface ChangeBatch {
  readonly changes: readonly ChangeEntry[];
  readonly position: Position;
}

/** What a caller follows, once it has been found that this caller may. */
export interface Feed {
  page(after: Position | undefined, limit: number): Promise<ChangePage>;
  /** Up to the head of the log as it was at the beginning. */
  all(after: Position | undefined): AsyncIterable<ChangeEntry>;
  readonly head: Position | undefined;
  /** Takes a seat of the caller's key until the signal says that the caller is gone; refused where all are taken. */
  follow(after: Position | undefined, gone: AbortSignal): Result<Following>;
}

export interface Following {
  /** Goes on for ever; ends when the caller is gone, the program stops, or the key ends. Slow callers slow their own reading only. */
  readonly batches: AsyncIterable<ChangeBatch>;
  /** Whether the caller's key has ended: nothing more may be told. */
  hasEnded(): boolean;
}

export interface Changes {
  /** Refuses kinds and types that there are not, or that this caller may not see, and positions that the log has not come to. */
  open(viewer: Principal, filter: ChangeFilter, after?: Position): Promise<Result<Feed>>;
  /** Ends all that follow. */
  close(): void;
}

/** What who follows is told when their key has ended. */
export const KEY_ENDED = 'This API key was revoked, so nothing more is told.';

const PAGE = 500;

interface Dependencies {
  readonly log: EventLog;
  readonly catalogue: Catalogue;
  readonly seats: Seats;
}

export function createChanges({ log, catalogue, seats }: Dependencies): Changes {
  const closing = new AbortController();

  function problemWith(viewer: Principal, { kinds, types }: ChangeFilter): string | undefined {
    const allowed = allowedKinds(viewer);
    const kind = kinds?.find((name) => !allowed.includes(name));
    if (kind !== undefined) return `There is no kind of record "${kind}", or it is for administrators.`;
    const type = types?.find((name) => !catalogue.definitions.has(name));
    return type === undefined ? undefined : `There is no type of event "${type}".`;
  }

  async function open(viewer: Principal, filter: ChangeFilter, after?: Position): Promise<Result<Feed>> {
    const problem = problemWith(viewer, filter);
    if (problem !== undefined) return refused('FILTER_INVALID', problem);
    const head = await log.head();
    if (after !== undefined && after > (head ?? -1n)) {
      return refused('MOMENT_IN_FUTURE', `The log has not come to position ${after} yet.`);
    }
    return success(feedOf(viewer, filter, head));
  }

  function feedOf(viewer: Principal, filter: ChangeFilter, head: Position | undefined): Feed {
    const categories = filter.kinds ?? allowedKinds(viewer);
    const types = filter.types && new Set(filter.types);
    const seesPersonal = viewer.scopes.includes('pii');

    const fits = (event: RecordedEvent): boolean =>
      (!types || types.has(event.type)) && (filter.key === undefined || keyOf(event) === filter.key);

    function entryOf(event: RecordedEvent): ChangeEntry {
      const { position, id, type, revision, metadata } = event;
      const { category: kind, id: key } = splitStreamName(event.stream);
      const version = catalogue.definitions.get(type)?.version ?? metadata.schemaVersion;
      const data = shownData(catalogue, event, { seesPersonal });
      return { position, id, type, version, kind, key, revision, metadata, data };
    }

    async function* all(after: Position | undefined): AsyncIterable<ChangeEntry> {
      const from = after === undefined ? {} : { from: after };
      if (head === undefined) return;
      for await (const event of log.readAll({ categories, ...from })) {
        if (event.position > head) return;
        if (fits(event)) yield entryOf(event);
      }
    }

    return {
      head,
      all,
      async page(after, limit) {
        const changes: ChangeEntry[] = [];
        for await (const entry of all(after)) {
          if (changes.length === limit) return { changes, position: changes.at(-1)?.position, hasMore: true };
          changes.push(entry);
        }
        return { changes, position: head ?? after, hasMore: false };
      },
      follow(after, gone) {
        const seat = seats.take(viewer);
        if (!seat) return tooManyFollow;
        gone.addEventListener('abort', seat.leave, { once: true });
        if (gone.aborted) seat.leave();
        const until = AbortSignal.any([gone, closing.signal, seat.ended]);
        return success({ batches: batchesUntil(until, after, seat), hasEnded: () => seat.ended.aborted });
      },
    };

    async function* batchesUntil(signal: AbortSignal, after: Position | undefined, seat: Seat) {
      const from = after === undefined ? {} : { after };
      try {
        for await (const batch of log.subscribe({ categories, signal, batchSize: PAGE, ...from })) {
          yield { changes: batch.events.filter(fits).map(entryOf), position: batch.position };
        }
      } finally {
        seat.leave();
      }
    }
  }

  return { open, close: () => closing.abort() };
}

const tooManyFollow = refused('TOO_MANY_SUBSCRIPTIONS', 'This API key follows as much at one time as it may.');

const keyOf = ({ stream }: RecordedEvent): string => splitStreamName(stream).id;

/** Keys, claims and numbers are for administrators. */
const allowedKinds = ({ scopes }: Principal): string[] =>
  aggregates.map(({ category }) => category).filter((kind) => scopes.includes('admin') || !isInternal(kind));

/** One change as JSON; the position is text because it does not fit a JSON number. */
export function changeLine({ metadata, position, ...change }: ChangeEntry): string {
  const { occurredAt, actor, surface, requestId, correlationId, causationId } = metadata;
  const who = { occurredAt, actor, surface, requestId, correlationId, causationId };
  return JSON.stringify({ position: position.toString(), ...change, ...who });
}
