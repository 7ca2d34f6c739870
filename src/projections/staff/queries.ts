/** The only SELECTs on staff. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { listRows, rowsWhere } from '../engine/list.ts';
import { type StaffRow, staff } from './model.ts';

export type { StaffRow } from './model.ts';

export const staffByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<StaffRow[]> =>
  rowsWhere(db, staff, 'key', keys, asOf);

export const staffByRefs = (db: Db, refs: readonly number[], asOf?: Moment): Promise<StaffRow[]> =>
  rowsWhere(db, staff, 'ref', refs, asOf);

/** Everybody, by number. */
export const allStaff = (db: Db, asOf?: Moment): Promise<StaffRow[]> =>
  listRows(db, { model: staff, fields: () => undefined }, asOf ? { asOf } : {});
