/**
 * The worked example of docs/runbook.md: `ContactEmailChanged` has said since version 2 whether the new address was proven. An
 * event of version 1 goes through everything that reads the log.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryLog } from '../../src/adapters/memory/log.ts';
import { exportLog, importLog } from '../../src/application/logTransfer.ts';
import type { EventMetadata } from '../../src/application/ports.ts';
import { type Receiver, startReceiver } from '../adapters/webhooks/receiver.ts';
import { call } from '../e2e/fronts.ts';
import { type Ask, createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { jsonLines } from '../support/cli.ts';

let app: TestApp;
let ask: Ask;
let receiver: Receiver;
let contact: { readonly id: string; readonly key: string };
/** Of the contact's creation and of the event of old. */
let created: string;
let old: string;

const auth = { authorization: `Bearer ${TEST_SECRET}` };

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  receiver = await startReceiver();
  const made = await createContact(ask, { email: 'old@example.com', emailConfirmed: true });
  contact = made.contact;
  created = made.position;
  await call(`${app.url}/api/site/webhooks`, {
    ...{ method: 'POST', headers: auth },
    body: JSON.stringify({ target: receiver.url, events: ['contact_updated'] }),
  });
  old = await appendOld({ email: 'new@example.com' });
});
afterAll(async () => {
  await app.stop();
  await receiver.close();
});

/** As a program of before would have written it. */
async function appendOld(data: { readonly email: string }): Promise<string> {
  const [requestId, commandId] = [randomUUID(), randomUUID()];
  const metadata: EventMetadata = {
    ...{ schemaVersion: 1, occurredAt: new Date().toISOString(), surface: 'graphql', requestId },
    ...{ correlationId: requestId, causationId: requestId, commandId, actor: { kind: 'system', id: 'of-old' } },
  };
  const event = { id: randomUUID(), type: 'ContactEmailChanged', data, metadata };
  const appended = await app.log.append(`contact-${contact.key}`, [event], 0);
  if (!appended.ok) throw new Error('The stream was elsewhere');
  expect(await app.projections.reached(appended.position)).toBe(true);
  return String(appended.position);
}

const lines = async <T>(path: string): Promise<T[]> =>
  jsonLines<T>({ stdout: await (await fetch(`${app.url}${path}`, { headers: auth })).text() });

describe('an event of version 1', () => {
  test('stays in the log as it was written', async () => {
    for await (const event of app.log.readStream(`contact-${contact.key}`, { from: 1, limit: 1 })) {
      expect(event).toMatchObject({ type: 'ContactEmailChanged', metadata: { schemaVersion: 1 } });
      expect(event.data).toEqual({ email: 'new@example.com' });
    }
  });

  test('reaches read models, now and as of before, in the newest version', async () => {
    const { data } = await ask(
      `query($id: ID!, $created: Position!) {
        now: contact(id: $id) { email emailConfirmed }
        before: contact(id: $id, asOf: { position: $created }) { email emailConfirmed }
      }`,
      { id: contact.id, created },
    );
    expect(data).toEqual({
      now: { email: 'new@example.com', emailConfirmed: null },
      before: { email: 'old@example.com', emailConfirmed: true },
    });
  });

  test('reaches history, audit and the feed of changes', async () => {
    const changes = (confirmed: string) =>
      expect.arrayContaining([
        { path: confirmed, from: true, to: null },
        { path: 'email', from: 'old@example.com', to: 'new@example.com' },
      ]);
    const history = await ask<{ contact: { history: { nodes: readonly unknown[] } } }>(
      'query($id: ID!) { contact(id: $id) { history { nodes { type changes { path from to } } } } }',
      { id: contact.id },
    );
    expect(history.data.contact.history.nodes).toContainEqual({
      type: 'ContactEmailChanged',
      changes: changes('emailConfirmed'),
    });
    const data = { email: 'new@example.com', proven: false };
    const [audited] = await lines('/audit/export?type=ContactEmailChanged');
    expect(audited).toMatchObject({ position: old, data, changes: changes('details.emailConfirmed') });
    const [changed] = await lines('/changes?types=ContactEmailChanged');
    expect(changed).toMatchObject({ position: old, version: 2, data });
  });

  test('reaches receivers of webhooks', async () => {
    await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(JSON.stringify(receiver.received[0])).toContain('new@example.com');
  });

  test('is exported and restored to the letter, and is read there like here', async () => {
    const exported: string[] = [];
    for await (const line of exportLog(app.log)) exported.push(line);
    const restored = createMemoryLog();
    await importLog(restored, Readable.from(exported.map((line) => line.trimEnd())));
    const again: string[] = [];
    for await (const line of exportLog(restored)) again.push(line);
    expect(again).toEqual(exported);
    const line = exported.find((one) => one.includes('"ContactEmailChanged"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ metadata: { schemaVersion: 1 }, data: { email: 'new@example.com' } });
    expect(line).not.toContain('proven');
  });

  test('folds to the same in a rebuild, and verification agrees', async () => {
    const [rebuilt] = await app.projections.rebuild(['contacts'], { compare: true });
    expect(rebuilt).toMatchObject({ swapped: true, comparison: { equal: true } });
    expect(await app.projections.verify(['contacts'])).toMatchObject([{ equal: true }]);
  });
});

test('what is written now is version 2, in the same stream', async () => {
  await ask('mutation($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }', {
    input: { id: contact.id, email: 'third@example.com', emailConfirmed: true },
  });
  for await (const event of app.log.readStream(`contact-${contact.key}`, { from: 2 })) {
    expect(event).toMatchObject({
      type: 'ContactEmailChanged',
      metadata: { schemaVersion: 2 },
      data: { email: 'third@example.com', proven: true },
    });
  }
});
