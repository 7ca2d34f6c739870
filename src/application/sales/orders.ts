/** What can be done with orders. Placing one yields its invoice. */
import { type OrderRefusal, order, type UpdateOrder } from '../../domain/sales/order/decide.ts';
import type { OrderStatus } from '../../domain/sales/order/events.ts';
import type { OrderState } from '../../domain/sales/order/state.ts';
import { payment } from '../../domain/sales/payment/decide.ts';
import { quote } from '../../domain/sales/quote/decide.ts';
import { type RequestContext, type Result, refused, success, type Written } from '../context.ts';
import type { Executed } from '../execute.ts';
import { newKey } from '../idempotency.ts';
import { blankIsNull, storable } from '../input.ts';
import type { SalesDependencies } from './common.ts';
import { clean, type SaleInput } from './input.ts';
import type { Invoices } from './invoices.ts';
import type { Snapshot } from './snapshot.ts';

export interface PlaceOrderInput extends SaleInput {
  readonly status?: OrderStatus;
  /** ISO 8601; now when left out. */
  readonly placedAt?: string;
  /** Key of the order that this one repeats. */
  readonly repeats?: string;
}

/** Missing means unchanged, `null` and blank text mean cleared. */
export type OrderChanges = Omit<UpdateOrder, 'type'>;

export interface PlacedOrder extends Written {
  /** Key of its invoice. */
  readonly invoice: string;
}

interface FromQuote {
  readonly status?: OrderStatus;
  /** When the order was given; now when left out. ISO 8601. */
  readonly placedAt?: string | undefined;
}

export interface Orders {
  /** Refuses with SALE_INVALID, ORDER_EMPTY, CONTACT_NOT_FOUND, ORDER_NOT_FOUND, INPUT_INVALID. */
  place(context: RequestContext, input: PlaceOrderInput): Promise<Result<PlacedOrder>>;
  /** The order that a quote leads to, under the key and the number of the quote. Once, however often it is asked for. */
  placeFromQuote(context: RequestContext, quoteKey: string, options?: FromQuote): Promise<Result<PlacedOrder>>;
  /**
   * Makes the quote that a payment is for an order, once all of it is paid. Refuses with NOT_READABLE_YET while the read models
   * are too far behind to tell.
   */
  placePaid(context: RequestContext, paymentKey: string): Promise<Result<unknown>>;
  update(context: RequestContext, key: string, changes: OrderChanges): Promise<Result<Written>>;
  cancel(context: RequestContext, key: string, reason?: string): Promise<Result<Written>>;
  addNote(context: RequestContext, key: string, text: string): Promise<Result<Written>>;
  /** Mails the buyer again how to get at what is digital. Refuses with ORDER_NOT_FOUND and ORDER_NOT_COMPLETED. */
  resendAccess(context: RequestContext, key: string): Promise<Result<Written>>;
}

interface Dependencies extends SalesDependencies {
  readonly invoices: Invoices;
  readonly snapshot: Snapshot;
  readonly lookup: { paidOf(orderKey: string): Promise<number> };
}

/** What is paid for is released for delivery. */
export const PAID_STATUS: OrderStatus = 'processing';

export function createOrders(deps: Dependencies): Orders {
  const { executor, numbers, ids, clock, idempotency, readModels, prepareSale, invoices, snapshot } = deps;

  return {
    place: (context, input) => idempotency.once(context, 'placeOrder', input, () => place(context, input)),
    placeFromQuote: (context, quoteKey, options = {}) =>
      idempotency.once(context, 'placeOrderFromQuote', { quoteKey, options }, () =>
        placeFromQuote(context, quoteKey, options),
      ),
    placePaid,
    update: (context, key, changes) =>
      idempotency.once(context, 'updateOrder', { key, changes }, () => update(context, key, changes)),
    cancel: (context, key, reason) =>
      idempotency.once(context, 'cancelOrder', { key, reason }, () =>
        change(context, key, { type: 'CancelOrder', reason: storable(reason)?.trim() || null }),
      ),
    addNote: (context, key, text) =>
      idempotency.once(context, 'addOrderNote', { key, text }, () => addNote(context, key, text)),
    resendAccess: (context, key) =>
      idempotency.once(context, 'resendOrderAccess', { key }, () =>
        change(context, key, { type: 'ResendOrderAccess' }),
      ),
  };

  async function place(context: RequestContext, input: PlaceOrderInput): Promise<Result<PlacedOrder>> {
    const prepared = await prepareSale(context, input);
    if (!prepared.ok) return prepared;
    const repeated = await repeatedBy(input);
    if (!repeated.ok) return repeated;
    const { sale, ...rest } = prepared.value;
    const key = newKey(ids, 'order', context);
    const executed = await executor.execute(context, order, key, {
      type: 'PlaceOrder',
      ...rest,
      sale: { ...sale, lines: await snapshot(sale.lines) },
      ...repeated.value,
      ref: await numbers.next(context, 'sale'),
      quote: null,
      status: input.status ?? 'pending',
      placedAt: input.placedAt ?? clock.now().toISOString(),
    });
    return placed(context, key, executed);
  }

  async function repeatedBy({ repeats }: PlaceOrderInput): Promise<Result<{ readonly repeats?: number }>> {
    if (!repeats) return success({});
    const { state } = await executor.load(order, repeats);
    if (state.phase === 'absent') return refused('ORDER_NOT_FOUND', 'There is no such order.', 'repeats');
    return success({ repeats: state.ref });
  }

  async function placeFromQuote(
    context: RequestContext,
    key: string,
    { status = 'pending', placedAt = clock.now().toISOString() }: FromQuote,
  ): Promise<Result<PlacedOrder>> {
    const { state } = await executor.load(quote, key);
    if (state.phase === 'absent') return refused('QUOTE_NOT_FOUND', 'There is no such quote.');
    const { ref, sale, terms, owner, tags, custom } = state;
    const command = {
      type: 'PlaceOrder',
      ref,
      quote: key,
      sale: { ...sale, lines: await snapshot(sale.lines) },
      terms,
      owner,
      tags,
      custom,
      status,
      placedAt,
    } as const;
    return placed(context, key, await executor.execute(context, order, key, command));
  }

  async function placePaid(context: RequestContext, paymentKey: string): Promise<Result<unknown>> {
    const { state, last } = await executor.load(payment, paymentKey);
    if (state.phase === 'absent' || state.fields.order === null) return success(undefined);
    const key = state.fields.order;
    const { state: existing, last: newest } = await executor.load(order, key);
    // Whoever placed it in the meantime may not have waited for it to be readable yet.
    if (newest) await readModels.reached(newest.position);
    const { state: offer } = await executor.load(quote, key);
    if (existing.phase === 'placed' || offer.phase === 'absent') return success(undefined);
    if (!(await readModels.reached(last?.position ?? 0n, { models: ['payments'] })))
      return refused('NOT_READABLE_YET', 'What was paid so far is not known yet.');
    if ((await deps.lookup.paidOf(key)) < offer.sale.totals.total) return success(undefined);
    return placeFromQuote(context, key, { status: PAID_STATUS });
  }

  /** The invoice follows at once; should this be cut short, the process of orders makes it. */
  async function placed(
    context: RequestContext,
    key: string,
    executed: Executed<OrderState, OrderRefusal>,
  ): Promise<Result<PlacedOrder>> {
    const result = written(key, executed);
    if (!result.ok) return result;
    const invoice = await invoices.issueForOrder(context, key);
    if (!invoice.ok) return invoice;
    return success({ ...result.value, invoice: invoice.value.key, position: invoice.value.position });
  }

  async function update(context: RequestContext, key: string, raw: OrderChanges): Promise<Result<Written>> {
    const { status, ...changes } = storable(raw);
    return change(context, key, { type: 'UpdateOrder', ...blankIsNull(changes), ...(status ? { status } : {}) });
  }

  async function addNote(context: RequestContext, key: string, raw: string): Promise<Result<Written>> {
    const { text } = clean({ text: storable(raw) });
    if (!text) return refused('INPUT_INVALID', 'A note has a text.', 'text');
    return change(context, key, { type: 'AddOrderNote', text });
  }

  async function change(
    context: RequestContext,
    key: string,
    command: Parameters<typeof order.decide>[1],
  ): Promise<Result<Written>> {
    return written(key, await executor.execute(context, order, key, command));
  }
}

function written(key: string, executed: Executed<OrderState, OrderRefusal>): Result<Written> {
  if (!executed.ok) return executed;
  const { state, position = 0n } = executed;
  return state.phase === 'placed'
    ? success({ key, ref: state.ref, position })
    : refused('ORDER_NOT_FOUND', 'There is no such order.');
}
