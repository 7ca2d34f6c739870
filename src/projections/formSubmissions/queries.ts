/** The only SELECTs on submitted forms. */
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
import { type FormSubmissionRow, formSubmissions } from './model.ts';

export type { FormSubmissionRow } from './model.ts';

export const formSubmissionsByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<FormSubmissionRow[]> =>
  rowsWhere(db, formSubmissions, 'key', keys, asOf);

export const formSubmissionByRef = (db: Db, ref: number, asOf?: Moment): Promise<FormSubmissionRow | undefined> =>
  rowByRef(db, formSubmissions, ref, asOf);

/** Of each contact the newest ones, newest first. */
export const newestSubmissionsOfContacts = (
  db: Db,
  contacts: readonly string[],
  options: OfEach,
): Promise<FormSubmissionRow[]> => newestOfEach(db, formSubmissions, 'contact', contacts, options);

export const listFormSubmissions = (db: Db, query: ListQuery, fields: FieldResolver): Promise<FormSubmissionRow[]> =>
  listRows(db, { model: formSubmissions, fields }, query);

export const pageOfFormSubmissions = (
  db: Db,
  query: PageQuery,
  fields: FieldResolver,
): Promise<Placed<FormSubmissionRow>[]> => pageOfRows(db, { model: formSubmissions, fields }, query);

export const countFormSubmissions = (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, { model: formSubmissions, fields }, query);
