/** Checkout: the basket becomes a quote or an order, and orders are paid. */
import { z } from 'zod';
import { LogUnavailable } from '../../../application/ports.ts';
import { invalid, SalesSystemError } from '../errors.ts';
import { checkChoices } from '../menus.ts';
import { defineMethod } from '../method.ts';
import { decimal, flag, instant, integer, oneOf, required, text } from '../values.ts';
import { paymentError, purchaseFields, settled } from './answer.ts';
import { getOrders } from './orders.ts';
import { cardOf, cardParameters, mailWanted, orderParameters, termsOf } from './parameters.ts';

const addOrder = defineMethod({
  name: 'addOrder',
  scope: 'write',
  visit: 'loggedIn',
  parameters: z.object({ ...orderParameters, ...cardParameters, remit_payment: flag }),
  async run({ app, principal, context }, input, visit) {
    await checkChoices(app, { order_label: ['orderLabel', input.order_label], order_team: ['team', input.order_team] });
    const bought = await stored(
      app.purchases.buy(context, {
        cart: visit.cartKey,
        contact: visit.contactKey,
        terms: termsOf(input),
        orderedAt: input.order_datetime ?? undefined,
        onAccount: input.remit_payment ?? false,
        card: input.card_number && !input.remit_payment ? cardOf(input) : undefined,
        mail: mailWanted(input.email_template),
      }),
    );
    if (!bought.ok) throw paymentError(bought.refusal);
    await app.sessions.rememberOrder(principal.key, visit, bought.value.key);
    return purchaseFields(bought.value);
  },
});

/** An order that may not be in the log has not been added, as far as the caller can know. */
async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof LogUnavailable ? new SalesSystemError(1061) : error;
  }
}

/** Not in the document, which tells of the redirect and not of the way back. */
const completePayment = defineMethod({
  name: 'completePayment',
  scope: 'write',
  visit: 'loggedIn',
  parameters: z.object({ order_key: text, md: text, pares: text, cres: text }),
  async run({ app, context }, input, { cartKey, contactKey, lastOrder }) {
    const order = input.order_key ?? lastOrder;
    if (!order) throw invalid({ order_key: 'Must be given.' });
    const response = input.pares ?? input.cres;
    if (!response) throw invalid({ pares: 'Must be given.' });
    const done = await app.purchases.complete(context, {
      cart: cartKey,
      contact: contactKey,
      order,
      answer: { md: input.md ?? '', response },
    });
    if (!done.ok) throw paymentError(done.refusal);
    return purchaseFields(done.value);
  },
});

const GATEWAY = 'Gateway';
const METHODS = [
  ...(['Cash', 'Cheque', 'Chip-Pin', 'Credit-Card', 'Debit-Card', 'Direct-Credit', 'EFTPOS'] as const),
  ...([GATEWAY, 'Money-Order', 'PayPal'] as const),
] as const;

const addTransaction = defineMethod({
  name: 'addTransaction',
  scope: 'write',
  visit: 'loggedIn',
  parameters: z.object({
    order_key: text,
    transaction_amount: required(decimal),
    transaction_method: required(oneOf(...METHODS)),
    transaction_date: instant,
    transaction_fxrate: decimal,
    email_template: integer,
    ...cardParameters,
  }),
  async run({ app, context }, input, { contactKey, lastOrder }) {
    const order = input.order_key ?? lastOrder;
    if (!order) throw invalid({ order_key: 'Must be given.' });
    const method = input.transaction_method;
    const taken = await app.till.take(context, {
      sale: order,
      buyer: contactKey,
      amount: input.transaction_amount,
      by: method === GATEWAY ? { card: cardOf(input) } : { method },
      paidAt: input.transaction_date ?? undefined,
      exchangeRate: input.transaction_fxrate ?? undefined,
      mail: mailWanted(input.email_template),
    });
    if (!taken.ok) throw paymentError(taken.refusal);
    const { sale, payment, charge } = taken.value;
    const { key = null, ref = null } = payment ?? (charge?.outcome === 'captured' ? charge : {});
    return settled({ transaction_key: key, transaction_ref: ref, order_ref: String(sale.ref) }, taken.value);
  },
});

export const checkout = [addOrder, completePayment, addTransaction, getOrders];
