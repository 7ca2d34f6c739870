/** The only SELECTs on payments. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  type ListQuery,
  listRows,
  newestOfEach,
  type OfEach,
  queriesOf,
  rowsWhere,
} from '../engine/list.ts';
import { relation } from '../engine/relation.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { byRef } from '../sales.ts';
import { type PaymentRow, payments } from './model.ts';

export type { PaymentRow } from './model.ts';

/** What a payment can be for. */
export type PaidThing = 'order' | 'invoice';

export const { byKeys: paymentsByKeys, byRef: paymentByRef, page: pageOfPayments } = queriesOf(payments);

/** Oldest first. */
export async function paymentsFor(
  db: Db,
  thing: PaidThing,
  keys: readonly string[],
  asOf?: Moment,
): Promise<PaymentRow[]> {
  const rows = await rowsWhere(db, payments, thing, keys, asOf);
  return rows.sort((a, b) => a.ref - b.ref);
}

/** Newest first, so many of each contact or company. */
export const newestPaymentsOf = (
  db: Db,
  parent: 'contact' | 'company',
  keys: readonly string[],
  options: OfEach,
): Promise<PaymentRow[]> => newestOfEach(db, payments, parent, keys, options);

/** By ref, without any filter. */
export const listPayments = (db: Db, query: ListQuery, fields: FieldResolver = byRef): Promise<PaymentRow[]> =>
  listRows(db, { model: payments, fields }, query);
export const countPayments = (db: Db, query: ListQuery, fields: FieldResolver = byRef): Promise<number> =>
  countRows(db, { model: payments, fields }, query);

export interface PaidSoFar {
  /** Minor units. */
  readonly paid: number;
  /** Of the newest payment that counts. ISO 8601. */
  readonly paidAt: string | null;
}

/** What was paid of each; things without payments are not among them. */
export async function paidOf(
  db: Db,
  thing: PaidThing,
  keys: readonly string[],
  asOf?: Moment,
): Promise<ReadonlyMap<string, PaidSoFar>> {
  const column = db.unsafe(`"${thing}"`);
  const rows = await db<{ key: string; paid: string; paidAt: Date | null }[]>`
    select ${column} as key, sum(settled) as paid, max(paid_at) filter (where settled > 0) as "paidAt"
    from ${relation(db, payments, asOf)} where ${column} = any(${[...keys]}::text[]) group by ${column}`;
  return new Map(
    rows.map(({ key, paid, paidAt }) => [
      key,
      { paid: Number(paid), paidAt: paidAt ? new Date(paidAt).toISOString() : null },
    ]),
  );
}

/** What was paid of an order otherwise than by charges. Minor units. */
export async function recordedForOrder(db: Db, key: string): Promise<number> {
  const [row] = await db<{ paid: string }[]>`
    select coalesce(sum(settled), 0) as paid from ${relation(db, payments)} where "order" = ${key} and phase = 'recorded'`;
  return Number(row?.paid ?? 0);
}

const NOTHING_PAID: PaidSoFar = { paid: 0, paidAt: null };

/** Orders or invoices with what was paid of them. */
export async function withPaid<Row extends { readonly key: string }>(
  db: Db,
  thing: PaidThing,
  rows: readonly Row[],
  asOf: Moment | undefined,
): Promise<(Row & PaidSoFar)[]> {
  if (rows.length === 0) return [];
  const keys = rows.map(({ key }) => key);
  const paid = await paidOf(db, thing, keys, asOf);
  return rows.map((row) => ({ ...row, ...(paid.get(row.key) ?? NOTHING_PAID) }));
}
