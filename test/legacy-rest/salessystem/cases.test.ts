/** Section 4.2 of the contract: cases that visitors open. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAsk } from '../../graphql/client.ts';
import { mailsIn } from '../../support/mail.ts';
import { newcomer, ok, openShop, type Shop } from './client.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const CASE = { case_subject: 'Broken chair', case_message: 'One leg is loose.' };
const KEY = /^[A-Za-z0-9]{18}$/;

test('case 35: a visitor who is logged in opens one, whatever else is sent', async () => {
  const { session, contact_ref } = await loggedIn();
  const opened = ok(await shop.call('addCase', { session_id: session, ...CASE, client_email: 'other@example.com' }));
  expect(opened).toEqual({
    error_code: null,
    error_message: null,
    session_id: session,
    case_ref: expect.any(Number),
    case_key: expect.stringMatching(KEY),
    contact_ref,
    contact_key: expect.stringMatching(KEY),
  });
  const { data } = await createAsk(shop.server)(
    'query($ref: Int) { case(ref: $ref) { subject message contact { ref } } }',
    { ref: opened.case_ref },
  );
  expect(data.case).toEqual({ subject: 'Broken chair', message: 'One leg is loose.', contact: { ref: contact_ref } });
});

test('case 35: an anonymous one is found or becomes a contact, and is not logged in', async () => {
  const client = { client_firstname: 'Ann', client_email: 'ann.case@example.com' };
  const first = ok(await shop.call('addCase', { ...CASE, ...client }));
  const again = ok(await shop.call('addCase', { ...CASE, ...client, session_id: String(first.session_id) }));
  expect(again.contact_ref).toBe(first.contact_ref);
  expect(again.case_ref).not.toBe(first.case_ref);
  const seen = await shop.call('getContact', { session_id: String(first.session_id), filter: 'contact_firstname' });
  expect(seen).toMatchObject({ error_code: 1501 });
});

test('case 35: a mail tells of it where a template is named, and is no reason to lose it', async () => {
  const client = { client_firstname: 'Bo', client_email: 'bo.case@example.com', email_template: '7' };
  const { case_ref: ref } = ok(await shop.call('addCase', { ...CASE, ...client }));
  const [mail] = await mailsIn(shop.server.config.mail.directory);
  expect(mail?.headers).toContain(`Subject: Broken chair (case ${ref})`);
  expect(mail?.body).toContain('One leg is loose.');
  const unreachable = { client_firstname: 'Cy', client_phone: '1', email_template: '7' };
  expect(await shop.call('addCase', { ...CASE, ...unreachable })).toMatchObject({
    error_code: 1092,
    error_message: 'Paperwork generation exception.',
    case_ref: expect.any(Number),
    case_key: expect.stringMatching(KEY),
  });
});

test.each([
  ['nobody', CASE, 'client_email'],
  ['no name', { ...CASE, client_email: 'a@example.com' }, 'client_firstname'],
  ['no subject', { case_message: 'x', client_firstname: 'A', client_email: 'a@example.com' }, 'case_subject'],
  ['a blank message', { ...CASE, case_message: ' ', client_firstname: 'A', client_email: 'a@x.org' }, 'case_message'],
  ['no e-mail address', { ...CASE, client_firstname: 'A', client_email: 'nobody' }, 'client_email'],
  [
    'a template that is no number',
    { ...CASE, email_template: 'x', client_firstname: 'A', client_phone: '1' },
    'email_template',
  ],
])('case 35: with %s is refused, and nothing is kept', async (_what, parameters, name) => {
  const ask = createAsk(shop.server);
  const count = '{ contacts { totalCount } cases { totalCount } }';
  const before = await ask(count);
  expect(await shop.call('addCase', parameters)).toMatchObject({
    error_code: 1011,
    error_invalid: { [name]: expect.any(String) },
  });
  expect((await ask(count)).data).toEqual(before.data);
});

async function loggedIn() {
  const session = 'case-visitor';
  const registered = ok(await shop.call('addContact', newcomer({ session_id: session })));
  return { session, contact_ref: registered.contact_ref };
}
