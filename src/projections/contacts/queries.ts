/** The only SELECTs on contacts. Every function takes the database first; `asOf` asks for a past state. */
import type { Fragment } from 'postgres';
import type { Position } from '../../application/ports.ts';
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
  /** Ties are broken by `ref`, in the direction of the last key. Default: `ref` ascending. */
  readonly sort?: readonly SortKey[];
  readonly limit?: number;
  readonly offset?: number;
  readonly asOf?: Position;
}

export const contactByKey = (db: Db, key: string, asOf?: Position) => one(db, db`key = ${key}`, asOf);

export const contactByRef = (db: Db, ref: number, asOf?: Position) =>
  isRef(ref) ? one(db, db`ref = ${ref}`, asOf) : Promise.resolve(undefined);

/** Letter case and surrounding blanks aside. */
export const contactByEmail = (db: Db, email: string, asOf?: Position) =>
  one(db, db`lower(email) = ${email.trim().toLowerCase()}`, asOf);

export async function contactsByKeys(db: Db, keys: readonly string[], asOf?: Position): Promise<ContactRow[]> {
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

export async function countContacts(db: Db, query: ContactQuery, fields: FieldResolver): Promise<number> {
  const [row] = await db<{ count: string }[]>`
    select count(*) as count from ${relation(db, contacts, query.asOf)} where ${conditions(db, query, fields)}`;
  return Number(row?.count ?? 0);
}

async function one(db: Db, where: Fragment, asOf?: Position): Promise<ContactRow | undefined> {
  const [row] = await db<
    ContactRow[]
  >`select ${selectList(db, contacts)} from ${relation(db, contacts, asOf)} where ${where} limit 1`;
  return row;
}

function conditions(db: Db, { filter, search }: ContactQuery, fields: FieldResolver): Fragment {
  const filtered = filter ? compileFilter(db, filter, fields) : db`true`;
  const text = search?.trim().toLowerCase() ?? '';
  return text === '' ? filtered : db`${filtered} and ${matches(db, text)}`;
}

function matches(db: Db, text: string): Fragment {
  const inText = db`${db.unsafe(CONTACT_SEARCH_SQL)} like ${`%${likeEscape(text)}%`}`;
  const digits = text.replace(/[ .()-]/g, '');
  return /^\+?\d{3,}$/.test(digits)
    ? db`(${inText} or ${db.unsafe(CONTACT_PHONES_SQL)} like ${`%${digits}%`})`
    : inText;
}

function order(db: Db, sort: readonly SortKey[], fields: FieldResolver): Fragment {
  const parts = sort.map(({ field, direction }) => {
    const resolved = fields(field);
    if (!resolved) throw new FilterError(field, `Unknown field ${field}`);
    const expression = resolved.type === 'text' ? `lower(${resolved.sql})` : resolved.sql;
    return direction === 'desc'
      ? db`${db.unsafe(expression)} desc nulls last`
      : db`${db.unsafe(expression)} asc nulls first`;
  });
  const tie = sort.at(-1)?.direction === 'desc' ? db`ref desc` : db`ref asc`;
  return [...parts, tie].reduce((left, right) => db`${left}, ${right}`);
}

/** Refs are Postgres integers; anything beyond cannot exist. */
const isRef = (ref: number): boolean => Number.isInteger(ref) && ref > 0 && ref <= 2_147_483_647;
