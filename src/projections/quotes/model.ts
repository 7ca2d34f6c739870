/** Quotes. */
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import { type Buyer, type Terms, terms } from '../../domain/sales/document.ts';
import type { OrderEvent } from '../../domain/sales/order/events.ts';
import type { QuoteEvent } from '../../domain/sales/quote/events.ts';
import { col, defineModel, type ModelRow, plus } from '../engine/model.ts';
import { type Sold, saleColumns } from '../sales.ts';

type Content = Omit<Extract<QuoteEvent, { type: 'QuoteCreated' }>['data'], 'ref' | 'template'>;

const contentColumns = (data: Content) => ({
  ...saleColumns(data),
  terms: data.terms,
  title: data.title,
  content: data.content,
  quotedAt: data.quotedAt,
  validUntil: data.validUntil,
  owner: data.owner,
  tags: data.tags,
  custom: data.custom,
});

export const quotes = defineModel<QuoteEvent | OrderEvent>()({
  name: 'quotes',
  version: 1,
  summary: 'Quotes, those that became orders too.',
  categories: ['quote', 'order'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    contact: col.text(),
    company: col.text(),
    buyer: col.record<Buyer>({ personal: true }),
    currency: col.requiredText(),
    /** Minor units. */
    total: col.requiredBigint(),
    sale: col.record<Sold>(),
    terms: col.record<Terms>({ personal: terms }),
    title: col.text(),
    content: col.text(),
    /** Number of the document template; null for a draft. */
    template: col.integer(),
    quotedAt: col.requiredTimestamp(),
    /** `YYYY-MM-DD`. */
    validUntil: col.text(),
    viewCount: col.requiredInteger(),
    viewedAt: col.timestamp(),
    acceptedAt: col.timestamp(),
    acceptedBy: col.text({ personal: true }),
    /** It became an order. */
    ordered: col.boolean(),
    owner: col.integer(),
    tags: col.texts(),
    custom: col.record<Record<string, CustomValue>>({ personal: true }),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['contact', 'ref'], where: 'contact is not null' },
    { on: ['company', 'ref'], where: 'company is not null' },
  ],
  handlers: {
    QuoteCreated: ({ id, data, occurredAt }, change) =>
      change.insert(id, {
        ...contentColumns(data),
        ref: data.ref,
        template: data.template,
        createdAt: occurredAt,
        updatedAt: occurredAt,
      }),
    QuoteRevised: ({ id, data, occurredAt }, change) =>
      change.update(id, { ...contentColumns(data), updatedAt: occurredAt }),
    QuotePublished: ({ id, data, occurredAt }, change) =>
      change.update(id, { template: data.template, updatedAt: occurredAt }),
    QuoteViewed: ({ id, occurredAt }, change) => change.update(id, { viewCount: plus(1), viewedAt: occurredAt }),
    QuoteAccepted: ({ id, data, occurredAt }, change) =>
      change.update(id, { acceptedAt: data.acceptedAt, acceptedBy: data.by, updatedAt: occurredAt }),
    OrderPlaced: ({ data, occurredAt }, change) =>
      data.quote === null ? [] : change.update(data.quote, { ordered: true, updatedAt: occurredAt }),
  },
});

export type QuoteRow = ModelRow<typeof quotes>;
