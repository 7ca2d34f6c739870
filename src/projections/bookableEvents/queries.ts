/** The only SELECTs on bookable events. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  type ListQuery,
  type PageQuery,
  type Placed,
  pageOfRows,
  rowByRef,
  rowsWhere,
} from '../engine/list.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { type BookableEventRow, bookableEvents } from './model.ts';

export type { BookableEventRow } from './model.ts';

export const bookableEventsByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<BookableEventRow[]> =>
  rowsWhere(db, bookableEvents, 'key', keys, asOf);

export const bookableEventByRef = (db: Db, ref: number, asOf?: Moment): Promise<BookableEventRow | undefined> =>
  rowByRef(db, bookableEvents, ref, asOf);

export const pageOfBookableEvents = (
  db: Db,
  query: PageQuery,
  fields: FieldResolver,
): Promise<Placed<BookableEventRow>[]> => pageOfRows(db, { model: bookableEvents, fields }, query);

export const countBookableEvents = (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, { model: bookableEvents, fields }, query);
