import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/application/context.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { webhookEvents } from '../../src/domain/integration/webhook/events.ts';
import type { DomainEvent } from '../../src/domain/kernel/event.ts';
import { memberEvents } from '../../src/domain/membership/member/events.ts';
import { orderEvents } from '../../src/domain/sales/order/events.ts';
import { decodeBatch, interpret } from '../../src/processes/engine/interpret.ts';
import { createNoticeHandler, NOTICE_MESSAGE } from '../../src/processes/notices/handler.ts';
import { noticesProcess } from '../../src/processes/notices/process.ts';
import { ids, recorded, registered } from './support.ts';

const member = { ref: 1, groups: [], approved: true, recipients: {} };

/** The notices that follow from events of one stream. */
function noticesOf(stream: string, ...events: readonly DomainEvent[]): unknown[] {
  const batch = decodeBatch(catalogue, recorded(stream, events));
  const { effects } = interpret(noticesProcess, batch.events, {
    states: new Map(),
    liveFrom: null,
    idFrom: ids.uuidFrom,
  });
  return effects.map((effect) => effect.do === 'send' && effect.payload);
}

describe('a notice', () => {
  test.each<[string, DomainEvent, string | undefined]>([
    ['member-k', memberEvents.MemberRegistered({ ...member, wantsPassword: true }), 'memberPassword'],
    ['member-k', memberEvents.MemberRegistered(member), undefined],
    ['member-k', memberEvents.MemberApproved({}), undefined],
    ['order-k', orderEvents.OrderStatusChanged({ status: 'completed' }), 'orderAccess'],
    ['order-k', orderEvents.OrderStatusChanged({ status: 'shipped' }), undefined],
    ['order-k', orderEvents.OrderAccessRequested({}), 'orderAccess'],
    ['order-k', orderEvents.OrderAccessSent({ lines: [12] }), undefined],
    ['order-k', orderEvents.OrderNoticeRequested({}), 'orderChanged'],
    ['webhook-k', registered(), undefined],
    ['webhook-k', webhookEvents.WebhookFailing({ since: '2026-05-01T12:00:00.000Z' }), 'webhookFailing'],
    ['webhook-k', webhookEvents.WebhookPaused({ reason: 'Gone.' }), 'webhookPaused'],
    ['webhook-k', webhookEvents.WebhookResumed({}), undefined],
  ])('of %s %j is %s', (stream, event, notice) => {
    expect(noticesOf(stream, event)).toEqual(notice === undefined ? [] : [{ notice, key: 'k' }]);
  });

  test('says nothing of people or secrets itself', () => {
    const asked = noticesOf('member-k', memberEvents.MemberRegistered({ ...member, wantsPassword: true }));
    expect(Object.keys(asked[0] as object)).toEqual(['notice', 'key']);
  });
});

describe('sending it', () => {
  const attempt = {
    ...{ id: 'm', kind: NOTICE_MESSAGE, destination: 'mail', orderingKey: 'k', position: 1n, attempt: 1, prepared: '' },
    ...{ occurredAt: '2026-05-01T12:00:00.000Z', payload: { notice: 'orderChanged', key: 'k' } },
  };
  const refusal = (code: string, reason = ''): Result<never> => ({
    ok: false,
    refusal: { code, message: `The mail could not be sent: ${reason}.` },
  });

  test.each<[string, Result<unknown>, object]>([
    ['that leaves is done', { ok: true, value: undefined }, { result: 'done' }],
    ['to nobody is dropped', refusal('MAIL_ADDRESS_MISSING'), { result: 'unwanted' }],
    ['waits for a server that is away', refusal('MAIL_FAILED', 'ECONNECTION'), { blame: 'destination' }],
    ['waits for a server that lets nobody in', refusal('MAIL_FAILED', 'EAUTH 535'), { blame: 'destination' }],
    ['to an address that is refused holds up no others', refusal('MAIL_FAILED', 'EENVELOPE 550'), { blame: 'message' }],
  ])('%s', async (_, answer, outcome) => {
    const asked: unknown[] = [];
    const handler = createNoticeHandler({
      async send({ actor }, notice, key) {
        asked.push([actor.id, notice, key]);
        return answer;
      },
    });
    expect(await handler.deliver(attempt, AbortSignal.timeout(1_000))).toMatchObject(outcome);
    expect(asked).toEqual([['notices', 'orderChanged', 'k']]);
  });
});
