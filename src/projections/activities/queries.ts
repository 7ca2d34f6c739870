/** The only SELECTs on activities. */
import type { Db } from '../engine/db.ts';
import { newestOfEach, type OfEach, queriesOf } from '../engine/list.ts';
import { type ActivityRow, activities } from './model.ts';

export type { ActivityRow } from './model.ts';

export const {
  byKeys: activitiesByKeys,
  byRef: activityByRef,
  list: listActivities,
  page: pageOfActivities,
  count: countActivities,
} = queriesOf(activities);

/** Of each contact or company the newest ones. */
export const activitiesOf = (
  db: Db,
  parent: 'contact' | 'company',
  keys: readonly string[],
  limits: OfEach,
): Promise<ActivityRow[]> => newestOfEach(db, activities, parent, keys, limits);
