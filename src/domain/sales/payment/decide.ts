/** What may happen to a payment. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import type { CustomValue } from '../../kernel/fragments.ts';
import { narrowPatch, type Patch, sameValue } from '../../kernel/patch.ts';
import { type CardHint, type GatewayFacts, type PaymentEvent, type PaymentFields, paymentEvents } from './events.ts';
import { evolvePayment, initialPayment, type KnownPayment, type PaymentPhase, type PaymentState } from './state.ts';

export type PaymentCommand =
  | RecordPayment
  | UpdatePayment
  | StartPayment
  | CapturePayment
  | DeclinePayment
  | ChallengePayment
  | DoubtPayment
  | RefundPayment
  | FinishRefund
  | VoidPayment;

export interface RecordPayment extends PaymentFields {
  readonly type: 'RecordPayment';
  readonly ref: number;
  readonly reference: string;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, CustomValue>>;
}

/** Missing means unchanged; the parts of the breakdown change one by one. */
export interface UpdatePayment {
  readonly type: 'UpdatePayment';
  readonly fields?: { readonly [K in keyof PaymentFields]?: PaymentFields[K] | undefined };
  readonly custom?: Patch<Record<string, CustomValue>>;
}

export interface StartPayment extends PaymentFields {
  readonly type: 'StartPayment';
  readonly ref: number;
  readonly reference: string;
  readonly gateway: string;
  readonly code: string;
  readonly card: CardHint;
}

export interface CapturePayment {
  readonly type: 'CapturePayment';
  readonly facts: GatewayFacts;
}

export interface DeclinePayment {
  readonly type: 'DeclinePayment';
  readonly code: number | null;
}

export interface ChallengePayment {
  readonly type: 'ChallengePayment';
  readonly facts: GatewayFacts;
}

export interface DoubtPayment {
  readonly type: 'DoubtPayment';
  readonly reason: string;
}

/** `code` names this refund among those of the payment: the same one is never done twice. */
export interface RefundPayment {
  readonly type: 'RefundPayment';
  readonly code: string;
  readonly amount: number;
}

/** What came of a refund through the gateway. */
export interface FinishRefund {
  readonly type: 'FinishRefund';
  readonly code: string;
  readonly outcome: { readonly done: true } | { readonly done: false; readonly error: number | null };
}

export interface VoidPayment {
  readonly type: 'VoidPayment';
  readonly reason: string | null;
}

export type PaymentRefusal =
  | 'PAYMENT_EXISTS'
  | 'PAYMENT_NOT_FOUND'
  | 'PAYMENT_FIXED'
  | 'PAYMENT_NOT_SETTLED'
  | 'PAYMENT_CLOSED'
  | 'PAYMENT_REFUNDED'
  | 'REFUND_TOO_HIGH';
type PaymentDecision = Decision<PaymentEvent, PaymentRefusal>;

const SETTLED_STATUSES: ReadonlySet<string> = new Set(['succeeded', 'completed', 'paid']);
const GOING_BACK: ReadonlySet<string> = new Set(['refund', 'credit note']);

/** Money that goes back to the buyer: it is on the other side of the books. */
export const goesBack = (kind: string): boolean => GOING_BACK.has(kind.toLowerCase());

/** What a payment takes off what is owed. A status that does not say that money moved counts for nothing. */
export function settledAmount({ status, kind, amount }: Pick<PaymentFields, 'status' | 'kind' | 'amount'>): number {
  if (!SETTLED_STATUSES.has(status.toLowerCase())) return 0;
  return goesBack(kind) ? 0 - Math.abs(amount) : amount;
}

export function decidePayment(state: PaymentState, command: PaymentCommand): PaymentDecision {
  if (command.type === 'RecordPayment') return record(state, command);
  if (command.type === 'StartPayment') return start(state, command);
  if (state.phase === 'absent') return refuse('PAYMENT_NOT_FOUND', 'There is no such payment.');
  switch (command.type) {
    case 'UpdatePayment':
      return update(state, command);
    case 'RefundPayment':
      return refund(state, command);
    case 'FinishRefund':
      return finishRefund(state, command);
    case 'VoidPayment':
      return voidPayment(state, command);
    default:
      return advance(state, command);
  }
}

const exists = refuse('PAYMENT_EXISTS', 'There is a payment of this key already.');

function record(state: PaymentState, { type: _, ...data }: RecordPayment): PaymentDecision {
  if (state.phase !== 'absent') return state.ref === data.ref ? nothing : exists;
  return accept(
    paymentEvents.PaymentRecorded({
      ...data,
      settled: settledAmount(data),
      tags: [...new Set(data.tags)],
      custom: { ...data.custom },
    }),
  );
}

function start(state: PaymentState, { type: _, ...data }: StartPayment): PaymentDecision {
  if (state.phase !== 'absent') return state.ref === data.ref ? nothing : exists;
  return accept(paymentEvents.PaymentStarted(data));
}

/** Of a charge, what the gateway knows is fixed. */
const FIXED: readonly (keyof PaymentFields)[] = ['status', 'kind', 'amount', 'currency', 'paidAt'];

function update(payment: KnownPayment, { fields = {}, custom }: UpdatePayment): PaymentDecision {
  const changes = changedFields(payment.fields, fields);
  const values = custom && narrowPatch<Record<string, CustomValue>>(payment.custom, custom);
  if (payment.phase !== 'recorded' && FIXED.some((field) => field in changes))
    return refuse('PAYMENT_FIXED', 'What was charged or voided does not change.');
  const after = { ...payment.fields, ...changes };
  const settled = payment.phase === 'recorded' ? settledAmount(after) - payment.refunded : settledNow(payment);
  const events: PaymentEvent[] = [
    ...(Object.keys(changes).length > 0 ? [paymentEvents.PaymentChanged({ changes, settled })] : []),
    ...(values ? [paymentEvents.PaymentCustomFieldsSet({ values: values as Record<string, CustomValue | null> })] : []),
  ];
  return accept(...events);
}

function changedFields(before: PaymentFields, wanted: NonNullable<UpdatePayment['fields']>): Partial<PaymentFields> {
  const merged = wanted.breakdown ? { ...wanted, breakdown: { ...before.breakdown, ...wanted.breakdown } } : wanted;
  return Object.fromEntries(
    Object.entries(merged).filter(
      ([name, value]) => value !== undefined && !sameValue(value, before[name as keyof PaymentFields]),
    ),
  );
}

type Advance = CapturePayment | DeclinePayment | ChallengePayment | DoubtPayment;

/** Where each answer of the gateway leads, and from where. A doubt can be settled later; a settled charge cannot be doubted. */
const ADVANCES: Readonly<
  Record<Advance['type'], { readonly to: PaymentPhase; readonly from: readonly PaymentPhase[] }>
> = {
  CapturePayment: { to: 'captured', from: ['authorising', 'challenged', 'uncertain'] },
  DeclinePayment: { to: 'declined', from: ['authorising', 'challenged', 'uncertain'] },
  ChallengePayment: { to: 'challenged', from: ['authorising'] },
  DoubtPayment: { to: 'uncertain', from: ['authorising', 'challenged'] },
};

function advance(payment: KnownPayment, command: Advance): PaymentDecision {
  const { to, from } = ADVANCES[command.type];
  if (payment.phase === to) return nothing;
  if (!from.includes(payment.phase)) return refuse('PAYMENT_CLOSED', `The payment is ${payment.phase} already.`);
  switch (command.type) {
    case 'CapturePayment':
      return accept(paymentEvents.PaymentCaptured({ facts: command.facts, settled: payment.fields.amount }));
    case 'DeclinePayment':
      return accept(paymentEvents.PaymentDeclined({ code: command.code }));
    case 'ChallengePayment':
      return accept(paymentEvents.PaymentChallenged({ facts: command.facts }));
    case 'DoubtPayment':
      return accept(paymentEvents.PaymentDoubted({ reason: command.reason }));
  }
}

function settledNow({ phase, fields, refunded }: KnownPayment): number {
  if (phase === 'recorded') return settledAmount(fields) - refunded;
  return phase === 'captured' ? fields.amount - refunded : 0;
}

function refund(payment: KnownPayment, { code, amount }: RefundPayment): PaymentDecision {
  const known = payment.refunds.find((one) => one.code === code && one.stands !== 'failed');
  if (known) return nothing;
  const settled = settledNow(payment);
  if (settled <= 0) return refuse('PAYMENT_NOT_SETTLED', 'There is no money of this payment to give back.');
  const underWay = payment.refunds
    .filter(({ stands }) => stands === 'started')
    .reduce((sum, one) => sum + one.amount, 0);
  if (amount <= 0 || amount > settled - underWay)
    return refuse('REFUND_TOO_HIGH', 'Not more can be given back than was paid.', {
      path: 'amount',
      message: 'is not within what was paid',
    });
  return payment.charge
    ? accept(paymentEvents.PaymentRefundStarted({ code, amount }))
    : accept(paymentEvents.PaymentRefunded({ code, amount, settled: settled - amount }));
}

function finishRefund(payment: KnownPayment, { code, outcome }: FinishRefund): PaymentDecision {
  const started = payment.refunds.find((one) => one.code === code);
  if (started?.stands !== 'started') return nothing;
  if (!outcome.done) return accept(paymentEvents.PaymentRefundFailed({ code, error: outcome.error }));
  const settled = settledNow(payment) - started.amount;
  return accept(paymentEvents.PaymentRefunded({ code, amount: started.amount, settled }));
}

function voidPayment(payment: KnownPayment, { reason }: VoidPayment): PaymentDecision {
  if (payment.phase === 'voided') return nothing;
  if (payment.refunds.some(({ stands }) => stands !== 'failed'))
    return refuse('PAYMENT_REFUNDED', 'Money of this payment went back already.');
  if (payment.phase !== 'recorded' && payment.phase !== 'captured')
    return refuse('PAYMENT_NOT_SETTLED', 'There is no money of this payment to give back.');
  return accept(paymentEvents.PaymentVoided({ reason }));
}

export const payment = defineAggregate<PaymentState, PaymentCommand, PaymentEvent, PaymentRefusal>({
  category: 'payment',
  events: paymentEvents,
  initial: initialPayment,
  evolve: evolvePayment,
  decide: decidePayment,
});
