/** How an invoice's events fold. */
import { applyPatch } from '../../kernel/patch.ts';
import type { InvoiceDetails, InvoiceEvent } from './events.ts';

export type InvoiceState = { readonly phase: 'absent' } | WrittenInvoice;

export interface WrittenInvoice {
  readonly phase: 'draft' | 'issued' | 'voided';
  readonly ref: number;
  readonly order: string | null;
  readonly contact: string | null;
  readonly company: string | null;
  readonly currency: string;
  /** Minor units. */
  readonly total: number;
  readonly details: InvoiceDetails;
  /** Undefined until it is issued. */
  readonly number: number | undefined;
}

export const initialInvoice: InvoiceState = { phase: 'absent' };

export function evolveInvoice(state: InvoiceState, event: InvoiceEvent): InvoiceState {
  if (event.type === 'InvoiceDrafted') {
    const { ref, order, contact, company, currency, totals, details } = event.data;
    const { total } = totals;
    return { phase: 'draft', ref, order, contact, company, currency, total, details, number: undefined };
  }
  return state.phase === 'absent' ? state : evolveWritten(state, event);
}

function evolveWritten(
  invoice: WrittenInvoice,
  event: Exclude<InvoiceEvent, { type: 'InvoiceDrafted' }>,
): WrittenInvoice {
  switch (event.type) {
    case 'InvoiceIssued':
      return { ...invoice, phase: 'issued', number: event.data.number };
    case 'InvoiceDetailsChanged':
      return { ...invoice, details: applyPatch(invoice.details, event.data.changes) };
    case 'InvoiceViewed':
      return invoice;
    case 'InvoiceVoided':
      return { ...invoice, phase: 'voided' };
  }
}
