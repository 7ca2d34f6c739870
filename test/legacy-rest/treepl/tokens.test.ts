import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RequestContext } from '../../../src/application/context.ts';
import { startTestApp, TEST_SITE, type TestApp } from '../../support/app.ts';
import { send } from '../../support/http.ts';
import { CONTACTS, clientOf, TOKEN, type WireError } from './client.ts';

interface Token {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
}

interface TokenError extends WireError {
  readonly error: string;
}

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
afterEach(() => {
  vi.useRealTimers();
});

const context: RequestContext = {
  actor: { kind: 'system', id: 'test' },
  surface: 'cli',
  requestId: 'test',
  correlationId: 'test',
};

const pair = () => ({ client_id: app.key, client_secret: app.secret });
const ask = <T = Token>(body: unknown, headers: Record<string, string> = {}) =>
  send<T>(`${app.url}${TOKEN}`, { method: 'POST', body, headers });
const form = (values: Record<string, string>): string => new URLSearchParams(values).toString();
const listWith = (authorization: string) => send<WireError>(`${app.url}${CONTACTS}`, { headers: { authorization } });

async function issued(values = {}): Promise<{ apiKey: string; secret: string }> {
  const result = await app.app.access.issueKey(context, { name: 'client', ...values });
  if (!result.ok || result.value.secret === null) throw new Error('no key');
  return { apiKey: result.value.apiKey, secret: result.value.secret };
}

async function tokenOf({ apiKey, secret }: { apiKey: string; secret: string }): Promise<string> {
  return (await ask({ client_id: apiKey, client_secret: secret })).body.access_token;
}

describe('the token endpoint', () => {
  it('case 1: gives a working token for a pair in a form and for the same as JSON', async () => {
    const answers = [
      await ask(form({ grant_type: 'client_credentials', ...pair() }), {
        'content-type': 'application/x-www-form-urlencoded',
      }),
      await ask({ grant_type: 'client_credentials', ...pair() }, { 'content-type': 'application/json' }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual({ access_token: expect.stringMatching(/.+/), token_type: 'bearer', expires_in: 3600 });
      expect((await listWith(`Bearer ${body.access_token}`)).status).toBe(200);
    }
  });

  it('case 2: refuses a wrong secret with 400, JSON and no token', async () => {
    const { status, body } = await ask<TokenError>({ ...pair(), client_secret: 'wrong' });
    expect(status).toBe(400);
    expect(body).toEqual({ error: 'invalid_client', Message: expect.stringMatching(/.+/) });
  });

  it.each([
    ['a query string with GET', () => send<Token>(`${app.url}${TOKEN}?${form(pair())}`)],
    ['names in PascalCase', () => ask({ ClientId: app.key, ClientSecret: app.secret })],
    [
      'HTTP Basic',
      () => ask('', { authorization: `Basic ${Buffer.from(`${app.key}:${app.secret}`).toString('base64')}` }),
    ],
    ['a missing grant_type', () => ask(pair())],
    ['its path below the prefix of this API', () => send<Token>(`${app.url}/treepl${TOKEN}?${form(pair())}`)],
  ])('accepts %s', async (_, asking) => {
    const { status, body } = await asking();
    expect(status).toBe(200);
    expect((await listWith(`Bearer ${body.access_token}`)).status).toBe(200);
  });

  it.each([
    ['a secret without the key', { client_secret: 'test_secret_0123456789' }],
    ['a key without the secret', { client_id: 'test_key' }],
    ['nothing', {}],
    ['values that are no text', { client_id: ['a'], client_secret: { b: 1 } }],
    ['a body that is no JSON', '{"client_id": '],
    ['NUL in the key', { client_id: 'test\u0000key', client_secret: 'test_secret_0123456789' }],
  ])('refuses %s as an invalid client', async (_, body) => {
    const answer = await ask<TokenError>(body);
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_client']);
  });

  it('refuses a grant type that it does not know', async () => {
    const answer = await ask<TokenError>({ ...pair(), grant_type: 'password' });
    expect([answer.status, answer.body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  it('refuses a key that may not use this API', async () => {
    const key = await issued({ fronts: ['jetpack'] });
    expect((await ask<TokenError>({ client_id: key.apiKey, client_secret: key.secret })).status).toBe(400);
    expect((await listWith(`Bearer ${key.secret}`)).status).toBe(403);
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('answers %s with 405', async (method) => {
    const { status, body } = await send<WireError>(`${app.url}${TOKEN}`, { method });
    expect([status, body.Message]).toEqual([405, expect.stringMatching(/.+/)]);
  });
});

describe('the Authorization header', () => {
  it('case 3: is asked for with 401 and JSON when missing, garbage, or of a key that was revoked', async () => {
    const key = await issued();
    const token = await tokenOf(key);
    expect((await listWith(`Bearer ${token}`)).status).toBe(200);
    await app.app.access.revokeKey(context, key.apiKey);
    const refused = [
      await send<WireError>(`${app.url}${CONTACTS}`),
      await listWith('Bearer x'),
      await listWith(`Bearer ${token}`),
    ];
    for (const { status, headers, body } of refused) {
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toBe('Bearer');
      expect(body.Message).toMatch(/.+/);
    }
  });

  it('takes a token or the secret, with and without the scheme word in any case', async () => {
    const token = await tokenOf({ apiKey: app.key, secret: app.secret });
    for (const value of [token, app.secret])
      for (const header of [value, `Bearer ${value}`, `bearer ${value}`, `BEARER   ${value}`])
        expect((await listWith(header)).status).toBe(200);
  });

  it('refuses a token whose hour is over', async () => {
    const token = await tokenOf({ apiKey: app.key, secret: app.secret });
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: now + 3_590_000 });
    expect((await listWith(`Bearer ${token}`)).status).toBe(200);
    vi.setSystemTime(now + 3_601_000);
    expect((await listWith(`Bearer ${token}`)).status).toBe(401);
  });

  it('refuses a token that was tampered with', async () => {
    const token = await tokenOf({ apiKey: app.key, secret: app.secret });
    const [payload = '', signature = ''] = token.split('.');
    const longer = Buffer.from(JSON.stringify([app.key, 99_999_999_999])).toString('base64url');
    const zero = Buffer.from(JSON.stringify(['a\u0000b', 99_999_999_999])).toString('base64url');
    const forged = [
      `${longer}.${signature}`,
      `${payload}.${signature.slice(1)}`,
      `${payload}.`,
      `.${signature}`,
      `${zero}.x`,
      '..',
      '%00',
    ];
    for (const each of forged) expect((await listWith(`Bearer ${each}`)).status).toBe(401);
  });

  it.each(['Bearer', 'Bearer ', 'Basic abc', 'Bearer a b', 'Bearer ,', 'Token x y'])('refuses %j', async (header) => {
    expect((await listWith(header)).status).toBe(401);
  });

  it('lets a key that may only read list contacts but not write them', async () => {
    const key = await issued({ scopes: ['read'] });
    const headers = { authorization: `Bearer ${await tokenOf(key)}` };
    const write = await send<WireError>(`${app.url}${CONTACTS}`, {
      method: 'POST',
      headers,
      body: { Email: 'a@x.io' },
    });
    expect((await send(`${app.url}${CONTACTS}`, { headers })).status).toBe(200);
    expect([write.status, write.body.Message]).toEqual([403, expect.stringMatching(/.+/)]);
  });
});

describe('what the operator says', () => {
  let strict: TestApp;
  beforeAll(async () => {
    strict = await startTestApp({ site: { ...TEST_SITE, tokenSeconds: 60, maxLimit: 2, minPassword: 8 } });
  });
  afterAll(() => strict.stop());

  it('makes tokens that last as long as the operator says', async () => {
    const { body } = await send<Token>(`${strict.url}${TOKEN}`, { method: 'POST', body: pair() });
    expect(body.expires_in).toBe(60);
    const status = async () => (await clientOf(strict, body.access_token).send('')).status;
    expect(await status()).toBe(200);
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] });
    expect(await status()).toBe(401);
  });

  it('cuts lists where the operator says', async () => {
    const treepl = clientOf(strict);
    for (const Email of ['a@long.io', 'b@long.io', 'c@long.io']) await treepl.create({ Email });
    const page = { Where: { Email: { $endsWith: '@long.io' } } };
    for (const Limit of [2, 3, 5000]) {
      const { Items, TotalItemsCount } = await treepl.list({ ...page, Limit });
      expect([Items.length, TotalItemsCount]).toEqual([2, 3]);
    }
    expect((await treepl.list(page)).Items).toHaveLength(2);
    expect((await treepl.list({ ...page, Offset: 2 })).Items).toHaveLength(1);
  });

  it('refuses passwords that are shorter than the operator says', async () => {
    const treepl = clientOf(strict);
    const Message = 'Password must have at least 8 characters';
    const refusal = [400, { Message, Errors: { Password: [Message] } }];
    const created = await treepl.send('', { method: 'POST', body: { Email: 'p@short.io', Password: '1234567' } });
    expect([created.status, created.body]).toEqual(refusal);
    const { Id } = await treepl.create({ Email: 'p@short.io', Password: '12345678' });
    const set = (Password: string) => treepl.send(`/${Id}/set-password`, { method: 'PUT', body: { Password } });
    const short = await set('7654321');
    expect([short.status, short.body]).toEqual(refusal);
    expect((await set('87654321')).status).toBe(200);
  });
});
