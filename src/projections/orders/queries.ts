/** The only SELECTs on orders and their lines. Orders come with what was paid of them. */
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
import { relation } from '../engine/relation.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { type PaidSoFar, withPaid } from '../payments/queries.ts';
import { type OrderRow, orders } from './model.ts';

export type { OrderNote, OrderRow } from './model.ts';

export type Order = OrderRow & PaidSoFar;

/** Several orders by their keys, in no order, without what was paid of them. */
export const orderRowsByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<OrderRow[]> =>
  rowsWhere(db, orders, 'key', keys, asOf);

export const ordersByKeys = async (db: Db, keys: readonly string[], asOf?: Moment): Promise<Order[]> =>
  withPaid(db, 'order', await orderRowsByKeys(db, keys, asOf), asOf);

export const orderByKey = async (db: Db, key: string, asOf?: Moment): Promise<Order | undefined> =>
  (await ordersByKeys(db, [key], asOf))[0];

export async function orderByRef(db: Db, ref: number, asOf?: Moment): Promise<Order | undefined> {
  const row = await rowByRef(db, orders, ref, asOf);
  return row && (await withPaid(db, 'order', [row], asOf))[0];
}

/** `fields` names what filters and sort keys may use: `orderFields`, or a front's own names. */
export const listOrders = async (db: Db, query: ListQuery, fields: FieldResolver): Promise<Order[]> =>
  withPaid(db, 'order', await listRows(db, { model: orders, fields }, query), query.asOf);

export const pageOfOrders = (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<OrderRow>[]> =>
  pageOfRows(db, { model: orders, fields }, query);

export const countOrders = (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, { model: orders, fields }, query);

/** Custom values of orders have no definitions: whatever a contact's orders carry can be asked for. */
export interface OrderCustomField {
  /** `group.alias`. */
  readonly name: string;
  /** A field with values of several types counts as text. */
  readonly type: 'text' | 'number' | 'boolean';
}

export async function customFieldsOfOrders(db: Db, contact: string): Promise<OrderCustomField[]> {
  return db<OrderCustomField[]>`
    select given.key as name,
      case when count(distinct jsonb_typeof(given.value)) = 1 then replace(min(jsonb_typeof(given.value)), 'string', 'text')
        else 'text' end as type
    from ${relation(db, orders)}, jsonb_each(orders.custom) as given where orders.contact = ${contact} group by given.key`;
}

/** Newest first, so many of each contact or company. */
export const newestOrdersOf = (
  db: Db,
  parent: 'contact' | 'company',
  keys: readonly string[],
  options: OfEach,
): Promise<OrderRow[]> => newestOfEach(db, orders, parent, keys, options);
