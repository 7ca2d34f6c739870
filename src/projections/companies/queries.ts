/** The only SELECTs on companies. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  isRef,
  type Listed,
  type ListQuery,
  listRows,
  type PageQuery,
  type Placed,
  pageOfRows,
  rowByRef,
  rowsWhere,
} from '../engine/list.ts';
import { relation, selectList } from '../engine/relation.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { type SearchText, searchCondition } from '../filter/search.ts';
import { COMPANY_PHONES_SQL, COMPANY_SEARCH_SQL, type CompanyRow, companies } from './model.ts';

export type { CompanyRow } from './model.ts';
export { type CompanyTotals, totalsOfCompanies } from './totals.ts';

/** `search` is part of a name, e-mail address, postal address, account or phone number, or the whole number of the company. */
export interface CompanyQuery extends ListQuery, SearchText {}

export const companyByRef = (db: Db, ref: number, asOf?: Moment): Promise<CompanyRow | undefined> =>
  rowByRef(db, companies, ref, asOf);

/** The company of this name, letter case aside; the oldest of several. */
export async function companyNamed(db: Db, name: string): Promise<CompanyRow | undefined> {
  const [row] = await db<CompanyRow[]>`
    select ${selectList(db, companies)} from ${relation(db, companies)} where lower(name) = lower(${name}) order by ref limit 1`;
  return row;
}

export const companiesByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<CompanyRow[]> =>
  rowsWhere(db, companies, 'key', keys, asOf);

export const listCompanies = (db: Db, query: CompanyQuery, fields: FieldResolver): Promise<CompanyRow[]> =>
  listRows(db, listed(db, query, fields), query);

export const pageOfCompanies = (
  db: Db,
  query: CompanyQuery & PageQuery,
  fields: FieldResolver,
): Promise<Placed<CompanyRow>[]> => pageOfRows(db, listed(db, query, fields), query);

export const countCompanies = (db: Db, query: CompanyQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, listed(db, query, fields), query);

function listed(db: Db, query: CompanyQuery, fields: FieldResolver): Listed<typeof companies.columns> {
  const where = searchCondition(db, query, { texts: [COMPANY_SEARCH_SQL], phones: COMPANY_PHONES_SQL });
  const ref = Number(query.search);
  if (!where) return { model: companies, fields };
  return { model: companies, fields, where: isRef(ref) ? db`(${where} or ref = ${ref})` : where };
}
