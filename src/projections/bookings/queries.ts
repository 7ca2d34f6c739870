/** The only SELECTs on bookings. */
import type { Db } from '../engine/db.ts';
import { newestOfEach, type OfEach, queriesOf } from '../engine/list.ts';
import { type AnswerField, answerFields } from '../forms/queries.ts';
import { type BookingRow, bookings } from './model.ts';

export type { BookingRow } from './model.ts';

export const {
  byKeys: bookingsByKeys,
  byRef: bookingByRef,
  list: listBookings,
  page: pageOfBookings,
  count: countBookings,
} = queriesOf(bookings);

/** Of each contact the newest ones, newest first. */
export const newestBookingsOfContacts = (db: Db, contacts: readonly string[], options: OfEach): Promise<BookingRow[]> =>
  newestOfEach(db, bookings, 'contact', contacts, options);

/** Of each event the newest ones, newest first. */
export const newestBookingsOfEvents = (db: Db, events: readonly string[], options: OfEach): Promise<BookingRow[]> =>
  newestOfEach(db, bookings, 'event', events, options);

export const answerFieldsOfBookings = (db: Db, contact: string): Promise<AnswerField[]> =>
  answerFields(db, bookings, contact);
