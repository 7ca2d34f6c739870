/** What is stored about the numbers of invoices. Each event tells all that counts, so the newest is enough to go on from. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key } from '../../kernel/fragments.ts';

const number = z.int().positive();

export const InvoiceNumberGiven = defineEvent('InvoiceNumberGiven', {
  summary: 'An invoice was promised the next number of the series.',
  schema: z.strictObject({
    number,
    invoice: key,
    /** Highest number that was ever given. */
    highest: number,
    /** Promises that are not known to be kept yet, this one included. */
    open: z.array(z.strictObject({ number, invoice: key })),
  }),
});

export const invoiceNumbersEvents = { InvoiceNumberGiven };
export type InvoiceNumbersEvent = EventOf<typeof invoiceNumbersEvents>;
