/** Quotes, invoices and transactions beside each of many customers or companies, in one statement per kind. */
import { newestInvoicesOf } from '../../../projections/invoices/queries.ts';
import { newestPaymentsOf } from '../../../projections/payments/queries.ts';
import { newestQuotesOf } from '../../../projections/quotes/queries.ts';
import type { JetpackRequest } from '../request.ts';
import { rowContext } from './context.ts';
import { invoiceRow } from './invoices.ts';
import { quoteRow } from './quotes.ts';
import { transactionRow } from './transactions.ts';

export const LINKED = ['invoices', 'quotes', 'transactions'] as const;
export type Linked = (typeof LINKED)[number];
export type Parent = 'contact' | 'company';

type Row = Record<string, unknown>;
type Owned = { readonly contact: string | null; readonly company: string | null };

/** Newest first; as many as a person could have. */
const MOST = { limit: 1_000 };

async function rowsOf(request: JetpackRequest, name: Linked, parent: Parent, keys: readonly string[]) {
  const { db } = request.app;
  switch (name) {
    case 'quotes': {
      const found = await newestQuotesOf(db, parent, keys, MOST);
      return shown(found, await rowContext(request, 'quote', found), quoteRow);
    }
    case 'invoices': {
      const found = await newestInvoicesOf(db, parent, keys, MOST);
      return shown(found, await rowContext(request, 'invoice', found), invoiceRow);
    }
    case 'transactions': {
      const found = await newestPaymentsOf(db, parent, keys, MOST);
      return shown(found, await rowContext(request, 'transaction', found), transactionRow);
    }
  }
}

const shown = <R extends Owned, C>(found: readonly R[], context: C, render: (row: R, context: C) => Row) =>
  found.map((row) => ({ owned: row as Owned, row: render(row, context) }));

/** What to put beside each of the customers or companies with these keys. */
export async function linkedRecords(
  request: JetpackRequest,
  names: readonly Linked[],
  parent: Parent,
  keys: readonly string[],
): Promise<(key: string) => Partial<Record<Linked, readonly Row[]>>> {
  const loaded = await Promise.all(
    names.map(async (name) => {
      const byKey = new Map<string, Row[]>();
      for (const { owned, row } of keys.length > 0 ? await rowsOf(request, name, parent, keys) : []) {
        const key = owned[parent] ?? '';
        byKey.set(key, [...(byKey.get(key) ?? []), row]);
      }
      return [name, byKey] as const;
    }),
  );
  return (key) => Object.fromEntries(loaded.map(([name, byKey]) => [name, byKey.get(key) ?? []]));
}
