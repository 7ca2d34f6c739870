/**
 * Money that was taken leads to its order, and a charge that was cut short is looked into. The checkout does both at once; this
 * process is for when it did not get that far.
 */
import { z } from 'zod';
import type { RequestContext, Result } from '../../application/context.ts';
import type { PaymentEvent } from '../../domain/sales/payment/events.ts';
import { contextOf, type Handler } from '../engine/handler.ts';
import { definePolicy, NOTHING_FOLLOWS, send } from '../engine/process.ts';

export const PAYMENT_MESSAGE = 'payment';

const paymentMessage = z.object({ payment: z.string(), wish: z.enum(['order', 'reconcile']) });
type PaymentMessage = z.infer<typeof paymentMessage>;

/** Long enough for the checkout to have done it. */
const ORDER_GRACE_MS = 10_000;
/** Longer than any gateway is waited for. */
const CHARGE_GRACE_MS = 180_000;

export const paymentsProcess = definePolicy<PaymentEvent>({
  name: 'payments',
  summary: 'Places the order of a paid quote, and finds out about charges that were cut short.',
  categories: ['payment'],
  react(event) {
    const ask = (wish: PaymentMessage['wish'], delayMs: number) =>
      send({
        kind: PAYMENT_MESSAGE,
        destination: 'payments',
        orderingKey: `${wish}:${event.key}`,
        payload: { payment: event.key, wish } satisfies PaymentMessage,
        delayMs,
      });
    if (event.type === 'PaymentCaptured' || (event.type === 'PaymentRecorded' && event.data.order !== null))
      return ask('order', ORDER_GRACE_MS);
    if (event.type === 'PaymentStarted') return ask('reconcile', CHARGE_GRACE_MS);
    return event.type === 'PaymentDoubted' ? ask('reconcile', 0) : NOTHING_FOLLOWS;
  },
});

interface PaymentWork {
  /** Places the order that a payment completes, where it is not placed yet. */
  orderFor(context: RequestContext, payment: string): Promise<Result<unknown>>;
  /** `app.charges.reconcile` */
  reconcile(context: RequestContext, payment: string): Promise<Result<unknown>>;
}

/** A quote that is gone leads to nothing, however often it is tried. */
const NOTHING_TO_DO = new Set(['QUOTE_NOT_FOUND', 'PAYMENT_NOT_FOUND', 'PAYMENT_CLOSED']);

export const createPaymentHandler = (work: PaymentWork): Handler => ({
  async deliver({ id, payload }) {
    const { payment, wish } = paymentMessage.parse(payload);
    const context = contextOf('payments', id);
    const result = await (wish === 'order' ? work.orderFor(context, payment) : work.reconcile(context, payment));
    return result.ok || NOTHING_TO_DO.has(result.refusal.code)
      ? { result: 'done' }
      : { result: 'failed', error: result.refusal.code, blame: 'message' };
  },
});
