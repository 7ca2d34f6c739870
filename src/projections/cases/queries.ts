/** The only SELECTs on cases. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { newestOfEach, type OfEach, queriesOf, rowsWhere } from '../engine/list.ts';
import { type AnswerField, answerFields } from '../forms/queries.ts';
import { type CaseRow, cases } from './model.ts';

export type { AnswerField } from '../forms/queries.ts';
export type { CaseRow } from './model.ts';

export const {
  byKeys: casesByKeys,
  byRef: caseByRef,
  list: listCases,
  page: pageOfCases,
  count: countCases,
} = queriesOf(cases);

/** The cases that these submissions opened. */
export const casesBySubmissions = (db: Db, submissions: readonly string[], asOf?: Moment): Promise<CaseRow[]> =>
  rowsWhere(db, cases, 'submission', submissions, asOf);

/** Of each contact the newest ones, newest first. */
export const newestCasesOfContacts = (db: Db, contacts: readonly string[], options: OfEach): Promise<CaseRow[]> =>
  newestOfEach(db, cases, 'contact', contacts, options);

export const answerFieldsOfCases = (db: Db, contact: string): Promise<AnswerField[]> =>
  answerFields(db, cases, contact);
