/** Sections 4.3, 4.4, 4.18, 4.26 and 5 of the contract: registration, and what the visitor sees and changes of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Body, newcomer, ok, openShop, PASSWORD, register, type Shop } from './client.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const contact = async (session: string, filter: string): Promise<Body> => {
  const { error_code, error_message, session_id, ...fields } = ok(
    await shop.call('getContact', { session_id: session, filter }),
  );
  expect([error_code, error_message, session_id]).toEqual([null, null, session]);
  return fields;
};

const invalid = (session: unknown, ...names: string[]) => ({
  error_code: 1011,
  error_message: 'Data input was invalid.',
  error_invalid: Object.fromEntries(names.map((name) => [name, expect.any(String)])),
  session_id: session,
});

/** What was sent under `client_*` and what comes back under `contact_*`. */
const ROUND_TRIP: readonly (readonly [string, string, string])[] = [
  ['company', 'Analytical Engines Ltd', 'Analytical Engines Ltd'],
  ['email2', 'second@example.com', 'second@example.com'],
  ['emailhome', 'home@example.com', 'home@example.com'],
  ['emailhome2', 'home2@example.com', 'home2@example.com'],
  ['emailbilling', 'billing@example.com', 'billing@example.com'],
  ['title', 'Countess', 'Countess'],
  ['address1', '12 St James Square', '12 St James Square'],
  ['address2', 'Westminster', 'Westminster'],
  ['address3', 'London', 'London'],
  ['state', 'NY', 'NY'],
  ['postcode', 'SW1Y 4JH', 'SW1Y 4JH'],
  ['phone', '+44 20 7946 0001', '+44 20 7946 0001'],
  ['mobile', '+44 7700 900001', '+44 7700 900001'],
  ['fax', '+44 20 7946 0002', '+44 20 7946 0002'],
  ['type', 'CT2', 'CT2'],
  ['found', 'FD3', 'FD3'],
  ['url', 'https://example.com/ada', 'https://example.com/ada'],
  ['url2', 'http://example.org', 'http://example.org'],
  ['newsletter', 'yes', 'Y'],
  ['dataprotect', '1', 'Y'],
  ['taxable', 'r', 'R'],
  ['team', 'TM2', 'TM2'],
  ['currency', 'eur', 'EUR'],
  ['label', 'CL2', 'CL2'],
  ['dob', '1815-12-10', '1815-12-10'],
  ['terms', '2020-01-31', '2020-01-31 00:00:00'],
  ['timezone', 'Europe/London', 'Europe/London'],
  ['agentname', 'Charles', 'Charles'],
  ['assistantname', 'Mary', 'Mary'],
  ['recommendedby', 'Augustus', 'Augustus'],
  ['jobposition', 'Programmer', 'Programmer'],
  ['distributor', 'Menabrea', 'Menabrea'],
  ['aim', 'aim1', 'aim1'],
  ['jabber', 'jabber1', 'jabber1'],
  ['skypename', 'skype1', 'skype1'],
  ['msn', 'msn1', 'msn1'],
  ['google', 'google1', 'google1'],
  ['yahoo', 'yahoo1', 'yahoo1'],
  ['gender', 'Female', 'female'],
  ['blog', 'https://example.com/blog', 'https://example.com/blog'],
  ['twitter', 'ada', 'ada'],
  ['facebookuser', 'ada.l', 'ada.l'],
  ['facebookpage', 'engines', 'engines'],
  ['facebookgroup', 'poets', 'poets'],
];

describe('registration', () => {
  test('case 20: keeps the given session, logs it in and tells number and key', async () => {
    const session = 'a-visitor';
    ok(await shop.call('startSession', { session_id: session }));
    const client = newcomer({ session_id: session });
    expect(await shop.call('addContact', client)).toEqual({
      error_code: null,
      error_message: null,
      session_id: session,
      contact_key: expect.stringMatching(/^[A-Za-z0-9]{18}$/),
      contact_ref: expect.any(Number),
    });
    expect(await contact(session, 'contact_email')).toEqual({ contact_email: client.client_email });
  });

  test('case 21: without a password nobody is added, nobody is logged in, and the session is told', async () => {
    const { client_password: _, ...client } = newcomer({ session_id: 'no-password' });
    expect(await shop.call('addContact', client)).toEqual(invalid('no-password', 'client_password'));
    expect(await shop.call('getContact', { session_id: 'no-password', filter: 'contact_email' })).toMatchObject({
      error_code: 1501,
    });
    ok(await shop.call('addContact', { ...client, client_password: PASSWORD }));
  });

  test('case 22: a short password, an unknown country, an address that is taken', async () => {
    const { email } = await register(shop);
    const wrong = async (more: Record<string, string>) =>
      expect(await shop.call('addContact', newcomer({ session_id: 'case22', ...more }))).toEqual(
        invalid('case22', ...Object.keys(more)),
      );
    await wrong({ client_password: '12345' });
    await wrong({ client_country: 'XX' });
    await wrong({ client_email: email });
    await wrong({ client_email: ` ${email.toUpperCase()} ` });
  });

  test('everything that is missing is told at once', async () => {
    const names = ['client_email', 'client_firstname', 'client_lastname', 'client_password'];
    expect(await shop.call('addContact')).toEqual(invalid(expect.stringMatching(/^[A-Za-z0-9]{32}$/), ...names));
    const blank = Object.fromEntries(names.map((name) => [name, name === 'client_password' ? '' : '  ']));
    expect(await shop.call('addContact', { ...blank, session_id: 'blank' })).toEqual(invalid('blank', ...names));
  });

  test('a visitor who is logged in cannot register', async () => {
    const { session, email } = await register(shop);
    expect(await shop.call('addContact', newcomer({ session_id: session }))).toEqual({
      error_code: 1503,
      error_message: 'Client is logged in.',
      session_id: session,
    });
    expect(await contact(session, 'contact_email')).toEqual({ contact_email: email });
  });

  test('registering at once with one address gives one contact', async () => {
    const client = newcomer();
    const answers = await Promise.all(Array.from({ length: 12 }, () => shop.call('addContact', client)));
    expect(answers.filter(({ error_code }) => error_code === null)).toHaveLength(1);
    for (const answer of answers.filter(({ error_code }) => error_code !== null)) {
      expect(answer).toEqual(invalid(expect.any(String), 'client_email'));
    }
  });

  test('every field comes back under its twin', async () => {
    const sent = Object.fromEntries(ROUND_TRIP.map(([name, value]) => [`client_${name}`, value]));
    const numbers = { client_employeeno: '1,024', client_companyturnover: '£2,500,000', client_country: 'gb' };
    const { session, ref, key } = await register(shop, { ...sent, ...numbers });
    const shown = Object.fromEntries(ROUND_TRIP.map(([name, , value]) => [`contact_${name}`, value]));
    const extra = {
      contact_employeeno: 1024,
      contact_companyturnover: 2_500_000,
      contact_country_code: 'GB',
      contact_country: 'United Kingdom',
      contact_ref: String(ref),
      contact_key: key,
    };
    const expected = { ...shown, ...extra };
    expect(await contact(session, Object.keys(expected).join(','))).toEqual(expected);
  });

  test.each([
    ['client_email2', 'no address'],
    ['client_gender', 'other'],
    ['client_newsletter', 'perhaps'],
    ['client_dataprotect', 'Q'],
    ['client_taxable', 'X'],
    ['client_currency', 'POUND'],
    ['client_dob', '2020-02-30'],
    ['client_terms', 'soon'],
    ['client_employeeno', 'seven'],
    ['client_companyturnover', '1.5'],
    ['client_firstname', 'x'.repeat(10_001)],
  ])('%s of the wrong form is named', async (name, value) => {
    expect(await shop.call('addContact', newcomer({ session_id: 'form', [name]: value }))).toEqual(
      invalid('form', name),
    );
  });

  test('a web address that is none is dropped without a word', async () => {
    const { session } = await register(shop, { client_url: 'not a url', client_url2: 'javascript:alert(1)' });
    expect(await contact(session, 'contact_url contact_url2')).toEqual({ contact_url: null, contact_url2: null });
  });

  test('every field blank, as a list, long and odd never fails on our side', async () => {
    const names = [...ROUND_TRIP.map(([name]) => `client_${name}`), 'client_employeeno', 'client_country'];
    for (const value of ['', ' ', '\u0000', '\ud83c', '9'.repeat(400), "'; drop table contacts; --", '🎩<b>']) {
      const all = Object.fromEntries(names.map((name) => [name, value]));
      const { error_code: code } = await shop.call('addContact', newcomer(all));
      expect([null, 1011], JSON.stringify(value)).toContain(code);
    }
    const lists = Object.fromEntries(names.map((name) => [`${name}[]`, 'x']));
    const { error_code: code, error_invalid: told } = await shop.call('addContact', newcomer(lists));
    expect(code).toBe(1011);
    expect(Object.keys(told as object).sort()).toEqual(names.sort());
  });
});

describe('enquiries', () => {
  test('case 36: a known address gives the contact that has it, unchanged, and nobody is logged in', async () => {
    const { ref, key, email, session } = await register(shop, { client_fax: '1' });
    const enquiry = { client_email: email.toUpperCase(), client_firstname: 'Eve', client_fax: '2', session_id: 'lite' };
    const answer = await shop.call('addContactLite', { ...enquiry, client_password: 'changed!' });
    expect(answer).toEqual({
      error_code: null,
      error_message: null,
      session_id: 'lite',
      contact_ref: ref,
      contact_key: key,
    });
    expect(await contact(session, 'contact_firstname,contact_fax')).toEqual({
      contact_firstname: 'Ada',
      contact_fax: '1',
    });
    expect(await shop.call('getContact', { session_id: 'lite', filter: 'contact_email' })).toMatchObject({
      error_code: 1501,
    });
  });

  test('somebody new needs a name and a way to answer', async () => {
    ok(await shop.call('addContactLite', { client_phone: '1', client_company: 'A company' }));
    expect(await shop.call('addContactLite', { client_phone: '1', session_id: 's' })).toEqual(
      invalid('s', 'client_firstname'),
    );
    expect(await shop.call('addContactLite', { client_firstname: 'A', session_id: 's' })).toEqual(
      invalid('s', 'client_email'),
    );
  });

  test('who is logged in is the contact', async () => {
    const { session, ref } = await register(shop);
    expect(ok(await shop.call('addContactLite', { session_id: session })).contact_ref).toBe(ref);
  });
});

describe('what the visitor sees', () => {
  test('case 23: nothing without a login', async () => {
    expect(await shop.call('getContact', { session_id: 'nobody', filter: 'contact_email' })).toEqual({
      error_code: 1501,
      error_message: 'Client is not logged in.',
      session_id: 'nobody',
    });
  });

  test('case 24: exactly what was asked for, with defaults', async () => {
    const { session, email } = await register(shop);
    expect(await contact(session, 'contact_firstname,contact_email,contact_newsletter')).toEqual({
      contact_firstname: 'Ada',
      contact_email: email,
      contact_newsletter: 'N',
    });
    const defaults = 'contact_dataprotect contact_taxable contact_team contact_currency contact_fax contact_country';
    expect(await contact(session, defaults)).toEqual({
      contact_dataprotect: 'N',
      contact_taxable: 'Y',
      contact_team: 'TM1',
      contact_currency: 'GBP',
      contact_fax: null,
      contact_country: null,
    });
  });

  test('no filter is named; unknown names and the password are passed over', async () => {
    const { session } = await register(shop);
    expect(await shop.call('getContact', { session_id: session })).toEqual(invalid(session, 'filter'));
    const names = 'nosuch,contact_password,client_password,__proto__,constructor,toString';
    expect(await contact(session, names)).toEqual({});
  });
});

describe('what the visitor changes', () => {
  test('case 25: a new address alone; everything else stays, and the login follows', async () => {
    const { session, ref, key, email } = await register(shop, { client_fax: '1' });
    const next = `new-${email}`;
    expect(await shop.call('updateContact', { session_id: session, client_email: next })).toEqual({
      error_code: null,
      error_message: null,
      session_id: session,
      contact_ref: ref,
      contact_key: key,
    });
    expect(await contact(session, 'contact_email,contact_firstname,contact_fax')).toEqual({
      contact_email: next,
      contact_firstname: 'Ada',
      contact_fax: '1',
    });
    const login = (name: string) => shop.call('clientLogin', { client_username: name, client_password: PASSWORD });
    ok(await login(next));
    expect(await login(email)).toMatchObject({ error_code: 1515 });
  });

  test('a blank value clears; a blank name, address or password is refused', async () => {
    const { session } = await register(shop, { client_fax: '1', client_newsletter: 'Y', client_country: 'FR' });
    ok(
      await shop.call('updateContact', {
        session_id: session,
        client_fax: '',
        client_newsletter: '',
        client_country: '',
      }),
    );
    expect(await contact(session, 'contact_fax,contact_newsletter,contact_country_code')).toEqual({
      contact_fax: null,
      contact_newsletter: 'N',
      contact_country_code: null,
    });
    for (const name of ['client_firstname', 'client_lastname', 'client_email', 'client_password']) {
      expect(await shop.call('updateContact', { session_id: session, [name]: '' })).toEqual(invalid(session, name));
    }
  });

  test("another contact's address is refused, the own one in other letters is not", async () => {
    const [first, second] = [await register(shop), await register(shop)];
    expect(await shop.call('updateContact', { session_id: first.session, client_email: second.email })).toEqual(
      invalid(first.session, 'client_email'),
    );
    ok(await shop.call('updateContact', { session_id: first.session, client_email: first.email.toUpperCase() }));
  });

  test('a new password ends the logins elsewhere and the old password', async () => {
    const { session, email } = await register(shop);
    const login = (secret: string) =>
      shop.call('clientLogin', { client_username: email, client_password: secret, session_id: 'elsewhere' });
    ok(await login(PASSWORD));
    ok(await shop.call('updateContact', { session_id: session, client_password: 'another one' }));
    expect(await shop.call('getContact', { session_id: 'elsewhere', filter: 'contact_ref' })).toMatchObject({
      error_code: 1501,
    });
    ok(await shop.call('getContact', { session_id: session, filter: 'contact_ref' }));
    expect(await login(PASSWORD)).toMatchObject({ error_code: 1511 });
    ok(await login('another one'));
  });

  test('nothing to change, anonymous, and garbage', async () => {
    const { session } = await register(shop);
    ok(await shop.call('updateContact', { session_id: session }));
    expect(await shop.call('updateContact', { session_id: 'anon', client_fax: '1' })).toMatchObject({
      error_code: 1501,
    });
    const long = 'x'.repeat(1_000_000);
    expect(await shop.call('updateContact', { session_id: session, client_fax: long, client_dob: long })).toEqual(
      invalid(session, 'client_fax', 'client_dob'),
    );
  });
});

test('no password was ever in an answer or in the log', async () => {
  expect(shop.answers.join()).not.toContain(PASSWORD);
  for await (const { data } of shop.server.app.log.readAll()) expect(JSON.stringify(data)).not.toContain(PASSWORD);
});
