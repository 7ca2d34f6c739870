/** What companies were offered, billed and paid, added up from their quotes, invoices and payments. */
import Big from 'big.js';
import { fromMinor } from '../../domain/kernel/money.ts';
import type { Db } from '../engine/db.ts';
import { relation } from '../engine/relation.ts';
import { invoices } from '../invoices/model.ts';
import { payments } from '../payments/model.ts';
import { quotes } from '../quotes/model.ts';

/** Amounts as decimals, over all currencies. */
export interface CompanyTotals {
  readonly quotes: Big;
  readonly invoices: Big;
  readonly invoiceCount: number;
  /** The same with voided ones. */
  readonly allInvoices: Big;
  readonly allInvoiceCount: number;
  readonly payments: Big;
  /** Payments of invoices of the company. */
  readonly invoicePayments: Big;
}

interface Sum {
  readonly company: string;
  readonly currency: string;
  readonly what: 'quotes' | 'invoices' | 'voided' | 'payments' | 'invoicePayments';
  readonly amount: string;
  readonly count: string;
}

const NOTHING: CompanyTotals = {
  quotes: new Big(0),
  invoices: new Big(0),
  invoiceCount: 0,
  allInvoices: new Big(0),
  allInvoiceCount: 0,
  payments: new Big(0),
  invoicePayments: new Big(0),
};

/** Payments count when their status, in lower case, is one of these. */
export async function totalsOfCompanies(
  db: Db,
  keys: readonly string[],
  countedStatuses: readonly string[],
): Promise<(key: string) => CompanyTotals> {
  const totals = new Map<string, CompanyTotals>();
  for (const sum of keys.length === 0 ? [] : await sums(db, keys, countedStatuses))
    totals.set(sum.company, plus(totals.get(sum.company) ?? NOTHING, sum));
  return (key) => totals.get(key) ?? NOTHING;
}

const sums = (db: Db, keys: readonly string[], countedStatuses: readonly string[]) => db<Sum[]>`
  select company, currency, 'quotes' as what, sum(total)::text as amount, count(*)::text as count
  from ${relation(db, quotes)} where company = any(${[...keys]}::text[]) group by 1, 2
  union all
  select company, currency, case when phase = 'voided' then 'voided' else 'invoices' end as what,
    sum(total)::text as amount, count(*)::text as count
  from ${relation(db, invoices)} where company = any(${[...keys]}::text[]) group by 1, 2, 3
  union all
  select payments.company, payments.currency,
    case when invoices.company = payments.company then 'invoicePayments' else 'payments' end,
    sum(payments.amount)::text, count(*)::text
  from ${relation(db, payments)} left join ${relation(db, invoices)} on invoices.key = payments.invoice
  where payments.company = any(${[...keys]}::text[]) and lower(payments.status) = any(${[...countedStatuses]}::text[])
  group by 1, 2, 3`;

function plus(before: CompanyTotals, { what, amount, count, currency }: Sum): CompanyTotals {
  const more = new Big(fromMinor(Number(amount), currency));
  switch (what) {
    case 'quotes':
      return { ...before, quotes: before.quotes.plus(more) };
    case 'invoices':
      return {
        ...before,
        invoices: before.invoices.plus(more),
        invoiceCount: before.invoiceCount + Number(count),
        allInvoices: before.allInvoices.plus(more),
        allInvoiceCount: before.allInvoiceCount + Number(count),
      };
    case 'voided':
      return {
        ...before,
        allInvoices: before.allInvoices.plus(more),
        allInvoiceCount: before.allInvoiceCount + Number(count),
      };
    case 'payments':
      return { ...before, payments: before.payments.plus(more) };
    case 'invoicePayments':
      return {
        ...before,
        payments: before.payments.plus(more),
        invoicePayments: before.invoicePayments.plus(more),
      };
  }
}
