/** The only SELECTs on groups of members. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { rowsWhere } from '../engine/list.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type MemberGroupRow, memberGroups } from './model.ts';

export type { MemberGroupRow } from './model.ts';

/** Oldest first. */
export async function listMemberGroups(db: Db, asOf?: Moment): Promise<MemberGroupRow[]> {
  return db<MemberGroupRow[]>`
    select ${selectList(db, memberGroups)} from ${relation(db, memberGroups, asOf)} order by ref`;
}

export async function memberGroupByRef(db: Db, ref: number): Promise<MemberGroupRow | undefined> {
  return (await memberGroupsByRefs(db, [ref]))[0];
}

export async function memberGroupByKey(db: Db, key: string): Promise<MemberGroupRow | undefined> {
  return (await memberGroupsByKeys(db, [key]))[0];
}

export const memberGroupsByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<MemberGroupRow[]> =>
  rowsWhere(db, memberGroups, 'key', keys, asOf);

/** Those that there are, in no order. */
export const memberGroupsByRefs = (db: Db, refs: readonly number[], asOf?: Moment): Promise<MemberGroupRow[]> =>
  rowsWhere(db, memberGroups, 'ref', refs, asOf);
