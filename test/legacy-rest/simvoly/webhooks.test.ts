/** Registration of webhooks by the numbered cases of the contract. What becomes of deliveries is in `test/e2e/webhooks.test.ts`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type Client, clientOf, expectError, type WireWebhook } from './client.ts';

let app: TestApp;
let client: Client;
beforeAll(async () => {
  app = await startTestApp();
  client = clientOf(app);
});
afterAll(() => app.stop());

const HOOK = { target: 'https://203.0.113.7/h', secret: 's', events: ['order_created', 'order_updated'] };
const register = (body: unknown) => client.send<WireWebhook>('/webhooks', { method: 'POST', body });

describe('conformance', () => {
  it('case 25: registers, echoes and lists', async () => {
    expect(await client.get('/webhooks')).toEqual([]);
    const created = await client.post<WireWebhook>('/webhooks', HOOK);
    expect(created).toStrictEqual({ id: expect.stringMatching(/^rh_[0-9]+$/), ...HOOK });
    expect(await client.get('/webhooks')).toEqual([created]);
  });

  it.each([
    ['an unknown event', { ...HOOK, events: ['nope'] }],
    ['an unknown event among known ones', { ...HOOK, events: ['order_created', 'nope'] }],
    ['no event', { ...HOOK, events: [] }],
    ['events that are no list', { ...HOOK, events: 'order_created' }],
    ['no target', { secret: 's', events: HOOK.events }],
    ['an empty target', { ...HOOK, target: '' }],
    ['a target that is no address', { ...HOOK, target: 'somewhere' }],
    ['a target of another protocol', { ...HOOK, target: 'ftp://example.com/' }],
    ['a script for a target', { ...HOOK, target: 'javascript:alert(1)' }],
    ['a secret that is no text', { ...HOOK, secret: { a: 1 } }],
  ])('case 26: refuses %s', async (_, body) => {
    expectError(await register(body), 400);
  });

  it('case 29: deletes with a body that can be parsed, then 404', async () => {
    const { id } = await client.post<WireWebhook>('/webhooks', HOOK);
    expect(await client.delete(`/webhooks/${id}`)).toEqual({ success: true });
    expect((await client.get<WireWebhook[]>('/webhooks')).map((hook) => hook.id)).not.toContain(id);
    expectError(await client.send(`/webhooks/${id}`, { method: 'DELETE' }), 404);
  });
});

describe('registration', () => {
  it('takes one target several times, each on its own', async () => {
    const [first, second] = [await client.post<WireWebhook>('/webhooks', HOOK), await register(HOOK)];
    expect(second.body.id).not.toBe(first.id);
  });

  it('keeps no secret as an empty one', async () => {
    const { target, events } = HOOK;
    expect(await client.post('/webhooks', { target, events })).toMatchObject({ secret: '' });
  });

  it.each(['rh_999999', 'rh_', '7', 'rh_x', 'rh_99999999999999999999', '%00'])('finds nothing under %s', async (id) => {
    expectError(await client.send(`/webhooks/${id}`, { method: 'DELETE' }), 404);
  });

  it('needs a key that may write', async () => {
    expectError(await clientOf(app, 'wrong').send('/webhooks', { method: 'POST', body: HOOK }), 401);
  });
});

describe('targets inside our own network', () => {
  let closed: TestApp;
  beforeAll(async () => {
    closed = await startTestApp({ webhookAllowPrivate: false });
  });
  afterAll(() => closed.stop());

  it.each([
    'http://127.0.0.1/h',
    'http://localhost/h',
    'http://[::1]/h',
    'http://10.1.2.3/h',
    'http://192.168.1.1/h',
    'http://169.254.169.254/latest/meta-data',
    'http://[fd00::1]/h',
    'http://0x7f000001/h',
    'http://[::ffff:10.0.0.1]/h',
  ])('are refused unless configuration opens them: %s', async (target) => {
    expectError(await clientOf(closed).send('/webhooks', { method: 'POST', body: { ...HOOK, target } }), 400);
  });
});
