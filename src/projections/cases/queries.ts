/** The only SELECTs on cases. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  isRef,
  type ListQuery,
  listRows,
  newestOfEach,
  type PageQuery,
  type Placed,
  pageOfRows,
  rowsWhere,
} from '../engine/list.ts';
import { relation } from '../engine/relation.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { forms } from '../forms/model.ts';
import { type CaseRow, cases } from './model.ts';

export type { CaseRow } from './model.ts';

export const casesByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<CaseRow[]> =>
  rowsWhere(db, cases, 'key', keys, asOf);

/** The cases that these submissions opened. */
export const casesBySubmissions = (db: Db, submissions: readonly string[], asOf?: Moment): Promise<CaseRow[]> =>
  rowsWhere(db, cases, 'submission', submissions, asOf);

export async function caseByRef(db: Db, ref: number, asOf?: Moment): Promise<CaseRow | undefined> {
  return isRef(ref) ? (await rowsWhere(db, cases, 'ref', [ref], asOf))[0] : undefined;
}

/** Of each contact the newest ones, newest first. */
export const newestCasesOfContacts = (
  db: Db,
  contacts: readonly string[],
  options: { readonly limit: number; readonly asOf?: Moment | undefined },
): Promise<CaseRow[]> => newestOfEach(db, cases, 'contact', contacts, options);

export interface AnswerField {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean';
}

/** What forms ask, and what this contact ever answered; a field with values of several types counts as text. */
export async function answerFieldsOfContact(db: Db, contact: string): Promise<AnswerField[]> {
  return db<AnswerField[]>`
    select name, case when count(distinct type) = 1 and min(type) in ('number', 'boolean') then min(type) else 'text' end as type
    from (
      select answered.key as name, jsonb_typeof(answered.value) as type
      from ${relation(db, cases)}, jsonb_each(cases.values) as answered where cases.contact = ${contact}
      union all
      select field ->> 'alias', field ->> 'type' from ${relation(db, forms)}, jsonb_array_elements(forms.fields) as field
    ) as fields
    group by name`;
}

/** Throws FilterError for an unknown field, in the filter or in the sort keys. */
export const listCases = (db: Db, query: ListQuery, fields: FieldResolver): Promise<CaseRow[]> =>
  listRows(db, { model: cases, fields }, query);

export const pageOfCases = (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<CaseRow>[]> =>
  pageOfRows(db, { model: cases, fields }, query);

export const countCases = (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, { model: cases, fields }, query);
