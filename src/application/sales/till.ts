/** Taking money for an order, or for a quote that becomes one when all of it is paid: charged to a card, or noted as received. */
import { fromMinor, isDecimal, shortest, toMinor } from '../../domain/kernel/money.ts';
import type { Buyer, Terms } from '../../domain/sales/document.ts';
import { order } from '../../domain/sales/order/decide.ts';
import { quote } from '../../domain/sales/quote/decide.ts';
import { type RequestContext, type Result, refused, success, type Written } from '../context.ts';
import { part } from '../idempotency.ts';
import type { Mails } from '../mail/mails.ts';
import { type CardInput, type PaymentProblems, readPayment } from './card.ts';
import type { Charged, Charges } from './charges.ts';
import type { CheckoutSettings } from './checkout.ts';
import type { SalesDependencies } from './common.ts';
import type { Orders } from './orders.ts';
import type { Payments } from './payments.ts';

export interface TakeInput {
  /** Key of the order or the quote. */
  readonly sale: string;
  /** Key of the contact whose sale it must be. */
  readonly buyer?: string | undefined;
  /** Decimal text in the currency of the sale; all that is left when left out. */
  readonly amount?: string | undefined;
  readonly by: { readonly card: CardInput } | { readonly method: string };
  /** ISO 8601; now when left out. */
  readonly paidAt?: string | undefined;
  /** Units of the shop's currency for one of the sale's; passed over where they are the same. */
  readonly exchangeRate?: string | undefined;
  /** Mails a receipt: by a document of the operator, or in the usual words. */
  readonly mail?: { readonly document?: number | undefined } | undefined;
}

export interface Taken {
  /** Of the sale. */
  readonly sale: { readonly key: string; readonly ref: number; readonly stands: 'quote' | 'order' };
  readonly amount: number;
  readonly currency: string;
  /** Whether the mail went out; undefined where none was due. */
  readonly mailed?: boolean;
  /** What was recorded. */
  readonly payment?: Written;
  readonly charge?: Charged;
  /** Why the card was not even tried. */
  readonly problems?: PaymentProblems;
}

export interface Till {
  /**
   * Refuses with ORDER_NOT_FOUND, AMOUNT_INVALID, AMOUNT_TOO_HIGH (cards are charged for no more than is owed), RATE_INVALID,
   * PAYMENTS_OFF, PAYMENT_UNDER_WAY and as `payments.record` does.
   */
  take(context: RequestContext, input: TakeInput): Promise<Result<Taken>>;
}

interface Dependencies extends SalesDependencies {
  readonly orders: Orders;
  readonly payments: Payments;
  readonly charges: Charges;
  readonly settings: CheckoutSettings;
  readonly mails: Mails;
  readonly lookup: { recordedFor(key: string): Promise<number> };
}

interface OpenSale {
  readonly key: string;
  readonly ref: number;
  readonly contact: string | null;
  readonly buyer: Buyer;
  readonly terms: Terms;
  readonly currency: string;
  readonly total: number;
}

export function createTill(deps: Dependencies): Till {
  const { executor, idempotency, orders, payments, charges, settings, mails, lookup, shopCurrency } = deps;

  return {
    take: (context, input) => idempotency.once(context, 'takePayment', withoutCard(input), () => take(context, input)),
  };

  async function take(context: RequestContext, input: TakeInput): Promise<Result<Taken>> {
    const sale = await saleUnder(input.sale);
    if (!sale || (input.buyer !== undefined && sale.contact !== input.buyer)) return notFound;
    const amount = await amountOf(context, input, sale);
    if (!amount.ok) return amount;
    if (input.exchangeRate !== undefined && !isRate(input.exchangeRate))
      return refused('RATE_INVALID', 'The rate is no positive decimal.', 'exchangeRate');
    return 'card' in input.by
      ? chargeCard(context, sale, amount.value, { ...input, card: input.by.card })
      : note(context, sale, amount.value, { ...input, method: input.by.method });
  }

  async function amountOf(
    context: RequestContext,
    { amount: given }: TakeInput,
    sale: OpenSale,
  ): Promise<Result<number>> {
    if (given === undefined) {
      const standing = await charges.standing(context, sale.key);
      if (!standing.ok) return standing;
      const left = sale.total - standing.value.taken - (await lookup.recordedFor(sale.key));
      return left > 0 ? success(left) : tooHigh;
    }
    const amount = isDecimal(given.trim()) ? toMinor(given.trim(), sale.currency) : undefined;
    const isWhole = amount !== undefined && shortest(fromMinor(amount, sale.currency)) === shortest(given.trim());
    return isWhole && amount > 0 ? success(amount) : amountInvalid;
  }

  async function chargeCard(
    context: RequestContext,
    sale: OpenSale,
    amount: number,
    { card, mail }: Pick<TakeInput, 'mail'> & { readonly card: CardInput },
  ): Promise<Result<Taken>> {
    if (!settings.acceptPayments) return refused('PAYMENTS_OFF', 'Cards are not charged here.');
    const ready = readPayment(card, sale);
    if (!ready.ok) return taken(sale, amount, { problems: ready.problems });
    const charged = await charges.charge(context, {
      sale: sale.key,
      saleRef: sale.ref,
      contact: sale.contact,
      most: sale.total - (await lookup.recordedFor(sale.key)),
      request: {
        ...ready.value,
        amount,
        currency: sale.currency,
        description: `Order ${sale.ref}`,
        email: sale.buyer.email,
      },
    });
    if (!charged.ok) return charged;
    if (charged.value.outcome === 'captured') {
      const placed = await orders.placePaid(context, charged.value.key);
      if (!placed.ok) return placed;
    }
    return taken(sale, amount, { charge: charged.value, mail });
  }

  async function note(
    context: RequestContext,
    sale: OpenSale,
    amount: number,
    { method, paidAt, exchangeRate, mail }: TakeInput & { readonly method: string },
  ): Promise<Result<Taken>> {
    const { key, currency } = sale;
    const rate = currency === shopCurrency ? undefined : exchangeRate;
    const recorded = await payments.record(part(context, 'payment'), {
      fields: { order: key, amount, currency, method, paidAt, exchangeRate: rate },
    });
    if (!recorded.ok) return recorded;
    const placed = await orders.placePaid(context, recorded.value.key);
    return placed.ok ? taken(sale, amount, { payment: recorded.value, mail }) : placed;
  }

  async function taken(
    { key, ref, currency, buyer }: OpenSale,
    amount: number,
    { mail, ...what }: Pick<Taken, 'payment' | 'charge' | 'problems'> & Pick<TakeInput, 'mail'>,
  ): Promise<Result<Taken>> {
    const { state } = await executor.load(order, key);
    const stands = state.phase === 'placed' ? 'order' : 'quote';
    const isIn = what.payment !== undefined || what.charge?.outcome === 'captured';
    const sent =
      mail && isIn
        ? await mails.send({
            template: 'payment',
            document: mail.document,
            to: buyer.email ?? '',
            values: {
              name: buyer.name ?? '',
              ref: String(what.payment?.ref ?? what.charge?.ref ?? ''),
              amount: fromMinor(amount, currency),
              currency,
              order: String(ref),
            },
          })
        : undefined;
    return success({ sale: { key, ref, stands }, amount, currency, ...what, ...(sent ? { mailed: sent.ok } : {}) });
  }

  async function saleUnder(key: string): Promise<OpenSale | undefined> {
    const { state: placed } = await executor.load(order, key);
    const state = placed.phase === 'placed' ? placed : (await executor.load(quote, key)).state;
    if (state.phase === 'absent') return undefined;
    const { contact, buyer, currency, totals } = state.sale;
    return { key, ref: state.ref, contact, buyer, terms: state.terms, currency, total: totals.total };
  }
}

const isRate = (rate: string): boolean => isDecimal(rate) && Number(rate) > 0;

/** An outcome is remembered by what was asked for; never by the card. */
const withoutCard = ({ by, ...input }: TakeInput) => ({ ...input, by: 'card' in by ? 'card' : by.method });

const notFound = refused('ORDER_NOT_FOUND', 'There is no such order.');
const amountInvalid = refused('AMOUNT_INVALID', 'The amount is no positive decimal of the currency.', 'amount');
const tooHigh = refused('AMOUNT_TOO_HIGH', 'Less than this is left to pay.', 'amount');
