/** Lists of any read model: filtered, sorted by several keys, by offset or from place to place (keyset), counted. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import { compileFilter, type FieldResolver, type Filter, FilterError } from '../filter/filter.ts';
import { fieldsAt } from '../filter/related.ts';
import { type Similar, similarRows } from '../filter/similar.ts';
import { type Db, detached } from './db.ts';
import type { Columns, ModelRow, ReadModel } from './model.ts';
import { relation, selectList } from './relation.ts';
import { snakeCase } from './tables.ts';

export interface SortKey {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

export interface ListQuery {
  readonly filter?: Filter;
  /** Only rows that have these texts in their columns, letter case included: `{ contact: key }`. */
  readonly only?: Readonly<Record<string, string>>;
  /** Only rows that have other texts in these columns. */
  readonly except?: Readonly<Record<string, string>>;
  /** Ties are broken by `ref`, in the direction of the last key. Default: `ref` ascending. */
  readonly sort?: readonly SortKey[];
  readonly limit?: number;
  readonly offset?: number;
  readonly asOf?: Moment;
  /** Only rows that are like this. They have a `score` then, which the fields may name. */
  readonly similar?: Similar;
}

/** Where a row stands in a sorted list: its values of the sort keys as Postgres prints them, exact to the last digit, and its ref. */
export interface Place {
  readonly values: readonly (string | null)[];
  readonly ref: number;
}

export interface PageQuery extends ListQuery {
  readonly after?: Place;
  readonly before?: Place;
  /** Takes the rows from the end of the list. They still come in its order. */
  readonly fromEnd?: boolean;
}

export type Placed<Row> = Row & { readonly placeValues: readonly (string | null)[] };

/** A model whose rows have a `ref`, and the names that filters and sort keys on it may use. */
export interface Listed<C extends Columns> {
  readonly model: ReadModel<C>;
  readonly fields: FieldResolver;
  /** A condition beside the filter. */
  readonly where?: Fragment;
}

type Row<C extends Columns> = ModelRow<ReadModel<C>>;

/**
 * Throws FilterError for an unknown field, in the filter or in the sort keys.
 *
 * With an offset the refs are found first: walking over the skipped rows then reads an index and not the rows themselves.
 */
export async function listRows<C extends Columns>(db: Db, listed: Listed<C>, query: ListQuery): Promise<Row<C>[]> {
  const { model } = listed;
  const { offset = 0 } = query;
  const rows = relation(db, model, query.asOf);
  const wanted = conditions(db, listed, query);
  const order = orderBy(db, sortKeys(listed, query), false);
  const where =
    offset === 0
      ? wanted
      : db`ref in (select ref from ${rows} where ${wanted} order by ${order} ${limit(db, query)} offset ${offset})`;
  return detached(db`
    select ${selectList(db, model)} from ${rows} where ${where} order by ${order}
    ${limit(db, query)}`);
}

/** Part of a sorted list between two places. The places must come from a list with the same sort keys. */
export async function pageOfRows<C extends Columns>(
  db: Db,
  listed: Listed<C>,
  query: PageQuery,
): Promise<Placed<Row<C>>[]> {
  const { model } = listed;
  const keys = sortKeys(listed, query);
  const after = query.after ? beyond(db, keys, query.after, 'forwards') : db`true`;
  const before = query.before ? beyond(db, keys, query.before, 'backwards') : db`true`;
  const rows = await detached<Placed<Row<C>>>(db`
    select ${selectList(db, model)}, ${placeValues(db, keys)} as "placeValues"
    from ${rowsOf(db, model, query)}
    where ${conditions(db, listed, query)} and ${after} and ${before}
    order by ${orderBy(db, keys, query.fromEnd ?? false)} ${limit(db, query)}`);
  return query.fromEnd ? rows.reverse() : rows;
}

const rowsOf = <C extends Columns>(db: Db, model: ReadModel<C>, { similar, asOf }: ListQuery): Fragment =>
  similar ? similarRows(db, model, similar, asOf) : relation(db, model, asOf);

/** The ORDER BY of a list that comes from several tables. */
export const orderOf = <C extends Columns>(db: Db, listed: Listed<C>, query: ListQuery): Fragment =>
  orderBy(db, sortKeys(listed, query), false);

export async function countRows<C extends Columns>(db: Db, listed: Listed<C>, query: ListQuery): Promise<number> {
  const [row] = await db<{ count: string }[]>`
    select count(*) as count from ${rowsOf(db, listed.model, query)} where ${conditions(db, listed, query)}`;
  return Number(row?.count ?? 0);
}

/** How many of each parent, and as of when. */
export interface OfEach {
  readonly limit: number;
  readonly asOf?: Moment | undefined;
}

/** Newest first, so many of each parent, in one statement for all of them. `column` is the column that names the parent. */
export async function newestOfEach<C extends Columns>(
  db: Db,
  model: ReadModel<C>,
  column: keyof C & string,
  parents: readonly string[],
  { limit: most, asOf }: OfEach,
): Promise<Row<C>[]> {
  const parent = db.unsafe(`"${snakeCase(column)}"`);
  return detached(db`
    select list.* from unnest(${[...new Set(parents)]}::text[]) as parents (parent)
    cross join lateral (
      select ${selectList(db, model)} from ${relation(db, model, asOf)}
      where ${parent} = parents.parent order by ref desc limit ${most}
    ) as list`);
}

/** The rows with these values in a column that tells them apart, in no order. */
export async function rowsWhere<C extends Columns>(
  db: Db,
  model: ReadModel<C>,
  column: 'key' | (keyof C & string),
  values: readonly (string | number)[],
  asOf?: Moment,
): Promise<Row<C>[]> {
  const type = db.unsafe(column === 'key' || model.columns[column]?.type === 'text' ? 'text[]' : 'integer[]');
  return detached(db`
    select ${selectList(db, model)} from ${relation(db, model, asOf)}
    where ${db.unsafe(`"${snakeCase(column)}"`)} = any(${[...values]}::${type})`);
}

/** Refs are Postgres integers; anything beyond cannot exist. */
export const isRef = (ref: number): boolean => Number.isInteger(ref) && ref > 0 && ref <= 2_147_483_647;

function conditions<C extends Columns>(db: Db, { model, fields, where }: Listed<C>, query: ListQuery): Fragment {
  const { filter, only = {}, except = {}, asOf } = query;
  const column = (name: string) => db(`${model.name}.${snakeCase(name)}`);
  const own = [
    ...Object.entries(only).map(([name, text]) => db`${column(name)} = ${text}`),
    ...Object.entries(except).map(([name, text]) => db`${column(name)} <> ${text}`),
  ];
  return [
    ...own,
    ...(filter ? [compileFilter(db, filter, fieldsAt(fields, asOf))] : []),
    ...(where ? [where] : []),
  ].reduce((left, right) => db`${left} and ${right}`, db`true`);
}

const limit = (db: Db, query: ListQuery): Fragment => (query.limit === undefined ? db`` : db`limit ${query.limit}`);

interface ResolvedSortKey {
  /** A constant of the model. */
  readonly sql: string;
  readonly cast: 'text' | 'numeric' | 'boolean' | 'timestamptz';
  readonly nullable: boolean;
  readonly descending: boolean;
}

const CASTS = { text: 'text', number: 'numeric', boolean: 'boolean', instant: 'timestamptz' } as const;

/** Postgres has a limit of its own, and says so less politely. */
const MAX_SORT_KEYS = 20;

/** Unset counts as the smallest value. The last key is always `ref`, so no two rows stand at one place. */
function sortKeys<C extends Columns>({ model, fields }: Listed<C>, query: ListQuery): ResolvedSortKey[] {
  const { sort = [], asOf } = query;
  const resolve = fieldsAt(fields, asOf);
  const required = requiredColumns(model);
  const tooMuch = sort[MAX_SORT_KEYS];
  if (tooMuch) throw new FilterError(tooMuch.field, `A list may have ${MAX_SORT_KEYS} sort keys at most`);
  const keys = sort.map(({ field, direction }): ResolvedSortKey => {
    const resolved = resolve(field);
    if (!resolved) throw new FilterError(field, `Unknown field ${field}`);
    if (resolved.list) throw new FilterError(field, `${field} has many values and so no order`);
    return {
      sql: resolved.type === 'text' ? `lower(${resolved.sql})` : resolved.sql,
      cast: CASTS[resolved.type],
      nullable: !required.has(resolved.sql),
      descending: direction === 'desc',
    };
  });
  const descending = keys.at(-1)?.descending ?? false;
  return [...keys, { sql: 'ref', cast: 'numeric', nullable: false, descending }];
}

/** Told apart so that Postgres can walk an index, whose order of nulls is another. */
const requiredColumns = ({ columns }: Pick<ReadModel, 'columns'>): ReadonlySet<string> =>
  new Set(['key', ...Object.entries(columns).flatMap(([field, { nullable }]) => (nullable ? [] : [snakeCase(field)]))]);

function orderBy(db: Db, keys: readonly ResolvedSortKey[], reversed: boolean): Fragment {
  return keys
    .map(({ sql, nullable, descending }) => {
      const down = descending !== reversed;
      const nulls = nullable ? (down ? 'nulls last' : 'nulls first') : '';
      return db.unsafe(`${sql} ${down ? 'desc' : 'asc'} ${nulls}`) as unknown as Fragment;
    })
    .reduce((left, right) => db`${left}, ${right}`);
}

const placeValues = (db: Db, keys: readonly ResolvedSortKey[]): Fragment =>
  db.unsafe(
    `jsonb_build_array(${keys
      .slice(0, -1)
      .map(({ sql }) => `(${sql})::text`)
      .join(', ')})`,
  ) as unknown as Fragment;

/** Rows on one side of a place: beyond it in the first key, or level in the first and beyond in the second, and so on. */
function beyond(
  db: Db,
  keys: readonly ResolvedSortKey[],
  { values, ref }: Place,
  side: 'forwards' | 'backwards',
): Fragment {
  const place = [...values, String(ref)];
  return keys
    .map((key, index) => {
      const strictly = isBeyond(db, key, place[index] ?? null, key.descending === (side === 'forwards'));
      const level = keys.slice(0, index).map((before, at) => isLevel(db, before, place[at] ?? null));
      return [...level, strictly].reduce((left, right) => db`${left} and ${right}`);
    })
    .reduce((left, right) => db`(${left} or ${right})`);
}

function isBeyond(db: Db, { sql, cast, nullable }: ResolvedSortKey, value: string | null, below: boolean): Fragment {
  const target = db.unsafe(sql);
  if (value === null) return below ? db`false` : db`${target} is not null`;
  if (!below) return db`${target} > ${value}::text::${db.unsafe(cast)}`;
  const less = db`${target} < ${value}::text::${db.unsafe(cast)}`;
  return nullable ? db`(${less} or ${target} is null)` : less;
}

const isLevel = (db: Db, { sql, cast }: ResolvedSortKey, value: string | null): Fragment =>
  value === null ? db`${db.unsafe(sql)} is null` : db`${db.unsafe(sql)} = ${value}::text::${db.unsafe(cast)}`;

export async function rowByRef<C extends Columns>(
  db: Db,
  model: ReadModel<C>,
  ref: number,
  asOf?: Moment,
): Promise<Row<C> | undefined> {
  return isRef(ref) ? (await rowsWhere(db, model, 'ref', [ref], asOf))[0] : undefined;
}

/** What is asked of most models: by key, by number, and lists, which throw a FilterError for a name that `fields` does not know. */
export const queriesOf = <C extends Columns>(model: ReadModel<C>) => ({
  byKeys: (db: Db, keys: readonly string[], asOf?: Moment): Promise<Row<C>[]> =>
    rowsWhere(db, model, 'key', keys, asOf),
  byRef: (db: Db, ref: number, asOf?: Moment): Promise<Row<C> | undefined> => rowByRef(db, model, ref, asOf),
  list: (db: Db, query: ListQuery, fields: FieldResolver): Promise<Row<C>[]> => listRows(db, { model, fields }, query),
  page: (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<Row<C>>[]> =>
    pageOfRows(db, { model, fields }, query),
  count: (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> => countRows(db, { model, fields }, query),
});
