import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../src/application/ports.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { contactEvents } from '../../src/domain/crm/contact/events.ts';
import { webhookEvents } from '../../src/domain/integration/webhook/events.ts';
import type { Json } from '../../src/domain/kernel/event.ts';
import { orderEvents } from '../../src/domain/sales/order/events.ts';
import { decodeBatch, instancesOf, interpret, type Plan } from '../../src/processes/engine/interpret.ts';
import { webhookProcess } from '../../src/processes/webhooks/process.ts';
import { deepFreeze } from '../support/decider.ts';
import { contactCreated, ids, recorded, registered, renamed } from './support.ts';

/** Feeds the events one batch after the other, each batch twice: the second time must plan exactly the same. */
function feed(...batches: readonly (readonly RecordedEvent[])[]): Plan['effects'] {
  const states = new Map<string, Json>();
  return batches.flatMap((batch) => {
    const { events } = decodeBatch(catalogue, batch);
    const known = deepFreeze(new Map(states));
    const options = { states: known, liveFrom: null, idFrom: ids.uuidFrom };
    const plan = interpret(webhookProcess, deepFreeze(events), options);
    expect(interpret(webhookProcess, events, options)).toStrictEqual(plan);
    expect(instancesOf(webhookProcess, events)).toEqual(events.length > 0 ? ['registrations'] : []);
    for (const [instance, state] of plan.states) states.set(instance, JSON.parse(JSON.stringify(state)) as Json);
    return plan.effects;
  });
}

const brief = (effects: Plan['effects']) =>
  effects.map((effect) =>
    effect.do === 'send'
      ? `${effect.destination} ${effect.orderingKey} @${effect.position}`
      : `${effect.do} ${effect.destination}`,
  );

describe('webhook fan-out', () => {
  test('tells each webhook that was registered before the change', () => {
    const hookA = recorded('webhook-a', [registered()]);
    const first = recorded('contact-1', [contactCreated()]);
    const hookB = recorded('webhook-b', [registered()]);
    const second = recorded('contact-2', [contactCreated(2)]);
    expect(brief(feed([...hookA, ...first, ...hookB], second))).toEqual([
      `webhook:a contact-1 @${first[0]?.position}`,
      `webhook:a contact-2 @${second[0]?.position}`,
      `webhook:b contact-2 @${second[0]?.position}`,
    ]);
  });

  test('says what the delivery is about and no secret', () => {
    const change = recorded('contact-1', [contactCreated()]);
    const [effect] = feed([...recorded('webhook-a', [registered()]), ...change]);
    expect(effect).toMatchObject({
      kind: 'webhook',
      payload: { webhook: 'a', topic: 'contact_updated', key: '1', position: String(change[0]?.position) },
    });
    expect(JSON.stringify(effect, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      's3cret',
    );
  });

  test('makes one message of all events of a command, as the resource stood after the last', () => {
    const change = recorded(
      'contact-1',
      [contactCreated()],
      [renamed('Bea'), contactEvents.ContactTagged({ tags: ['x'] })],
    );
    expect(brief(feed([...recorded('webhook-a', [registered()]), ...change]))).toEqual([
      `webhook:a contact-1 @${change[0]?.position}`,
      `webhook:a contact-1 @${change[2]?.position}`,
    ]);
  });

  test('tells nobody of a removal', () => {
    const change = recorded('contact-1', [contactEvents.ContactDeleted({})]);
    expect(feed([...recorded('webhook-a', [registered()]), ...change])).toEqual([]);
  });

  test('tells nobody that the buyer of an order was mailed something', () => {
    const { OrderAccessRequested, OrderAccessSent, OrderStatusChanged } = orderEvents;
    const hook = recorded('webhook-a', [registered('https://x.example', ['order_updated'])]);
    const change = recorded('order-k', [OrderAccessSent({ lines: [1] })], [OrderAccessRequested({})]);
    expect(feed([...hook, ...change])).toEqual([]);
    expect(feed([...hook, ...recorded('order-k', [OrderStatusChanged({ status: 'shipped' })])])).toHaveLength(1);
  });

  test('leaves alone who asked for other topics', () => {
    const hook = recorded('webhook-a', [registered('https://x.example', ['order_created'])]);
    expect(feed([...hook, ...recorded('contact-1', [contactCreated()])])).toEqual([]);
  });

  test('keeps messages of a paused webhook coming, and drops those of a removed one', () => {
    const life = recorded(
      'webhook-a',
      [registered()],
      [webhookEvents.WebhookPaused({ reason: 'asked' })],
      [webhookEvents.WebhookResumed({})],
      [webhookEvents.WebhookRemoved({})],
    );
    const contact = recorded('contact-1', [contactCreated()], [renamed('Bea')]);
    const effects = feed(life.slice(0, 2), contact.slice(0, 1), life.slice(2), contact.slice(1));
    expect(brief(effects)).toEqual([
      'hold webhook:a',
      `webhook:a contact-1 @${contact[0]?.position}`,
      'release webhook:a',
      'discard webhook:a',
    ]);
  });
});
