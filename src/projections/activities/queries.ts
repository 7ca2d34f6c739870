/** The only SELECTs on activities. */
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
import { type ActivityRow, activities } from './model.ts';

export type { ActivityRow } from './model.ts';

export const activityByRef = (db: Db, ref: number, asOf?: Moment): Promise<ActivityRow | undefined> =>
  rowByRef(db, activities, ref, asOf);

export const activitiesByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<ActivityRow[]> =>
  rowsWhere(db, activities, 'key', keys, asOf);

export const listActivities = (db: Db, query: ListQuery, fields: FieldResolver): Promise<ActivityRow[]> =>
  listRows(db, { model: activities, fields }, query);

export const pageOfActivities = (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<ActivityRow>[]> =>
  pageOfRows(db, { model: activities, fields }, query);

export const countActivities = (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, { model: activities, fields }, query);

/** Of each contact or company the newest ones. */
export const activitiesOf = (
  db: Db,
  parent: 'contact' | 'company',
  keys: readonly string[],
  limits: OfEach,
): Promise<ActivityRow[]> => newestOfEach(db, activities, parent, keys, limits);
