/** Members, their groups and single sign-on by the numbered cases of the contract, and the rules around them. */
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../processes/support.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { send } from '../../support/http.ts';
import { mailsIn, type WrittenMail } from '../../support/mail.ts';
import { testContext } from '../../support/sales.ts';
import { type Client, clientOf, expectError, type WireContact, type WireList } from './client.ts';

interface WireGroup {
  readonly id: number;
  readonly name: string;
  readonly link: string;
}

interface WireMember {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly number[];
  readonly registeredOn: number;
  readonly approved: boolean;
  readonly contactId: number;
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly shippingAddress: Readonly<Record<string, string>>;
}

interface WireSession {
  readonly token: string;
  readonly accessUrl: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

const CONTEXT = { actor: { kind: 'system', id: 'test' }, surface: 'cli', requestId: 't', correlationId: 't' } as const;

let app: TestApp;
let client: Client;
let basic: WireGroup;
let ann: WireMember;

beforeAll(async () => {
  app = await startTestApp();
  client = clientOf(app);
  basic = await client.post<WireGroup>('/member-groups', { name: 'Basic' });
  ann = await client.post<WireMember>('/members', { name: 'Ann', email: 'ann@x.io', groups: [basic.id] });
});
afterAll(() => app.stop());
afterEach(() => {
  vi.useRealTimers();
});

const login = async (email: string, password: string): Promise<boolean> => {
  const { sessions } = app.app;
  return (await sessions.logIn(testContext, 'k', await sessions.open('k', 's'), email, password)).ok;
};

let settlements = 0;
/** By now all mails have been sent that follow from what was done. */
async function settled(): Promise<void> {
  const last = await app.app.members.register(CONTEXT, { contact: { email: `last${++settlements}@x.io` } }, 'secret');
  const position = last.ok ? last.value.position : 0n;
  await eventually(async () => {
    const { processes } = await app.processes.status();
    if ((processes.find(({ process }) => process === 'notices')?.position ?? 0n) < position) return false;
    return (await app.processes.outbox.list({ states: ['due'], kind: 'notice' })).length === 0;
  });
}

const mailsTo = async (address: string): Promise<readonly WrittenMail[]> =>
  (await mailsIn(app.config.mail.directory)).filter(({ headers }) => headers.includes(`To: ${address}`));

describe('members', () => {
  it('case 10: are listed by group, under either name of the filter, and never with a password', async () => {
    await client.post('/members', { name: 'Elsewhere', email: 'else@x.io' });
    const list = await client.get<WireList<WireMember>>(`/members?groupId=${basic.id}&limit=50&page=2`);
    expect(list).toMatchObject({ totalCount: 1, limit: 50, skip: 0 });
    expect(list.items).toEqual([ann]);
    expect(JSON.stringify(list)).not.toContain('password');
    expect(await client.get(`/members?group_id=${basic.id}&limit=50`)).toEqual(list);
    const all = await client.get<WireList<WireMember>>('/members');
    expect(all.items.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id).sort((a, b) => b - a));
    expect(all.totalCount).toBe(2);
    expectError(await client.send('/members?groupId=gold'), 400);
  });

  it('case 11: register with and without a password', async () => {
    const without = await client.post<WireMember>('/members', { name: 'M', email: 'm@x.io' });
    expect(without).toStrictEqual({
      id: expect.any(Number),
      name: 'M',
      email: 'm@x.io',
      groups: [],
      registeredOn: expect.any(Number),
      approved: true,
      contactId: expect.any(Number),
      billingAddress: expect.objectContaining({ name: '', zipCode: '', address2: '' }),
      shippingAddress: expect.objectContaining({ name: '', zipCode: '', address2: '' }),
    });
    await client.post('/members', { name: 'P', email: 'p@x.io', password: 'my-password' });
    expect(await login('p@x.io', 'my-password')).toBe(true);
    expect(await login('m@x.io', '')).toBe(false);
    await settled();
    const [mail, ...others] = await mailsTo('m@x.io');
    expect(others).toEqual([]);
    const [password = ''] = /^[0-9a-f]{16}$/m.exec(mail?.body ?? '') ?? [];
    expect(await login('m@x.io', password)).toBe(true);
    expect(await mailsTo('p@x.io')).toEqual([]);
  });

  it('keep the password that their contact has', async () => {
    const registered = await app.app.logins.register(CONTEXT, { email: 'has@x.io' }, 'own password');
    expect(registered.ok).toBe(true);
    await client.post('/members', { name: 'Has', email: 'has@x.io' });
    await settled();
    expect(await login('has@x.io', 'own password')).toBe(true);
    expect(await mailsTo('has@x.io')).toEqual([]);
  });

  it('case 12: an update leaves the password alone and needs neither name nor address', async () => {
    const { id } = await client.post<WireMember>('/members', { name: 'Q', email: 'q@x.io', password: 'first' });
    const updated = await client.put<WireMember>(`/members/${id}`, { password: 'other', approved: false });
    expect(updated).toMatchObject({ id, name: 'Q', email: 'q@x.io', approved: false });
    expect(await login('q@x.io', 'first')).toBe(true);
    expect(await login('q@x.io', 'other')).toBe(false);
  });

  it('case 13: are found by id and by address, and removed', async () => {
    const member = await client.post<WireMember>('/members', { name: 'R', email: 'r@x.io' });
    expect(await client.get(`/members/${member.id}`)).toEqual(member);
    expect(await client.get('/members/search-by-email?email=R%40x.io')).toEqual(member);
    expectError(await client.send('/members/search-by-email?email=none%40x.io'), 404);
    expectError(await client.send('/members/search-by-email'), 400);
    expect(await client.delete(`/members/${member.id}`)).toEqual({ success: true });
    for (const method of ['GET', 'DELETE', 'PUT'])
      expectError(await client.send(`/members/${member.id}`, { method, body: {} }), 404);
    const contact = await client.get<WireContact>(`/contacts/${member.contactId}`);
    expect(contact).toMatchObject({ email: 'r@x.io' });
    expect(contact).not.toHaveProperty('memberId');
    const again = await client.post<WireMember>('/members', { name: 'R', email: 'r@x.io' });
    expect(again.contactId).toBe(member.contactId);
    expect(again.id).not.toBe(member.id);
  });

  it('are contacts, whose addresses they share with every other API', async () => {
    const body = {
      name: 'Sue Shopper',
      email: 'sue@x.io',
      billingAddress: {
        name: 'Acme',
        vatId: 'DE1',
        address: '1 High St',
        address2: 'Floor 2',
        city: 'Bath',
        zipCode: 'BA1',
      },
      shippingAddress: { name: 'Sue', address: '2 Low St', country: 'GB', companyId: '' },
    };
    const sue = await client.post<WireMember>('/members', body);
    expect(sue).toMatchObject(body);
    expect(await client.get(`/contacts/${sue.contactId}`)).toMatchObject({ name: 'Sue Shopper', memberId: sue.id });
    const treepl = await send<{ BillingAddress: string; BillingCity: string; CrmType: string }>(
      `${app.url}/api/v2/admin/contacts/${sue.contactId}`,
      { headers: { authorization: `Bearer ${app.secret}` } },
    );
    expect(treepl.body).toMatchObject({ BillingAddress: '1 High St, Floor 2', BillingCity: 'Bath' });
    expect(await client.put(`/members/${sue.id}`, { ...sue, id: 1, contactId: 7 })).toEqual(sue);
    const moved = await client.put<WireMember>(`/members/${sue.id}`, {
      name: '',
      groups: [],
      billingAddress: { city: 'York', zipCode: '', name: null },
    });
    expect(moved).toEqual({ ...sue, billingAddress: { ...sue.billingAddress, city: 'York' } });
  });

  it('of a contact that is there already link to it', async () => {
    const contact = await client.post<WireContact>('/contacts', { email: 'known@x.io', name: 'K', tags: ['vip'] });
    const member = await client.post<WireMember>('/members', { name: 'Known Now', email: 'KNOWN@x.io' });
    expect(member).toMatchObject({ contactId: contact.id, name: 'Known Now' });
    expect(await client.get(`/contacts/${contact.id}`)).toMatchObject({ tags: ['vip'], memberId: member.id });
  });

  it('are one for one address', async () => {
    const again = { name: 'Ann Again', email: 'ANN@x.io' };
    expectError(await client.send('/members', { method: 'POST', body: again }), 400);
    const many = await Promise.all(
      Array.from({ length: 20 }, () =>
        client.send('/members', { method: 'POST', body: { name: 'Race', email: 'race@x.io' } }),
      ),
    );
    expect(many.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
    expect((await client.get<WireMember>(`/members/${ann.id}`)).name).toBe('Ann');
  });

  it('go with their contact', async () => {
    const { id, contactId } = await client.post<WireMember>('/members', { name: 'G', email: 'g@x.io' });
    await client.delete(`/contacts/${contactId}`);
    expectError(await client.send(`/members/${id}`), 404);
    expectError(await client.send('/members/start-session', { method: 'POST', body: { email: 'g@x.io' } }), 404);
  });

  it.each([
    ['no name', { email: 'x@x.io' }],
    ['no address', { name: 'X' }],
    ['an address that is none', { name: 'X', email: 'nope' }],
    ['groups that are no ids', { name: 'X', email: 'x@x.io', groups: ['gold'] }],
    ['approval that is no boolean', { name: 'X', email: 'x@x.io', approved: 'yes' }],
    ['an address that is text', { name: 'X', email: 'x@x.io', billingAddress: 'home' }],
    ['a password that is no text', { name: 'X', email: 'x@x.io', password: 7 }],
    ['an endless password', { name: 'X', email: 'x@x.io', password: 'x'.repeat(1_001) }],
  ])('are refused with %s', async (_, body) => {
    expectError(await client.send('/members', { method: 'POST', body }), 400);
    expectError(await client.send('/members/search-by-email?email=x%40x.io'), 404);
  });

  it('take ids of groups as text, and pass over groups that nobody knows', async () => {
    const body = { name: 'T', email: 't@x.io', groups: [String(basic.id), 0, 99_999] };
    expect(await client.post('/members', body)).toMatchObject({ groups: [basic.id] });
  });
});

describe('member groups', () => {
  it('case 15: are made, listed bare, read, renamed and deleted', async () => {
    const group = await client.post<WireGroup>('/member-groups', { name: 'G', link: '' });
    expect(group).toStrictEqual({ id: expect.any(Number), name: 'G', link: '' });
    expect(await client.get<WireGroup[]>('/member-groups?limit=1')).toEqual([basic, group]);
    expect(await client.get(`/member-groups/${group.id}`)).toEqual(group);
    expect(await client.put(`/member-groups/${group.id}`, { name: 'H' })).toEqual({ ...group, name: 'H' });
    expect(await client.delete(`/member-groups/${group.id}`)).toEqual({ success: true });
    for (const method of ['GET', 'DELETE', 'PUT'])
      expectError(await client.send(`/member-groups/${group.id}`, { method, body: { name: 'I' } }), 404);
  });

  it('clear their link with empty text, and nothing else', async () => {
    const group = await client.post<WireGroup>('/member-groups', { name: 'L', link: '/l' });
    expect(await client.put(`/member-groups/${group.id}`, { name: '', link: null })).toEqual(group);
    expect(await client.put(`/member-groups/${group.id}`, { link: '' })).toEqual({ ...group, link: '' });
  });

  it('vanish from their members when they are deleted', async () => {
    const group = await client.post<WireGroup>('/member-groups', { name: 'V' });
    const { id } = await client.post<WireMember>('/members', {
      name: 'V',
      email: 'v@x.io',
      groups: [basic.id, group.id],
    });
    await client.delete(`/member-groups/${group.id}`);
    expect(await client.get(`/members/${id}`)).toMatchObject({ groups: [basic.id] });
  });

  it('have a name', async () => {
    for (const body of [{}, { name: ' ' }, { name: 7 }, { name: 'x', link: {} }])
      expectError(await client.send('/member-groups', { method: 'POST', body }), 400);
  });

  it('are left when the time is over', async () => {
    const group = await client.post<WireGroup>('/member-groups', { name: 'Month' });
    const member = await client.post<WireMember>('/members', { name: 'Mo', email: 'mo@x.io' });
    const key = (await app.app.members.keyByEmail('mo@x.io')) ?? '';
    const until = new Date(Date.now() + 60_000).toISOString();
    expect((await app.app.members.setGroups(CONTEXT, key, [{ group: group.id, until }])).ok).toBe(true);
    const listed = () => client.get<WireList<WireMember>>(`/members?groupId=${group.id}`);
    expect((await listed()).items).toMatchObject([{ id: member.id, groups: [group.id] }]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expect((await listed()).items).toEqual([]);
    expect(await client.get(`/members/${member.id}`)).toMatchObject({ groups: [] });
  });
});

describe('single sign-on', () => {
  const start = (body: unknown) => client.send<WireSession>('/members/start-session', { method: 'POST', body });

  it('case 14: gives a token, an absolute URL and 15 minutes', async () => {
    const { status, body } = await start({ email: 'ann@x.io', path: '/p' });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['accessUrl', 'createdAt', 'expiresAt', 'token']);
    expect(body.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(body.expiresAt - body.createdAt).toBe(900);
    expect(new URL(body.accessUrl).origin).toBe(app.url);
    const [header = '', payload = ''] = body.token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(JSON.parse(payload)).toMatchObject({ iat: body.createdAt, exp: body.expiresAt, aud: expect.any(String) });
  });

  it('opens the member page once, and keeps the visitor signed in', async () => {
    const { accessUrl } = (await start({ email: 'Ann@X.io', path: '/protected?a=1' })).body;
    const opened = await send(accessUrl);
    expect(opened.status).toBe(200);
    expect(opened.text).toContain('Ann');
    expect(opened.text).toContain('Basic');
    expect(opened.text).toContain('href="/protected?a=1"');
    expect(opened.headers['referrer-policy']).toBe('no-referrer');
    const [cookie = ''] = opened.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/HttpOnly.*SameSite=Lax|SameSite=Lax.*HttpOnly/i);
    const visit = { headers: { cookie: cookie.split(';')[0] ?? '' } };
    expect((await send(`${app.url}/members`, visit)).text).toContain('Ann');
    expect((await send(accessUrl)).status).toBe(403);
    expect((await send(`${app.url}/members`)).status).toBe(401);
    await send(`${app.url}/members/leave`, { method: 'POST', ...visit });
    expect((await send(`${app.url}/members`, visit)).status).toBe(401);
  });

  it('lets one of many simultaneous visitors in', async () => {
    const { accessUrl } = (await start({ email: 'ann@x.io' })).body;
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(accessUrl)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('is over after 15 minutes', async () => {
    const { accessUrl } = (await start({ email: 'ann@x.io' })).body;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 901_000 });
    expect((await send(accessUrl)).status).toBe(403);
  });

  it('takes no forged token', async () => {
    const { token } = (await start({ email: 'ann@x.io' })).body;
    const [header = '', payload = '', signature = ''] = token.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const own = createHmac('sha256', 'guess').update(`${header}.${payload}`).digest('base64url');
    const forged = [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload}.${own}`,
      `${header}.${payload}x.${signature}`,
      `${token}.x`,
      'a.b.c',
      '..',
      '',
      '%00',
    ];
    for (const each of forged) expect((await send(`${app.url}/members/access?token=${each}`)).status).toBe(403);
  });

  it('is refused to strangers and to members who are not approved', async () => {
    expectError(await start({ email: 'stranger@x.io' }), 404);
    expectError(await start({}), 400);
    const { id } = await client.post<WireMember>('/members', { name: 'U', email: 'u@x.io' });
    const { accessUrl } = (await start({ email: 'u@x.io' })).body;
    await client.put(`/members/${id}`, { approved: false });
    expectError(await start({ email: 'u@x.io' }), 400);
    expect((await send(accessUrl)).status).toBe(403);
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'p', '/a\nb', `/${'x'.repeat(3_000)}`])(
    'leads nowhere else: %j',
    async (path) => {
      expectError(await start({ email: 'ann@x.io', path }), 400);
    },
  );

  it('escapes what a member is called', async () => {
    await client.post('/members', { name: '<script>alert(1)</script>', email: 'xss@x.io' });
    const { accessUrl } = (await start({ email: 'xss@x.io' })).body;
    const { text } = await send(accessUrl);
    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;');
  });
});

it('the read models are what the log says', async () => {
  const verified = await app.projections.verify(['members', 'member_groups', 'contacts']);
  expect(verified.filter(({ equal }) => !equal)).toEqual([]);
});
