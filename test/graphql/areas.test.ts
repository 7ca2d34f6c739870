import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk } from './client.ts';

let app: TestApp;
let ask: Ask;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

const REGISTER = `mutation Register($target: String!, $topics: [WebhookTopic!]!, $key: String) {
  registerWebhook(input: { target: $target, topics: $topics, secret: "whsec_quiet" }, idempotencyKey: $key) {
    __typename
    ... on RegisterWebhookPayload { position webhook { id ref target topics isSigned pausedAt } }
    ... on Refusal { code }
  }
}`;

interface Registered {
  readonly registerWebhook: { readonly __typename: string; readonly webhook: { readonly id: string } };
}

describe('a webhook', () => {
  test('is registered, paused, resumed and removed', async () => {
    const variables = { target: 'http://127.0.0.1:9/hook', topics: ['CONTACT_UPDATED'], key: 'hook' };
    const { data } = await ask<Registered>(REGISTER, variables);
    const { webhook } = data.registerWebhook;
    expect(webhook).toMatchObject({
      target: variables.target,
      topics: ['CONTACT_UPDATED'],
      isSigned: true,
      pausedAt: null,
    });
    expect((await ask(REGISTER, variables)).data).toEqual(data);

    const paused = await ask(
      `mutation($id: ID!) { pauseWebhook(id: $id, reason: "Tired") { ... on PauseWebhookPayload { position webhook { pausedAt pauseReason } } } }`,
      { id: webhook.id },
    );
    expect(paused.data.pauseWebhook).toMatchObject({ webhook: { pausedAt: expect.any(String), pauseReason: 'Tired' } });
    const resumed = await ask(
      `mutation($id: ID!) { resumeWebhook(id: $id) { ... on ResumeWebhookPayload { webhook { pausedAt } } } }`,
      { id: webhook.id },
    );
    expect(resumed.data.resumeWebhook).toEqual({ webhook: { pausedAt: null } });

    const listed = await ask(`query($id: ID!) { webhooks { id } node(id: $id) { ... on Webhook { target } } }`, {
      id: webhook.id,
    });
    expect(listed.data).toEqual({ webhooks: [{ id: webhook.id }], node: { target: variables.target } });
    expect(JSON.stringify(listed)).not.toContain('whsec');

    const removed = await ask(
      `mutation($id: ID!) { removeWebhook(id: $id) { ... on RemoveWebhookPayload { position removedId } } }`,
      { id: webhook.id },
    );
    expect(removed.data.removeWebhook).toMatchObject({ removedId: webhook.id });
    expect((await ask('{ webhooks { id } }')).data).toEqual({ webhooks: [] });
  });

  test.each([
    ['WebhookTargetInvalid', 'ftp://example.com', ['CONTACT_UPDATED']],
    ['WebhookTargetInvalid', 'nowhere', ['CONTACT_UPDATED']],
    ['WebhookTopicsInvalid', 'http://127.0.0.1/x', []],
  ])('is refused as %s', async (type, target, topics) => {
    const { data } = await ask<Registered>(REGISTER, { target, topics });
    expect(data.registerWebhook.__typename).toBe(type);
  });

  test('that is not there cannot be changed', async () => {
    for (const mutation of ['pauseWebhook', 'resumeWebhook', 'removeWebhook']) {
      const { data } = await ask(`mutation { answer: ${mutation}(id: "none") { __typename } }`);
      expect(data.answer).toEqual({ __typename: 'WebhookNotFound' });
    }
  });
});

describe('a custom field', () => {
  const DEFINE = `mutation Define($input: DefineCustomFieldInput!, $key: String) {
    defineCustomField(input: $input, idempotencyKey: $key) {
      __typename
      ... on DefineCustomFieldPayload { position customField { name label type choices prefix suffix } }
      ... on Refusal { code fields { path } }
    }
  }`;

  test('is defined, listed, and changed by defining it again', async () => {
    const input = { entity: 'CONTACT', group: 'pets', alias: 'kind', type: 'CHOICE', choices: ['cat', 'dog'] };
    const { data } = await ask(DEFINE, { input, key: 'define' });
    const around = { prefix: null, suffix: null };
    const customField = { name: 'pets.kind', label: 'kind', type: 'CHOICE', choices: ['cat', 'dog'], ...around };
    expect(data.defineCustomField).toMatchObject({ customField });
    expect((await ask(DEFINE, { input, key: 'define' })).data).toEqual(data);
    await ask(DEFINE, { input: { ...input, label: 'Kind of pet' } });
    const listed = await ask('{ customFields(entity: CONTACT) { name label type choices prefix suffix } }');
    expect(listed.data.customFields).toEqual([{ ...customField, label: 'Kind of pet' }]);
  });

  test.each([
    ['CustomFieldNameInvalid', { alias: 'a.b' }, ['alias']],
    ['CustomFieldNameInvalid', { alias: '' }, ['alias']],
    ['InputInvalid', { alias: 'c', choices: [' '] }, ['choices']],
    ['InputInvalid', { alias: 'c', prefix: 'C-' }, ['prefix']],
    ['InputInvalid', { alias: 'c', type: 'COUNTER', suffix: 'x'.repeat(51) }, ['suffix']],
  ])('is refused as %s', async (type, input, paths) => {
    const { data } = await ask(DEFINE, { input: { entity: 'CONTACT', ...input } });
    expect(data.defineCustomField).toMatchObject({ __typename: type, fields: paths.map((path) => ({ path })) });
  });

  test('that counts has text around its number', async () => {
    const input = { entity: 'QUOTE', alias: 'number', type: 'COUNTER' };
    const around = async () => (await ask('{ customFields(entity: QUOTE) { prefix suffix } }')).data.customFields;
    const { data } = await ask(DEFINE, { input: { ...input, prefix: 'Q ', suffix: '/26' } });
    expect(data.defineCustomField).toMatchObject({ customField: { prefix: 'Q ', suffix: '/26' } });
    expect(await around()).toEqual([{ prefix: 'Q ', suffix: '/26' }]);
    await ask(DEFINE, { input: { ...input, prefix: '' } });
    expect(await around()).toEqual([{ prefix: null, suffix: null }]);
  });

  test('is taken away, and may come back with another type', async () => {
    const input = { entity: 'CONTACT', alias: 'passing' };
    await ask(DEFINE, { input });
    const { data } = await ask(
      `mutation { removeCustomField(entity: CONTACT, alias: "passing") {
        ... on RemoveCustomFieldPayload { position removedName }
      } }`,
    );
    expect(data.removeCustomField).toEqual({ position: expect.any(String), removedName: 'general.passing' });
    const again = await ask(DEFINE, { input: { ...input, type: 'NUMBER' } });
    expect(again.data.defineCustomField).toMatchObject({ customField: { type: 'NUMBER' } });
  });

  test('keeps its type', async () => {
    const input = { entity: 'COMPANY', alias: 'fixed' };
    await ask(DEFINE, { input });
    const { data } = await ask(DEFINE, { input: { ...input, type: 'NUMBER' } });
    expect(data.defineCustomField).toMatchObject({ __typename: 'CustomFieldTypeFixed', fields: [{ path: 'type' }] });
  });
});
