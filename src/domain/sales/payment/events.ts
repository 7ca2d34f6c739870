/** What is stored about a payment, whether it was made elsewhere and recorded here, or charged through a gateway. No card data. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import {
  customValues,
  customValuesPatch,
  instant,
  key,
  owner,
  personalText,
  ref,
  tags,
  text,
} from '../../kernel/fragments.ts';
import { amount, currency, decimal } from '../../kernel/money.ts';

/** What the amount is made of, as far as it is known. Minor units. */
export const breakdown = z
  .strictObject({ net: amount, fee: amount, discount: amount, tax: amount, shipping: amount, shippingTax: amount })
  .partial();

const paymentFields = {
  /** In the words of whoever recorded it, e.g. `Completed`. Some of them count as paid. */
  status: text,
  /** `Sale`, `Refund`, `Credit Note`, or as the business calls it. */
  kind: text,
  amount,
  currency,
  breakdown,
  method: text.nullable(),
  title: text.nullable(),
  description: personalText.nullable(),
  /** Where it came from, e.g. the name of a shop. */
  origin: text.nullable(),
  paidAt: instant,
  completedAt: instant.nullable(),
  /** Units of the shop's currency for one of this. */
  exchangeRate: decimal.nullable(),
  /** Rate of tax in percent, as whoever recorded it said. */
  taxRate: decimal.nullable().optional(),
  contact: key.nullable(),
  company: key.nullable(),
  order: key.nullable(),
  invoice: key.nullable(),
  /** Ref of the payment that this one follows from. */
  parent: ref.nullable(),
  owner: owner.nullable(),
};
export const paymentFieldsSchema = z.strictObject(paymentFields);
export type PaymentFields = z.infer<typeof paymentFieldsSchema>;

const identity = {
  ref,
  /** Number of the payment elsewhere; unique. */
  reference: text,
};
/** How much this payment takes off what is owed, now. Negative for money that went back. */
const settled = amount;

export const PaymentRecorded = defineEvent('PaymentRecorded', {
  summary: 'A payment that was made elsewhere was entered.',
  schema: z.strictObject({ ...identity, ...paymentFields, settled, tags, custom: customValues }),
});

export const PaymentChanged = defineEvent('PaymentChanged', {
  summary: 'What was entered about a payment changed; missing means unchanged.',
  schema: z.strictObject({ changes: paymentFieldsSchema.partial(), settled }),
});

export const PaymentCustomFieldsSet = defineEvent('PaymentCustomFieldsSet', {
  summary: 'Custom values were set, or cleared where null.',
  schema: z.strictObject({ values: customValuesPatch }),
});

/** What may be kept of a card. */
export const cardHint = z.strictObject({
  brand: text.nullable(),
  lastDigits: personalText.nullable(),
  expiry: text.nullable(),
});
export type CardHint = z.infer<typeof cardHint>;

export const PaymentStarted = defineEvent('PaymentStarted', {
  summary: 'A card is about to be charged. Nothing has been sent to the gateway yet.',
  schema: z.strictObject({
    ...identity,
    ...paymentFields,
    gateway: text,
    /** Our number for this attempt at the gateway; used once. */
    code: text,
    card: cardHint,
  }),
});

/** What the gateway wants to hear again for a refund or a void. */
export const gatewayFacts = z
  .strictObject({ transactionId: text, securityKey: text, authorisation: text, bankCode: text })
  .partial();
export type GatewayFacts = z.infer<typeof gatewayFacts>;

export const PaymentCaptured = defineEvent('PaymentCaptured', {
  summary: 'The gateway took the money.',
  schema: z.strictObject({ facts: gatewayFacts, settled }),
});

export const PaymentDeclined = defineEvent('PaymentDeclined', {
  summary: 'The gateway or the bank said no.',
  schema: z.strictObject({ code: z.int().nullable() }),
});

export const PaymentChallenged = defineEvent('PaymentChallenged', {
  summary: 'The bank wants to see the buyer first.',
  schema: z.strictObject({ facts: gatewayFacts }),
});

export const PaymentDoubted = defineEvent('PaymentDoubted', {
  summary: 'Nobody knows whether the money was taken. It is never tried again by itself.',
  schema: z.strictObject({ reason: text }),
});

const refundCode = text;

export const PaymentRefundStarted = defineEvent('PaymentRefundStarted', {
  summary: 'Money is about to go back through the gateway.',
  schema: z.strictObject({ code: refundCode, amount: amount.positive() }),
});

export const PaymentRefunded = defineEvent('PaymentRefunded', {
  summary: 'Money went back to the buyer.',
  schema: z.strictObject({ code: refundCode, amount: amount.positive(), settled }),
});

export const PaymentRefundFailed = defineEvent('PaymentRefundFailed', {
  summary: 'The gateway did not give the money back.',
  schema: z.strictObject({ code: refundCode, error: z.int().nullable() }),
});

export const PaymentVoided = defineEvent('PaymentVoided', {
  summary: 'The payment was called back before it was settled, or entered by mistake.',
  schema: z.strictObject({ reason: text.nullable() }),
});

export const paymentEvents = {
  PaymentRecorded,
  PaymentChanged,
  PaymentCustomFieldsSet,
  PaymentStarted,
  PaymentCaptured,
  PaymentDeclined,
  PaymentChallenged,
  PaymentDoubted,
  PaymentRefundStarted,
  PaymentRefunded,
  PaymentRefundFailed,
  PaymentVoided,
};
export type PaymentEvent = EventOf<typeof paymentEvents>;
