/** The only SELECTs on quotes, and on quotes and orders together. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { countRows, type ListQuery, listRows, newestOfEach, type OfEach, queriesOf } from '../engine/list.ts';
import { relation } from '../engine/relation.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { orders } from '../orders/model.ts';
import { byRef } from '../sales.ts';
import { type QuoteRow, quotes } from './model.ts';

export type { QuoteRow } from './model.ts';

export const { byKeys: quotesByKeys, byRef: quoteByRef, page: pageOfQuotes } = queriesOf(quotes);

export const quoteByKey = async (db: Db, key: string, asOf?: Moment): Promise<QuoteRow | undefined> =>
  (await quotesByKeys(db, [key], asOf))[0];

export const listQuotes = (db: Db, query: ListQuery, fields: FieldResolver = byRef): Promise<QuoteRow[]> =>
  listRows(db, { model: quotes, fields }, query);
export const countQuotes = (db: Db, query: ListQuery, fields: FieldResolver = byRef): Promise<number> =>
  countRows(db, { model: quotes, fields }, query);

/** Newest first, so many of each contact or company. */
export const newestQuotesOf = (
  db: Db,
  parent: 'contact' | 'company',
  keys: readonly string[],
  options: OfEach,
): Promise<QuoteRow[]> => newestOfEach(db, quotes, parent, keys, options);

export interface SaleKey {
  readonly key: string;
  readonly kind: 'quote' | 'order';
}

/** Orders of a contact and the quotes that have not become orders, newest first. */
export async function salesOf(
  db: Db,
  contact: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ readonly found: number; readonly keys: readonly SaleKey[] }> {
  const all = db`
    select key, 'quote' as kind, ref from ${relation(db, quotes)} where contact = ${contact} and not ordered
    union all select key, 'order' as kind, ref from ${relation(db, orders)} where contact = ${contact}`;
  const [count] = await db<{ count: string }[]>`select count(*) as count from (${all}) as sales`;
  const keys = await db<SaleKey[]>`
    select key, kind from (${all}) as sales order by ref desc limit ${limit} offset ${offset}`;
  return { found: Number(count?.count ?? 0), keys: keys.map(({ key, kind }) => ({ key, kind })) };
}
