import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/adapters/system/clock.ts';
import type { LookupAll } from '../../../src/adapters/webhooks/guard.ts';
import { createWebhookSender, type HttpWebhookSender } from '../../../src/adapters/webhooks/sender.ts';
import type { WebhookDelivery } from '../../../src/processes/webhooks/sender.ts';
import { answering, type Receiver, startReceiver } from './receiver.ts';

const body = '{"id":1,"name":"Zoë — ✓"}';

let receiver: Receiver;
const senders: HttpWebhookSender[] = [];
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const sender of senders.splice(0)) sender.close();
  await receiver.close();
});

function sender(options: Partial<Parameters<typeof createWebhookSender>[0]> = {}): HttpWebhookSender {
  const made = createWebhookSender({ clock: systemClock, allowPrivate: true, ...options });
  senders.push(made);
  return made;
}

const delivery = (more: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
  id: '5f0e8d5c-1111-5111-8111-111111111111',
  attempt: 2,
  target: receiver.url,
  secret: '0123456789abcdef0123456789abcdef',
  topic: 'contact_updated',
  source: 'shop.example.com',
  registrationId: 'rh_7',
  body,
  ...more,
});

const send = (more: Partial<WebhookDelivery> = {}, options: Parameters<typeof sender>[0] = {}) =>
  sender(options).send(delivery(more), new AbortController().signal);

describe('what is sent', () => {
  test('a POST with the headers of the contract', async () => {
    expect(await send()).toEqual({ status: 200, body: '' });
    const [request] = receiver.received;
    expect(request).toMatchObject({ method: 'POST', url: '/hook', body });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Tributary-Webhooks/1',
      'x-webhook-topic': 'contact_updated',
      'x-webhook-source': 'shop.example.com',
      'x-webhook-id': 'rh_7',
      'x-webhook-delivery': '5f0e8d5c-1111-5111-8111-111111111111.2',
      'webhook-id': '5f0e8d5c-1111-5111-8111-111111111111',
    });
    expect(JSON.stringify(request)).not.toContain('0123456789abcdef0123456789abcdef');
  });

  test('the signature of the contract verifies over the bytes that arrived', async () => {
    await send({ secret: 'sécret' });
    const [request] = receiver.received;
    const expected = createHmac('sha512', Buffer.from('sécret', 'utf8'))
      .update(Buffer.from(body, 'utf8'))
      .digest('hex');
    expect(request?.headers['x-webhook-signature']).toBe(expected);
    expect(expected).toMatch(/^[0-9a-f]{128}$/);
  });

  test('nothing is signed without a secret', async () => {
    await send({ secret: '' });
    const headers = receiver.received[0]?.headers ?? {};
    expect(Object.keys(headers).filter((name) => name.includes('signature'))).toEqual([]);
    expect(headers['webhook-timestamp']).toMatch(/^\d+$/);
  });

  const key = Buffer.from('a key of bytes \u0001\u0002').toString('base64');
  test.each([
    ['a whsec_ secret', `whsec_${key}`, new Webhook(`whsec_${key}`)],
    [
      '32 hex characters',
      '0123456789abcdef0123456789abcdef',
      new Webhook('0123456789abcdef0123456789abcdef', { format: 'raw' }),
    ],
    ['a text as whsec_ of its bytes', 'some text', new Webhook(`whsec_${Buffer.from('some text').toString('base64')}`)],
    ['a broken whsec_ as plain text', 'whsec_no base64!', new Webhook('whsec_no base64!', { format: 'raw' })],
  ])('the Standard Webhooks library verifies with %s', async (_, secret, verifier) => {
    await send({ secret });
    const [request] = receiver.received;
    const headers = request?.headers as Record<string, string>;
    expect(verifier.verify(request?.body ?? '', headers)).toEqual(JSON.parse(body));
    expect(() => verifier.verify(`${request?.body} `, headers)).toThrow();
    expect(() => new Webhook('whsec_d3Jvbmc=').verify(request?.body ?? '', headers)).toThrow();
  });
});

describe('answers', () => {
  test('status, beginning of the body and Retry-After', async () => {
    receiver.behave(answering(503, { 'Retry-After': '120' }, 'later'));
    expect(await send()).toEqual({ status: 503, body: 'later', retryAfter: '120' });
  });

  test('redirects are not followed', async () => {
    receiver.behave(answering(307, { Location: '/elsewhere' }));
    expect((await send()).status).toBe(307);
    expect(receiver.received).toHaveLength(1);
  });

  test('of 10 MB only the beginning is read', async () => {
    receiver.behave((response) => {
      response.writeHead(200);
      response.end(Buffer.alloc(10 * 1024 * 1024, 'x'));
    });
    const answer = await send();
    expect([answer.status, answer.body.length]).toEqual([200, 64 * 1024]);
  });

  test('a receiver that hangs is given up', async () => {
    receiver.behave(() => undefined);
    const started = Date.now();
    await expect(send({}, { timeoutMs: 150 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  test('a body that never ends does not undo the status', async () => {
    receiver.behave((response) => void response.writeHead(200).write('a bit'));
    expect(await send({}, { timeoutMs: 150 })).toEqual({ status: 200, body: 'a bit' });
  });

  test('a reset and a closed port are told by their codes', async () => {
    receiver.behave((_, __, request) => void request.socket.resetAndDestroy());
    await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await receiver.close();
    await expect(send()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    receiver = await startReceiver();
  });

  test('a caller may give up', async () => {
    receiver.behave(() => undefined);
    const giveUp = AbortSignal.timeout(100);
    await expect(sender().send(delivery(), giveUp)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a kept connection that the receiver closed just now is replaced at once', async () => {
    const one = sender();
    const signal = new AbortController().signal;
    await one.send(delivery(), signal);
    receiver.behave((response, _, request) => {
      if (receiver.received.length === 2) request.socket.resetAndDestroy();
      else response.end();
    });
    expect((await one.send(delivery(), signal)).status).toBe(200);
    expect([receiver.received.length, receiver.connections()]).toEqual([3, 2]);
  });
});

describe('closed networks', () => {
  const resolving =
    (...addresses: string[]): LookupAll =>
    (_, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  const port = () => new URL(receiver.url).port;

  test.each([
    ['an address in the URL', () => receiver.url],
    ['an address in another notation', () => `http://0x7f.1:${port()}/`],
    ['an IPv6 address', () => `http://[::1]:${port()}/`],
    ['an IPv4 address inside IPv6', () => `http://[::ffff:127.0.0.1]:${port()}/`],
  ])('%s is refused', async (_, target) => {
    await expect(send({ target: target() }, { allowPrivate: false })).rejects.toMatchObject({
      code: 'TARGET_FORBIDDEN',
    });
    expect(receiver.connections()).toBe(0);
  });

  test.each([[['127.0.0.1']], [['93.184.215.14', '127.0.0.1']], [[]]])(
    'a name for %j is refused when it is connected to',
    async (addresses) => {
      const options = { allowPrivate: false, lookup: resolving(...addresses) };
      await expect(send({ target: `http://shop.example:${port()}/` }, options)).rejects.toMatchObject({
        code: 'TARGET_FORBIDDEN',
      });
      expect(receiver.connections()).toBe(0);
    },
  );

  test('a name is resolved once per connection: the address that was checked is the one that is used', async () => {
    const answers = [['127.0.0.1'], ['93.184.215.14']];
    let asked = 0;
    const lookup: LookupAll = (name, callback) => resolving(...(answers[asked++] ?? []))(name, callback);
    await expect(
      send({ target: `http://rebind.example:${port()}/` }, { allowPrivate: false, lookup }),
    ).rejects.toThrow();
    expect(asked).toBe(1);
    expect(receiver.connections()).toBe(0);
  });
});
