/** Section 2 of the contract: visits, and who is logged in. */

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailsIn } from '../../support/mail.ts';
import { newcomer, ok, openShop, PASSWORD, register, type Shop } from './client.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ sessionIdleMinutes: 90 });
});
afterAll(() => shop.stop());

const who = (session: string, key?: string) =>
  shop.call('getContact', { session_id: session, filter: 'contact_email' }, key);

const notLoggedIn = (session: string | null) => ({
  error_code: 1501,
  error_message: 'Client is not logged in.',
  session_id: session,
});

describe('beginning and end', () => {
  test('case 8: startSession makes an id, or takes the given one, again and again', async () => {
    const { session_id: made } = ok(await shop.call('startSession'));
    expect(made).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(ok(await shop.call('startSession')).session_id).not.toBe(made);
    for (let time = 0; time < 2; time++) {
      expect(await shop.call('startSession', { session_id: 'my-own-1' })).toEqual({
        error_code: null,
        error_message: null,
        session_id: 'my-own-1',
      });
    }
  });

  test('a living session is returned unchanged', async () => {
    const { session, email } = await register(shop);
    ok(await shop.call('startSession', { session_id: session }));
    expect(await who(session)).toMatchObject({ contact_email: email });
  });

  test.each(['a b', 'x'.repeat(256), 'tab\there', 'nul\u0000', '\u200b'])(
    'an id that cannot be one (%#)',
    async (id) => {
      for (const method of ['startSession', 'getDateTime', 'getContact', 'endSession', 'addContact', 'clientLogin']) {
        expect(await shop.call(method, { session_id: id })).toEqual({
          error_code: 1011,
          error_message: 'Data input was invalid.',
          error_invalid: { session_id: expect.any(String) },
          session_id: null,
        });
      }
    },
  );

  test.each(['x'.repeat(255), "'; drop table x; --", '<b>é🎩</b>', '../../etc'].map((id) => id.replaceAll(' ', '')))(
    'an odd id that is one (%#)',
    async (id) => {
      expect(ok(await shop.call('startSession', { session_id: id })).session_id).toBe(id);
    },
  );

  test('an id sent as a list is no id', async () => {
    expect(await shop.call('startSession', { 'session_id[]': 'a' })).toMatchObject({
      error_code: 1011,
      error_invalid: { session_id: expect.any(String) },
    });
  });

  test('case 32: endSession takes login and session; the old id is a stranger afterwards', async () => {
    const { session } = await register(shop);
    const ended = { error_code: null, error_message: null, session_id: null };
    expect(await shop.call('endSession', { session_id: session })).toEqual(ended);
    expect(await who(session)).toEqual(notLoggedIn(session));
    expect(await shop.call('endSession', { session_id: session })).toEqual(ended);
  });

  test('case 33: a session idle beyond its lifetime is anonymous, under the same id', async () => {
    const { session } = await register(shop);
    await shop.server.sql`update operational.sessions set expires_at = now() - interval '1 second'`;
    expect(await who(session)).toEqual(notLoggedIn(session));
  });

  test('using a session keeps it alive for as long as the shop says', async () => {
    const { session } = await register(shop);
    await shop.server.sql`update operational.sessions set expires_at = now() + interval '1 minute'`;
    ok(await who(session));
    const rows = await shop.server.sql`
      select 1 from operational.sessions where contact_key is not null
        and expires_at between now() + interval '80 minutes' and now() + interval '90 minutes'`;
    expect(rows).toHaveLength(1);
  });

  test('methods that need a session say so; those that need a login say that', async () => {
    for (const method of ['endSession', 'clientLogout']) {
      expect(await shop.call(method)).toEqual({
        error_code: 1011,
        error_message: 'Data input was invalid.',
        error_invalid: { session_id: expect.any(String) },
        session_id: null,
      });
    }
    for (const method of ['getContact', 'updateContact']) {
      expect(await shop.call(method)).toEqual(notLoggedIn(null));
      expect(await shop.call(method, { session_id: '' })).toEqual(notLoggedIn(null));
    }
  });

  test('a failed call starts no session of its own when none is allowed', async () => {
    expect(await shop.call('nosuch', { session_id: 'never' })).toMatchObject({ session_id: null });
  });
});

describe('foreign sessions', () => {
  test("another key's session id never reaches its data", async () => {
    const other = await shop.issueKey({ name: 'another shop' });
    const { session, email } = await register(shop, { session_id: 'shared-id' });
    expect(session).toBe('shared-id');
    expect(await who('shared-id', other)).toEqual(notLoggedIn('shared-id'));
    ok(await shop.call('clientLogout', { session_id: 'shared-id' }, other));
    ok(await shop.call('endSession', { session_id: 'shared-id' }, other));
    const changed = await shop.call('updateContact', { session_id: 'shared-id', client_firstname: 'Eve' }, other);
    expect(changed).toMatchObject({ error_code: 1501 });
    expect(await who('shared-id')).toMatchObject({ contact_email: email });
  });

  test('ids are not put together from parts of others', async () => {
    const { session } = await register(shop);
    for (const id of [session.slice(0, -1), `${session}x`, session.toUpperCase()]) {
      expect(await who(id)).toMatchObject({ error_code: 1501 });
    }
  });

  test('what is stored of a session is not its id', async () => {
    await shop.call('startSession', { session_id: 'plain-to-see' });
    const rows = await shop.server.sql`select s::text as row from operational.sessions s`;
    expect(JSON.stringify(rows)).not.toContain('plain-to-see');
  });
});

describe('login', () => {
  test('case 26: right, wrong, unknown', async () => {
    const { email, ref } = await register(shop, { client_firstname: 'Grace', client_lastname: 'Hopper' });
    const login = { client_username: email.toUpperCase(), client_password: PASSWORD };
    expect(
      await shop.call('clientLogin', { ...login, session_id: 'till', filter: 'contact_ref,contact_title' }),
    ).toEqual({
      error_code: null,
      error_message: null,
      session_id: 'till',
      contact_ref: String(ref),
      contact_title: null,
    });
    expect(await shop.call('clientLogin', login)).toEqual({
      error_code: null,
      error_message: null,
      session_id: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      contact_ref: String(ref),
      contact_firstname: 'Grace',
      contact_lastname: 'Hopper',
    });
    expect(await shop.call('clientLogin', { ...login, client_password: 'wrong', session_id: 'w' })).toEqual({
      error_code: 1511,
      error_message: 'Username and Password do not match.',
      session_id: 'w',
    });
    for (const name of ['nobody@example.com', 'no address', "' or 1=1 --", 'é🎩']) {
      expect(await shop.call('clientLogin', { client_username: name, client_password: 'x', session_id: 'u' })).toEqual({
        error_code: 1515,
        error_message: 'Username not found.',
        session_id: 'u',
      });
    }
    expect(await who('w')).toMatchObject({ error_code: 1501 });
  });

  test('a name or password that is missing or blank', async () => {
    const attempt = async (parameters: Record<string, string>) =>
      Object.keys(((await shop.call('clientLogin', parameters)).error_invalid ?? {}) as object).sort();
    expect(await attempt({})).toEqual(['client_password', 'client_username']);
    expect(await attempt({ client_username: '  ', client_password: 'x' })).toEqual(['client_username']);
    expect(await attempt({ client_username: 'x', client_password: '' })).toEqual(['client_password']);
    expect(await attempt({ 'client_username[]': 'x', client_password: 'y' })).toEqual(['client_username']);
  });

  test('a contact without a password cannot log in', async () => {
    const { client_password: _, ...client } = newcomer() as Record<string, string>;
    ok(await shop.call('addContactLite', client));
    for (const password of ['', 'x', 'null', 'undefined']) {
      const login = { client_username: String(client.client_email), client_password: password };
      expect((await shop.call('clientLogin', login)).error_code).toBe(password === '' ? 1011 : 1511);
    }
  });

  test('a failed login leaves the one before as it is; a good one switches', async () => {
    const [first, second] = [await register(shop), await register(shop)];
    const login = { session_id: first.session, client_username: second.email };
    expect(await shop.call('clientLogin', { ...login, client_password: 'wrong!' })).toMatchObject({ error_code: 1511 });
    expect(await who(first.session)).toMatchObject({ contact_email: first.email });
    ok(await shop.call('clientLogin', { ...login, client_password: PASSWORD }));
    expect(await who(first.session)).toMatchObject({ contact_email: second.email });
  });

  test('case 29: clientLogout ends the login and keeps the session', async () => {
    const { session } = await register(shop);
    for (let time = 0; time < 2; time++) {
      expect(await shop.call('clientLogout', { session_id: session })).toEqual({
        error_code: null,
        error_message: null,
        session_id: session,
      });
    }
    expect(await who(session)).toEqual(notLoggedIn(session));
  });

  test('after many failures the right password fails too, for this name in this shop, and the answer stays the same', async () => {
    const [guessed, spared] = [await register(shop), await register(shop)];
    const other = await shop.issueKey({ name: 'another shop' });
    const attempt = (username: string, password: string) =>
      shop.call('clientLogin', { client_username: username, client_password: password, session_id: 't' });
    const answers = [];
    for (let guess = 0; guess < 12; guess++) answers.push(await attempt(guessed.email, `guess ${guess}`));
    answers.push(await attempt(guessed.email, PASSWORD), await attempt(guessed.email.toUpperCase(), PASSWORD));
    for (const answer of answers) {
      expect(answer).toEqual({
        error_code: 1511,
        error_message: 'Username and Password do not match.',
        session_id: 't',
      });
    }
    ok(await attempt(spared.email, PASSWORD));
    ok(await shop.call('clientLogin', { client_username: guessed.email, client_password: PASSWORD }, other));
    ok(await who(guessed.session));
  });

  test('case 30: a forgotten password is replaced by one in a mail', async () => {
    const { session, email, ref } = await register(shop);
    const reset = (name: string, more: object = {}) =>
      shop.call('clientResetPassword', { client_username: name, ...more });
    expect(await reset(email, { session_id: session })).toMatchObject({ error_code: 1503, session_id: session });
    expect(await reset('nobody@nowhere.example')).toMatchObject({ error_code: 1515 });
    expect(await reset('')).toMatchObject({ error_code: 1011, error_invalid: { client_username: expect.any(String) } });
    const other = String(ok(await shop.call('startSession')).session_id);
    expect(ok(await reset(email.toUpperCase(), { session_id: other }))).toEqual({
      error_code: null,
      error_message: null,
      session_id: other,
      contact_ref: ref,
      contact_key: expect.stringMatching(/^[A-Za-z0-9]{18}$/),
    });
    const logIn = (password: string) =>
      shop.call('clientLogin', { client_username: email, client_password: password, session_id: other });
    expect(await logIn(PASSWORD)).toMatchObject({ error_code: 1511 });
    expect(await who(session)).toEqual(notLoggedIn(session));
    const [mail] = await mailsIn(shop.server.config.mail.directory);
    expect(mail?.headers.toLowerCase()).toContain(`to: ${email}`);
    const [password = ''] = /^[0-9a-f]{16}$/m.exec(mail?.body ?? '') ?? [];
    ok(await logIn(password));
    expect(shop.answers.some((answer) => answer.includes(password))).toBe(false);
  });

  test('long and odd passwords', async () => {
    for (const password of ['  blanks around  ', 'pässwörd🎩', "' or '1'='1", 'x'.repeat(1_000)]) {
      const { email } = await register(shop, { client_password: password });
      ok(await shop.call('clientLogin', { client_username: email, client_password: password }));
      expect(
        await shop.call('clientLogin', {
          client_username: email,
          client_password: `${`${password} `.slice(0, 1_000)}!`,
        }),
      ).toMatchObject({ error_code: 1511 });
    }
    const garbage = randomBytes(500_000).toString('hex');
    const body = await shop.call('clientLogin', { client_username: garbage, client_password: garbage });
    expect(body).toMatchObject({ error_code: 1011 });
  });

  test('a contact that is removed is logged out', async () => {
    const { session, key, email } = await register(shop);
    const context = { actor: { kind: 'system', id: 't' }, surface: 'cli', requestId: 't', correlationId: 't' } as const;
    await shop.server.app.contacts.remove(context, key);
    expect(await who(session)).toEqual(notLoggedIn(session));
    expect(await shop.call('updateContact', { session_id: session, client_fax: '1' })).toMatchObject({
      error_code: 1501,
    });
    const login = { client_username: email, client_password: PASSWORD };
    expect(await shop.call('clientLogin', login)).toMatchObject({ error_code: 1515 });
    ok(await shop.call('addContact', { ...newcomer(), session_id: session }));
  });
});

test('no password was ever in an answer or in the log', async () => {
  const events: string[] = [];
  for await (const event of shop.server.log.readAll()) events.push(JSON.stringify(event.data));
  for (const secret of [PASSWORD, 'pässwörd🎩', 'guess 1', 'x'.repeat(500)]) {
    expect(shop.answers.some((answer) => answer.includes(secret))).toBe(false);
    expect(events.some((event) => event.includes(secret))).toBe(false);
  }
  expect(events.length).toBeGreaterThan(20);
});
