/** The only SELECTs on activities. */
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
import type { FieldResolver } from '../filter/filter.ts';
import { type ActivityRow, activities } from './model.ts';

export type { ActivityRow } from './model.ts';

export async function activityByRef(db: Db, ref: number, asOf?: Moment): Promise<ActivityRow | undefined> {
  return isRef(ref) ? (await rowsWhere(db, activities, 'ref', [ref], asOf))[0] : undefined;
}

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
  limits: { readonly limit: number; readonly asOf?: Moment | undefined },
): Promise<ActivityRow[]> => newestOfEach(db, activities, parent, keys, limits);
