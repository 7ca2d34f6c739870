/**
 * Invoice numbers without gaps, one at a time. A number is promised to an invoice first and written on it second; until the
 * second step is known to be done the promise stays open, so an invoice that asks again after a crash gets the same number, and
 * a number that its invoice did not take goes to the next.
 */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing } from '../../kernel/decision.ts';
import { type InvoiceNumbersEvent, invoiceNumbersEvents } from './events.ts';
import { evolveInvoiceNumbers, type InvoiceNumbersState, initialInvoiceNumbers, type NumberPromise } from './state.ts';

export interface GiveInvoiceNumber {
  readonly type: 'GiveInvoiceNumber';
  readonly invoice: string;
  /** Promises whose numbers are written on their invoices by now. */
  readonly kept: readonly NumberPromise[];
  /** Promises whose invoices will never bear the number: they have others, or were voided before. */
  readonly unused: readonly NumberPromise[];
}

export function decideInvoiceNumbers(
  { highest, open }: InvoiceNumbersState,
  { invoice, kept, unused }: GiveInvoiceNumber,
): Decision<InvoiceNumbersEvent, never> {
  // Promises are compared whole: a number that was free when the asker looked may be somebody else's by now.
  const unusedNow = open.filter((promise) => includes(unused, promise));
  if (open.some((promise) => promise.invoice === invoice && !unusedNow.includes(promise))) return nothing;
  const number = unusedNow.length > 0 ? Math.min(...unusedNow.map((promise) => promise.number)) : highest + 1;
  const others = open.filter((promise) => promise.number !== number && !includes(kept, promise));
  return accept(
    invoiceNumbersEvents.InvoiceNumberGiven({
      number,
      invoice,
      highest: Math.max(highest, number),
      open: [...others, { number, invoice }],
    }),
  );
}

const includes = (promises: readonly NumberPromise[], { number, invoice }: NumberPromise): boolean =>
  promises.some((one) => one.number === number && one.invoice === invoice);

export const invoiceNumbers = defineAggregate<InvoiceNumbersState, GiveInvoiceNumber, InvoiceNumbersEvent, never>({
  category: 'invoiceNumbers',
  events: invoiceNumbersEvents,
  initial: initialInvoiceNumbers,
  newestTellsAll: true,
  evolve: evolveInvoiceNumbers,
  decide: decideInvoiceNumbers,
});
