/** How a payment's events fold. */
import type { CustomValue } from '../../kernel/fragments.ts';
import { applyPatch } from '../../kernel/patch.ts';
import type { GatewayFacts, PaymentEvent, PaymentFields } from './events.ts';

export type PaymentState = { readonly phase: 'absent' } | KnownPayment;

/** `recorded` was paid elsewhere; the others tell how far a charge has come. */
export type PaymentPhase = 'recorded' | 'authorising' | 'challenged' | 'captured' | 'declined' | 'uncertain' | 'voided';

export interface KnownPayment {
  readonly phase: PaymentPhase;
  readonly ref: number;
  readonly reference: string;
  readonly fields: PaymentFields;
  readonly custom: Readonly<Record<string, CustomValue>>;
  /** Of a payment that was charged through a gateway. */
  readonly charge: Charge | undefined;
  readonly declinedWith: number | null;
  readonly refunded: number;
  readonly refunds: readonly Refund[];
}

export interface Charge {
  readonly gateway: string;
  readonly code: string;
  readonly facts: GatewayFacts;
}

export interface Refund {
  readonly code: string;
  readonly amount: number;
  readonly stands: 'started' | 'done' | 'failed';
}

export const initialPayment: PaymentState = { phase: 'absent' };

export function evolvePayment(state: PaymentState, event: PaymentEvent): PaymentState {
  if (event.type === 'PaymentRecorded') {
    const { ref, reference, settled: _settled, tags: _tags, custom, ...fields } = event.data;
    return known({ phase: 'recorded', ref, reference, fields, custom, charge: undefined });
  }
  if (event.type === 'PaymentStarted') {
    const { ref, reference, gateway, code, card: _card, ...fields } = event.data;
    return known({ phase: 'authorising', ref, reference, fields, custom: {}, charge: { gateway, code, facts: {} } });
  }
  return state.phase === 'absent' ? state : evolveKnown(state, event);
}

const known = (payment: Omit<KnownPayment, 'declinedWith' | 'refunded' | 'refunds'>): KnownPayment => ({
  ...payment,
  declinedWith: null,
  refunded: 0,
  refunds: [],
});

type LaterEvent = Exclude<PaymentEvent, { type: 'PaymentRecorded' | 'PaymentStarted' }>;

function evolveKnown(payment: KnownPayment, event: LaterEvent): KnownPayment {
  switch (event.type) {
    case 'PaymentChanged':
      return { ...payment, fields: { ...payment.fields, ...(event.data.changes as Partial<PaymentFields>) } };
    case 'PaymentCustomFieldsSet':
      return { ...payment, custom: applyPatch(payment.custom, event.data.values) };
    case 'PaymentCaptured':
      return withFacts({ ...payment, phase: 'captured' }, event.data.facts);
    case 'PaymentDeclined':
      return { ...payment, phase: 'declined', declinedWith: event.data.code };
    case 'PaymentChallenged':
      return withFacts({ ...payment, phase: 'challenged' }, event.data.facts);
    case 'PaymentDoubted':
      return { ...payment, phase: 'uncertain' };
    case 'PaymentVoided':
      return { ...payment, phase: 'voided' };
    default:
      return evolveRefund(payment, event);
  }
}

type RefundEvent = Extract<LaterEvent, { type: `PaymentRefund${string}` }>;

function evolveRefund(payment: KnownPayment, { type, data }: RefundEvent): KnownPayment {
  const others = payment.refunds.filter(({ code }) => code !== data.code);
  const amount = 'amount' in data ? data.amount : 0;
  const stands = type === 'PaymentRefundStarted' ? 'started' : type === 'PaymentRefunded' ? 'done' : 'failed';
  const refunded = payment.refunded + (stands === 'done' ? amount : 0);
  return { ...payment, refunded, refunds: [...others, { code: data.code, amount, stands }] };
}

const withFacts = (payment: KnownPayment, facts: GatewayFacts): KnownPayment => ({
  ...payment,
  charge: payment.charge && { ...payment.charge, facts: { ...payment.charge.facts, ...facts } },
});
