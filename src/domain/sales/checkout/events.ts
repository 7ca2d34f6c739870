/** What is stored about the way from a cart to an order. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key } from '../../kernel/fragments.ts';

export const CheckoutStarted = defineEvent('CheckoutStarted', {
  summary: 'A buyer is about to order; this quote holds what, until it is paid for or left.',
  schema: z.strictObject({ quote: key }),
});

export const CheckoutFinished = defineEvent('CheckoutFinished', {
  summary: 'The buyer is through. The next checkout makes another quote.',
  schema: z.strictObject({ quote: key }),
});

export const checkoutEvents = { CheckoutStarted, CheckoutFinished };
export type CheckoutEvent = EventOf<typeof checkoutEvents>;
