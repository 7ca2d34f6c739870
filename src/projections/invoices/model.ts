/** Invoices. What was paid of one is told by the payments. */
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import type { Buyer } from '../../domain/sales/document.ts';
import { type InvoiceDetails, type InvoiceEvent, invoiceDetails } from '../../domain/sales/invoice/events.ts';
import { col, defineModel, type ModelRow, patch, plus } from '../engine/model.ts';
import { type Sold, saleColumns } from '../sales.ts';

export const invoices = defineModel<InvoiceEvent>()({
  name: 'invoices',
  version: 1,
  summary: 'Invoices, drafts and voided ones too.',
  categories: ['invoice'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    /** Without gaps; null for a draft. */
    number: col.integer(),
    phase: col.requiredText<'draft' | 'issued' | 'voided'>(),
    order: col.text(),
    /** Ref of the invoice that it follows from. */
    parent: col.integer(),
    contact: col.text(),
    company: col.text(),
    buyer: col.record<Buyer>({ personal: true }),
    currency: col.requiredText(),
    /** Minor units. */
    total: col.requiredBigint(),
    sale: col.record<Sold>(),
    details: col.record<InvoiceDetails>({ personal: invoiceDetails }),
    /** `YYYY-MM-DD`. */
    datedOn: col.requiredText(),
    linkViews: col.requiredInteger(),
    linkViewedAt: col.timestamp(),
    portalViews: col.requiredInteger(),
    portalViewedAt: col.timestamp(),
    owner: col.integer(),
    tags: col.texts(),
    custom: col.record<Record<string, CustomValue>>({ personal: true }),
    issuedAt: col.timestamp(),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['number'], where: 'number is not null' },
    { on: ['order'], where: '"order" is not null' },
    { on: ['contact', 'ref'], where: 'contact is not null' },
    { on: ['company', 'ref'], where: 'company is not null' },
  ],
  handlers: {
    InvoiceDrafted: ({ id, data, occurredAt }, change) =>
      change.insert(id, {
        ...saleColumns(data),
        ref: data.ref,
        phase: 'draft',
        order: data.order,
        parent: data.parent,
        details: data.details,
        datedOn: data.datedOn,
        owner: data.owner,
        tags: data.tags,
        custom: data.custom,
        createdAt: occurredAt,
        updatedAt: occurredAt,
      }),
    InvoiceIssued: ({ id, data, occurredAt }, change) =>
      change.update(id, { phase: 'issued', number: data.number, issuedAt: occurredAt, updatedAt: occurredAt }),
    InvoiceDetailsChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { details: patch(data.changes), updatedAt: occurredAt }),
    InvoiceViewed: ({ id, data, occurredAt }, change) =>
      change.update(
        id,
        data.on === 'link'
          ? { linkViews: plus(1), linkViewedAt: occurredAt }
          : { portalViews: plus(1), portalViewedAt: occurredAt },
      ),
    InvoiceVoided: ({ id, occurredAt }, change) => change.update(id, { phase: 'voided', updatedAt: occurredAt }),
  },
});

export type InvoiceRow = ModelRow<typeof invoices>;
