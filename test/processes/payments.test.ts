import { describe, expect, it } from 'vitest';
import type { ProcessEvent } from '../../src/processes/engine/process.ts';
import { noticesProcess } from '../../src/processes/notices/process.ts';
import { createOrderInvoiceHandler, orderInvoicesProcess } from '../../src/processes/orderInvoices/process.ts';
import { createPaymentHandler, paymentsProcess } from '../../src/processes/payments/process.ts';

const facts = {
  eventId: 'e1',
  category: 'payment',
  key: 'p1',
  revision: 0,
  position: 1n,
  occurredAt: '2026-05-01T10:00:00.000Z',
  correlationId: 'c1',
  command: { id: 'c1', types: [], last: true },
};
const payloads = (process: typeof paymentsProcess, type: string, data: object = {}) =>
  process
    .react({ ...facts, type, data } as unknown as ProcessEvent, null)
    .effects.map((effect) => (effect.do === 'send' ? [effect.payload, (effect.delayMs ?? 0) > 0] : effect));

const attempt = (payload: object) =>
  ({
    id: 'm1',
    kind: 'x',
    destination: 'd',
    orderingKey: null,
    payload,
    position: 1n,
    occurredAt: facts.occurredAt,
    attempt: 1,
    prepared: '',
  }) as never;
const signal = new AbortController().signal;

describe('what follows from payments', () => {
  it('is the order of what was paid, and a look into what was cut short', () => {
    expect(payloads(paymentsProcess, 'PaymentCaptured')).toEqual([[{ payment: 'p1', wish: 'order' }, true]]);
    expect(payloads(paymentsProcess, 'PaymentStarted')).toEqual([[{ payment: 'p1', wish: 'reconcile' }, true]]);
    expect(payloads(paymentsProcess, 'PaymentDoubted')).toEqual([[{ payment: 'p1', wish: 'reconcile' }, false]]);
    expect(payloads(paymentsProcess, 'PaymentRecorded', { order: null })).toEqual([]);
    expect(payloads(paymentsProcess, 'PaymentRecorded', { order: 'o1' })).toHaveLength(1);
  });

  it('is tried again until it is done, unless there is nothing to do', async () => {
    const answers = [
      { ok: false, refusal: { code: 'ORDER_EMPTY', message: '' } },
      { ok: false, refusal: { code: 'QUOTE_NOT_FOUND', message: '' } },
      { ok: true, value: undefined },
    ] as const;
    const results = [];
    for (const answer of answers) {
      const handler = createPaymentHandler({ orderFor: async () => answer, reconcile: async () => answer });
      results.push((await handler.deliver(attempt({ payment: 'p1', wish: 'order' }), signal)).result);
    }
    expect(results).toEqual(['failed', 'done', 'done']);
  });
});

describe('a payment that nobody knows the outcome of', () => {
  it('is told to the owner, unless it is known by then', () => {
    const [effect] = noticesProcess.react({ ...facts, type: 'PaymentDoubted', data: {} } as never, null).effects;
    expect(effect).toMatchObject({ payload: { notice: 'paymentUncertain', key: 'p1' }, delayMs: expect.any(Number) });
    expect(noticesProcess.react({ ...facts, type: 'PaymentDeclined', data: {} } as never, null).effects).toEqual([]);
  });
});

describe('what follows from orders', () => {
  it('is their invoice, or its end', async () => {
    expect(payloads(orderInvoicesProcess, 'OrderPlaced')).toEqual([[{ order: 'p1', wish: 'issue' }, true]]);
    expect(payloads(orderInvoicesProcess, 'OrderCancelled')).toEqual([[{ order: 'p1', wish: 'void' }, false]]);
    expect(payloads(orderInvoicesProcess, 'OrderNoteAdded')).toEqual([]);
    const asked: string[] = [];
    const handler = createOrderInvoiceHandler({
      issueForOrder: async (_, order) => ({ ok: true, value: asked.push(`issue ${order}`) }),
      voidUnpaidForOrder: async (_, order) => ({ ok: true, value: asked.push(`void ${order}`) }),
    });
    await handler.deliver(attempt({ order: 'o1', wish: 'issue' }), signal);
    await handler.deliver(attempt({ order: 'o1', wish: 'void' }), signal);
    expect(asked).toEqual(['issue o1', 'void o1']);
  });
});
