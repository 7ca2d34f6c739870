/** Whatever is sent, the answer is this API's own error body: never a fault, never HTML, never a stack. */
import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogUnavailable } from '../../../src/application/ports.ts';
import { simvoly } from '../../../src/legacy-rest/simvoly/api.ts';
import { createLogger } from '../../../src/logger.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type Answer, send } from '../../support/http.ts';
import { type Client, clientOf, expectError, SITE, type WireContact } from './client.ts';

let app: TestApp;
let client: Client;
let id: number;
let product: number;
beforeAll(async () => {
  app = await startTestApp();
  client = clientOf(app);
  ({ id } = await client.post<WireContact>('/contacts', { email: 'ann@x.io', name: 'Ann' }));
  ({ id: product } = await client.post<{ id: number }>('/products', { type: 'physical', title: 'Tea' }));
});
afterAll(() => app.stop());

const READS = [
  ...['/contacts', '/contacts/1', '/contacts/search-by-email?email=a%40x.io', '/members', '/members/1'],
  ...['/member-groups', '/member-groups/1', '/orders', '/orders/1', '/form-submissions', '/bookings'],
  ...['/subscriber-lists', '/subscriber-lists/1', '/webhooks', '/products', '/products/1', '/products/categories'],
];
const POSTS = [
  ...['/contacts', '/webhooks', '/members', '/members/start-session', '/member-groups', '/products'],
  '/subscriber-lists',
];
const writes = (): (readonly [string, string])[] => [
  ...POSTS.map((path) => ['POST', path] as const),
  ['PUT', `/contacts/${id}`],
  ['PUT', `/products/${product}`],
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

  it('of products are taken or refused whatever they are', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('', ' ', 'tea', 'T-1'));
    const number = fc.oneof(fc.double(), fc.integer({ min: -3, max: 300 }), fc.constantFrom(0, 0.1, 19.99, 1e-7, 1e21));
    const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
    const odd = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      fc.dictionary(fc.string(), scalar, { maxKeys: 3 }),
    );
    const mostly = <T>(usual: fc.Arbitrary<T>) =>
      fc.oneof({ arbitrary: usual, weight: 30 }, { arbitrary: odd, weight: 1 }) as fc.Arbitrary<unknown>;
    const some = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });
    const texts = fc.array(text, { maxLength: 3 });
    const price = fc.oneof(fc.constantFrom(0, 5, 80, 100, '7.50', null), fc.double({ min: 0, max: 1e6, noNaN: true }));
    const variant = some({
      ...{ options: mostly(texts), price: mostly(price), onSale: mostly(fc.boolean()), sku: mostly(text) },
      ...{ regularPrice: mostly(price), salePrice: mostly(price), quantity: mostly(price), weight: mostly(price) },
    });
    const option = some({ name: text, values: texts, advanced: fc.boolean() });
    const unit = fc.constantFrom('WEEKLY', 'monthly', 'DAY', '', null);
    const count = fc.integer({ min: 0, max: 12 });
    const body = some({
      ...{ title: mostly(text), description: mostly(text), url: mostly(fc.constantFrom('tea', '/a/', '')) },
      ...{
        hidden: mostly(fc.boolean()),
        images: mostly(texts),
        categories: mostly(fc.array(some({ id: count, name: text }))),
      },
      ...{ options: mostly(fc.array(option, { maxLength: 2 })), file: mostly(text) },
      variants: mostly(fc.array(variant, { maxLength: 2 })),
      subscription: mostly(some({ cycles: count, period: count, periodUnit: unit })),
    });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        const answer = await client.send<{ id: number }>(`/products/${product}`, { method: 'PUT', body: given });
        if (answer.status !== 200) return expectError(answer, 400);
        taken += 1;
        expect(answer.body.id).toBe(product);
        // What was answered can be sent back as it is, and changes nothing.
        expect(await client.put(`/products/${product}`, answer.body)).toEqual(answer.body);
      }),
      // A sale price without a regular one.
      {
        numRuns: 60,
        examples: [[{ variants: [{ options: ['tea', 'loose'], sku: 'rK', onSale: true, salePrice: '7.50' }] }]],
      },
    );
    expect(taken).toBeGreaterThan(10);
  }, 120_000);

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

it('too many requests are 429, and told when to come again', async () => {
  const limited = await startTestApp({ rateLimitPerMinute: 2 });
  try {
    const answers: Answer[] = [];
    for (let n = 0; n < 3; n++) answers.push(await clientOf(limited).send('/products'));
    const [first, , last] = answers as [Answer, Answer, Answer];
    expect(first.status).toBe(200);
    expectError(last, 429);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
  } finally {
    await limited.stop();
  }
});

it('while the log is away the answer is 503, and for any other fault 500, both without a word about it', async () => {
  const logger = createLogger('silent');
  for (const [fault, expected] of [
    [new LogUnavailable('host db.internal is down'), 503],
    [new Error('select 1'), 500],
  ] as const) {
    const access = { ...app.app.access, authenticate: () => Promise.reject(fault) };
    const routes = simvoly.routes({ ...app.config, app: { ...app.app, access }, logger });
    const answer = await routes.request(`${SITE}/contacts`, { headers: { authorization: 'Bearer x' } });
    expect([answer.status, await answer.json()]).toEqual([
      expected,
      { success: false, message: expect.not.stringMatching(/db|select/) },
    ]);
  }
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
