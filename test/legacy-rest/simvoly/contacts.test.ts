/** Contacts by the numbered cases of the contract, and the rules around them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { send } from '../../support/http.ts';
import { type Client, clientOf, expectError, SITE, type WireContact, type WireList } from './client.ts';

let app: TestApp;
let client: Client;
let john: WireContact;

beforeAll(async () => {
  app = await startTestApp();
  client = clientOf(app);
  john = await client.post<WireContact>('/contacts', {
    email: 'john@doe.com',
    name: 'John Doe',
    phone: '+123456789',
    city: 'Plovdiv',
    properties: [
      { name: 'lead_status', value: 'contacted' },
      { name: 'size', value: 'L' },
    ],
  });
});
afterAll(() => app.stop());

const search = (email: string) =>
  client.send<WireContact>(`/contacts/search-by-email?email=${encodeURIComponent(email)}`);

describe('conformance', () => {
  it('case 1: asks for a key with 401', async () => {
    expectError(await send(`${app.url}${SITE}/contacts`), 401);
    expectError(await clientOf(app, 'wrong').send('/contacts'), 401);
  });

  it('case 2: lists under an envelope and clamps the page', async () => {
    const first = await client.get<WireList<WireContact>>('/contacts');
    expect(Object.keys(first).sort()).toEqual(['items', 'limit', 'skip', 'totalCount']);
    expect([first.limit, first.skip]).toEqual([30, 0]);
    const second = await client.get<WireList<WireContact>>('/contacts?limit=500&skip=-3');
    expect([second.limit, second.skip]).toEqual([50, 0]);
  });

  it('case 3: both ends of the creation filter are inclusive', async () => {
    const at = (from: number, to: number) =>
      client.get<WireList<WireContact>>(`/contacts?created_at_min=${from}&created_at_max=${to}`);
    const T = john.createdOn;
    expect((await at(T, T)).items.map(({ id }) => id)).toContain(john.id);
    expect((await at(T + 1, T + 9_999)).items.map(({ id }) => id)).not.toContain(john.id);
    expect((await at(0, T - 1)).totalCount).toBe(0);
    expect(await client.get(`/contacts?from=${T}&to=${T}`)).toEqual(await at(T, T));
  });

  it('case 4: creates with an e-mail address, shows what is unset as null and leaves memberId out', async () => {
    const created = await client.post<WireContact>('/contacts', { email: 'new@x.io', name: 'N', tags: ['a'] });
    expect(created).toStrictEqual({
      id: expect.any(Number),
      name: 'N',
      email: 'new@x.io',
      phone: null,
      note: null,
      address: null,
      city: null,
      state: null,
      zip: null,
      country: null,
      companyName: null,
      createdOn: expect.any(Number),
      properties: [],
      tags: ['a'],
      subscribed: false,
      subscriberLists: [],
    });
    expect(Number.isInteger(created.id) && Number.isInteger(created.createdOn)).toBe(true);
    expect(Math.abs(created.createdOn - Date.now() / 1000)).toBeLessThan(600);
  });

  it('case 5: the same address in another letter case updates, and tags are merged', async () => {
    const before = (await search('new@x.io')).body;
    const after = await client.post<WireContact>('/contacts', { email: 'NEW@x.io', tags: ['b', 'a'] });
    expect(after).toEqual({ ...before, tags: ['a', 'b'] });
  });

  it('case 6: refuses a contact without an address', async () => {
    expectError(await client.send('/contacts', { method: 'POST', body: { name: 'No Mail' } }), 400);
  });

  it('case 7: an update replaces the property that it names and leaves what is empty unchanged', async () => {
    const body = { properties: [{ name: 'lead_status', value: 'won' }], phone: '', city: null };
    const updated = await client.put<WireContact>(`/contacts/${john.id}`, body);
    expect(updated).toEqual({
      ...john,
      properties: [
        { name: 'lead_status', value: 'won' },
        { name: 'size', value: 'L' },
      ],
    });
  });

  it('case 8: searches by address and answers one object, or 404', async () => {
    const { status, body } = await search('JOHN@doe.com');
    expect([status, body.id]).toEqual([200, john.id]);
    expectError(await search('none@x.io'), 404);
    expectError(await client.send('/contacts/search-by-email'), 400);
  });

  it('case 9: gets and deletes one', async () => {
    const { id } = await client.post<WireContact>('/contacts', { email: 'gone@x.io' });
    expect((await client.get<WireContact>(`/contacts/${id}`)).email).toBe('gone@x.io');
    expect(await client.delete(`/contacts/${id}`)).toEqual({ success: true });
    expectError(await client.send(`/contacts/${id}`), 404);
    expectError(await client.send(`/contacts/${id}`, { method: 'DELETE' }), 404);
    expectError(await client.send(`/contacts/${id}`, { method: 'PUT', body: { name: 'X' } }), 404);
    expect((await client.post<WireContact>('/contacts', { email: 'gone@x.io' })).id).not.toBe(id);
  });
});

describe('lists', () => {
  it('come newest first, whole under any page size, and empty past their end', async () => {
    for (const n of [1, 2, 3, 4, 5]) await client.post('/contacts', { email: `page${n}@x.io` });
    const all = await client.get<WireList<WireContact>>('/contacts?limit=50');
    const ids = all.items.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(all.totalCount).toBe(ids.length);
    const paged: number[] = [];
    for (let skip = 0; ; skip += 2) {
      const page = await client.get<WireList<WireContact>>(`/contacts?limit=2&skip=${skip}`);
      expect([page.limit, page.skip, page.totalCount]).toEqual([2, skip, ids.length]);
      if (page.items.length === 0) break;
      paged.push(...page.items.map(({ id }) => id));
    }
    expect(paged).toEqual(ids);
  });

  it.each([
    ['limit=0', 30, 0],
    ['limit=x&skip=y', 30, 0],
    ['limit=7&skip=1', 7, 1],
    ['limit=51', 50, 0],
    ['page=3&unknown=1', 30, 0],
  ])('take %s', async (query, limit, skip) => {
    expect(await client.get(`/contacts?${query}`)).toMatchObject({ limit, skip });
  });

  it('refuse a filter that they cannot read rather than show everything', async () => {
    expectError(await client.send('/contacts?created_at_min=yesterday'), 400);
    expectError(await client.send('/contacts?to=2020-01-01'), 400);
  });
});

describe('writes', () => {
  it('ignore unknown fields and ids in the body: a contact can be sent back as it was read', async () => {
    const before = await client.get<WireContact>(`/contacts/${john.id}`);
    const after = await client.put<WireContact>(`/contacts/${john.id}`, { ...before, id: 1, website: 'x', source: {} });
    expect(after).toEqual(before);
  });

  it('take false and 0 as values', async () => {
    await client.put(`/contacts/${john.id}`, { subscribed: true });
    expect(await client.put(`/contacts/${john.id}`, { subscribed: false })).toMatchObject({ subscribed: false });
  });

  it('refuse an address that another contact has', async () => {
    await client.post('/contacts', { email: 'owner@x.io' });
    expectError(await client.send(`/contacts/${john.id}`, { method: 'PUT', body: { email: 'Owner@x.io' } }), 400);
  });

  it('never remove a tag', async () => {
    await client.put(`/contacts/${john.id}`, { tags: ['x', 'y'] });
    expect(await client.put(`/contacts/${john.id}`, { tags: ['y', 'z'] })).toMatchObject({ tags: ['x', 'y', 'z'] });
    expect(await client.put(`/contacts/${john.id}`, { tags: [] })).toMatchObject({ tags: ['x', 'y', 'z'] });
  });

  it('take a new address', async () => {
    const { id } = await client.post<WireContact>('/contacts', { email: 'before@x.io' });
    await client.put(`/contacts/${id}`, { email: 'after@x.io' });
    expect((await search('after@x.io')).body.id).toBe(id);
    expectError(await search('before@x.io'), 404);
  });

  it('have aliases: PATCH and POST on a contact, a slash at the end, the prefix of this API', async () => {
    for (const [method, note] of [
      ['PATCH', 'one'],
      ['POST', 'two'],
    ] as const) {
      const { body } = await client.send<WireContact>(`/contacts/${john.id}/`, { method, body: { note } });
      expect(body.note).toBe(note);
    }
    const { status } = await send(`${app.url}/simvoly${SITE}/contacts/`, {
      headers: { authorization: `Bearer ${app.secret}` },
    });
    expect(status).toBe(200);
  });

  it('answer a repeated request under one idempotency key as they did first', async () => {
    const sent = { method: 'POST', body: { email: 'once@x.io', tags: ['t'] }, headers: { 'idempotency-key': 'k1' } };
    const first = await client.send<WireContact>('/contacts', sent);
    expect((await client.send<WireContact>('/contacts', sent)).body).toEqual(first.body);
  });
});
