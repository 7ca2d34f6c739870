import { describe, expect, it } from 'vitest';
import {
  payment,
  type RecordPayment,
  type StartPayment,
  settledAmount,
} from '../../../src/domain/sales/payment/decide.ts';
import { paymentEvents } from '../../../src/domain/sales/payment/events.ts';
import { given } from '../../support/decider.ts';
import { paymentFields } from './samples.ts';

const E = paymentEvents;
const identity = { ref: 3, reference: 'ORD-1' };
const record: RecordPayment = { type: 'RecordPayment', ...identity, ...paymentFields, tags: [], custom: {} };
const recorded = E.PaymentRecorded({ ...identity, ...paymentFields, settled: 1494, tags: [], custom: {} });
const attempt = { gateway: 'simulator', code: '1042-1-x', card: { brand: 'VISA', lastDigits: '0006', expiry: '0130' } };
const charge = { ...identity, ...paymentFields, status: 'Processing', ...attempt };
const start: StartPayment = { type: 'StartPayment', ...charge };
const started = E.PaymentStarted(charge);
const facts = { transactionId: '{A}', securityKey: 'K', authorisation: '9' };
const captured = E.PaymentCaptured({ facts, settled: 1494 });

describe('a payment made elsewhere', () => {
  it('is recorded', () => given(payment).when(record).thenEvents([recorded]));
  it('counts by its status and kind', () => {
    const settled = (status: string, kind: string) => settledAmount({ status, kind, amount: 100 });
    expect([settled('Completed', 'Sale'), settled('succeeded', 'Tip'), settled('Failed', 'Sale')]).toEqual([
      100, 100, 0,
    ]);
    expect([settled('Completed', 'Refund'), settled('Completed', 'credit note')]).toEqual([-100, -100]);
  });
  it('changes, part by part', () => {
    given(payment, recorded)
      .when({
        type: 'UpdatePayment',
        fields: { status: 'Failed', amount: 1494, breakdown: { fee: 10 }, title: undefined },
        custom: { 'general.campaign': 'SPRING' },
      })
      .thenEvents([
        E.PaymentChanged({ changes: { status: 'Failed', breakdown: { net: 1245, fee: 10 } }, settled: 0 }),
        E.PaymentCustomFieldsSet({ values: { 'general.campaign': 'SPRING' } }),
      ]);
  });
  it('goes back in parts, never more than was paid', () => {
    const part = E.PaymentRefunded({ code: 'r1', amount: 1000, settled: 494 });
    given(payment, recorded).when({ type: 'RefundPayment', code: 'r1', amount: 1000 }).thenEvents([part]);
    given(payment, recorded, part)
      .when({ type: 'RefundPayment', code: 'r2', amount: 495 })
      .thenRefused('REFUND_TOO_HIGH');
    given(payment, recorded, part).when({ type: 'VoidPayment', reason: null }).thenRefused('PAYMENT_REFUNDED');
  });
  it('is voided', () =>
    given(payment, recorded)
      .when({ type: 'VoidPayment', reason: 'Typo' })
      .thenEvents([E.PaymentVoided({ reason: 'Typo' })]));
});

describe('a charge', () => {
  it('is started before the gateway hears of it, then captured once', () => {
    given(payment).when(start).thenEvents([started]);
    given(payment, started).when({ type: 'CapturePayment', facts }).thenEvents([captured]);
    given(payment, started, captured).when({ type: 'DoubtPayment', reason: 'late' }).thenRefused('PAYMENT_CLOSED');
  });
  it('is declined', () => {
    const declined = E.PaymentDeclined({ code: 2000 });
    given(payment, started).when({ type: 'DeclinePayment', code: 2000 }).thenEvents([declined]);
    given(payment, started, declined).when({ type: 'CapturePayment', facts }).thenRefused('PAYMENT_CLOSED');
    given(payment, started, declined)
      .when({ type: 'RefundPayment', code: 'r', amount: 1 })
      .thenRefused('PAYMENT_NOT_SETTLED');
  });
  it('waits for the buyer where the bank wants it', () => {
    const challenged = E.PaymentChallenged({ facts: { transactionId: '{A}' } });
    given(payment, started)
      .when({ type: 'ChallengePayment', facts: { transactionId: '{A}' } })
      .thenEvents([challenged]);
    given(payment, started, challenged).when({ type: 'CapturePayment', facts }).thenEvents([captured]);
  });
  it('stays in doubt until somebody knows', () => {
    const doubted = E.PaymentDoubted({ reason: 'time-out' });
    given(payment, started).when({ type: 'DoubtPayment', reason: 'time-out' }).thenEvents([doubted]);
    given(payment, started, doubted).when({ type: 'CapturePayment', facts }).thenEvents([captured]);
  });
  it('keeps what the gateway knows', () =>
    given(payment, started, captured)
      .when({ type: 'UpdatePayment', fields: { amount: 1 } })
      .thenRefused('PAYMENT_FIXED'));
  it('is refunded in two steps, each refund once', () => {
    const begun = E.PaymentRefundStarted({ code: 'r1', amount: 1000 });
    given(payment, started, captured).when({ type: 'RefundPayment', code: 'r1', amount: 1000 }).thenEvents([begun]);
    given(payment, started, captured, begun)
      .when({ type: 'RefundPayment', code: 'r2', amount: 495 })
      .thenRefused('REFUND_TOO_HIGH');
    given(payment, started, captured, begun)
      .when({ type: 'FinishRefund', code: 'r1', outcome: { done: true } })
      .thenEvents([E.PaymentRefunded({ code: 'r1', amount: 1000, settled: 494 })]);
    given(payment, started, captured, begun)
      .when({ type: 'FinishRefund', code: 'r1', outcome: { done: false, error: 4035 } })
      .thenEvents([E.PaymentRefundFailed({ code: 'r1', error: 4035 })]);
  });
  it('has to exist', () => given(payment).when({ type: 'CapturePayment', facts }).thenRefused('PAYMENT_NOT_FOUND'));
});
