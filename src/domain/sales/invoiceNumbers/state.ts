/** How the numbers of invoices fold: the newest event is the state. */
import type { InvoiceNumbersEvent } from './events.ts';

export interface NumberPromise {
  readonly number: number;
  readonly invoice: string;
}

export interface InvoiceNumbersState {
  readonly highest: number;
  readonly open: readonly NumberPromise[];
}

export const initialInvoiceNumbers: InvoiceNumbersState = { highest: 0, open: [] };

export const evolveInvoiceNumbers = (_: InvoiceNumbersState, { data }: InvoiceNumbersEvent): InvoiceNumbersState => ({
  highest: data.highest,
  open: data.open,
});
