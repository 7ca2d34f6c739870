/** What is stored about a quote. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { customValues, instant, owner, personalText, ref, tags, text } from '../../kernel/fragments.ts';
import { saleFields, terms } from '../document.ts';

const quoteFields = {
  ...saleFields,
  terms,
  title: text.nullable(),
  /** HTML, as the buyer reads it. */
  content: text.nullable(),
  quotedAt: instant,
  /** Last day on which the buyer can accept. */
  validUntil: z.iso.date().nullable(),
  owner: owner.nullable(),
  tags,
  custom: customValues,
};

export const QuoteCreated = defineEvent('QuoteCreated', {
  summary: 'A buyer was offered something at a price, or it was drafted.',
  schema: z.strictObject({
    /** One sequence for quotes and orders. */
    ref,
    ...quoteFields,
    /** Number of the document template that it was published with; null for a draft. */
    template: ref.nullable(),
  }),
});

export const QuoteRevised = defineEvent('QuoteRevised', {
  summary: 'The offer changed; everything is stated as it is now.',
  schema: z.strictObject(quoteFields),
});

export const QuotePublished = defineEvent('QuotePublished', {
  summary: 'The quote went out to the buyer, in this template.',
  schema: z.strictObject({ template: ref }),
});

export const QuoteViewed = defineEvent('QuoteViewed', {
  summary: 'The buyer looked at the quote.',
  schema: z.strictObject({}),
});

export const QuoteAccepted = defineEvent('QuoteAccepted', {
  summary: 'The buyer took the offer.',
  schema: z.strictObject({ by: personalText.nullable(), acceptedAt: instant }),
});

export const quoteEvents = { QuoteCreated, QuoteRevised, QuotePublished, QuoteViewed, QuoteAccepted };
export type QuoteEvent = EventOf<typeof quoteEvents>;
