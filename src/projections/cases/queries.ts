/** The only SELECTs on cases. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  type ListQuery,
  listRows,
  newestOfEach,
  type OfEach,
  type PageQuery,
  type Placed,
  pageOfRows,
  rowByRef,
  rowsWhere,
} from '../engine/list.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { type AnswerField, answerFields } from '../forms/queries.ts';
import { type CaseRow, cases } from './model.ts';

export type { AnswerField } from '../forms/queries.ts';
export type { CaseRow } from './model.ts';

export const casesByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<CaseRow[]> =>
  rowsWhere(db, cases, 'key', keys, asOf);

/** The cases that these submissions opened. */
export const casesBySubmissions = (db: Db, submissions: readonly string[], asOf?: Moment): Promise<CaseRow[]> =>
  rowsWhere(db, cases, 'submission', submissions, asOf);

export const caseByRef = (db: Db, ref: number, asOf?: Moment): Promise<CaseRow | undefined> =>
  rowByRef(db, cases, ref, asOf);

/** Of each contact the newest ones, newest first. */
export const newestCasesOfContacts = (db: Db, contacts: readonly string[], options: OfEach): Promise<CaseRow[]> =>
  newestOfEach(db, cases, 'contact', contacts, options);

export const answerFieldsOfCases = (db: Db, contact: string): Promise<AnswerField[]> =>
  answerFields(db, cases, contact);

/** Throws FilterError for an unknown field, in the filter or in the sort keys. */
export const listCases = (db: Db, query: ListQuery, fields: FieldResolver): Promise<CaseRow[]> =>
  listRows(db, { model: cases, fields }, query);

export const pageOfCases = (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<CaseRow>[]> =>
  pageOfRows(db, { model: cases, fields }, query);

export const countCases = (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, { model: cases, fields }, query);
