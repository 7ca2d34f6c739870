/** The only SELECTs on invoices. They come with what was paid of them. */
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
import type { FieldResolver } from '../filter/filter.ts';
import { type PaidSoFar, withPaid } from '../payments/queries.ts';
import { byRef } from '../sales.ts';
import { type InvoiceRow, invoices } from './model.ts';

export type { InvoiceRow } from './model.ts';

export type Invoice = InvoiceRow & PaidSoFar;

export type InvoiceStanding = 'draft' | 'unpaid' | 'partlyPaid' | 'paid' | 'overdue' | 'voided';

/** How an invoice stands on a day (`YYYY-MM-DD`). */
export function standingOf({ phase, total, paid, details }: Invoice, today: string): InvoiceStanding {
  if (phase !== 'issued') return phase;
  if (paid >= total) return 'paid';
  if (details.dueOn !== undefined && details.dueOn < today) return 'overdue';
  return paid > 0 ? 'partlyPaid' : 'unpaid';
}

export const invoicesByKeys = async (db: Db, keys: readonly string[], asOf?: Moment): Promise<Invoice[]> =>
  withPaid(db, 'invoice', await rowsWhere(db, invoices, 'key', keys, asOf), asOf);

export async function invoiceByRef(db: Db, ref: number, asOf?: Moment): Promise<Invoice | undefined> {
  const row = await rowByRef(db, invoices, ref, asOf);
  return row && (await withPaid(db, 'invoice', [row], asOf))[0];
}

/** The invoices of orders, in no order. */
export const invoicesForOrders = async (db: Db, keys: readonly string[], asOf?: Moment): Promise<Invoice[]> =>
  withPaid(db, 'invoice', await rowsWhere(db, invoices, 'order', keys, asOf), asOf);

export const listInvoices = async (db: Db, query: ListQuery, fields: FieldResolver = byRef): Promise<Invoice[]> =>
  withPaid(db, 'invoice', await listRows(db, { model: invoices, fields }, query), query.asOf);

export const pageOfInvoices = async (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<Invoice>[]> =>
  withPaid(db, 'invoice', await pageOfRows(db, { model: invoices, fields }, query), query.asOf);

export const countInvoices = (db: Db, query: ListQuery, fields: FieldResolver = byRef): Promise<number> =>
  countRows(db, { model: invoices, fields }, query);

/** Newest first, so many of each contact or company. */
export const newestInvoicesOf = async (
  db: Db,
  parent: 'contact' | 'company',
  keys: readonly string[],
  options: OfEach,
): Promise<Invoice[]> => withPaid(db, 'invoice', await newestOfEach(db, invoices, parent, keys, options), options.asOf);
