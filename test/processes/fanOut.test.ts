/** 10,000 changes told to five receivers of which one is down. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryLog } from '../../src/adapters/memory/log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createWebhookSender } from '../../src/adapters/webhooks/sender.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import type { Processes } from '../../src/processes/engine/engine.ts';
import { createWebhookHandler } from '../../src/processes/webhooks/handler.ts';
import { WEBHOOK_MESSAGE, webhookDestination, webhookProcess } from '../../src/processes/webhooks/process.ts';
import { registrationsFromLog } from '../../src/processes/webhooks/registrations.ts';
import { answering, type Receiver, startReceiver } from '../adapters/webhooks/receiver.ts';
import { append, contactCreated, createWorld, pause, registered, renamed, type World } from './support.ts';

const CONTACTS = 500;
const CHANGES = 20;
const EVENTS = CONTACTS * CHANGES;
const LONG = 280_000;

let world: World;
let receivers: Receiver[];
beforeEach(async () => {
  world = await createWorld(createMemoryLog());
  receivers = await Promise.all(Array.from({ length: 5 }, () => startReceiver()));
});
afterEach(async () => {
  await world.close();
  for (const receiver of receivers) await receiver.close();
});

function startFanOut(): Processes {
  const sender = createWebhookSender({ clock: systemClock, allowPrivate: true });
  const handler = createWebhookHandler({
    registrations: registrationsFromLog(world.log, catalogue),
    render: async (_topic, key, position) => JSON.stringify({ key, position: position.toString() }),
    sender,
    webhooks: { pause: async () => undefined },
    clock: systemClock,
  });
  return world.engine({
    processes: [webhookProcess],
    handlers: { [WEBHOOK_MESSAGE]: handler },
    settings: { perDestination: 64, destinationBackoff: { baseMs: 200, capMs: 1_000 } },
  });
}

interface Body {
  readonly key: string;
  readonly position: string;
}

/** Positions by contact, each message once: a repetition has the id of the first. */
function toldTo({ received }: Receiver): ReadonlyMap<string, readonly number[]> {
  const seen = new Set<string>();
  const told = new Map<string, number[]>();
  for (const { headers, body } of received) {
    const id = String(headers['webhook-id']);
    if (seen.has(id)) continue;
    seen.add(id);
    const { key, position } = JSON.parse(body) as Body;
    told.set(key, [...(told.get(key) ?? []), Number(position)]);
  }
  return told;
}

const amount = (told: ReadonlyMap<string, readonly number[]>): number =>
  [...told.values()].reduce((sum, positions) => sum + positions.length, 0);

async function until(reached: () => boolean): Promise<void> {
  const end = Date.now() + LONG;
  while (!reached() && Date.now() < end) await pause(100);
}

function expectEverythingInOrder(receiver: Receiver): void {
  const told = toldTo(receiver);
  expect(told.size).toBe(CONTACTS);
  for (const positions of told.values()) {
    expect(positions).toHaveLength(CHANGES);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  }
}

test(
  'the four that are up get everything while the fifth is down, and the fifth gets it when it comes back, in order',
  async () => {
    for (const [index, { url }] of receivers.entries())
      await append(world.log, `webhook-${index}`, registered(url, ['contact_updated'], 's3cret', index + 1));
    const [lost, ...others] = receivers as [Receiver, ...Receiver[]];
    await lost.close();
    const processes = startFanOut();
    await processes.start();
    for (let change = 0; change < CHANGES; change++)
      for (let contact = 0; contact < CONTACTS; contact++)
        await append(
          world.log,
          `contact-${contact}`,
          change === 0 ? contactCreated(contact + 1) : renamed(`Name ${change}`),
        );

    await until(() => others.every(({ received }) => received.length >= EVENTS));
    for (const receiver of others) expectEverythingInOrder(receiver);
    const waiting = (await processes.outbox.destinations()).find(
      ({ destination }) => destination === webhookDestination('0'),
    );
    expect(waiting).toMatchObject({ due: EVENTS, parked: 0, failingSince: expect.any(String) });

    const back = await startReceiver(answering(200), Number(new URL(lost.url).port));
    receivers[0] = back;
    await until(() => back.received.length >= EVENTS && amount(toldTo(back)) >= EVENTS);
    expectEverythingInOrder(back);
  },
  2 * LONG,
);
