/** The only SELECTs on contacts. Every function takes the database first; `asOf` asks for a past state. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  isRef,
  type Listed,
  type ListQuery,
  listRows,
  newestOfEach,
  type OfEach,
  type PageQuery,
  type Placed,
  pageOfRows,
} from '../engine/list.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type FieldResolver, FilterError } from '../filter/filter.ts';
import { storable } from '../filter/operands.ts';
import { type SearchText, searchCondition } from '../filter/search.ts';
import { CONTACT_PHONES_SQL, CONTACT_SEARCH_SQL, type ContactRow, contacts } from './model.ts';

export type { SortKey } from '../engine/list.ts';
export type { ContactRow } from './model.ts';

/** `search` is part of a name, e-mail address, postal address, account or phone number. */
export interface ContactQuery extends ListQuery, SearchText {
  /** Further fields that `search` looks into, by the names that filters use. */
  readonly searchAlso?: readonly string[];
  /** Keys of contacts that `search` finds in any case. */
  readonly searchFinds?: readonly string[];
}

export const contactByKey = (db: Db, key: string, asOf?: Moment) => one(db, db`key = ${key}`, asOf);

export const contactByRef = (db: Db, ref: number, asOf?: Moment) =>
  isRef(ref) ? one(db, db`ref = ${ref}`, asOf) : Promise.resolve(undefined);

/** Numbers by key, of contacts that have been deleted too. */
export async function refsOfContactsEver(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db<{ key: string; ref: number }[]>`
    select distinct key, ref from read.contacts_history where key = any(${[...new Set(keys)]}::text[])`;
  return new Map(rows.map(({ key, ref }) => [key, ref]));
}

/** By its main address or else by an alias, letter case and surrounding blanks aside. */
export async function contactByEmail(db: Db, email: string, asOf?: Moment): Promise<ContactRow | undefined> {
  const found = await one(db, db`lower(email) = ${storable(email).trim().toLowerCase()}`, asOf);
  return found ?? contactByAlias(db, email, asOf);
}

/** No two contacts share an alias. Without a limit: for the sake of one row the planner would read the table and not the index. */
export async function contactByAlias(db: Db, email: string, asOf?: Moment): Promise<ContactRow | undefined> {
  const [row] = await db<ContactRow[]>`
    select ${selectList(db, contacts)} from ${relation(db, contacts, asOf)}
    where aliases @> array[${storable(email).trim().toLowerCase()}]`;
  return row;
}

export async function contactsByKeys(db: Db, keys: readonly string[], asOf?: Moment): Promise<ContactRow[]> {
  return db<
    ContactRow[]
  >`select ${selectList(db, contacts)} from ${relation(db, contacts, asOf)} where key = any(${[...keys]})`;
}

/** Throws FilterError for an unknown field, in the filter or in the sort keys. */
export const listContacts = (db: Db, query: ContactQuery, fields: FieldResolver): Promise<ContactRow[]> =>
  listRows(db, listed(db, query, fields), query);

/** Of each company the newest contacts. */
export const newestContactsOfCompanies = (
  db: Db,
  companies: readonly string[],
  options: OfEach,
): Promise<ContactRow[]> => newestOfEach(db, contacts, 'company', companies, options);

export type PlacedContact = Placed<ContactRow>;

/** Part of a sorted list between two places (keyset paging). The places must come from a list with the same sort keys. */
export const pageOfContacts = (
  db: Db,
  query: ContactQuery & PageQuery,
  fields: FieldResolver,
): Promise<PlacedContact[]> => pageOfRows(db, listed(db, query, fields), query);

export const countContacts = (db: Db, query: ContactQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, listed(db, query, fields), query);

async function one(db: Db, where: Fragment, asOf?: Moment): Promise<ContactRow | undefined> {
  const [row] = await db<
    ContactRow[]
  >`select ${selectList(db, contacts)} from ${relation(db, contacts, asOf)} where ${where} limit 1`;
  return row;
}

function listed(db: Db, query: ContactQuery, fields: FieldResolver): Listed<typeof contacts.columns> {
  const also = (query.searchAlso ?? []).map((name) => {
    const field = fields(name);
    if (!field) throw new FilterError(name, `Unknown field ${name}`);
    return `lower((${field.sql})::text)`;
  });
  const where = searchCondition(db, query, { texts: [CONTACT_SEARCH_SQL, ...also], phones: CONTACT_PHONES_SQL });
  if (!where) return { model: contacts, fields };
  const { searchFinds = [] } = query;
  return {
    model: contacts,
    fields,
    where: searchFinds.length > 0 ? db`(${where} or key = any(${[...searchFinds]}))` : where,
  };
}
