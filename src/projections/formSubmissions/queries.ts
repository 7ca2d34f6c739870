/** The only SELECTs on submitted forms. */
import type { Db } from '../engine/db.ts';
import { newestOfEach, type OfEach, queriesOf } from '../engine/list.ts';
import { type FormSubmissionRow, formSubmissions } from './model.ts';

export type { FormSubmissionRow } from './model.ts';

export const {
  byKeys: formSubmissionsByKeys,
  byRef: formSubmissionByRef,
  list: listFormSubmissions,
  page: pageOfFormSubmissions,
  count: countFormSubmissions,
} = queriesOf(formSubmissions);

/** Of each contact the newest ones, newest first. */
export const newestSubmissionsOfContacts = (
  db: Db,
  contacts: readonly string[],
  options: OfEach,
): Promise<FormSubmissionRow[]> => newestOfEach(db, formSubmissions, 'contact', contacts, options);
