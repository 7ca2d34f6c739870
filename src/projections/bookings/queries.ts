/** The only SELECTs on bookings. */
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
import { type BookingRow, bookings } from './model.ts';

export type { BookingRow } from './model.ts';

export const bookingsByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<BookingRow[]> =>
  rowsWhere(db, bookings, 'key', keys, asOf);

export const bookingByRef = (db: Db, ref: number, asOf?: Moment): Promise<BookingRow | undefined> =>
  rowByRef(db, bookings, ref, asOf);

/** Of each contact the newest ones, newest first. */
export const newestBookingsOfContacts = (db: Db, contacts: readonly string[], options: OfEach): Promise<BookingRow[]> =>
  newestOfEach(db, bookings, 'contact', contacts, options);

/** Of each event the newest ones, newest first. */
export const newestBookingsOfEvents = (db: Db, events: readonly string[], options: OfEach): Promise<BookingRow[]> =>
  newestOfEach(db, bookings, 'event', events, options);

export const answerFieldsOfBookings = (db: Db, contact: string): Promise<AnswerField[]> =>
  answerFields(db, bookings, contact);

/** Throws FilterError for an unknown field, in the filter or in the sort keys. */
export const listBookings = (db: Db, query: ListQuery, fields: FieldResolver): Promise<BookingRow[]> =>
  listRows(db, { model: bookings, fields }, query);

export const pageOfBookings = (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<BookingRow>[]> =>
  pageOfRows(db, { model: bookings, fields }, query);

export const countBookings = (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, { model: bookings, fields }, query);
