/** The only SELECTs on members. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  type Listed,
  type ListQuery,
  listRows,
  orderOf,
  type PageQuery,
  type Placed,
  pageOfRows,
  rowByRef,
  rowsWhere,
} from '../engine/list.ts';
import { relation } from '../engine/relation.ts';
import { compileFilter, type FieldResolver } from '../filter/filter.ts';
import { memberGroups } from '../memberGroups/model.ts';
import { type MemberRow, members } from './model.ts';

export type { MemberRow } from './model.ts';

export const membersByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<MemberRow[]> =>
  rowsWhere(db, members, 'key', keys, asOf);

export async function memberByKey(db: Db, key: string, asOf?: Moment): Promise<MemberRow | undefined> {
  return (await membersByKeys(db, [key], asOf))[0];
}

export const memberByRef = (db: Db, ref: number, asOf?: Moment): Promise<MemberRow | undefined> =>
  rowByRef(db, members, ref, asOf);

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

/** A group that a member belongs to, or belonged to until some time. */
export interface Membership {
  readonly ref: number;
  readonly name: string;
  /** ISO 8601, UTC; null for ever. */
  readonly until: string | null;
}

/** The groups of a member that there still are, ended memberships included. */
export async function listMemberships(
  db: Db,
  member: string,
  query: ListQuery,
  fields: FieldResolver,
): Promise<Membership[]> {
  return db<Membership[]>`
    select ref, name, to_char(until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as until
    from ${memberships(db, member)} where ${query.filter ? compileFilter(db, query.filter, fields) : db`true`}
    order by ${orderOf(db, { model: memberGroups, fields }, query)}
    ${query.limit === undefined ? db`` : db`limit ${query.limit}`} offset ${query.offset ?? 0}`;
}

export async function countMemberships(
  db: Db,
  member: string,
  query: ListQuery,
  fields: FieldResolver,
): Promise<number> {
  const [row] = await db<{ count: string }[]>`
    select count(*) as count from ${memberships(db, member)}
    where ${query.filter ? compileFilter(db, query.filter, fields) : db`true`}`;
  return Number(row?.count ?? 0);
}

/** Of these contacts, those with at least one group. */
export async function contactsWithGroups(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db<{ key: string }[]>`
    select distinct members.key from ${relation(db, members)}, jsonb_array_elements(members.groups) as granted,
      ${relation(db, memberGroups)}
    where members.key = any(${[...keys]}::text[]) and member_groups.ref = (granted ->> 'group')::integer`;
  return new Set(rows.map(({ key }) => key));
}

const memberships = (db: Db, member: string): Fragment => db`(
  select member_groups.ref, member_groups.name, (granted ->> 'until')::timestamptz as until
  from ${relation(db, members)}, jsonb_array_elements(members.groups) as granted, ${relation(db, memberGroups)}
  where members.key = ${member} and member_groups.ref = (granted ->> 'group')::integer) as memberships`;
