/**
 * From a sale that a buyer agrees to, to an order: the sale becomes a quote, the quote is paid, the paid quote becomes the order
 * and its invoice. Each step is in the log before the next begins, and each can be repeated, so whatever is cut short where,
 * nothing is charged twice and no paid order is lost.
 */
import { checkout } from '../../domain/sales/checkout/decide.ts';
import { order } from '../../domain/sales/order/decide.ts';
import { quote } from '../../domain/sales/quote/decide.ts';
import type { OpenQuote } from '../../domain/sales/quote/state.ts';
import { type RequestContext, type Result, refused, success } from '../context.ts';
import { type CardInput, type PaymentProblems, readPayment } from './card.ts';
import type { Charged, Charges } from './charges.ts';
import type { SalesDependencies } from './common.ts';
import type { LineInput } from './input.ts';
import { type Orders, PAID_STATUS } from './orders.ts';
import type { QuoteInput, Quotes } from './quotes.ts';

export interface CheckoutInput {
  /** Names the visit; one quote is under way in it at a time. */
  readonly visit: string;
  readonly sale: QuoteInput;
  /** Left out, nothing is charged, and the quote is left for sales staff. */
  readonly card?: CardInput | undefined;
  /** The buyer pays later, or has paid in another way: ordered at once where the shop is set up so. */
  readonly onAccount?: boolean | undefined;
}

export interface CompleteInput {
  readonly visit: string;
  /** Key of the order or the quote. */
  readonly sale: string;
  /** Key of the contact whose it must be. */
  readonly buyer?: string | undefined;
  /** What the bank told the browser. */
  readonly answer: { readonly md: string; readonly response: string };
}

export interface CheckedOut {
  readonly key: string;
  readonly ref: number;
  readonly stands: 'quote' | 'order';
  readonly sale: OpenQuote['sale'];
  readonly charge?: Charged;
  /** Why the card was not even tried. */
  readonly problems?: PaymentProblems;
  readonly position: bigint;
}

export interface Checkout {
  /** Calls of one visit at the same time are one. Refuses with SALE_INVALID, ORDER_EMPTY, CONTACT_NOT_FOUND, INPUT_INVALID. */
  place(context: RequestContext, input: CheckoutInput): Promise<Result<CheckedOut>>;
  /** How an order or a quote stands by now. Refuses with QUOTE_NOT_FOUND. */
  find(key: string): Promise<Result<CheckedOut>>;
  /** After the bank has seen the buyer. Refuses with ORDER_NOT_FOUND and PAYMENT_NOT_CHALLENGED. */
  complete(context: RequestContext, input: CompleteInput): Promise<Result<CheckedOut>>;
}

export interface CheckoutSettings {
  /** Whether cards are charged at all. */
  readonly acceptPayments: boolean;
  /** What becomes of a checkout on account, or of nothing that costs anything. */
  readonly unpaidCreates: 'quote' | 'order';
  /** How many days from the checkout its quote can be accepted; for ever when absent. */
  readonly quoteValidDays: number | undefined;
}

interface Dependencies extends SalesDependencies {
  readonly quotes: Quotes;
  readonly orders: Orders;
  readonly charges: Charges;
  readonly settings: CheckoutSettings;
  /** What was paid of a sale in other ways than by charges. Minor units. */
  readonly lookup: { recordedFor(key: string): Promise<number> };
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function createCheckout(deps: Dependencies): Checkout {
  const { executor, ids, clock, quotes, orders, charges, readModels, settings, lookup } = deps;
  const underWay = new Map<string, Promise<Result<CheckedOut>>>();

  return {
    place(context, input) {
      const same = underWay.get(input.visit);
      if (same) return same;
      const work = place(context, input).finally(() => underWay.delete(input.visit));
      underWay.set(input.visit, work);
      return work;
    },
    find: (key) => shown(key),
    complete,
  };

  async function place(context: RequestContext, input: CheckoutInput): Promise<Result<CheckedOut>> {
    const { visit, sale } = input;
    if (sale.lines.length === 0) return refused('ORDER_EMPTY', 'An order has at least one line.', 'lines');
    const started = await executor.execute(context, checkout, visit, { type: 'StartCheckout', quote: ids.key() });
    const key = started.state.quote ?? '';
    const standing = await charges.standing(context, key);
    if (!standing.ok) return doubtful(key, standing.refusal.message);
    const recorded = await lookup.recordedFor(key);
    // What was paid for is not changed any more: a visit that was cut short after paying goes on where it was.
    if (standing.value.taken + recorded > 0) {
      if (!(await isAnother(key, sale))) return pay(context, key, recorded, input);
      await executor.execute(context, checkout, visit, { type: 'FinishCheckout', quote: key });
      return place(context, input);
    }
    const stored = await quotes.put(context, key, { ...sale, validUntil: lastDay() });
    return stored.ok ? pay(context, key, recorded, input) : stored;
  }

  function lastDay(): string | null {
    const { quoteValidDays: days } = settings;
    return days === undefined ? null : new Date(clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
  }

  /** The order was placed without the visit hearing of it, and by now the buyer wants something else. */
  async function isAnother(key: string, { lines }: QuoteInput): Promise<boolean> {
    const { state } = await executor.load(order, key);
    if (state.phase === 'absent') return false;
    const told = (sold: readonly Pick<LineInput, 'sku' | 'name' | 'quantity'>[]): string =>
      JSON.stringify(sold.map(({ sku, name, quantity }) => [sku ?? name, quantity]));
    return told(lines) !== told(state.sale.lines);
  }

  async function pay(
    context: RequestContext,
    key: string,
    recorded: number,
    input: CheckoutInput,
  ): Promise<Result<CheckedOut>> {
    const { card, onAccount = false } = input;
    const standing = await charges.standing(context, key);
    if (!standing.ok) return doubtful(key, standing.refusal.message);
    const { state } = await executor.load(quote, key);
    if (state.phase === 'absent') return quoteNotFound;
    const { total } = state.sale.totals;
    const due = total - recorded - standing.value.taken;
    if (due <= 0 && total > 0) return finish(context, input, key, takenBefore(standing.value.newest));
    if (!card || total === 0 || onAccount || !settings.acceptPayments)
      return withoutPayment(context, input, key, settings.unpaidCreates === 'order' && (onAccount || total === 0));
    const ready = readPayment(card, { buyer: state.sale.buyer, terms: state.terms });
    if (!ready.ok) return shown(key, { problems: ready.problems });
    const charged = await charges.charge(context, {
      sale: key,
      saleRef: state.ref,
      contact: state.sale.contact,
      most: total - recorded,
      request: {
        ...ready.value,
        amount: due,
        currency: state.sale.currency,
        description: `Order ${state.ref}`,
        email: state.sale.buyer.email,
      },
    });
    if (charged.ok) return finish(context, input, key, charged.value);
    switch (charged.refusal.code) {
      case 'PAYMENT_UNDER_WAY':
        return doubtful(key, charged.refusal.message);
      // Another server was a little faster: what it took counts.
      case 'AMOUNT_TOO_HIGH':
        return pay(context, key, recorded, input);
      default:
        return charged;
    }
  }

  /** Somebody has to find out about the earlier charge first; until then nobody knows whether another one is wanted. */
  function doubtful(key: string, message: string): Promise<Result<CheckedOut>> {
    return shown(key, { charge: { key: '', outcome: 'uncertain', code: null, message, position: 0n } });
  }

  async function withoutPayment(
    context: RequestContext,
    { visit, sale }: CheckoutInput,
    key: string,
    orderAtOnce: boolean,
  ): Promise<Result<CheckedOut>> {
    if (orderAtOnce) {
      const placed = await orders.placeFromQuote(context, key, { status: PAID_STATUS, placedAt: sale.quotedAt });
      if (!placed.ok) return placed;
    }
    await executor.execute(context, checkout, visit, { type: 'FinishCheckout', quote: key });
    return shown(key);
  }

  async function finish(
    context: RequestContext,
    { visit, sale }: CheckoutInput,
    key: string,
    charge: Charged,
  ): Promise<Result<CheckedOut>> {
    if (charge.outcome !== 'captured') return shown(key, { charge });
    const placed = await orders.placeFromQuote(context, key, { status: PAID_STATUS, placedAt: sale.quotedAt });
    if (!placed.ok) return placed;
    await executor.execute(context, checkout, visit, { type: 'FinishCheckout', quote: key });
    return shown(key, { charge });
  }

  async function complete(
    context: RequestContext,
    { visit, sale: key, buyer, answer }: CompleteInput,
  ): Promise<Result<CheckedOut>> {
    const before = await shown(key);
    if (!before.ok || (buyer !== undefined && before.value.sale.contact !== buyer))
      return refused('ORDER_NOT_FOUND', 'There is no such order.');
    const charged = await charges.complete(context, key, answer);
    if (!charged.ok) return charged;
    if (charged.value.outcome !== 'captured') return shown(key, { charge: charged.value });
    const placed = await orders.placePaid(context, charged.value.key);
    if (!placed.ok) return placed;
    await executor.execute(context, checkout, visit, { type: 'FinishCheckout', quote: key });
    return shown(key, { charge: charged.value });
  }

  async function shown(
    key: string,
    outcome: Pick<CheckedOut, 'charge' | 'problems'> = {},
  ): Promise<Result<CheckedOut>> {
    const ordered = await executor.load(order, key);
    const { state, last } = ordered.state.phase === 'placed' ? ordered : await executor.load(quote, key);
    if (state.phase === 'absent') return quoteNotFound;
    const position = last?.position ?? 0n;
    await readModels.reached(position);
    const stands = ordered.state.phase === 'placed' ? 'order' : 'quote';
    return success({ key, ref: state.ref, stands, sale: state.sale, position, ...outcome });
  }
}

/** The empty key stands for money that came in another way. */
const takenBefore = (key = ''): Charged => ({ key, outcome: 'captured', code: null, message: '', position: 0n });

const quoteNotFound = refused('QUOTE_NOT_FOUND', 'There is no such quote.');
