import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IssueKeyInput } from '../../src/application/access.ts';
import { systemContext } from '../../src/application/bootstrap.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact, type GraphqlError, type Loose, send } from './client.ts';

let app: TestApp;
let ask: Ask;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

async function askWith(input: Omit<IssueKeyInput, 'name'>): Promise<Ask> {
  const issued = await app.app.access.issueKey(systemContext(app.app.ids), { name: 'Test', ...input });
  if (!issued.ok || issued.value.secret === null) throw new Error('No key was issued');
  return createAsk(app, issued.value.secret);
}

const codes = (errors: readonly GraphqlError[] | undefined) => errors?.map(({ extensions }) => extensions.code);

describe('who comes in', () => {
  test.each([undefined, 'wrong', ''])('not with the secret %s', async (secret) => {
    const body = JSON.stringify({ query: '{ __typename }' });
    const response = await send(app, { body, ...(secret === undefined ? {} : { secret }) });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', requestId: response.headers.get('x-request-id') } }],
    });
  });

  test('not with a key of another front', async () => {
    const other = await askWith({ fronts: ['jetpack'] });
    const { status, errors } = await other('{ __typename }');
    expect(status).toBe(403);
    expect(codes(errors)).toEqual(['FORBIDDEN']);
  });

  test('not with a key that was revoked', async () => {
    const { data } = await ask(
      `mutation { issueApiKey(input: { name: "Short" }) { ... on IssueApiKeyPayload { secret apiKey { apiKey } } } }`,
    );
    const { secret, apiKey } = data.issueApiKey as unknown as { secret: string; apiKey: { apiKey: string } };
    const short = createAsk(app, secret);
    expect((await short('{ __typename }')).status).toBe(200);
    const revoked = await ask(
      `mutation($k: String!) { revokeApiKey(apiKey: $k) { __typename ... on RevokeApiKeyPayload { apiKey { revokedAt } } } }`,
      { k: apiKey.apiKey },
    );
    expect(revoked.data.revokeApiKey).toMatchObject({ apiKey: { revokedAt: expect.any(String) } });
    expect((await short('{ __typename }')).status).toBe(401);
  });
});

describe('a scope', () => {
  const READ = '{ contacts { totalCount } }';
  const WRITE = 'mutation { createContact(input: {}) { ... on CreateContactPayload { position contact { ref } } } }';
  const ADMIN = ['{ apiKeys { name } }', '{ webhooks { ref } }', `{ node(id: "${btoa('ApiKey:abc')}") { id } }`];

  test('read asks and changes nothing', async () => {
    const reader = await askWith({ scopes: ['read'] });
    expect((await reader(READ)).errors).toBeUndefined();
    expect(codes((await reader(WRITE)).errors)).toEqual(['FORBIDDEN']);
    for (const document of ADMIN) expect(codes((await reader(document)).errors)).toEqual(['FORBIDDEN']);
  });

  test('write changes and does not see', async () => {
    const writer = await askWith({ scopes: ['write'] });
    expect(codes((await writer(READ)).errors)).toEqual(['FORBIDDEN']);
    const { data, errors } = await writer(WRITE);
    expect(codes(errors)).toEqual(['FORBIDDEN']);
    expect(data.createContact).toMatchObject({ position: expect.any(String), contact: null });
  });

  test('that a key lacks it cannot give', async () => {
    const admin = await askWith({ scopes: ['admin', 'write'] });
    const { data } = await admin(
      `mutation { issueApiKey(input: { name: "More", scopes: [WRITE, PII] }) { __typename ... on Refusal { code } } }`,
    );
    expect(data.issueApiKey).toEqual({ __typename: 'ScopeNotHeld', code: 'SCOPE_NOT_HELD' });
  });
});

describe('without the scope pii', () => {
  test('personal fields are masked, in records and in history alike', async () => {
    const { contact } = await createContact(ask, {
      email: 'secret.person@example.com',
      firstName: 'Hidden',
      companyName: 'Visible Ltd',
      dateOfBirth: '1990-01-02',
      mainAddress: { city: 'Nowhere', country: 'GB' },
      custom: [{ name: 'general.pet', value: 'Rex' }],
    });
    const blind = await askWith({ scopes: ['read'] });
    const { data, errors } = await blind(
      `query($id: ID!) {
        contact(id: $id) {
          email firstName lastName companyName dateOfBirth mainAddress { city country } custom { name value }
          history { nodes { changes { path from to } } }
        }
      }`,
      { id: contact.id },
    );
    expect(errors).toBeUndefined();
    expect(data.contact).toMatchObject({
      email: '***',
      firstName: '***',
      lastName: null,
      companyName: 'Visible Ltd',
      dateOfBirth: null,
      mainAddress: { city: '***', country: 'GB' },
      custom: [{ name: 'general.pet', value: '***' }],
    });
    expect(JSON.stringify(data)).not.toMatch(/Hidden|secret\.person|Nowhere|Rex|1990/);
    expect(JSON.stringify(data)).toContain('Visible Ltd');
  });

  test.each([
    '{ contacts(filter: { email: { beginsWith: "a" } }) { totalCount } }',
    '{ contacts(filter: { not: { mainAddress: { city: { eq: "x" } } } }) { totalCount } }',
    '{ contacts(sort: [{ field: LAST_NAME }]) { nodes { ref } } }',
    '{ contacts(filter: { name: { eq: "x" } }) { totalCount } }',
    '{ contacts(search: "x") { totalCount } }',
    '{ contactByEmail(email: "x@example.com") { ref } }',
  ])('%s cannot find out what is masked', async (document) => {
    const blind = await askWith({ scopes: ['read'] });
    expect(codes((await blind(document)).errors)).toEqual(['FORBIDDEN']);
  });
});

describe('API keys', () => {
  test('are listed without their secrets', async () => {
    const { data } = await ask<{ apiKeys: readonly Loose[] }>('{ apiKeys { id apiKey name scopes fronts issuedAt } }');
    expect(data.apiKeys[0]).toMatchObject({ apiKey: 'test_key', scopes: ['READ', 'WRITE', 'ADMIN', 'PII'] });
    expect(JSON.stringify(data)).not.toContain(TEST_SECRET);
  });

  test('issued again by their idempotency key are the same, without the secret', async () => {
    const issue = () =>
      ask<{ issueApiKey: { secret: string | null; position: string; apiKey: Loose } }>(
        `mutation { issueApiKey(input: { name: "Again", scopes: [READ], jetpackOptions: [STRICT_ERRORS], treeplOptions: [SILENT_SET_PASSWORD] }, idempotencyKey: "issue") {
          ... on IssueApiKeyPayload { position secret apiKey { key apiKey jetpackOptions treeplOptions } } } }`,
      );
    const [first, second] = [(await issue()).data.issueApiKey, (await issue()).data.issueApiKey];
    expect(first.secret).toMatch(/^ts_/);
    expect(first.apiKey).toMatchObject({
      jetpackOptions: ['STRICT_ERRORS'],
      treeplOptions: ['SILENT_SET_PASSWORD'],
    });
    expect(second).toEqual({ ...first, secret: null });
  });

  test.each(['name: " "', 'name: "x", requestsPerMinute: 0'])('with %s are refused', async (input) => {
    const { data } = await ask(`mutation { issueApiKey(input: { ${input} }) { __typename } }`);
    expect(data.issueApiKey).toEqual({ __typename: 'InputInvalid' });
  });

  test('that are not there cannot be revoked', async () => {
    const { data } = await ask('mutation { revokeApiKey(apiKey: "none") { __typename } }');
    expect(data.revokeApiKey).toEqual({ __typename: 'ApiKeyNotFound' });
  });
});
