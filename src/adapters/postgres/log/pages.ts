/**
 * Reads the log page by page, each page by an index from where the last one ended. A page is bounded in bytes too, so that
 * five hundred events of a megabyte each never are in memory together.
 */
import type { Sql } from 'postgres';
import type { Place, Position, RecordedEvent } from '../../../application/ports.ts';
import { detached } from '../../../projections/engine/db.ts';
import { SEPARATOR } from './schema.ts';

export const PAGE_EVENTS = 500;
const PAGE_BYTES = 4_000_000;

export type Direction = 'forwards' | 'backwards';

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** False when there was more to read, because of the number or the size of the events. */
  readonly complete: boolean;
  /** Of the whole log, in the snapshot that this page was read from; 0 when it is empty. */
  readonly head: Position;
  readonly characters: number;
}

interface Row {
  readonly head: string;
  readonly found: string | null;
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** Places outside every log, to read from its ends. */
export const BEFORE_ALL: Position = 0n;
export const BEYOND_ALL: Position = 9_223_372_036_854_775_807n;

export interface LogPageRequest {
  readonly direction: Direction;
  /** Exclusive. */
  readonly from: Position;
  readonly limit: number;
  readonly categories?: readonly string[] | undefined;
}

export interface StreamPageRequest {
  readonly direction: Direction;
  /** Inclusive. */
  readonly from: number;
  readonly limit: number;
}

const COLUMNS = 'e.position, e.stream, e.revision, e.id, e.type, e.data, e.metadata';

const comparisons = {
  forwards: { after: '>', upto: '>=', order: 'asc' },
  backwards: { after: '<', upto: '<=', order: 'desc' },
};

const GIVEN_CATEGORIES = `string_to_array($2, E'\\x1e')`;
const HEAD = 'coalesce((select h.position from log.events h order by h.position desc limit 1), 0)';

/** Cuts a selection of events where it grows too large. `octet_length` of a large text does not fetch it. */
const bounded = (selection: string, order: string, head: string): string => `
  select t.head, p.* from (select ${head} as head) t left join (
    select * from (
      select s.*, count(*) over () as found,
             sum(octet_length(s.data)) over (order by s.position ${order} rows unbounded preceding) - octet_length(s.data) as size
        from (${selection}) s
    ) sized where size < ${PAGE_BYTES}
  ) p on true order by p.position ${order}`;

const everything = (direction: Direction, limit: number): string => {
  const { after, order } = comparisons[direction];
  const selection = `select ${COLUMNS} from log.events e where e.position ${after} $1::bigint order by e.position ${order} limit ${limit}`;
  return bounded(selection, order, HEAD);
};

/** One index range per category, merged: reads at most `limit` entries of each, wherever in the log they stand. */
const byCategory = (direction: Direction, limit: number): string => {
  const { after, order } = comparisons[direction];
  const one = `select ${COLUMNS} from log.events e where e.category = c.category and e.position ${after} $1::bigint
    order by e.position ${order} limit ${limit}`;
  const selection = `select e.* from (select distinct category collate "C" as category from unnest(${GIVEN_CATEGORIES}) u(category)) c
    cross join lateral (${one}) e order by e.position ${order} limit ${limit}`;
  return bounded(selection, order, HEAD);
};

/** Passes over what is of other categories: with many asked for that is less than reading a page of each. */
const ofMany = (direction: Direction, limit: number): string => {
  const { after, order } = comparisons[direction];
  const selection = `select ${COLUMNS} from log.events e where e.position ${after} $1::bigint and e.category = any(${GIVEN_CATEGORIES})
    order by e.position ${order} limit ${limit}`;
  return bounded(selection, order, HEAD);
};

const ofStream = (direction: Direction, limit: number): string => {
  const { upto, order } = comparisons[direction];
  const selection = `select ${COLUMNS} from log.events e
    where e.stream = $2 and e.revision ${upto} $1::integer
      and e.revision >= coalesce((select t.before_revision from log.truncations t where t.stream = $2), 0)
    order by e.revision ${order} limit ${limit}`;
  return bounded(selection, order, '0');
};

/** As many categories as are read one by one. */
const FEW_CATEGORIES = 4;

export async function readLogPage(sql: Sql, { direction, from, limit, categories }: LogPageRequest): Promise<Page> {
  if (!categories) return read(sql, everything(direction, limit), [String(from)], limit);
  const statement = categories.length <= FEW_CATEGORIES ? byCategory : ofMany;
  return read(sql, statement(direction, limit), [String(from), categories.join(SEPARATOR)], limit);
}

export async function readStreamPage(
  sql: Sql,
  stream: string,
  { direction, from, limit }: StreamPageRequest,
): Promise<Page> {
  return read(sql, ofStream(direction, limit), [from, stream], limit);
}

/** The events of one page after the other; while one is taken the next is on its way. `last` is the event to go on behind. */
export async function* eventsOfPages(
  limit = Infinity,
  read: (last: RecordedEvent | undefined, limit: number) => Promise<Page>,
): AsyncGenerator<RecordedEvent> {
  let left = limit;
  let coming = left > 0 ? read(undefined, Math.min(left, PAGE_EVENTS)) : undefined;
  while (coming) {
    const { events, complete } = await coming;
    const last = events.at(-1);
    left -= events.length;
    coming = complete || !last || left <= 0 ? undefined : read(last, Math.min(left, PAGE_EVENTS));
    // Whoever leaves early never asks how it ended.
    coming?.catch(() => undefined);
    yield* events;
  }
}

/** Two looks into an index for each place. What was truncated may be purged, or not yet. */
export async function readMissing(sql: Sql, places: readonly Place[]): Promise<readonly Place[]> {
  const rows = await sql.unsafe<{ nr: number }[]>(
    `select p.nr::integer as nr
       from unnest(string_to_array($1, E'\\x1e'), $2::text::integer[]) with ordinality p(stream, revision, nr)
      where not exists (select 1 from log.events e where e.stream = p.stream and e.revision = p.revision)
        and not exists (select 1 from log.truncations t where t.stream = p.stream and t.before_revision > p.revision)`,
    [places.map(({ stream }) => stream).join(SEPARATOR), `{${places.map(({ revision }) => revision).join(',')}}`],
    { prepare: true },
  );
  const numbers = new Set(rows.map(({ nr }) => nr));
  return places.filter((_, index) => numbers.has(index + 1));
}

/** The limit is part of the text: a plan that does not know it would expect a tenth of the log, and sort that. */
async function read(sql: Sql, statement: string, parameters: (string | number)[], limit: number): Promise<Page> {
  const rows = await detached<Row>(sql.unsafe(statement, parameters, { prepare: true }));
  const found = Number(rows[0]?.found ?? 0);
  const events = rows[0]?.found == null ? [] : rows.map(recorded);
  const characters = rows.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  return { events, complete: found < limit && events.length === found, head: BigInt(rows[0]?.head ?? 0), characters };
}

const recorded = (row: Row): RecordedEvent => ({
  id: row.id,
  type: row.type,
  data: JSON.parse(row.data),
  metadata: JSON.parse(row.metadata),
  stream: row.stream,
  revision: row.revision,
  position: BigInt(row.position),
});
