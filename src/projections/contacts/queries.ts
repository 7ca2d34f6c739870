/** The only SELECTs on contacts. Every function takes the database first; `asOf` asks for a past state. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { relation, selectList } from '../engine/relation.ts';
import { compileFilter, type FieldResolver, type Filter, FilterError, likeEscape } from '../filter/filter.ts';
import { CONTACT_PHONES_SQL, CONTACT_SEARCH_SQL, type ContactRow, contacts } from './model.ts';

export type { ContactRow } from './model.ts';

export interface SortKey {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

export interface ContactQuery {
  readonly filter?: Filter;
  /** Part of a name, e-mail address, postal address, account or phone number. */
  readonly search?: string;
  /** Further fields that `search` looks into, by the names that filters use. */
  readonly searchAlso?: readonly string[];
  /** In `search`, `%` stands for any text and `_` for any character. */
  readonly wildcards?: boolean;
  /** Ties are broken by `ref`, in the direction of the last key. Default: `ref` ascending. */
  readonly sort?: readonly SortKey[];
  readonly limit?: number;
  readonly offset?: number;
  readonly asOf?: Moment;
}

export const contactByKey = (db: Db, key: string, asOf?: Moment) => one(db, db`key = ${key}`, asOf);

export const contactByRef = (db: Db, ref: number, asOf?: Moment) =>
  isRef(ref) ? one(db, db`ref = ${ref}`, asOf) : Promise.resolve(undefined);

/** Also a contact that has been deleted: its history stays. */
export async function keyOfContactEver(db: Db, ref: number): Promise<string | undefined> {
  if (!isRef(ref)) return undefined;
  const [row] = await db<{ key: string }[]>`select key from read.contacts_history where ref = ${ref} limit 1`;
  return row?.key;
}

/** Letter case and surrounding blanks aside. */
export const contactByEmail = (db: Db, email: string, asOf?: Moment) =>
  one(db, db`lower(email) = ${email.trim().toLowerCase()}`, asOf);

export async function contactsByKeys(db: Db, keys: readonly string[], asOf?: Moment): Promise<ContactRow[]> {
  return db<
    ContactRow[]
  >`select ${selectList(db, contacts)} from ${relation(db, contacts, asOf)} where key = any(${[...keys]})`;
}

/** Throws FilterError for an unknown field, in the filter or in the sort keys. */
export async function listContacts(db: Db, query: ContactQuery, fields: FieldResolver): Promise<ContactRow[]> {
  return db<ContactRow[]>`
    select ${selectList(db, contacts)} from ${relation(db, contacts, query.asOf)}
    where ${conditions(db, query, fields)} order by ${order(db, query.sort ?? [], fields)}
    ${query.limit === undefined ? db`` : db`limit ${query.limit}`} offset ${query.offset ?? 0}`;
}

/** Where a row stands in a sorted list: its values of the sort keys as Postgres prints them, exact to the last digit, and its ref. */
export interface ContactPlace {
  readonly values: readonly (string | null)[];
  readonly ref: number;
}

export interface ContactPageQuery extends ContactQuery {
  readonly after?: ContactPlace;
  readonly before?: ContactPlace;
  /** Takes the rows from the end of the list. They still come in its order. */
  readonly fromEnd?: boolean;
}

export type PlacedContact = ContactRow & { readonly placeValues: readonly (string | null)[] };

/** Part of a sorted list between two places (keyset paging). The places must come from a list with the same sort keys. */
export async function pageOfContacts(db: Db, query: ContactPageQuery, fields: FieldResolver): Promise<PlacedContact[]> {
  const keys = sortKeys(query.sort ?? [], fields);
  const after = query.after ? beyond(db, keys, query.after, 'forwards') : db`true`;
  const before = query.before ? beyond(db, keys, query.before, 'backwards') : db`true`;
  const rows = await db<PlacedContact[]>`
    select ${selectList(db, contacts)}, ${placeValues(db, keys)} as "placeValues"
    from ${relation(db, contacts, query.asOf)}
    where ${conditions(db, query, fields)} and ${after} and ${before}
    order by ${orderBy(db, keys, query.fromEnd ?? false)}
    ${query.limit === undefined ? db`` : db`limit ${query.limit}`}`;
  return query.fromEnd ? [...rows].reverse() : [...rows];
}

export async function countContacts(db: Db, query: ContactQuery, fields: FieldResolver): Promise<number> {
  const [row] = await db<{ count: string }[]>`
    select count(*) as count from ${relation(db, contacts, query.asOf)} where ${conditions(db, query, fields)}`;
  return Number(row?.count ?? 0);
}

async function one(db: Db, where: Fragment, asOf?: Moment): Promise<ContactRow | undefined> {
  const [row] = await db<
    ContactRow[]
  >`select ${selectList(db, contacts)} from ${relation(db, contacts, asOf)} where ${where} limit 1`;
  return row;
}

function conditions(db: Db, query: ContactQuery, fields: FieldResolver): Fragment {
  const { filter, search } = query;
  const filtered = filter ? compileFilter(db, filter, fields) : db`true`;
  const text = search?.trim().toLowerCase() ?? '';
  return text === '' ? filtered : db`${filtered} and ${matches(db, text, query, fields)}`;
}

function matches(db: Db, text: string, { wildcards, searchAlso }: ContactQuery, fields: FieldResolver): Fragment {
  const pattern = `%${wildcards ? wildcardPattern(text) : likeEscape(text)}%`;
  const also = (searchAlso ?? []).map((name) => {
    const field = fields(name);
    if (!field) throw new FilterError(name, `Unknown field ${name}`);
    return field.sql;
  });
  const inTexts = [CONTACT_SEARCH_SQL, ...also.map((sql) => `lower((${sql})::text)`)]
    .map((sql) => db`${db.unsafe(sql)} like ${pattern}`)
    .reduce((left, right) => db`${left} or ${right}`);
  const digits = text.replace(/[ .()-]/g, '');
  return /^\+?\d{3,}$/.test(digits)
    ? db`(${inTexts} or ${db.unsafe(CONTACT_PHONES_SQL)} like ${`%${digits}%`})`
    : db`(${inTexts})`;
}

/** Only the backslash stands for itself. */
const wildcardPattern = (text: string): string => text.replaceAll('\\', '\\\\');

interface ResolvedSortKey {
  /** A constant of the model. */
  readonly sql: string;
  readonly cast: 'text' | 'numeric' | 'boolean' | 'timestamptz';
  readonly nullable: boolean;
  readonly descending: boolean;
}

const CASTS = { text: 'text', number: 'numeric', boolean: 'boolean', instant: 'timestamptz' } as const;

/** Unset counts as the smallest value. The last key is always `ref`, so no two rows stand at one place. */
function sortKeys(sort: readonly SortKey[], fields: FieldResolver): ResolvedSortKey[] {
  const keys = sort.map(({ field, direction }): ResolvedSortKey => {
    const resolved = fields(field);
    if (!resolved) throw new FilterError(field, `Unknown field ${field}`);
    return {
      sql: resolved.type === 'text' ? `lower(${resolved.sql})` : resolved.sql,
      cast: CASTS[resolved.type],
      nullable: !REQUIRED.has(resolved.sql),
      descending: direction === 'desc',
    };
  });
  const descending = keys.at(-1)?.descending ?? false;
  return [...keys, { sql: 'ref', cast: 'numeric', nullable: false, descending }];
}

/** Told apart so that Postgres can walk an index, whose order of nulls is another. */
const REQUIRED: ReadonlySet<string> = new Set(['key', 'ref', 'subscribed', 'created_at', 'updated_at']);

const order = (db: Db, sort: readonly SortKey[], fields: FieldResolver): Fragment =>
  orderBy(db, sortKeys(sort, fields), false);

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
  { values, ref }: ContactPlace,
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

/** Refs are Postgres integers; anything beyond cannot exist. */
const isRef = (ref: number): boolean => Number.isInteger(ref) && ref > 0 && ref <= 2_147_483_647;
