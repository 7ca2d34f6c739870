/**
 * From a cart to an order: the cart becomes a quote, the quote is paid, the paid quote becomes the order and its invoice. Each
 * step is in the log before the next begins, and each can be repeated, so whatever is cut short where, nothing is charged twice
 * and no paid order is lost.
 */
import { checkout } from '../../domain/sales/checkout/decide.ts';
import type { OrderStatus } from '../../domain/sales/order/events.ts';
import { quote } from '../../domain/sales/quote/decide.ts';
import type { OpenQuote } from '../../domain/sales/quote/state.ts';
import { type RequestContext, type Result, refused, success } from '../context.ts';
import type { Charged, Charges } from './charges.ts';
import type { SalesDependencies } from './common.ts';
import type { Card, PostalParty } from './gateway.ts';
import type { Orders } from './orders.ts';
import type { QuoteInput, Quotes } from './quotes.ts';

export interface CheckoutInput {
  /** Names the visit; one quote is under way in it at a time. */
  readonly visit: string;
  readonly sale: QuoteInput;
  /** Left out, the quote is left for sales staff, or ordered at once where `orderUnpaid` says so. */
  readonly payment?: { readonly card: Card; readonly billing: PostalParty; readonly delivery: PostalParty };
  readonly orderUnpaid?: boolean;
}

export interface CheckedOut {
  readonly key: string;
  readonly ref: number;
  readonly stands: 'quote' | 'order';
  readonly totals: OpenQuote['sale']['totals'];
  readonly currency: string;
  readonly charge?: Charged;
  readonly position: bigint;
}

export interface Checkout {
  /** Calls of one visit at the same time are one. Refuses with SALE_INVALID, ORDER_EMPTY, CONTACT_NOT_FOUND, INPUT_INVALID. */
  place(context: RequestContext, input: CheckoutInput): Promise<Result<CheckedOut>>;
  /** After the bank has seen the buyer. */
  complete(
    context: RequestContext,
    visit: string,
    key: string,
    answer: { readonly md: string; readonly response: string },
  ): Promise<Result<CheckedOut>>;
}

/** What is paid for is released for delivery. */
const PAID_STATUS: OrderStatus = 'processing';

export function createCheckout(
  deps: SalesDependencies & { readonly quotes: Quotes; readonly orders: Orders; readonly charges: Charges },
): Checkout {
  const { executor, ids, quotes, orders, charges, readModels } = deps;
  const underWay = new Map<string, Promise<Result<CheckedOut>>>();

  return {
    place(context, input) {
      const same = underWay.get(input.visit);
      if (same) return same;
      const work = place(context, input).finally(() => underWay.delete(input.visit));
      underWay.set(input.visit, work);
      return work;
    },
    async complete(context, visit, key, answer) {
      const charged = await charges.complete(context, key, answer);
      return charged.ok ? finish(context, visit, key, charged.value) : charged;
    },
  };

  async function place(context: RequestContext, input: CheckoutInput): Promise<Result<CheckedOut>> {
    if (input.sale.lines.length === 0) return refused('ORDER_EMPTY', 'An order has at least one line.', 'lines');
    const { visit, sale, payment } = input;
    const started = await executor.execute(context, checkout, visit, { type: 'StartCheckout', quote: ids.key() });
    const key = started.state.quote ?? '';
    const stored = await quotes.put(context, key, sale);
    if (!stored.ok) return stored;
    const { state } = await executor.load(quote, key);
    if (state.phase === 'absent') return refused('QUOTE_NOT_FOUND', 'There is no such quote.');
    const { total } = state.sale.totals;
    if (!payment || total === 0) return withoutPayment(context, visit, key, input.orderUnpaid ?? false);
    const charged = await charges.charge(context, {
      sale: key,
      saleRef: state.ref,
      contact: state.sale.contact,
      inParts: false,
      request: {
        ...payment,
        amount: total,
        currency: state.sale.currency,
        description: `Order ${state.ref}`,
        email: state.sale.buyer.email,
      },
    });
    if (charged.ok) return finish(context, visit, key, charged.value);
    // Somebody has to find out about the earlier charge first; until then nobody knows whether this one is wanted.
    if (charged.refusal.code !== 'PAYMENT_UNDER_WAY') return charged;
    const unknown = {
      key: '',
      outcome: 'uncertain',
      code: null,
      message: charged.refusal.message,
      position: 0n,
    } as const;
    return shown(key, 'quote', unknown);
  }

  async function withoutPayment(
    context: RequestContext,
    visit: string,
    key: string,
    order: boolean,
  ): Promise<Result<CheckedOut>> {
    if (order) {
      const placed = await orders.placeFromQuote(context, key, { status: PAID_STATUS });
      if (!placed.ok) return placed;
    }
    await executor.execute(context, checkout, visit, { type: 'FinishCheckout', quote: key });
    return shown(key, order ? 'order' : 'quote');
  }

  async function finish(
    context: RequestContext,
    visit: string,
    key: string,
    charge: Charged,
  ): Promise<Result<CheckedOut>> {
    if (charge.outcome !== 'captured') return shown(key, 'quote', charge);
    const placed = await orders.placeFromQuote(context, key, { status: PAID_STATUS });
    if (!placed.ok) return placed;
    await executor.execute(context, checkout, visit, { type: 'FinishCheckout', quote: key });
    return shown(key, 'order', charge);
  }

  async function shown(key: string, stands: CheckedOut['stands'], charge?: Charged): Promise<Result<CheckedOut>> {
    const { state, last } = await executor.load(quote, key);
    if (state.phase === 'absent') return refused('QUOTE_NOT_FOUND', 'There is no such quote.');
    const position = last?.position ?? 0n;
    await readModels.reached(position);
    const { totals, currency } = state.sale;
    return success({ key, ref: state.ref, stands, totals, currency, position, ...(charge ? { charge } : {}) });
  }
}
