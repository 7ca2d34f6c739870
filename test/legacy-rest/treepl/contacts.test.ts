/** Single contacts: cases 11 to 20 and 30 of the contract. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { send } from '../../support/http.ts';
import { accepted, testContext } from '../../support/sales.ts';
import { type Client, CONTACTS, clientOf, type WireContact, type WireError, type WireList } from './client.ts';

let app: TestApp;
let treepl: Client;
beforeAll(async () => {
  app = await startTestApp();
  treepl = clientOf(app);
  const types = ['Retail', 'Wholesale', 'Agent', 'Trade'].map((name) => ({ name }));
  accepted(await app.app.menus.set(testContext, 'contactType', types));
});
afterAll(() => app.stop());

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const KEYS = [
  'Id',
  'Email',
  'FirstName',
  'LastName',
  'CrmType',
  'EmailConfirmed',
  'Role',
  'CreatedDate',
  'Address',
  'City',
  'State',
  'ZipCode',
  'Country',
  'BillingAddress',
  'BillingCity',
  'BillingState',
  'BillingZipCode',
  'BillingCountry',
  'Site',
  'Phone',
  'Status',
  'Notes',
  'Type',
  'CustomerTypeName',
  'IsDataUsingAllowed',
  'CustomCrmGroups',
];

/** The documented body of a creation, all its fields filled. */
const FULL = {
  FirstName: 'Ann',
  LastName: 'Archer',
  Password: 'pa55word',
  CrmType: 'Partner',
  Role: 'Press',
  Address: '1 Quay Street',
  City: 'Perth',
  State: 'WA',
  ZipCode: '6000',
  Country: 'Australia',
  BillingAddress: '2 Bill Lane',
  BillingCity: 'Cairns',
  BillingState: 'QLD',
  BillingZipCode: '4870',
  BillingCountry: 'AU',
  Site: 'https://ann.example',
  Phone: '+61 8 1234 5678',
  Status: 'New',
  Notes: 'likes tea',
  Type: 4,
  IsDataUsingAllowed: true,
  CustomCrmGroups: { groupone: { fieldone: 'one', fieldtwo: true, fieldthree: 7.5 } },
};

let made = 0;
const newcomer = () => `new${++made}@x.io`;
const refused = (path: string, method: string, body: unknown) => treepl.send<WireError>(path, { method, body });

/** The same person at the shop of another front: a password is one for all. */
async function logsIn(email: string, password: string): Promise<boolean> {
  const form = { apikey: app.secret, method: 'clientLogin', client_username: email, client_password: password };
  const answer = await send<{ error_code: number | null }>(`${app.url}/api/v1/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  return answer.body.error_code === null;
}

describe('reading', () => {
  it('case 11: shows all keys of a contact, in their documented order', async () => {
    const { Id } = await treepl.create({ ...FULL, Email: newcomer() });
    const { status, headers, body, text } = await treepl.send<WireContact>(`/${Id}`);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(Object.keys(body)).toEqual(KEYS);
    expect(body.CreatedDate).toMatch(INSTANT);
    expect(text).not.toMatch(/password|pa55word/i);
  });

  it.each(['999999', 'abc', '7.5', '-1', '0', '1e3', '99999999999999999999', '%00', "1'--"])(
    'case 12: knows no contact %s',
    async (id) => {
      const { status, body } = await treepl.send<WireError>(`/${id}`);
      expect([status, body.Message]).toEqual([404, expect.stringMatching(/.+/)]);
    },
  );

  it('answers with a slash at the end and below its own prefix too', async () => {
    const contact = await treepl.create({ Email: newcomer() });
    const headers = { authorization: `Bearer ${app.secret}` };
    expect((await treepl.send(`/${contact.Id}/`)).body).toEqual(contact);
    expect((await send(`${app.url}/treepl${CONTACTS}/${contact.Id}`, { headers })).body).toEqual(contact);
  });
});

describe('creating', () => {
  it('case 13: echoes every field of the documented body', async () => {
    const Email = newcomer();
    const { Password: _, ...sent } = FULL;
    const { status, headers, body } = await treepl.send<WireContact>('', { method: 'POST', body: { ...FULL, Email } });
    expect(status).toBe(200);
    expect(headers.location).toBe(`${CONTACTS}/${body.Id}`);
    expect(body).toEqual({
      ...sent,
      Id: expect.any(Number),
      Email,
      EmailConfirmed: true,
      CreatedDate: expect.stringMatching(INSTANT),
      CustomerTypeName: 'Trade',
    });
    expect(await treepl.get(body.Id)).toEqual(body);
    expect(await treepl.ids({ CustomerTypeName: 'trade', Email })).toEqual([body.Id]);
    expect(await treepl.ids({ CustomerTypeName: null, Email })).toEqual([]);
    expect(await treepl.put(body.Id, { Type: 99 })).toMatchObject({ Type: 99, CustomerTypeName: null });
  });

  it('case 14: needs an e-mail address alone and fills the rest with defaults', async () => {
    const Email = newcomer();
    const texts = KEYS.filter((key) => /Address|City|State|ZipCode|Country|Site|Phone|Status|Notes|Name/.test(key));
    expect(await treepl.create({ Email })).toEqual({
      ...Object.fromEntries(texts.map((key) => [key, null])),
      Id: expect.any(Number),
      Email,
      CrmType: 'Contact',
      EmailConfirmed: false,
      Role: 'General',
      CreatedDate: expect.stringMatching(INSTANT),
      Type: 0,
      IsDataUsingAllowed: false,
      CustomCrmGroups: expect.any(Object),
    });
  });

  it('case 15: refuses a missing, taken or malformed e-mail address and stores nothing', async () => {
    const Email = newcomer();
    await treepl.create({ Email });
    const { TotalItemsCount: before } = await treepl.list({ Limit: 0 });
    const taken = Email.toUpperCase();
    for (const body of [
      { FirstName: 'No' },
      { Email: taken },
      { Email: ` ${Email} ` },
      { Email: 'bad' },
      { Email: '' },
      { Email: null },
    ]) {
      const answer = await refused('', 'POST', body);
      expect([answer.status, answer.body.Errors?.Email]).toEqual([400, [answer.body.Message]]);
    }
    expect((await treepl.list({ Limit: 0 })).TotalItemsCount).toBe(before);
  });

  it('case 16: makes a password that logs in, and counts the address as confirmed', async () => {
    const Email = newcomer();
    const contact = await treepl.create({ Email, Password: 'first one' });
    expect(contact.EmailConfirmed).toBe(true);
    expect(await logsIn(Email, 'first one')).toBe(true);
    expect(await logsIn(Email, 'another')).toBe(false);
  });

  it('refuses a password that nobody could hash in time and makes no contact of it', async () => {
    const Email = newcomer();
    const answer = await refused('', 'POST', { Email, Password: 'x'.repeat(1001) });
    expect([answer.status, Object.keys(answer.body.Errors ?? {})]).toEqual([400, ['Password']]);
    expect((await treepl.list({ Where: { Email } })).TotalItemsCount).toBe(0);
  });

  it('takes names of fields in any letter case, numbers as text, and text as numbers', async () => {
    const sent = { email: newcomer(), FIRSTNAME: 'Ann', zipcode: 6000, type: '3', isdatausingallowed: 'true' };
    expect(await treepl.create(sent)).toMatchObject({
      Email: sent.email,
      FirstName: 'Ann',
      ZipCode: '6000',
      Type: 3,
      IsDataUsingAllowed: true,
    });
  });

  it('forgives trailing commas, as in the documentation of this API', async () => {
    const Email = newcomer();
    const { status, body } = await treepl.send<WireContact>('', {
      method: 'POST',
      body: `{"Email": "${Email}", "Notes": "a, }", }`,
    });
    expect([status, body.Notes]).toEqual([200, 'a, }']);
  });

  it('answers a repeated request with the same idempotency key by the first contact', async () => {
    const sent = { method: 'POST', body: { Email: newcomer() }, headers: { 'idempotency-key': 'treepl-1' } };
    const first = await treepl.send<WireContact>('', sent);
    const second = await treepl.send<WireContact>('', sent);
    expect(second.body).toEqual(first.body);
  });

  it('makes one contact out of many creations at once with one address', async () => {
    const Email = newcomer();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => treepl.send('', { method: 'POST', body: { Email } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(400)]);
    expect((await treepl.list({ Where: { Email } })).TotalItemsCount).toBe(1);
  });
});

describe('updating', () => {
  const full = async () => treepl.create({ ...FULL, Email: newcomer() });

  it('case 17: changes what is sent, clears what is null, leaves the rest', async () => {
    const before = await full();
    expect(await treepl.put(before.Id, { Phone: '1', Notes: null })).toEqual({ ...before, Phone: '1', Notes: null });
  });

  it('changes every field, and clears every text by null', async () => {
    const before = await full();
    const { Password: _, CustomCrmGroups: _groups, ...texts } = FULL;
    const changed = Object.fromEntries(
      Object.entries(texts).map(([name, value]) => [name, typeof value === 'string' ? `${value} too` : value]),
    );
    const other = { ...changed, Email: newcomer(), Type: 1, IsDataUsingAllowed: false };
    // Nobody has proven the new address yet.
    const after = { ...before, ...other, CustomerTypeName: 'Retail', EmailConfirmed: false };
    expect(await treepl.put(before.Id, other)).toEqual(after);
    expect(await treepl.get(before.Id)).toEqual(after);
    const names = Object.keys(changed).filter((name) => typeof changed[name] === 'string');
    const kept = new Set(['CrmType', 'Role']);
    const nothing = Object.fromEntries(names.filter((name) => !kept.has(name)).map((name) => [name, null]));
    expect(await treepl.put(before.Id, nothing)).toEqual({ ...after, ...nothing });
  });

  it('case 18: takes back what it showed, with read-only fields and another Id', async () => {
    const before = await full();
    expect(await treepl.put(before.Id, { ...before, Id: 0 })).toEqual(before);
    const forged = { ...before, Id: 1, EmailConfirmed: false, CreatedDate: '1999-01-01', CustomerTypeName: 'x' };
    expect(await treepl.put(before.Id, forged)).toEqual(before);
  });

  it('case 19: merges custom groups under the names that they were stored with', async () => {
    const { Id } = await treepl.create({
      Email: newcomer(),
      CustomCrmGroups: { groupa: { fieldone: 'a', fieldtwo: 'b' } },
    });
    const groupsAfter = async (body: unknown) => (await treepl.put(Id, body)).CustomCrmGroups.groupa;
    expect(await groupsAfter({ CustomCrmGroups: { GROUPA: { fieldone: 'x' } } })).toEqual({
      fieldone: 'x',
      fieldtwo: 'b',
    });
    expect(await groupsAfter({ CustomCrmGroups: { groupa: { FieldTwo: null } } })).toEqual({
      fieldone: 'x',
      fieldtwo: null,
    });
    expect(await groupsAfter({ CustomCrmGroups: { groupa: null } })).toEqual({ fieldone: 'x', fieldtwo: null });
    expect(await groupsAfter({ CustomCrmGroups: null })).toEqual({ fieldone: 'x', fieldtwo: null });
  });

  it('case 20: refuses to take the address away or another contact’s, and an unknown contact', async () => {
    const { Id } = await full();
    const other = await full();
    for (const Email of ['', null, other.Email, 'bad']) {
      const { status, body } = await refused(`/${Id}`, 'PUT', { Email, Notes: 'changed' });
      expect([status, Object.keys(body.Errors ?? {})]).toEqual([400, ['Email']]);
    }
    expect((await treepl.get(Id)).Notes).toBe(FULL.Notes);
    expect((await refused('/999999', 'PUT', { Notes: 'x' })).status).toBe(404);
    expect((await refused('/abc', 'PUT', { Notes: 'x' })).status).toBe(404);
  });

  it('treats blank text as unset, Type null as 0, and a null boolean as not sent', async () => {
    const before = await full();
    expect(
      await treepl.put(before.Id, {
        FirstName: '',
        City: ' ',
        BillingCity: null,
        Type: null,
        IsDataUsingAllowed: null,
      }),
    ).toEqual({ ...before, FirstName: null, City: null, BillingCity: null, Type: 0, CustomerTypeName: null });
    expect(await treepl.put(before.Id, { CrmType: '', Role: null, IsDataUsingAllowed: false })).toMatchObject({
      CrmType: 'Partner',
      Role: 'Press',
      IsDataUsingAllowed: false,
    });
  });

  it('ignores a password', async () => {
    const { Id, Email } = await full();
    await treepl.put(Id, { Password: 'sneaky' });
    expect(await logsIn(Email ?? '', 'sneaky')).toBe(false);
    expect(await logsIn(Email ?? '', FULL.Password)).toBe(true);
  });

  it('moves an address, whose old form another contact may take then', async () => {
    const { Id, Email } = await full();
    const moved = newcomer();
    expect((await treepl.put(Id, { Email: moved })).Email).toBe(moved);
    expect((await treepl.create({ Email })).Email).toBe(Email);
  });

  it('takes PATCH for PUT', async () => {
    const { Id } = await full();
    const { status, body } = await treepl.send<WireContact>(`/${Id}`, { method: 'PATCH', body: { City: 'Hobart' } });
    expect([status, body.City, body.State]).toEqual([200, 'Hobart', 'WA']);
  });

  it('leaves alone what other fronts wrote and this one cannot say', async () => {
    const person = { firstName: 'Rich', phoneMobile: '7', mainAddress: { line1: 'One', line2: 'Two' } };
    const query = `mutation ($input: CreateContactInput!) { createContact(input: $input) {
      ... on CreateContactPayload { contact { ref } } } }`;
    const headers = { authorization: `Bearer ${app.secret}`, 'content-type': 'application/json' };
    const created = await send<{ data: { createContact: { contact: { ref: number } } } }>(`${app.url}/graphql`, {
      method: 'POST',
      headers,
      body: { query, variables: { input: { email: newcomer(), tags: ['vip'], ...person } } },
    });
    const { ref } = created.body.data.createContact.contact;
    const shown = await treepl.get(ref);
    expect(shown).toMatchObject({ Phone: '7', Address: 'One, Two' });
    await treepl.put(ref, { ...shown, LastName: 'Person' });
    const read = await send(`${app.url}/graphql`, {
      method: 'POST',
      headers,
      body: {
        query: `{ contact(ref: ${ref}) { tags firstName lastName phoneMobile phoneWork mainAddress { line1 line2 } } }`,
      },
    });
    expect(read.body).toMatchObject({
      data: { contact: { ...person, lastName: 'Person', phoneWork: null, tags: ['vip'] } },
    });
  });
});

describe('setting a password', () => {
  const set = (id: number | string, body: unknown) =>
    treepl.send<WireError & WireList>(`/${id}/set-password`, { method: 'PUT', body });

  it('case 28: answers with a list of zones; the new password works and the old one does not', async () => {
    const Email = newcomer();
    const { Id } = await treepl.create({ Email });
    for (const Password of ['0ld', 'n3w']) {
      const { status, body } = await set(Id, { Password });
      expect([status, body]).toEqual([200, { Items: [], TotalItemsCount: 0 }]);
    }
    expect([await logsIn(Email, 'n3w'), await logsIn(Email, '0ld')]).toEqual([true, false]);
    expect((await treepl.get(Id)).EmailConfirmed).toBe(true);
  });

  it('a key may have a new password answered with nothing, and unknown custom fields refused by name', async () => {
    const options = { name: 'Strict', treeplOptions: ['known_custom_fields', 'silent_set_password'] as const };
    const { secret } = accepted(await app.app.access.issueKey(testContext, options));
    const strict = clientOf(app, secret ?? '');
    const known = { CustomCrmGroups: { strict: { known: 'a' } } };
    const { Id } = await treepl.create({ Email: newcomer(), ...known });
    const silent = await strict.send(`/${Id}/set-password`, { method: 'PUT', body: { Password: 'n3w' } });
    expect([silent.status, silent.text]).toEqual([204, '']);
    expect((await strict.put(Id, known)).CustomCrmGroups.strict).toEqual({ known: 'a' });
    for (const value of ['x', null]) {
      const body = { FirstName: 'Changed', CustomCrmGroups: { strict: { other: value } } };
      const answer = await strict.send<WireError>(`/${Id}`, { method: 'PUT', body });
      expect([answer.status, answer.body.Errors]).toEqual([
        400,
        { 'CustomCrmGroups.strict.other': [expect.any(String)] },
      ]);
    }
    expect((await strict.get(Id)).FirstName).toBeNull();
    expect((await treepl.put(Id, { CustomCrmGroups: { strict: { other: 'x' } } })).CustomCrmGroups.strict).toEqual({
      known: 'a',
      other: 'x',
    });
  });

  it('case 29: needs a password and a contact', async () => {
    const { Id } = await treepl.create({ Email: newcomer() });
    for (const body of [{}, { Password: '' }, { Password: null }, { password: '\u0000' }]) {
      const answer = await set(Id, body);
      expect([answer.status, answer.body]).toEqual([
        400,
        { Message: 'Password is required', Errors: { Password: ['Password is required'] } },
      ]);
    }
    expect((await set(Id, { Password: 7 })).status).toBe(400);
    expect((await set(Id, { Password: 'x'.repeat(1001) })).status).toBe(400);
    expect((await set(999999, { Password: 'n3w' })).status).toBe(404);
    expect((await set('abc', { Password: 'n3w' })).status).toBe(404);
    expect((await treepl.send(`/${Id}/set-password`)).status).toBe(405);
    expect((await treepl.get(Id)).EmailConfirmed).toBe(false);
  });

  it('ends the logins of the contact', async () => {
    const Email = newcomer();
    const { Id } = await treepl.create({ Email, Password: 'first' });
    const shop = async (parameters: Record<string, string>) => {
      const body = new URLSearchParams({ apikey: app.secret, session_id: 'visit-of-ann', ...parameters }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return (await send<{ error_code: number | null }>(`${app.url}/api/v1/`, { method: 'POST', headers, body })).body;
    };
    const login = { method: 'clientLogin', client_username: Email, client_password: 'first' };
    expect((await shop(login)).error_code).toBe(null);
    expect((await shop({ method: 'getContact', filter: 'contact_email' })).error_code).toBe(null);
    await set(Id, { Password: 'second' });
    expect((await shop({ method: 'getContact', filter: 'contact_email' })).error_code).toBe(1501);
  });
});

describe('deleting', () => {
  it('case 30: answers 204 without a body, then 404 for everything below the contact', async () => {
    const { Id, Email } = await treepl.create({ Email: newcomer(), Password: 'gone soon' });
    const removed = await treepl.send(`/${Id}`, { method: 'DELETE' });
    expect([removed.status, removed.text]).toEqual([204, '']);
    expect((await treepl.send(`/${Id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await treepl.send(`/${Id}`)).status).toBe(404);
    expect((await treepl.send(`/${Id}`, { method: 'PUT', body: { Notes: 'x' } })).status).toBe(404);
    expect((await treepl.list({ Where: { Email } })).TotalItemsCount).toBe(0);
    expect(await logsIn(Email ?? '', 'gone soon')).toBe(false);
    const again = await treepl.create({ Email });
    expect(again.Id).toBeGreaterThan(Id);
  });
});
