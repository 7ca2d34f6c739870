/** `checkOutCart`, `completeCheckout`, `takePayment`: buying what is in a cart, and paying for what was bought. */
import type { Result } from '../../application/context.ts';
import type { CardInput as Card, PaymentProblems } from '../../application/sales/card.ts';
import type { Charged } from '../../application/sales/charges.ts';
import { builder } from '../builder.ts';
import { keyOf, toGlobalId } from '../ids.ts';
import { mutation } from '../mutation.ts';
import { FieldProblem, mutationResult, POSITION_DESCRIPTION, type RefusalCode, type WrittenNode } from '../refusals.ts';
import { SaleTermsInput, termsOf } from './inputs.ts';
import { loadOrder, Order } from './orders.ts';
import { loadPayment, Payment } from './payments.ts';
import { loadQuote, Quote } from './quotes.ts';

const CardInput = builder.inputType('CardInput', {
  description: 'A card as the buyer typed it. It is charged and kept nowhere.',
  fields: (t) => ({
    holder: t.string({ required: true, description: 'The name on it.' }),
    number: t.string({ required: true, description: 'Blanks and hyphens do not matter.' }),
    expireMonth: t.string({ required: true, description: '`01` to `12`.' }),
    expireYear: t.string({ required: true, description: 'Two digits.' }),
    startMonth: t.string({ description: '`01` to `12`.' }),
    startYear: t.string({ description: 'Two digits.' }),
    issue: t.string({ description: 'Issue number.' }),
    cv2: t.string({ description: 'Security code.' }),
    brand: t.string({ description: "The gateway's name for the brand; found by the number when left out." }),
  }),
});

const OUTCOMES = {
  NOT_CHARGED: 'Nothing was to be charged.',
  CARD_INVALID: 'The card or the address cannot be charged; `problems` says why.',
  CAPTURED: 'The money was taken.',
  DECLINED: 'The gateway or the bank said no.',
  CHALLENGED: 'The bank wants to see the buyer: send them to `challenge`, then call `completeCheckout`.',
  UNCERTAIN: 'Nobody knows yet whether the money was taken; nothing more is charged until somebody does.',
} as const;
type Outcome = keyof typeof OUTCOMES;

const ChargeOutcome = builder.enumType('ChargeOutcome', {
  description: 'What came of charging a card.',
  values: Object.fromEntries(
    Object.entries(OUTCOMES).map(([value, description]) => [value, { description }]),
  ) as Record<Outcome, { description: string }>,
});

const BankChallenge = builder.objectRef<NonNullable<Charged['challenge']>>('BankChallenge').implement({
  description: 'Where the browser takes the buyer, and what it brings along.',
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where to.' }),
    md: t.exposeString('md', { nullable: true, description: 'Field `MD`.' }),
    request: t.exposeString('request', { description: 'Field `PaReq`.' }),
  }),
});

interface PaidNode extends WrittenNode {
  readonly stands: 'quote' | 'order';
  readonly charge?: Charged | undefined;
  readonly problems?: PaymentProblems | undefined;
  /** Key of a payment that was noted, and not charged. */
  readonly noted?: string | undefined;
}

function outcomeOf({ charge, problems }: PaidNode): Outcome {
  if (problems) return 'CARD_INVALID';
  return charge ? (charge.outcome.toUpperCase() as Outcome) : 'NOT_CHARGED';
}

function paidResult(mutation: string, description: string, refusals: readonly RefusalCode[]) {
  const made = mutationResult<PaidNode>(mutation, refusals);
  made.payload.implement({
    description,
    fields: (t) => ({
      position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
      outcome: t.field({ type: ChargeOutcome, description: 'What came of the charge.', resolve: outcomeOf }),
      gatewayCode: t.int({
        nullable: true,
        description: "The gateway's number for the reason.",
        resolve: ({ charge }) => charge?.code ?? null,
      }),
      gatewayMessage: t.string({
        nullable: true,
        description: "The gateway's words. Not stable.",
        resolve: ({ charge }) => charge?.message || null,
      }),
      challenge: t.field({
        type: BankChallenge,
        nullable: true,
        description: 'Where the bank wants to see the buyer.',
        resolve: ({ charge }) => charge?.challenge,
      }),
      problems: t.field({
        type: [FieldProblem],
        description: 'What is wrong with the card or the delivery address.',
        resolve: ({ problems = {} }) => Object.entries(problems).map(([path, message]) => ({ path, message })),
      }),
      id: t.id({
        description: 'Global id of the order, or of the quote.',
        resolve: ({ key, stands }) => toGlobalId(stands === 'order' ? 'Order' : 'Quote', key),
      }),
      order: t.field({
        type: Order,
        nullable: true,
        description: 'The order, where it is one. Needs the scope `read`.',
        extensions: { scope: 'read' },
        resolve: ({ key, stands }, _args, context) => (stands === 'order' ? loadOrder(context, key) : null),
      }),
      quote: t.field({
        type: Quote,
        nullable: true,
        description: 'The quote: what is ordered without having been one has none. Needs the scope `read`.',
        extensions: { scope: 'read' },
        resolve: ({ key }, _args, context) => loadQuote(context, key),
      }),
      payment: t.field({
        type: Payment,
        nullable: true,
        description: 'What was charged or noted. Needs the scope `read`.',
        extensions: { scope: 'read' },
        resolve: ({ charge, noted }, _args, context) => {
          const payment = noted ?? charge?.key;
          return payment ? loadPayment(context, payment) : null;
        },
      }),
    }),
  });
  return made;
}

type Paid = Omit<PaidNode, 'key' | 'position'> & { readonly key: string; readonly position: bigint };

/** The last thing that was written, which may be the charge. */
function shown<T extends Paid>(result: Result<T>): Result<PaidNode> {
  if (!result.ok) return result;
  const { key, position, stands, charge, problems, noted } = result.value;
  const newest = charge && charge.position > position ? charge.position : position;
  return { ok: true, value: { key, position: newest, stands, charge, problems, noted } };
}

const CheckOutCartInput = builder.inputType('CheckOutCartInput', {
  description: 'How a cart is bought.',
  fields: (t) => ({
    cart: t.string({ required: true, description: 'The key under which events name the cart.' }),
    contact: t.id({ required: true, description: 'Who buys: global id or key.' }),
    terms: t.field({ type: SaleTermsInput, description: 'Addresses, notes and references.' }),
    orderedAt: t.field({ type: 'DateTime', description: 'When it was given; now when left out.' }),
    card: t.field({ type: CardInput, description: 'Charged at once. Without one the quote is left for sales staff.' }),
    onAccount: t.boolean({ description: 'Pays later, or has paid in another way: nothing is charged.' }),
    mail: t.boolean({ description: 'Mails the order or the quote to the buyer.' }),
  }),
});

const checkedOut = paidResult('checkOutCart', 'The cart is an order, or a quote.', [
  'CART_EMPTY',
  'CONTACT_NOT_FOUND',
  'SALE_INVALID',
  'INPUT_INVALID',
]);

mutation(checkedOut, {
  description:
    'Makes an order of a cart, charging a card, or a quote where nothing is charged or the card is declined. Asked again ' +
    'after that the same quote becomes the order. The cart stays as it is.',
  args: (t) => ({ input: t.arg({ type: CheckOutCartInput, required: true, description: 'What and how.' }) }),
  run: async ({ input }, command, { app }) => {
    const { cart, contact, terms, orderedAt, card, onAccount, mail } = input;
    const bought = await app.purchases.buy(command, {
      cart,
      contact: keyOf('Contact', contact),
      ...(terms ? { terms: termsOf(terms) } : {}),
      orderedAt: orderedAt ?? undefined,
      card: card ?? undefined,
      onAccount: onAccount ?? false,
      mail: mail ? {} : undefined,
    });
    return shown(bought);
  },
});

/** Quotes and the orders that they become have the same key. */
const saleKey = (id: string): string =>
  Buffer.from(id, 'base64').toString('utf8').startsWith('Quote:') ? keyOf('Quote', id) : keyOf('Order', id);

const SALE = 'Which order or quote: its global id or its key.';

const completed = paidResult('completeCheckout', 'The bank has seen the buyer.', [
  'ORDER_NOT_FOUND',
  'PAYMENT_NOT_CHALLENGED',
]);

mutation(completed, {
  description: 'Goes on with a charge after the bank has seen the buyer.',
  args: (t) => ({
    sale: t.arg.id({ required: true, description: SALE }),
    cart: t.arg.string({ description: 'The key of the cart that was checked out.' }),
    md: t.arg.string({ required: true, description: 'Field `MD` of what the bank sent.' }),
    response: t.arg.string({ required: true, description: 'Field `PaRes` of what the bank sent.' }),
  }),
  run: async ({ sale, cart = null, ...answer }, command, { app }) => {
    const input = { cart, order: saleKey(sale), answer };
    return shown(await app.purchases.complete(command, input));
  },
});

const TakePaymentInput = builder.inputType('TakePaymentInput', {
  description: 'Money for an order, or for a quote that becomes one when all of it is paid.',
  fields: (t) => ({
    sale: t.id({ required: true, description: SALE }),
    amount: t.string({ description: 'Decimal in the currency of the sale; all that is left when left out.' }),
    card: t.field({ type: CardInput, description: 'Charged. Exactly one of `card` and `method`.' }),
    method: t.string({ description: 'How it came in otherwise: noted.' }),
    paidAt: t.field({ type: 'DateTime', description: 'When; now when left out.' }),
    exchangeRate: t.string({ description: "Units of the shop's currency for one of the sale's." }),
    mail: t.boolean({ description: 'Mails a receipt to the buyer.' }),
  }),
});

const taken = paidResult('takePayment', 'The money was charged or noted, or why not is told.', [
  'ORDER_NOT_FOUND',
  'AMOUNT_INVALID',
  'AMOUNT_TOO_HIGH',
  'RATE_INVALID',
  'PAYMENTS_OFF',
  'PAYMENT_UNDER_WAY',
  'INPUT_INVALID',
]);

mutation(taken, {
  description: 'Charges a card for an order or a part of it, or notes money that came in.',
  args: (t) => ({ input: t.arg({ type: TakePaymentInput, required: true, description: 'What, and how.' }) }),
  run: async ({ input }, command, { app }) => {
    const by = payingBy(input.card, input.method);
    if (!by) return oneWay;
    const result = await app.till.take(command, {
      sale: saleKey(input.sale),
      amount: input.amount ?? undefined,
      by,
      paidAt: input.paidAt ?? undefined,
      exchangeRate: input.exchangeRate ?? undefined,
      mail: input.mail ? {} : undefined,
    });
    if (!result.ok) return result;
    const { sale, payment, charge, problems } = result.value;
    const position = payment?.position ?? 0n;
    return shown({ ok: true, value: { ...sale, position, charge, problems, noted: payment?.key } });
  },
});

function payingBy(card: Card | null | undefined, method: string | null | undefined) {
  if (card) return method ? undefined : { card };
  return method ? { method } : undefined;
}

const oneWay = {
  ok: false,
  refusal: {
    code: 'INPUT_INVALID',
    message: 'Give a card or a method.',
    fields: [{ path: 'card', message: 'or method' }],
  },
} as const;
