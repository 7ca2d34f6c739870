/** What is stored about an invoice. What was paid of it is told by the payments. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { customValues, day, key, owner, patchSchema, personalText, ref, tags, text } from '../../kernel/fragments.ts';
import type { Patch } from '../../kernel/patch.ts';
import { saleFields } from '../document.ts';

const detailFields = {
  /** Postal texts as printed. */
  addressedTo: personalText,
  addressedFrom: text,
  dueOn: day,
  notes: personalText,
  /** The buyer may pay a part, or add a tip. */
  allowPartial: z.boolean(),
  allowTip: z.boolean(),
};
export const invoiceDetails = z.strictObject(detailFields).partial();
export type InvoiceDetails = z.infer<typeof invoiceDetails>;

export const InvoiceDrafted = defineEvent('InvoiceDrafted', {
  summary: 'An invoice was written. It counts from the moment it is issued.',
  schema: z.strictObject({
    ref,
    order: key.nullable(),
    /** Ref of the invoice that this one follows from, e.g. of a series. */
    parent: ref.nullable(),
    ...saleFields,
    details: invoiceDetails,
    /** Day that the invoice bears. */
    datedOn: day,
    owner: owner.nullable(),
    tags,
    custom: customValues,
  }),
});

export const InvoiceIssued = defineEvent('InvoiceIssued', {
  summary: 'The invoice got its number and became due. Numbers have no gaps.',
  schema: z.strictObject({ number: z.int().positive() }),
});

export const InvoiceDetailsChanged = defineEvent('InvoiceDetailsChanged', {
  summary: 'What an invoice says besides its lines changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: patchSchema(detailFields) as z.ZodType<Patch<InvoiceDetails>> }),
});

export const InvoiceViewed = defineEvent('InvoiceViewed', {
  summary: 'The buyer looked at the invoice.',
  schema: z.strictObject({ on: z.enum(['link', 'portal']) }),
});

export const InvoiceVoided = defineEvent('InvoiceVoided', {
  summary: 'The invoice no longer counts. It keeps its number.',
  schema: z.strictObject({ reason: text.nullable() }),
});

export const invoiceEvents = { InvoiceDrafted, InvoiceIssued, InvoiceDetailsChanged, InvoiceViewed, InvoiceVoided };
export type InvoiceEvent = EventOf<typeof invoiceEvents>;
