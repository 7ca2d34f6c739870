/** Whatever is sent, the answer is this API's own error body: never a fault, never HTML, never a stack. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type Answer, send } from '../../support/http.ts';
import { type Client, clientOf, expectError, SITE, type WireContact } from './client.ts';

let app: TestApp;
let client: Client;
let id: number;
beforeAll(async () => {
  app = await startTestApp();
  client = clientOf(app);
  ({ id } = await client.post<WireContact>('/contacts', { email: 'ann@x.io', name: 'Ann' }));
});
afterAll(() => app.stop());

const READS = [
  ...['/contacts', '/contacts/1', '/contacts/search-by-email?email=a%40x.io', '/members', '/members/1'],
  ...['/member-groups', '/member-groups/1', '/orders', '/orders/1', '/form-submissions', '/bookings'],
  ...['/subscriber-lists', '/subscriber-lists/1', '/webhooks'],
];
const POSTS = ['/contacts', '/webhooks'];
const writes = (): (readonly [string, string])[] => [
  ...POSTS.map((path) => ['POST', path] as const),
  ['PUT', `/contacts/${id}`],
];

describe('bodies', () => {
  it.each([
    ['half an object', '{"email": "a@x.io"'],
    ['a word', 'email'],
    ['a form', 'email=a%40x.io&name=A'],
    ['XML', '<contact><email>a@x.io</email></contact>'],
    ['a list', '[]'],
    ['a number', '7'],
    ['a text', '"a@x.io"'],
    ['null', 'null'],
    ['a byte order mark and garbage', '\ufeff{]'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['1 MB of garbage', Buffer.alloc(1_048_576, 'x')],
    ['1 MB of brackets', Buffer.alloc(1_048_576, '[')],
    ['1 MB of NUL', Buffer.alloc(1_048_576)],
    ['deep nesting', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ])('case 30: %s is 400', async (_, body) => {
    for (const [method, path] of writes()) {
      // An empty object of no use to a creation is a change of nothing to an update.
      const answer = await client.send(path, { method, body });
      if (method === 'PUT' && typeof body === 'string' && body.startsWith('{"a"')) expect(answer.status).toBe(200);
      else expectError(answer, 400);
    }
  });

  it('above 2 MB are refused without being read', async () => {
    for (const [method, path] of writes()) {
      expectError(await client.send(path, { method, body: Buffer.alloc(2 * 1024 * 1024 + 1, 'x') }), 413);
    }
  });

  it('that are empty miss what is required', async () => {
    for (const path of POSTS) expectError(await client.send(path, { method: 'POST', body: '' }), 400);
  });
});

describe('values', () => {
  const wrong = {
    email: [7, true, ['a@x.io'], { a: 1 }, 'no address', '@', 'a@', ' ', 'a b@x.io', `${'a'.repeat(400)}@x.io`],
    name: [7, ['a'], {}, true],
    phone: [7, {}],
    note: [7, []],
    country: [49, {}],
    tags: ['a', [7], [null], {}, [['a']]],
    subscribed: ['yes', 1, 'true', {}],
    subscriberLists: [7, ['x'], [-1], [1.5], [null], [9_999_999_999], {}],
    properties: ['a', [7], {}, [{ value: 'x' }], [{ name: '' }], [{ name: 7 }], [{ name: 'a', value: {} }]],
  };

  it.each(Object.entries(wrong).flatMap(([field, values]) => values.map((value) => [field, value] as const)))(
    'of a wrong type or form are 400: %s %j',
    async (field, value) => {
      const body = { email: 'wrong@x.io', [field]: value };
      expectError(await client.send('/contacts', { method: 'POST', body }), 400);
      // Blank counts as empty in an update, and unset a creation needs it.
      if (value !== ' ')
        expectError(await client.send(`/contacts/${id}`, { method: 'PUT', body: { [field]: value } }), 400);
      expect((await client.send('/contacts/search-by-email?email=wrong%40x.io')).status).toBe(404);
    },
  );

  it('lose NUL and halves of characters, and keep everything else', async () => {
    const name = 'Zoë \u{1F600} <b>&"\'';
    const body = { email: 'nul@x.io', name: `Ann\u0000 ${name}`, note: 'a\ud800b', tags: ['\u0000t'] };
    const contact = await client.post<WireContact>('/contacts', body);
    expect(contact).toMatchObject({ name: `Ann ${name}`, note: 'a\ufffdb', tags: ['t'] });
  });

  it('called __proto__ or constructor are names like any other', async () => {
    const properties = ['__proto__', 'constructor', 'toString'].map((name) => ({ name, value: 'v' }));
    const raw = `{"email":"proto@x.io","__proto__":{"admin":true},"properties":${JSON.stringify(properties)}}`;
    const contact = await client.post<WireContact>('/contacts', raw);
    expect(contact.properties.map(({ value }) => value)).toEqual(['v', 'v', 'v']);
  });
});

describe('addresses', () => {
  it.each([
    '/nope',
    '/',
    '',
    '/contacts/abc',
    '/contacts/-1',
    '/contacts/1.5',
    '/contacts/99999999',
    '/contacts/99999999999999999999',
    '/contacts/1%00',
    '/contacts/%F0%28',
    '/contacts/%',
    '/contacts/1/2',
    '/contacts/search-by-email?email=%00',
    '/contacts/search-by-email?email=%',
    '/contacts/..%2f..%2fetc',
    `/contacts/${'9'.repeat(5_000)}`,
  ])('that lead nowhere are 404 or 400: %s', async (path) => {
    expectError(await client.send(path), [400, 404]);
  });

  it('with a wrong method are 405', async () => {
    for (const [method, path] of [
      ['DELETE', '/contacts'],
      ['PUT', '/contacts'],
      ['PUT', '/webhooks'],
      ['PUT', '/webhooks/rh_1'],
      ['GET', '/webhooks/rh_1'],
    ] as const)
      expectError(await client.send(path, { method, body: {} }), 405);
  });

  it('answer OPTIONS, and HEAD as GET without a body', async () => {
    expect((await client.send('/contacts', { method: 'OPTIONS' })).status).toBe(204);
    const head = await client.send('/contacts', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
  });
});

describe('keys', () => {
  it.each([
    'Bearer',
    'Bearer ',
    'Basic dGVzdDp0ZXN0',
    'Bearer a b',
    `Bearer ${'x'.repeat(8_000)}`,
    'Bearer \u00ff\u00fe',
    'Token x',
  ])('that are none are 401: %s', async (authorization) => {
    for (const path of READS) expectError(await send(`${app.url}${SITE}${path}`, { headers: { authorization } }), 401);
  });

  it('of another API, or for reading only, are 403', async () => {
    const issued = await Promise.all(
      [{ fronts: ['jetpack'] as const }, { scopes: ['read'] as const }].map((rights) =>
        app.app.access.issueKey(
          { actor: { kind: 'system', id: 'test' }, surface: 'cli', requestId: 't', correlationId: 't' },
          { name: 'client', ...rights },
        ),
      ),
    );
    const [foreign = '', reader = ''] = issued.map((result) => (result.ok ? (result.value.secret ?? '') : ''));
    expectError(await clientOf(app, foreign).send('/contacts'), 403);
    expect((await clientOf(app, reader).send('/contacts')).status).toBe(200);
    for (const [method, path] of writes())
      expectError(await clientOf(app, reader).send(path, { method, body: { email: 'a@x.io' } }), 403);
  });
});

it('a request whose body never comes to its end harms nobody', async () => {
  const cut = request(`${app.url}${SITE}/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.secret}`, 'content-length': '1000' },
  });
  cut.on('error', () => undefined);
  cut.write('{"email":');
  await new Promise((resolve) => setTimeout(resolve, 50));
  cut.destroy();
  const answer: Answer = await client.send('/contacts');
  expect(answer.status).toBe(200);
});
