/** What can be done with invoices. Numbers have no gaps, whatever is cut short where. */

import type { Patch } from '../../domain/kernel/patch.ts';
import { type InvoiceRefusal, invoice } from '../../domain/sales/invoice/decide.ts';
import type { InvoiceDetails } from '../../domain/sales/invoice/events.ts';
import type { InvoiceState } from '../../domain/sales/invoice/state.ts';
import { invoiceNumbers } from '../../domain/sales/invoiceNumbers/decide.ts';
import type { NumberPromise } from '../../domain/sales/invoiceNumbers/state.ts';
import { order } from '../../domain/sales/order/decide.ts';
import type { PlacedOrder } from '../../domain/sales/order/state.ts';
import { type RequestContext, type Result, refused, success, type Written } from '../context.ts';
import type { Executed } from '../execute.ts';
import { newKey, withoutKey } from '../idempotency.ts';
import { blankIsNull, storable } from '../input.ts';
import type { SalesDependencies } from './common.ts';
import { clean, type SaleInput } from './input.ts';

export interface DraftInvoiceInput extends Omit<SaleInput, 'terms'> {
  /** Key of the order that it is for. */
  readonly order?: string | null;
  /** Ref of the invoice that it follows from. */
  readonly parent?: number | null;
  readonly details?: InvoiceDetails;
  /** `YYYY-MM-DD`; today when left out. */
  readonly datedOn?: string;
}

export interface WrittenInvoice extends Written {
  /** Null for a draft. */
  readonly number: number | null;
}

export interface Invoices {
  /** Refuses with SALE_INVALID, CONTACT_NOT_FOUND, INPUT_INVALID. */
  draft(context: RequestContext, input: DraftInvoiceInput): Promise<Result<WrittenInvoice>>;
  /** Gives the invoice its number. Refuses with INVOICE_NOT_FOUND, INVOICE_VOIDED. */
  issue(context: RequestContext, key: string): Promise<Result<WrittenInvoice>>;
  /** Drafts and issues the invoice of an order, once however often it is asked for. */
  issueForOrder(context: RequestContext, orderKey: string): Promise<Result<WrittenInvoice>>;
  update(context: RequestContext, key: string, details: Patch<InvoiceDetails>): Promise<Result<WrittenInvoice>>;
  view(context: RequestContext, key: string, on: 'link' | 'portal'): Promise<Result<WrittenInvoice>>;
  void(context: RequestContext, key: string, reason?: string): Promise<Result<WrittenInvoice>>;
  /** What was paid of is left: money has to go back first. */
  voidUnpaidForOrder(context: RequestContext, orderKey: string): Promise<Result<unknown>>;
}

/** One series for the whole business. */
const SERIES = 'main';

interface Dependencies extends SalesDependencies {
  readonly lookup: { paidOf(invoiceKey: string): Promise<number> };
}

export function createInvoices(deps: Dependencies): Invoices {
  const { executor, customFields, numbers, ids, clock, idempotency, readModels, prepareSale } = deps;
  const today = (): string => clock.now().toISOString().slice(0, 10);

  return {
    draft: (context, input) => idempotency.once(context, 'draftInvoice', input, () => draft(context, input)),
    issue: (context, key) => idempotency.once(context, 'issueInvoice', { key }, () => issue(context, key)),
    issueForOrder,
    voidUnpaidForOrder,
    update: (context, key, details) =>
      idempotency.once(context, 'updateInvoice', { key, details }, () =>
        change(context, key, { type: 'UpdateInvoice', details: blankIsNull(storable(details)) }),
      ),
    view: (context, key, on) =>
      idempotency.once(context, 'viewInvoice', { key, on }, () => change(context, key, { type: 'ViewInvoice', on })),
    void: (context, key, reason) =>
      idempotency.once(context, 'voidInvoice', { key, reason }, () =>
        change(context, key, { type: 'VoidInvoice', reason: storable(reason)?.trim() || null }),
      ),
  };

  async function voidUnpaidForOrder(context: RequestContext, orderKey: string): Promise<Result<unknown>> {
    const key = ids.keyFrom(`invoice:${orderKey}`);
    const issued = await issueForOrder(context, orderKey);
    if (!issued.ok) return issued;
    await readModels.reached(issued.value.position);
    if ((await deps.lookup.paidOf(key)) !== 0) return issued;
    return change(context, key, { type: 'VoidInvoice', reason: 'The order was cancelled.' });
  }

  async function draft(context: RequestContext, input: DraftInvoiceInput): Promise<Result<WrittenInvoice>> {
    const prepared = await prepareSale(context, input);
    if (!prepared.ok) return prepared;
    const { terms: _, ...rest } = prepared.value;
    return change(context, newKey(ids, 'invoice', context), {
      type: 'DraftInvoice',
      ...rest,
      custom: await customFields.counted(context, 'invoice', rest.custom),
      ref: await numbers.next(context, 'invoice'),
      order: input.order ?? null,
      parent: input.parent ?? null,
      details: clean(storable(input.details ?? {})),
      datedOn: input.datedOn ?? today(),
    });
  }

  async function issueForOrder(context: RequestContext, orderKey: string): Promise<Result<WrittenInvoice>> {
    const key = ids.keyFrom(`invoice:${orderKey}`);
    const { state } = await executor.load(invoice, key);
    if (state.phase === 'absent') {
      const { state: placed } = await executor.load(order, orderKey);
      if (placed.phase === 'absent') return refused('ORDER_NOT_FOUND', 'There is no such order.');
      const drafted = await draftFor(context, key, orderKey, placed);
      // Another hand was quicker with the draft: the same one, since both come from the order.
      if (!drafted.ok && drafted.refusal.code !== 'INVOICE_EXISTS') return drafted;
    }
    return issue(context, key);
  }

  async function draftFor(context: RequestContext, key: string, orderKey: string, placed: PlacedOrder) {
    const { sale, terms, buyer, owner, placedAt } = placed;
    const { line1, line2, line3, city, region, postcode, country } = terms.billingAddress ?? {};
    const addressedTo = [buyer.name, line1, line2, line3, city, region, postcode, country].filter(Boolean).join('\n');
    return change(context, key, {
      type: 'DraftInvoice',
      ref: await numbers.next(context, 'invoice'),
      order: orderKey,
      parent: null,
      sale: { ...sale, buyer },
      details: clean({ addressedTo, notes: terms.notes }),
      datedOn: placedAt.slice(0, 10),
      owner,
      tags: [],
      custom: await customFields.counted(context, 'invoice', {}),
    });
  }

  async function issue(context: RequestContext, key: string): Promise<Result<WrittenInvoice>> {
    const { state, last } = await executor.load(invoice, key);
    if (state.phase === 'absent') return refused('INVOICE_NOT_FOUND', 'There is no such invoice.');
    if (state.phase !== 'draft') return written(key, { ok: true, state, changed: false, position: last?.position });
    return change(context, key, { type: 'IssueInvoice', number: await promisedNumber(context, key) });
  }

  /** See `invoiceNumbers`: promises that are settled by now are told with the request for the next. */
  async function promisedNumber(context: RequestContext, key: string): Promise<number> {
    const { state } = await executor.load(invoiceNumbers, SERIES);
    const settled = await Promise.all(state.open.map(standing));
    const executed = await executor.execute(withoutKey(context), invoiceNumbers, SERIES, {
      type: 'GiveInvoiceNumber',
      invoice: key,
      kept: settled.flatMap(({ promise, stands }) => (stands === 'kept' ? [promise] : [])),
      unused: settled.flatMap(({ promise, stands }) => (stands === 'unused' ? [promise] : [])),
    });
    const promise = executed.state.open.find((one) => one.invoice === key);
    if (!promise) throw new Error('An invoice was promised no number');
    return promise.number;
  }

  async function standing(promise: NumberPromise) {
    const { state } = await executor.load(invoice, promise.invoice);
    const decided = state.phase === 'issued' || state.phase === 'voided';
    const kept = decided && state.number === promise.number;
    return { promise, stands: kept ? 'kept' : decided ? 'unused' : 'open' } as const;
  }

  async function change(
    context: RequestContext,
    key: string,
    command: Parameters<typeof invoice.decide>[1],
  ): Promise<Result<WrittenInvoice>> {
    return written(key, await executor.execute(context, invoice, key, command));
  }
}

function written(key: string, executed: Executed<InvoiceState, InvoiceRefusal>): Result<WrittenInvoice> {
  if (!executed.ok) return executed;
  const { state, position = 0n } = executed;
  return state.phase === 'absent'
    ? refused('INVOICE_NOT_FOUND', 'There is no such invoice.')
    : success({ key, ref: state.ref, number: state.number ?? null, position });
}
