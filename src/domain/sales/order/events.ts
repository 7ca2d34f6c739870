/** What is stored about an order. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import {
  customValues,
  instant,
  key,
  owner,
  patchSchema,
  personalText,
  ref,
  tags,
  text,
} from '../../kernel/fragments.ts';
import type { Patch } from '../../kernel/patch.ts';
import { type Buyer, buyer, saleFields, type Terms, terms, termsFields } from '../document.ts';

/** Taken, released for delivery, on its way, done, called off, put away. */
export const ORDER_STATUSES = ['pending', 'processing', 'shipped', 'completed', 'cancelled', 'archived'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

const fulfilmentFields = { courier: text, trackingNumber: text, trackingUrl: text };
export const fulfilment = z.strictObject(fulfilmentFields).partial();
export type Fulfilment = z.infer<typeof fulfilment>;

export const OrderPlaced = defineEvent('OrderPlaced', {
  summary: 'A buyer ordered. Prices are as agreed at this moment.',
  schema: z.strictObject({
    /** One sequence for quotes and orders: an order keeps the number of its quote. */
    ref,
    /** The quote that it came from. */
    quote: key.nullable(),
    /** Number of the order that this one repeats, as orders of subscriptions do. */
    repeats: ref.optional(),
    ...saleFields,
    terms,
    status: z.enum(ORDER_STATUSES),
    /** When the order was given; may lie before it was entered. */
    placedAt: instant,
    owner: owner.nullable(),
    tags,
    custom: customValues,
  }),
});

export const OrderTermsChanged = defineEvent('OrderTermsChanged', {
  summary: 'Addresses, references or notes of an order changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: patchSchema(termsFields) as z.ZodType<Patch<Terms>> }),
});

export const OrderBuyerChanged = defineEvent('OrderBuyerChanged', {
  summary: 'The buyer as named on the order changed.',
  schema: z.strictObject({ changes: patchSchema(buyer.shape) as z.ZodType<Patch<Buyer>> }),
});

export const OrderStatusChanged = defineEvent('OrderStatusChanged', {
  summary: 'The order moved on, or back.',
  schema: z.strictObject({ status: z.enum(ORDER_STATUSES).exclude(['cancelled']) }),
});

export const OrderCancelled = defineEvent('OrderCancelled', {
  summary: 'The order was called off.',
  schema: z.strictObject({ reason: text.nullable() }),
});

export const OrderFulfilmentChanged = defineEvent('OrderFulfilmentChanged', {
  summary: 'Who carries the order, and under which number.',
  schema: z.strictObject({ changes: patchSchema(fulfilmentFields) as z.ZodType<Patch<Fulfilment>> }),
});

export const OrderNoteAdded = defineEvent('OrderNoteAdded', {
  summary: 'Staff wrote a private note on the order.',
  schema: z.strictObject({ text: personalText }),
});

export const OrderNoticeRequested = defineEvent('OrderNoticeRequested', {
  summary: 'The buyer is to be told how the order stands after this change.',
  schema: z.strictObject({}),
});

export const OrderAccessSent = defineEvent('OrderAccessSent', {
  summary: 'The buyer was mailed how to get at what is digital or a membership: these lines.',
  schema: z.strictObject({ lines: z.array(ref) }),
});

export const OrderAccessRequested = defineEvent('OrderAccessRequested', {
  summary: 'The buyer is to be mailed that again, all of it.',
  schema: z.strictObject({}),
});

export const orderEvents = {
  OrderPlaced,
  OrderTermsChanged,
  OrderBuyerChanged,
  OrderStatusChanged,
  OrderCancelled,
  OrderFulfilmentChanged,
  OrderNoteAdded,
  OrderNoticeRequested,
  OrderAccessSent,
  OrderAccessRequested,
};
export type OrderEvent = EventOf<typeof orderEvents>;
