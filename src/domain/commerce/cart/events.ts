/** What is stored about carts: what a visitor is about to buy, at the prices shown. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key, ref, text } from '../../kernel/fragments.ts';
import { currency, decimal } from '../../kernel/money.ts';

const terms = {
  /** Key of the contact that is logged in. */
  contact: key.nullable(),
  /** Price band; null for the default one. */
  band: text.nullable(),
  taxable: z.enum(['Y', 'N', 'R']),
  currency,
};
const cartTerms = z.strictObject(terms);
export type CartTerms = z.infer<typeof cartTerms>;

const line = z.strictObject({
  /** Number of the line among all lines of all carts. */
  ref,
  product: key,
  variant: key,
  sku: text,
  name: text,
  size: text.nullable(),
  /** Code of the main category. */
  category: text.nullable(),
  /** Unit of measure that quantity and price are for. */
  unit: text,
  quantity: decimal,
  /** Net, in major units; may be finer than the currency. */
  unitPrice: decimal,
  taxRate: decimal,
  location: text.nullable(),
  /** The price, or the rate, was given by the shop's program and is not the catalogue's. */
  customPrice: z.boolean(),
  customRate: z.boolean(),
  /** The visitor cannot change the quantity. */
  fixed: z.boolean(),
});
export type CartLine = z.infer<typeof line>;

export const CartStarted = defineEvent('CartStarted', {
  summary: 'A visitor put a first thing into a cart.',
  schema: z.strictObject({
    ...terms,
    /** Public half of the API key of the shop. */
    shop: text,
  }),
});

export const AddedToCart = defineEvent('AddedToCart', {
  summary: 'A line was added to a cart.',
  schema: line,
});

export const CartQuantityChanged = defineEvent('CartQuantityChanged', {
  summary: 'The quantity of a line of a cart changed.',
  schema: z.strictObject({ ref, quantity: decimal }),
});

export const RemovedFromCart = defineEvent('RemovedFromCart', {
  summary: 'A line was taken out of a cart.',
  schema: z.strictObject({ ref }),
});

export const CartEmptied = defineEvent('CartEmptied', {
  summary: 'Everything was taken out of a cart: these lines.',
  schema: z.strictObject({ lines: z.array(ref) }),
});

export const CartRepriced = defineEvent('CartRepriced', {
  summary: 'Somebody else is buying, or on other terms; the prices that differ are told.',
  schema: cartTerms.extend({ prices: z.array(z.strictObject({ ref, unitPrice: decimal, taxRate: decimal })) }),
});

export const cartEvents = {
  CartStarted,
  AddedToCart,
  CartQuantityChanged,
  RemovedFromCart,
  CartEmptied,
  CartRepriced,
};
export type CartEvent = EventOf<typeof cartEvents>;
