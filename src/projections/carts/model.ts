/** Carts: whose they are and how full. What is in them is read from the log itself. */
import type { CartEvent } from '../../domain/commerce/cart/events.ts';
import { col, defineModel, type ModelRow, plus } from '../engine/model.ts';

export const carts = defineModel<CartEvent>()({
  name: 'carts',
  version: 1,
  summary: 'Carts by shop and buyer, with the number of their lines.',
  categories: ['cart'],
  temporal: false,
  columns: {
    /** Public half of the API key of the shop. */
    shop: col.requiredText(),
    /** Key of the contact that is logged in. */
    contact: col.text(),
    lineCount: col.requiredInteger(),
    startedAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [{ on: ['contact'], where: 'contact is not null' }],
  handlers: {
    CartStarted: ({ id, data: { shop, contact }, occurredAt }, change) =>
      change.insert(id, { shop, contact, startedAt: occurredAt, updatedAt: occurredAt }),
    AddedToCart: ({ id, occurredAt }, change) => change.update(id, { lineCount: plus(1), updatedAt: occurredAt }),
    CartQuantityChanged: ({ id, occurredAt }, change) => change.update(id, { updatedAt: occurredAt }),
    RemovedFromCart: ({ id, occurredAt }, change) => change.update(id, { lineCount: plus(-1), updatedAt: occurredAt }),
    CartEmptied: ({ id, occurredAt }, change) => change.update(id, { lineCount: 0, updatedAt: occurredAt }),
    CartRepriced: ({ id, data, occurredAt }, change) =>
      change.update(id, { contact: data.contact, updatedAt: occurredAt }),
  },
});

export type CartRow = ModelRow<typeof carts>;
