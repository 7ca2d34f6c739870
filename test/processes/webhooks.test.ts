/** From an event in the Postgres log to a real HTTP server, and back. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import type { EventLog } from '../../src/application/ports.ts';
import { contactEvents } from '../../src/domain/crm/contact/events.ts';
import { webhookEvents } from '../../src/domain/integration/webhook/events.ts';
import type { ProcessSettings } from '../../src/processes/engine/engine.ts';
import { answering, type Receiver, startReceiver } from '../adapters/webhooks/receiver.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { append, contactCreated, eventually, pause, QUICK, registered, renamed } from './support.ts';
import { createWebhookServer, type WebhookServer } from './webhookServer.ts';

let log: EventLog;
let url: string;
let start: (settings?: Partial<ProcessSettings>) => Promise<WebhookServer>;
let receiver: Receiver;
let cleanUp: (() => Promise<unknown>)[];

beforeEach(async () => {
  const database = await createTestDatabase();
  url = database.url;
  log = await createPostgresLog({ url });
  const sql = connect(url);
  receiver = await startReceiver();
  cleanUp = [() => log.close(), () => sql.end({ timeout: 1 }), () => database.drop(), () => receiver.close()];
  start = async (settings = {}) => {
    const server = createWebhookServer(sql, log, { ...QUICK, ...settings });
    cleanUp.unshift(() => server.processes.stop());
    await server.processes.start();
    return server;
  };
});
afterEach(async () => {
  for (const clean of cleanUp) await clean();
});

const bodies = (from = receiver) => from.received.map(({ body }) => JSON.parse(body) as { id: number; name: string });

test('a change is told with the resource as it stood then, once per command', async () => {
  await start();
  await append(log, 'webhook-a', registered(receiver.url));
  await append(log, 'contact-1', contactCreated());
  await append(log, 'contact-1', renamed('Bea'), contactEvents.ContactTagged({ tags: ['x'] }), renamed('Cleo'));
  await append(log, 'contact-1', renamed('Dora'));
  await append(log, 'contact-1', contactEvents.ContactDeleted({}));
  await eventually(() => receiver.received.length === 3);
  await pause(100);
  expect(bodies().map(({ name }) => name)).toEqual(['Ann', 'Cleo', 'Dora']);
  expect(receiver.received[0]?.headers).toMatchObject({
    'x-webhook-topic': 'contact_updated',
    'x-webhook-source': 'site.example.com',
    'x-webhook-id': 'rh_1',
  });
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(3);
});

test('two webhooks for one target are told separately, and rendered once', async () => {
  const server = await start();
  await append(log, 'webhook-a', registered(receiver.url));
  await append(log, 'webhook-b', registered(receiver.url, ['contact_updated'], '', 2));
  await append(log, 'contact-1', contactCreated());
  await eventually(() => receiver.received.length === 2);
  expect(receiver.received.map(({ headers }) => headers['x-webhook-id']).sort()).toEqual(['rh_1', 'rh_2']);
  expect(server.rendered()).toBe(1);
});

test('a receiver that is down gets everything later, in order, byte for byte as first signed', async () => {
  const server = await start();
  const { port } = new URL(receiver.url);
  await append(log, 'webhook-a', registered(receiver.url));
  await receiver.close();
  await append(log, 'contact-1', contactCreated());
  await append(log, 'contact-1', renamed('Bea'));
  const [first] = await eventually(async () => {
    const found = await server.processes.outbox.list({ states: ['due'] });
    return found.some(({ attempts }) => attempts > 1) && found;
  });
  expect((await server.processes.outbox.attempts(first?.id ?? '')).every(({ error }) => error === 'ECONNREFUSED')).toBe(
    true,
  );
  receiver = await startReceiver(answering(200), Number(port));
  await eventually(() => receiver.received.length === 2);
  expect(bodies().map(({ name }) => name)).toEqual(['Ann', 'Bea']);
});

test('every attempt has the same id, body and signature', async () => {
  let left = 3;
  receiver.behave((response) => void response.writeHead(left-- > 0 ? 500 : 200).end());
  await start();
  await append(log, 'webhook-a', registered(receiver.url));
  await append(log, 'contact-1', contactCreated());
  await eventually(() => receiver.received.length === 4);
  const [first, ...others] = receiver.received;
  for (const other of others) {
    expect(other.body).toBe(first?.body);
    for (const name of ['webhook-id', 'x-webhook-signature']) expect(other.headers[name]).toBe(first?.headers[name]);
  }
  expect(new Set(receiver.received.map(({ headers }) => headers['x-webhook-delivery'])).size).toBe(4);
});

test('410 stops the webhook; resumed, it gets what it has missed', async () => {
  receiver.behave(answering(410));
  const server = await start();
  await append(log, 'webhook-a', registered(receiver.url));
  await append(log, 'contact-1', contactCreated());
  const held = await eventually(async () =>
    (await server.processes.outbox.destinations()).find(({ heldAt }) => heldAt !== null),
  );
  expect(held.holdReason).toBe('The receiver answered 410 Gone.');
  const types: string[] = [];
  for await (const event of log.readStream('webhook-a')) types.push(`${event.type} by ${event.metadata.surface}`);
  expect(types).toEqual(['WebhookRegistered by cli', 'WebhookPaused by process']);
  await append(log, 'contact-1', renamed('Bea'));
  await pause(300);
  receiver.behave(answering(200));
  const before = receiver.received.length;
  await append(log, 'webhook-a', webhookEvents.WebhookResumed({}));
  await eventually(() => receiver.received.length === before + 2);
  expect(
    bodies()
      .slice(before)
      .map(({ name }) => name),
  ).toEqual(['Ann', 'Bea']);
});

test('a removed webhook is told nothing more, not even what was waiting', async () => {
  receiver.behave(answering(500));
  const server = await start();
  await append(log, 'webhook-a', registered(receiver.url));
  await append(log, 'contact-1', contactCreated());
  await eventually(() => receiver.received.length > 0);
  await append(log, 'webhook-a', webhookEvents.WebhookRemoved({}));
  await eventually(async () => (await server.processes.status()).due === 0);
  receiver.behave(answering(200));
  await append(log, 'contact-1', renamed('Bea'));
  await pause(300);
  expect((await server.processes.outbox.list()).map(({ state }) => state)).toEqual(['discarded']);
});

test.each([429, 503])('Retry-After of a %i is heeded', async (status) => {
  receiver.behave((response, { headers }) => {
    const first = headers['x-webhook-delivery'] === `${String(headers['webhook-id'])}.1`;
    response.writeHead(first ? status : 200, first ? { 'Retry-After': '1' } : {}).end();
  });
  await start();
  await append(log, 'webhook-a', registered(receiver.url));
  await append(log, 'contact-1', contactCreated());
  await eventually(() => receiver.received.length === 2);
  const [first, second] = receiver.received.map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(990);
});

test('redirects, resets and silence are failures, 10 MB are not', async () => {
  const server = await start();
  await append(log, 'webhook-a', registered(receiver.url));
  receiver.behave((response, _, request) => {
    const turn = receiver.received.length;
    if (turn === 1) answering(302, { Location: '/other' })(response, _, request);
    // The first of the two was on a kept connection, which is replaced at once.
    else if (turn === 2 || turn === 3) request.socket.resetAndDestroy();
    else if (turn > 4) response.end(Buffer.alloc(10 * 1024 * 1024, 'x'));
  });
  await append(log, 'contact-1', contactCreated());
  const [done] = await eventually(async () => {
    const found = await server.processes.outbox.list({ states: ['done'] });
    return found.length === 1 && found;
  });
  const attempts = await server.processes.outbox.attempts(done?.id ?? '');
  expect(attempts.map(({ error }) => error)).toEqual(['HTTP_302', 'ECONNRESET', 'TIMEOUT', null]);
  expect(attempts[3]?.response?.length).toBe(1_000);
  expect(receiver.received.every(({ url: path }) => path === '/hook')).toBe(true);
});

test('one of five receivers is down: the others get everything at once, it gets all in order when it comes back', async () => {
  const others = await Promise.all([1, 2, 3, 4].map(() => startReceiver()));
  cleanUp.push(...others.map((one) => one.close));
  await start();
  for (const [n, one] of [receiver, ...others].entries()) {
    await append(log, `webhook-${n}`, registered(one.url, ['contact_updated'], '', n + 1));
  }
  receiver.behave(answering(503));
  const contacts = Array.from({ length: 20 }, (_, n) => `contact-${n}`);
  for (const [n, stream] of contacts.entries()) await append(log, stream, contactCreated(n + 1));
  for (let round = 1; round < 5; round++)
    for (const stream of contacts) await append(log, stream, renamed(`Name ${round}`));
  await eventually(() => others.every((one) => one.received.length === 100));
  const answered = receiver.received.length;
  receiver.behave(answering(200));
  await eventually(() => receiver.received.length >= answered + 100);
  for (const one of [receiver, ...others]) {
    for (let id = 1; id <= 20; id++) {
      const names = bodies(one)
        .filter((body) => body.id === id)
        .map(({ name }) => name);
      const told = names.filter((name, index) => names.lastIndexOf(name) === index);
      expect(told).toEqual(['Ann', 'Name 1', 'Name 2', 'Name 3', 'Name 4']);
    }
  }
});

test('a server killed between delivery and acknowledgement: the next one delivers again, under the same id', async () => {
  await append(log, 'webhook-a', registered(receiver.url));
  let delivered: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    delivered = resolve;
  });
  receiver.behave(() => delivered());
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./webhookServer.child.ts', import.meta.url)), url],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await once(child.stdout, 'data');
    await append(log, 'contact-1', contactCreated());
    await arrived;
  } finally {
    child.kill('SIGKILL');
  }
  receiver.behave(answering(200));
  await start();
  await eventually(() => receiver.received.length === 2);
  const [first, second] = receiver.received;
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(second?.body).toBe(first?.body);
});
