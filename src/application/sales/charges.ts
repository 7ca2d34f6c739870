/**
 * Charges through the gateway. What is about to be asked is in the log before the gateway hears of it, so after a crash nobody
 * charges twice: a charge whose outcome is not known blocks the next one until somebody knows. Card data passes through here and
 * is kept nowhere.
 */
import { type PaymentRefusal, payment } from '../../domain/sales/payment/decide.ts';
import type { PaymentFields } from '../../domain/sales/payment/events.ts';
import type { KnownPayment, PaymentState } from '../../domain/sales/payment/state.ts';
import { type RequestContext, type Result, refused, success, type Written } from '../context.ts';
import type { Executed } from '../execute.ts';
import { withoutKey } from '../idempotency.ts';
import { readable } from '../readable.ts';
import { commandOf, hintOf } from './chargeCommands.ts';
import type { SalesDependencies } from './common.ts';
import type { BankChallenge, ChargeOutcome, ChargeRequest, GatewayAnswer, PaymentGateway } from './gateway.ts';

export interface ChargeInput {
  /** Key of the order, or of the quote that becomes it: they are the same. */
  readonly sale: string;
  readonly saleRef: number;
  readonly contact: string | null;
  /** All charges of the sale together come to no more than this. Minor units. */
  readonly most: number;
  readonly request: Omit<ChargeRequest, 'code'>;
}

/** What came of a charge, for whoever asked for it. */
export interface Charged {
  readonly key: string;
  /** Business number of the payment. */
  readonly ref?: number;
  readonly outcome: ChargeOutcome['result'];
  /** The gateway's number for the reason; null without one. */
  readonly code: number | null;
  readonly message: string;
  readonly challenge?: BankChallenge;
  readonly position: bigint;
}

export interface Standing {
  /** What the charges of a sale took and did not give back. Minor units. */
  readonly taken: number;
  /** Key of the newest charge that took something. */
  readonly newest?: string;
}

type Money = { readonly amount: number; readonly currency: string };

export interface Charges {
  /** How the charges of a sale stand. One that waits for the bank is given up. Refuses with PAYMENT_UNDER_WAY. */
  standing(context: RequestContext, sale: string): Promise<Result<Standing>>;
  /**
   * Refuses with PAYMENT_UNDER_WAY while an earlier charge of the sale is, or may be, under way, and with AMOUNT_TOO_HIGH where
   * the earlier ones left less to pay.
   */
  charge(context: RequestContext, input: ChargeInput): Promise<Result<Charged>>;
  /** Goes on with the newest charge of a sale after the bank has seen the buyer. Refuses with PAYMENT_NOT_CHALLENGED. */
  complete(
    context: RequestContext,
    sale: string,
    answer: { readonly md: string; readonly response: string },
  ): Promise<Result<Charged>>;
  /** Finds out about a charge that was cut short, as far as the gateway can tell. */
  reconcile(context: RequestContext, key: string): Promise<Result<Written>>;
  /** What an operator knows of a charge in doubt. */
  resolve(context: RequestContext, key: string, taken: boolean): Promise<Result<Written>>;
  /**
   * Everything that is left of it without an amount, which is in its currency. Refuses with AMOUNT_INVALID, REFUND_TOO_HIGH,
   * PAYMENT_NOT_SETTLED, GATEWAY_REFUSED.
   */
  refund(context: RequestContext, key: string, money?: Money): Promise<Result<Written>>;
  /** Refuses with PAYMENT_NOT_SETTLED, PAYMENT_REFUNDED, GATEWAY_REFUSED. */
  void(context: RequestContext, key: string, reason?: string): Promise<Result<Written>>;
}

const LOCAL_TIMEOUT = 2008;

export function createCharges(deps: SalesDependencies & { readonly gateway: PaymentGateway }): Charges {
  const { executor, numbers, ids, clock, idempotency, readModels, gateway } = deps;

  return {
    standing: freePlace,
    charge: (context, input) => readable(readModels, charge(withoutKey(context), input)),
    complete: (context, sale, answer) => readable(readModels, complete(withoutKey(context), sale, answer)),
    reconcile: (context, key) => readable(readModels, reconcile(context, key)),
    resolve: (context, key, taken) =>
      idempotency.once(context, 'resolvePayment', { key, taken }, () => resolve(context, key, taken)),
    refund: (context, key, money) =>
      idempotency.once(context, 'refundPayment', { key, amount: money?.amount }, () => refund(context, key, money)),
    void: (context, key, reason) =>
      idempotency.once(context, 'voidPayment', { key, reason }, () => voidPayment(context, key, reason)),
  };

  async function charge(context: RequestContext, input: ChargeInput): Promise<Result<Charged>> {
    const place = await freePlace(context, input.sale);
    if (!place.ok) return place;
    const { key, attempt, taken } = place.value;
    if (taken + input.request.amount > input.most)
      return refused('AMOUNT_TOO_HIGH', 'Less than this is left to pay.', 'amount');
    const code = `${input.saleRef}-${attempt}-${ids.randomHex(4)}`;
    const started = await executor.execute(context, payment, key, {
      type: 'StartPayment',
      ref: await numbers.next(context, 'payment'),
      reference: code,
      gateway: gateway.name,
      code,
      card: hintOf(input.request),
      ...fieldsOf(input, clock.now().toISOString()),
    });
    // Another hand started this very charge a moment ago.
    if (!started.ok) return underWay;
    return settle(context, key, await gateway.charge({ ...input.request, code }));
  }

  /** The stream of the next charge. Their keys derive from the sale, so two hands meet in one stream and only one goes on. */
  async function freePlace(
    context: RequestContext,
    sale: string,
  ): Promise<Result<Standing & { readonly key: string; readonly attempt: number }>> {
    let standing: Standing = { taken: 0 };
    for (let attempt = 1; ; attempt++) {
      const key = chargeKey(sale, attempt);
      const { state } = await executor.load(payment, key);
      if (state.phase === 'absent') return success({ key, attempt, ...standing });
      if (state.phase === 'authorising' || state.phase === 'uncertain') return underWay;
      // The buyer came back without having seen the bank: that charge will not be.
      if (state.phase === 'challenged')
        await executor.execute(context, payment, key, { type: 'DeclinePayment', code: null });
      if (state.phase === 'captured')
        standing = { taken: standing.taken + state.fields.amount - state.refunded, newest: key };
    }
  }

  async function complete(
    context: RequestContext,
    sale: string,
    answer: { readonly md: string; readonly response: string },
  ): Promise<Result<Charged>> {
    const newest = await newestCharge(sale);
    if (newest?.state.phase !== 'challenged') return notChallenged;
    return settle(context, newest.key, await gateway.complete(answer));
  }

  async function newestCharge(
    sale: string,
  ): Promise<{ readonly key: string; readonly state: KnownPayment } | undefined> {
    let newest: { readonly key: string; readonly state: KnownPayment } | undefined;
    for (let attempt = 1; ; attempt++) {
      const key = chargeKey(sale, attempt);
      const { state } = await executor.load(payment, key);
      if (state.phase === 'absent') return newest;
      newest = { key, state };
    }
  }

  /** Writes down what the gateway said. Money that was taken is never forgotten: a conflict here is a fault, and told. */
  async function settle(context: RequestContext, key: string, outcome: ChargeOutcome): Promise<Result<Charged>> {
    const executed = await executor.execute(context, payment, key, commandOf(outcome));
    if (!executed.ok) return executed;
    const position = executed.position ?? 0n;
    const ref = executed.state.phase === 'absent' ? 0 : executed.state.ref;
    switch (outcome.result) {
      case 'captured':
        return success({ key, ref, outcome: 'captured', code: null, message: '', position });
      case 'declined':
        return success({ key, ref, outcome: 'declined', code: outcome.code, message: outcome.message, position });
      case 'challenged':
        return success({
          key,
          ref,
          outcome: 'challenged',
          code: 2007,
          message: '',
          challenge: outcome.challenge,
          position,
        });
      case 'uncertain': {
        const code = outcome.reason === 'timeout' ? LOCAL_TIMEOUT : null;
        return success({ key, ref, outcome: 'uncertain', code, message: '', position });
      }
    }
  }

  async function reconcile(context: RequestContext, key: string): Promise<Result<Written>> {
    const { state, last } = await executor.load(payment, key);
    const open = state.phase === 'authorising' || state.phase === 'uncertain';
    if (!open || !state.charge) return writtenAs(key, state, last?.position);
    const found = await gateway.find(state.charge.code);
    const outcome = found ?? { result: 'uncertain' as const, reason: 'broken' as const };
    return written(key, await executor.execute(context, payment, key, commandOf(outcome)));
  }

  async function resolve(context: RequestContext, key: string, taken: boolean): Promise<Result<Written>> {
    const command = taken
      ? ({ type: 'CapturePayment', facts: {} } as const)
      : ({ type: 'DeclinePayment', code: null } as const);
    return written(key, await executor.execute(context, payment, key, command));
  }

  async function refund(context: RequestContext, key: string, wanted?: Money): Promise<Result<Written>> {
    const { state } = await executor.load(payment, key);
    if (state.phase === 'absent') return notFound;
    if (wanted && wanted.currency !== state.fields.currency)
      return refused('AMOUNT_INVALID', 'It was paid in another currency.', 'amount');
    const amount = wanted?.amount ?? state.fields.amount - state.refunded;
    const code = context.idempotencyKey
      ? `R-${ids.keyFrom(`refund:${key}:${context.actor.id}:${context.idempotencyKey}`)}`
      : `R-${state.ref}-${ids.randomHex(4)}`;
    const begun = await executor.execute(context, payment, key, { type: 'RefundPayment', code, amount });
    if (!begun.ok || !state.charge) return written(key, begun);
    const { currency } = state.fields;
    const description = `Refund of ${state.charge.code}`;
    const answer = await gateway.refund(state.charge, { code, amount, currency, description });
    const outcome = answer.ok ? ({ done: true } as const) : ({ done: false, error: answer.code } as const);
    const finished = await executor.execute(context, payment, key, { type: 'FinishRefund', code, outcome });
    return answer.ok ? written(key, finished) : gatewayRefused(answer);
  }

  async function voidPayment(context: RequestContext, key: string, reason?: string): Promise<Result<Written>> {
    const { state, last } = await executor.load(payment, key);
    if (state.phase === 'absent') return notFound;
    if (state.phase === 'voided') return writtenAs(key, state, last?.position);
    const command = { type: 'VoidPayment', reason: reason?.trim() || null } as const;
    const decision = payment.decide(state, command);
    if (!decision.ok) return decision;
    // The gateway bears being asked again, so it is asked first.
    if (state.charge) {
      const answer = await gateway.void(state.charge);
      if (!answer.ok) return gatewayRefused(answer);
    }
    return written(key, await executor.execute(context, payment, key, command));
  }

  function chargeKey(sale: string, attempt: number): string {
    return ids.keyFrom(`charge:${sale}:${attempt}`);
  }

  function fieldsOf({ sale, contact, request }: ChargeInput, now: string): PaymentFields {
    return {
      status: 'Processing',
      kind: 'Sale',
      amount: request.amount,
      currency: request.currency,
      breakdown: {},
      method: 'Gateway',
      title: null,
      description: null,
      origin: gateway.name,
      paidAt: now,
      completedAt: null,
      exchangeRate: null,
      contact,
      company: null,
      order: sale,
      invoice: ids.keyFrom(`invoice:${sale}`),
      parent: null,
      owner: null,
    };
  }
}

const underWay = refused('PAYMENT_UNDER_WAY', 'An earlier charge of this sale is, or may be, under way.');
const notChallenged = refused('PAYMENT_NOT_CHALLENGED', 'No charge of this sale waits for the bank.');
const notFound = refused('PAYMENT_NOT_FOUND', 'There is no such payment.');

const gatewayRefused = (answer: Exclude<GatewayAnswer, { ok: true }>) =>
  refused('GATEWAY_REFUSED', `The gateway refused it${answer.code === null ? '' : ` with ${answer.code}`}.`);

function writtenAs(key: string, state: PaymentState, position = 0n): Result<Written> {
  return state.phase === 'absent' ? notFound : success({ key, ref: state.ref, position });
}

function written(key: string, executed: Executed<PaymentState, PaymentRefusal>): Result<Written> {
  return executed.ok ? writtenAs(key, executed.state, executed.position) : executed;
}
