/** `X-As-Of` on the APIs of old: they answer as they would have answered then. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, TEST_KEY, TEST_SECRET, type TestApp } from '../support/app.ts';

let app: TestApp;
let first: string;
let second: string;
let ref: number;
const QUERY = `api_key=${TEST_KEY}&api_secret=${TEST_SECRET}`;

beforeAll(async () => {
  app = await startTestApp();
  const ask = createAsk(app);
  const made = await createContact(ask, { firstName: 'Then', email: 'then@example.com' });
  ref = made.contact.ref;
  first = made.position;
  const update = `mutation($input: UpdateContactInput!) { updateContact(input: $input) {
    ... on UpdateContactPayload { position } } }`;
  const input = { id: made.contact.id, firstName: 'Now' };
  const { data } = await ask<{ updateContact: { position: string } }>(update, { input });
  second = data.updateContact.position;
  await createContact(ask, { firstName: 'Later' });
});
afterAll(() => app.stop());

async function read(path: string, asOf?: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${TEST_SECRET}`, ...(asOf === undefined ? {} : { 'x-as-of': asOf }) };
  const response = await fetch(`${app.url}${path}`, { ...init, headers });
  return { status: response.status, text: await response.text() };
}

const READS: readonly (readonly [string, () => string])[] = [
  ['Jetpack, one', () => `/zbs_api/customer_search?${QUERY}&email=then@example.com`],
  ['Jetpack, list', () => `/zbs_api/customers?${QUERY}`],
  ['Treepl, one', () => `/api/v2/admin/contacts/${ref}`],
  ['Treepl, list', () => '/api/v2/admin/contacts'],
  ['Simvoly, one', () => `/api/site/contacts/${ref}`],
  ['Simvoly, list', () => '/api/site/contacts'],
];

test.each(READS)('%s answers as of a position and a time', async (_name, path) => {
  const then = await read(path(), first);
  expect(then).toMatchObject({ status: 200 });
  expect(then.text).toContain('Then');
  expect(then.text).not.toContain('Now');
  expect(then.text).not.toContain('Later');
  expect((await read(path(), second)).text).toContain('Now');
  const now = await read(path());
  expect(now.text).toContain('Now');
  expect((await read(path(), new Date().toISOString())).text).toBe(now.text);
});

test.each([
  ['soon', 400, 'as_of_invalid'],
  ['2026-02-31', 400, 'as_of_invalid'],
  ['99999999', 400, 'moment_in_future'],
  ['2999-01-01', 400, 'moment_in_future'],
  ['0', 400, 'moment_before_log'],
  ['2001-01-01', 400, 'moment_before_log'],
])('a moment that never was, %s, is refused', async (asOf, status, error) => {
  const answer = await read('/api/site/contacts', asOf);
  expect({ status: answer.status, body: JSON.parse(answer.text) as object }).toMatchObject({ status, body: { error } });
});

test('the past cannot be changed, and a refused write changes nothing', async () => {
  const head = await app.log.head();
  const body = JSON.stringify({ email: 'past@example.com' });
  expect((await read('/api/site/contacts', first, { method: 'POST', body })).status).toBe(400);
  // One of the APIs takes writes by GET.
  await read(`/v1/addContact?api_key=${TEST_SECRET}&email=past@example.com`, first);
  expect(await app.log.head()).toBe(head);
});

test('requests beside it are about the present', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => read(`/api/site/contacts/${ref}`, n % 2 === 0 ? first : undefined)),
  );
  expect(answers.map(({ text }) => text.includes('Then'))).toEqual(answers.map((_, n) => n % 2 === 0));
});
