/** What may happen to an invoice. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import type { CustomValue } from '../../kernel/fragments.ts';
import { narrowPatch, type Patch } from '../../kernel/patch.ts';
import { priceSale, type SaleRefusal, type SaleToPrice } from '../document.ts';
import { type InvoiceDetails, type InvoiceEvent, invoiceEvents } from './events.ts';
import { evolveInvoice, type InvoiceState, initialInvoice, type WrittenInvoice } from './state.ts';

export type InvoiceCommand = DraftInvoice | IssueInvoice | UpdateInvoice | ViewInvoice | VoidInvoice;

export interface DraftInvoice {
  readonly type: 'DraftInvoice';
  readonly ref: number;
  readonly order: string | null;
  readonly parent: number | null;
  readonly sale: SaleToPrice;
  readonly details: InvoiceDetails;
  readonly datedOn: string;
  readonly owner: number | null;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, CustomValue>>;
}

export interface IssueInvoice {
  readonly type: 'IssueInvoice';
  readonly number: number;
}

export interface UpdateInvoice {
  readonly type: 'UpdateInvoice';
  readonly details: Patch<InvoiceDetails>;
}

export interface ViewInvoice {
  readonly type: 'ViewInvoice';
  readonly on: 'link' | 'portal';
}

export interface VoidInvoice {
  readonly type: 'VoidInvoice';
  readonly reason: string | null;
}

export type InvoiceRefusal = SaleRefusal | 'INVOICE_EXISTS' | 'INVOICE_NOT_FOUND' | 'INVOICE_VOIDED';
type InvoiceDecision = Decision<InvoiceEvent, InvoiceRefusal>;

export function decideInvoice(state: InvoiceState, command: InvoiceCommand): InvoiceDecision {
  if (command.type === 'DraftInvoice') return draft(state, command);
  if (state.phase === 'absent') return refuse('INVOICE_NOT_FOUND', 'There is no such invoice.');
  switch (command.type) {
    case 'IssueInvoice':
      return issue(state, command);
    case 'UpdateInvoice':
      return update(state, command);
    case 'ViewInvoice':
      return accept(invoiceEvents.InvoiceViewed({ on: command.on }));
    case 'VoidInvoice':
      return state.phase === 'voided' ? nothing : accept(invoiceEvents.InvoiceVoided({ reason: command.reason }));
  }
}

function draft(state: InvoiceState, { type: _, sale, tags, custom, ...rest }: DraftInvoice): InvoiceDecision {
  if (state.phase !== 'absent' && state.ref === rest.ref) return nothing;
  if (state.phase !== 'absent') return refuse('INVOICE_EXISTS', 'There is an invoice of this key already.');
  const priced = priceSale(sale);
  if (!priced.ok) return priced;
  return accept(
    invoiceEvents.InvoiceDrafted({ ...rest, ...priced.sale, tags: [...new Set(tags)], custom: { ...custom } }),
  );
}

const voided = refuse('INVOICE_VOIDED', 'The invoice was voided.');

function issue(invoice: WrittenInvoice, { number }: IssueInvoice): InvoiceDecision {
  if (invoice.phase === 'voided') return voided;
  return invoice.phase === 'issued' ? nothing : accept(invoiceEvents.InvoiceIssued({ number }));
}

function update(invoice: WrittenInvoice, { details }: UpdateInvoice): InvoiceDecision {
  const changes = narrowPatch(invoice.details, details);
  if (!changes) return nothing;
  return invoice.phase === 'voided' ? voided : accept(invoiceEvents.InvoiceDetailsChanged({ changes }));
}

export const invoice = defineAggregate<InvoiceState, InvoiceCommand, InvoiceEvent, InvoiceRefusal>({
  category: 'invoice',
  events: invoiceEvents,
  initial: initialInvoice,
  evolve: evolveInvoice,
  decide: decideInvoice,
});
