/** The only SELECTs on subscriber lists. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import { contacts } from '../contacts/model.ts';
import type { Db } from '../engine/db.ts';
import { isRef } from '../engine/list.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type SubscriberListRow, subscriberLists } from './model.ts';

/** With the number of contacts who are on it. */
export type CountedList = SubscriberListRow & { readonly subscribers: number };

/** Oldest first. */
export const listSubscriberLists = (db: Db, asOf?: Moment): Promise<CountedList[]> => select(db, db`true`, asOf);

export async function subscriberListByRef(db: Db, ref: number): Promise<CountedList | undefined> {
  return isRef(ref) ? (await select(db, db`ref = ${ref}`))[0] : undefined;
}

export async function subscriberListByKey(db: Db, key: string, asOf?: Moment): Promise<CountedList | undefined> {
  return (await select(db, db`key = ${key}`, asOf))[0];
}

/** Refs of all lists that have not been closed. */
export async function subscriberListRefs(db: Db): Promise<number[]> {
  return (await db<{ ref: number }[]>`select ref from ${relation(db, subscriberLists)}`).map(({ ref }) => ref);
}

async function select(db: Db, where: Fragment, asOf?: Moment): Promise<CountedList[]> {
  return db<CountedList[]>`
    with lists as (select ${selectList(db, subscriberLists)} from ${relation(db, subscriberLists, asOf)} where ${where})
    select lists.*, coalesce(counted.subscribers, 0) as subscribers
    from lists left join (
      select list, count(*)::int as subscribers
      from (select distinct key, unnest(lists) as list from ${relation(db, contacts, asOf)}
        where lists && (select coalesce(array_agg(ref), '{}')::integer[] from lists)) as members
      group by list
    ) as counted on counted.list = lists.ref
    order by lists.ref`;
}
