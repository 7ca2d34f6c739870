/** The only SELECTs on members. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  isRef,
  type Listed,
  type ListQuery,
  listRows,
  type PageQuery,
  type Placed,
  pageOfRows,
  rowsWhere,
} from '../engine/list.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { type MemberRow, members } from './model.ts';

export type { MemberRow } from './model.ts';

export const membersByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<MemberRow[]> =>
  rowsWhere(db, members, 'key', keys, asOf);

export async function memberByKey(db: Db, key: string, asOf?: Moment): Promise<MemberRow | undefined> {
  return (await membersByKeys(db, [key], asOf))[0];
}

export async function memberByRef(db: Db, ref: number, asOf?: Moment): Promise<MemberRow | undefined> {
  return isRef(ref) ? (await rowsWhere(db, members, 'ref', [ref], asOf))[0] : undefined;
}

/** Whose membership in the group counts at that time. */
export interface InGroup {
  readonly group: number;
  readonly now: Date;
}

export interface MemberQuery extends ListQuery {
  readonly inGroup?: InGroup;
}

const listed = (db: Db, fields: FieldResolver, { inGroup }: MemberQuery): Listed<typeof members.columns> => ({
  model: members,
  fields,
  ...(inGroup ? { where: belongsTo(db, inGroup) } : {}),
});

export const listMembers = (db: Db, query: MemberQuery, fields: FieldResolver): Promise<MemberRow[]> =>
  listRows(db, listed(db, fields, query), query);

export const pageOfMembers = (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<MemberRow>[]> =>
  pageOfRows(db, listed(db, fields, {}), query);

export const countMembers = (db: Db, query: MemberQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, listed(db, fields, query), query);

/** The first condition is for the index. */
function belongsTo(db: Db, { group, now }: InGroup): Fragment {
  return db`groups @> ${db.json([{ group }])} and exists (
    select 1 from jsonb_array_elements(groups) as granted
    where (granted ->> 'group')::bigint = ${group}::bigint
      and (granted ->> 'until' is null or (granted ->> 'until')::timestamptz > ${now.toISOString()}::text::timestamptz))`;
}
