/** Orders. What was paid of one is told by the payments. */
import { z } from 'zod';
import { type CustomValue, instant, personalText } from '../../domain/kernel/fragments.ts';
import { type Buyer, type Terms, terms } from '../../domain/sales/document.ts';
import type { Fulfilment, OrderEvent, OrderStatus } from '../../domain/sales/order/events.ts';
import { col, defineModel, type ModelRow, patch } from '../engine/model.ts';
import { type Sold, saleColumns } from '../sales.ts';

const orderNote = z.object({ time: instant, text: personalText });
export type OrderNote = Readonly<z.infer<typeof orderNote>>;

const at = (field: string): string => `coalesce(buyer ->> '${field}', '')`;

/** What a search over all kinds of record looks at, lower case. */
export const ORDER_SEARCH_SQL = `(lower(ref::text || ' ' || ${at('name')} || ' ' || ${at('email')}))`;

export const orders = defineModel<OrderEvent>()({
  name: 'orders',
  version: 2,
  summary: 'Orders, cancelled ones too.',
  categories: ['order'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    /** Key of the quote that it came from. */
    quote: col.text(),
    /** Number of the order that this one repeats. */
    repeats: col.integer(),
    contact: col.text(),
    company: col.text(),
    buyer: col.record<Buyer>({ personal: true }),
    currency: col.requiredText(),
    /** Minor units, like all amounts here. */
    total: col.requiredBigint(),
    sale: col.record<Sold>(),
    terms: col.record<Terms>({ personal: terms }),
    fulfilment: col.record<Fulfilment>(),
    status: col.requiredText<OrderStatus>(),
    cancelReason: col.text(),
    /** Private notes by the revision that they came with. */
    notes: col.record<Record<string, OrderNote>>({ personal: z.record(z.string(), orderNote) }),
    owner: col.integer(),
    tags: col.texts(),
    custom: col.record<Record<string, CustomValue>>({ personal: true }),
    placedAt: col.requiredTimestamp(),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['contact', 'ref'], where: 'contact is not null' },
    { on: ['company', 'ref'], where: 'company is not null' },
    { on: ['placed_at', 'ref'] },
    { on: [ORDER_SEARCH_SQL], using: 'gin', operators: 'gin_trgm_ops' },
  ],
  handlers: {
    OrderPlaced: ({ id, data, occurredAt }, change) =>
      change.insert(id, {
        ...saleColumns(data),
        ref: data.ref,
        quote: data.quote,
        repeats: data.repeats ?? null,
        terms: data.terms,
        status: data.status,
        owner: data.owner,
        tags: data.tags,
        custom: data.custom,
        placedAt: data.placedAt,
        createdAt: occurredAt,
        updatedAt: occurredAt,
      }),
    OrderTermsChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { terms: patch(data.changes), updatedAt: occurredAt }),
    OrderBuyerChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { buyer: patch(data.changes), updatedAt: occurredAt }),
    OrderStatusChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { status: data.status, cancelReason: null, updatedAt: occurredAt }),
    OrderCancelled: ({ id, data, occurredAt }, change) =>
      change.update(id, { status: 'cancelled', cancelReason: data.reason, updatedAt: occurredAt }),
    OrderFulfilmentChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { fulfilment: patch(data.changes), updatedAt: occurredAt }),
    OrderNoteAdded: ({ id, data, revision, occurredAt }, change) =>
      change.update(id, {
        notes: patch({ [revision]: { time: occurredAt, text: data.text } }),
        updatedAt: occurredAt,
      }),
  },
});

export type OrderRow = ModelRow<typeof orders>;
