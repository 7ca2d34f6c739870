/** Buying what is in a cart: its lines at the prices shown become a quote, and with a good card an order. The cart stays. */
import { fromMinor, shortest } from '../../domain/kernel/money.ts';
import type { Terms } from '../../domain/sales/document.ts';
import { type RequestContext, type Result, refused, success } from '../context.ts';
import { type Idempotency, withoutKey } from '../idempotency.ts';
import type { MailRequest, Mails } from '../mail/mails.ts';
import type { CardInput } from '../sales/card.ts';
import type { CheckedOut, Checkout } from '../sales/checkout.ts';
import type { LineInput } from '../sales/input.ts';
import type { Carts, PricedCart } from './carts.ts';

export interface PurchaseInput {
  /** Key of the cart. Null is an empty one. */
  readonly cart: string | null;
  /** Key of the contact who buys. */
  readonly contact: string;
  readonly terms?: Terms;
  /** When the order was given; now when left out. ISO 8601. */
  readonly orderedAt?: string | undefined;
  readonly card?: CardInput | undefined;
  /** Pays later, or has paid in another way: nothing is charged. */
  readonly onAccount?: boolean | undefined;
  /** Mails the order or the quote: by a document of the operator, or in the usual words. */
  readonly mail?: { readonly document?: number | undefined } | undefined;
}

export interface Purchase extends CheckedOut {
  /** Whether the mail went out; undefined where none was due. */
  readonly mailed?: boolean;
}

export interface Purchases {
  /** Calls for one cart at the same time are one. Refuses with CART_EMPTY and as `checkout.place` does. */
  buy(context: RequestContext, input: PurchaseInput): Promise<Result<Purchase>>;
  /** Goes on with a purchase after the bank has seen the buyer. Refuses with ORDER_NOT_FOUND and PAYMENT_NOT_CHALLENGED. */
  complete(context: RequestContext, input: CompletePurchaseInput): Promise<Result<Purchase>>;
}

export interface CompletePurchaseInput {
  readonly cart: string | null;
  /** Key of the contact whose it must be. */
  readonly contact?: string | undefined;
  /** Key of the order or the quote. */
  readonly order: string;
  /** What the bank told the browser. */
  readonly answer: { readonly md: string; readonly response: string };
}

interface Dependencies {
  readonly carts: Pick<Carts, 'find'>;
  readonly checkout: Checkout;
  readonly mails: Mails;
  readonly idempotency: Idempotency;
}

export function createPurchases({ carts, checkout, mails, idempotency }: Dependencies): Purchases {
  return {
    buy: (context, { card, ...input }) =>
      once(context, 'buyCart', input, () => buy(withoutKey(context), { ...input, card })),
    complete: (context, { cart, contact, order, answer }) =>
      once(context, 'completePurchase', { order, md: answer.md }, () =>
        checkout.complete(withoutKey(context), { visit: cart ?? order, sale: order, buyer: contact, answer }),
      ),
  };

  /** An outcome is remembered by what was asked for, never by the card, and without who bought. */
  async function once(
    context: RequestContext,
    operation: string,
    input: unknown,
    run: () => Promise<Result<Purchase>>,
  ): Promise<Result<Purchase>> {
    const ran: Result<Purchase>[] = [];
    const bought = await idempotency.once(context, operation, input, async () => {
      const result = await run();
      ran.push(result);
      return remembered(result);
    });
    const [fresh] = ran;
    if (fresh) return fresh;
    if (!bought.ok) return bought;
    const found = await checkout.find(bought.value.key);
    return found.ok ? success({ ...found.value, ...bought.value }) : found;
  }

  async function buy(
    context: RequestContext,
    { cart: cartKey, contact, terms = {}, orderedAt, card, onAccount, mail }: PurchaseInput,
  ): Promise<Result<Purchase>> {
    const cart = cartKey === null ? undefined : await carts.find(cartKey);
    if (!cart || cart.lines.length === 0) return refused('CART_EMPTY', 'There is nothing in the cart.');
    const bought = await checkout.place(context, {
      visit: cart.key,
      card,
      onAccount,
      sale: {
        contact,
        currency: cart.terms.currency,
        taxable: cart.terms.taxable,
        lines: cart.lines.map(lineOf),
        terms,
        ...(orderedAt ? { quotedAt: orderedAt } : {}),
      },
    });
    return bought.ok && mail ? mailed(bought.value, mail) : bought;
  }

  /** Only what is settled is told: after a failed payment the buyer is still at it. */
  async function mailed(
    bought: CheckedOut,
    { document }: NonNullable<PurchaseInput['mail']>,
  ): Promise<Result<Purchase>> {
    const isSettled = !bought.problems && (!bought.charge || bought.charge.outcome === 'captured');
    if (!isSettled) return success(bought);
    const sent = await mails.send({ ...mailFor(bought), document });
    return success({ ...bought, mailed: sent.ok });
  }
}

/** Steps on the way have streams of their own; the key belongs to the purchase. */
function remembered(bought: Result<Purchase>): Result<Pick<Purchase, 'key' | 'charge' | 'problems' | 'mailed'>> {
  if (!bought.ok) return bought;
  const { sale: _sale, ref: _ref, stands: _stands, position: _position, ...rest } = bought.value;
  return success(rest);
}

const lineOf = (line: PricedCart['lines'][number]): LineInput => ({
  product: line.product,
  sku: line.sku,
  name: line.name,
  unit: line.unit,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  taxRate: line.taxRate,
  ...(line.location === null ? {} : { location: line.location }),
  ...(line.size === null ? {} : { variation: [{ name: 'Size', value: line.size }] }),
});

function mailFor({ ref, stands, sale, charge }: CheckedOut): MailRequest {
  const { buyer, currency, lines, totals } = sale;
  const amount = (minor: number): string => fromMinor(minor, currency);
  return {
    template: stands,
    to: buyer.email ?? '',
    values: {
      name: buyer.name ?? '',
      ref: String(ref),
      lines: lines.map(({ quantity, name, amounts }) => ({
        quantity: shortest(quantity),
        description: name,
        total: amount(amounts.total),
      })),
      subtotal: amount(totals.net),
      tax: amount(totals.tax),
      total: amount(totals.total),
      currency,
      paid: charge?.outcome === 'captured' ? 'yes' : '',
    },
  };
}
