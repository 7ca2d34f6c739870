/** The conformance cases of the contract (section 14) that concern customers, status and transport, by their numbers. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogUnavailable } from '../../../src/application/ports.ts';
import { jetpack as api } from '../../../src/legacy-rest/jetpack/api.ts';
import { createLogger } from '../../../src/logger.ts';
import { contactByEmail } from '../../../src/projections/contacts/queries.ts';
import {
  type Answer,
  BETA,
  defineField,
  elsewhere,
  type Jetpack,
  keyWith,
  PLUGIN,
  type Row,
  startJetpack,
} from './client.ts';

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
  await defineField(jetpack.app, 'custom-field');
});
afterAll(() => jetpack.stop());

function expectFault(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.contentType).toBe('application/json; charset=UTF-8');
  expect(answer.body).toEqual({
    success: false,
    data: { status: expect.any(String), message: expect.any(String) },
  });
}

/** `fetch` cannot send what Node's parser refuses. */
function raw(target: string, method: string): Promise<string> {
  const { hostname, port } = new URL(jetpack.app.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${method} ${target} HTTP/1.1\r\nHost: x\r\n\r\n`),
    );
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

const keys = () => `api_key=${jetpack.app.key}&api_secret=${jetpack.app.secret}`;
const bodyOf = (response: string): unknown => JSON.parse(response.slice(response.indexOf('\r\n\r\n') + 4));

describe('status', () => {
  test('case 1: tells that the connection works, with and without a trailing slash', async () => {
    const status = await jetpack.get('status');
    expect(status).toEqual({
      success: true,
      data: {
        status: 'Successful Connection',
        message: 'Your API Connection with Jetpack CRM is functioning correctly.',
        crm_version: expect.stringMatching(/^6\.\d+\.\d+$/),
        db_version: expect.stringMatching(/./),
      },
    });
    expect(await jetpack.get('status/')).toEqual(status);
  });

  test('case 2: names modules and extensions when full is present, even empty', async () => {
    for (const full of ['1', '']) {
      const { data } = (await jetpack.get('status', { full })) as { data: Row };
      expect(data.modules).toEqual({ api: true });
      expect(data.extensions).toEqual({});
    }
  });
});

describe('transport', () => {
  test('case 3: one and the same 401 for everything that is wrong with the credentials', async () => {
    const { key, secret } = jetpack.app;
    const wrong = [
      {},
      { api_key: key },
      { api_secret: secret },
      { api_key: key, api_secret: 'wrong' },
      { api_key: key, api_secret: '' },
      { api_key: '', api_secret: secret },
      { api_key: 'wrong', api_secret: secret },
      { api_key: key, api_secret: `${secret} ` },
    ];
    const answers = [
      ...(await Promise.all(wrong.map((credentials) => jetpack.call('status', { credentials })))),
      await jetpack.call('customers', {
        method: 'POST',
        credentials: {},
        body: { api_key: key, api_secret: secret },
      }),
    ];
    for (const answer of answers) expectFault(answer, 401);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('case 3: of several parameters with one name the last one counts', async () => {
    const response = await fetch(`${jetpack.app.url}/zbs_api/status?api_secret=wrong&${keys()}`);
    expect(response.status).toBe(200);
  });

  test('case 4: an unknown endpoint is 400 for those who are let in and 401 for others', async () => {
    for (const endpoint of ['nonsense', '', 'Customers', 'search_customers/', '__proto__', 'constructor'])
      expectFault(await jetpack.call(endpoint), 400);
    expectFault(await jetpack.call('nonsense', { credentials: { api_key: 'x', api_secret: 'y' } }), 401);
    const bare = await fetch(`${jetpack.app.url}/zbs_api?${keys()}`);
    expect(bare.status).toBe(400);
  });

  test('case 5: a wrong method is 405', async () => {
    for (const [method, endpoint] of [
      ['POST', 'quotes'],
      ['GET', 'companies'],
      ['DELETE', 'create_customer'],
      ['GET', 'create_customer'],
      ['DELETE', 'customers'],
      ['POST', 'status'],
      ['PUT', 'customer_search'],
      ['OPTIONS', 'status'],
    ] as const) {
      expectFault(await jetpack.call(endpoint, { method }), 405);
    }
  });

  test('case 5: BREW makes no coffee', async () => {
    const response = await raw(`/zbs_api/status?${keys()}`, 'BREW');
    expect(response).toMatch(/^HTTP\/1\.1 418 I'm a Teapot\r\n/i);
    expect(response).toContain('Content-Type: application/json; charset=UTF-8\r\n');
    expect(bodyOf(response)).toMatchObject({ success: false, data: { status: "I'm a teapot" } });
    expect(await raw('/zbs_api/status?api_key=a&api_secret=b', 'BREW')).toMatch(/^HTTP\/1\.1 401 /);
    expect(await raw(`/zbs_api/nonsense?${keys()}`, 'BREW')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`/jetpack/plugin/zbs_api/status?${keys()}`, 'BREW')).toMatch(/^HTTP\/1\.1 418 /);
    expect(await raw(`/zbs_api/status?${keys()}`, 'FROTH')).toMatch(/^HTTP\/1\.1 405 /);
    const elsewhere = await raw('/coffee', 'BREW');
    expect(elsewhere).toMatch(/^HTTP\/1\.1 400 /);
    expect(bodyOf(elsewhere)).toMatchObject({ error: 'bad_request' });
  });

  test('webhook knows no action, and asks for one', async () => {
    for (const body of [undefined, {}, { action: '' }, '{', []])
      expectFault(await jetpack.call('webhook', { method: 'POST', body }), 400);
    const { status, body } = await jetpack.call('webhook', { method: 'POST', body: { action: 'sync', data: {} } });
    expect([status, body]).toMatchObject([400, { success: false, data: { status: 'Invalid webhook request' } }]);
    expectFault(await jetpack.call('webhook'), 405);
  });

  test('only the first segment counts, and the prefix of the API works too', async () => {
    expect(await jetpack.post('customers/foo', {})).toEqual(expect.any(Array));
    expect(await jetpack.get('status', {}, { root: '/jetpack/zbs_api' })).toMatchObject({ success: true });
    const outside = await fetch(`${jetpack.app.url}/zbs_apis/status?${keys()}`);
    expect(outside.status).toBe(404);
  });

  test('while the log is away the answer is 503, and for any other fault 500, in this dialect', async () => {
    const { app, config } = jetpack.app;
    for (const [fault, expected] of [
      [new LogUnavailable('host db.internal is down'), 503],
      [new Error('select 1'), 500],
    ] as const) {
      const access = { ...app.access, authenticate: () => Promise.reject(fault) };
      const routes = api.routes({ ...config, app: { ...app, access }, logger: createLogger('silent') });
      const answer = await routes.request(`/zbs_api/status?${keys()}`);
      const text = await answer.text();
      const contentType = answer.headers.get('content-type');
      expectFault({ status: answer.status, contentType, text, body: JSON.parse(text) as unknown }, expected);
      expect(text).not.toMatch(/db|select/);
    }
  });

  test('HEAD is a GET without a body', async () => {
    const answer = await jetpack.call('status', { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: '' });
  });

  test('a key that may not write is refused in this dialect', async () => {
    const { app } = jetpack.app;
    const issued = await app.access.issueKey(elsewhere(jetpack.app), {
      name: 'reader',
      scopes: ['read'],
      apiKey: 'reader',
      secret: 'reader_secret',
    });
    expect(issued.ok).toBe(true);
    const credentials = { api_key: 'reader', api_secret: 'reader_secret' };
    expect((await jetpack.call('customers', { credentials })).status).toBe(200);
    const refused = await jetpack.call('create_customer', {
      method: 'POST',
      credentials,
      body: { email: 'r@example.com' },
    });
    expectFault(refused, 403);
  });
});

test('a key may ask for status 400 where something is refused; the body stays what it is', async () => {
  const credentials = await keyWith(jetpack.app, { jetpackOptions: ['strict_errors'] });
  const refusals = [
    ['create_customer', '{bad', { error: true, message: 'Invalid JSON data' }],
    ['create_customer', {}, { errors: 1 }],
    ['create_company', { email: 'nameless@strict.example' }, { error: 100 }],
    ['create_transaction', { orderid: 'x' }, { error: 400, message: 'Missing required field: status' }],
    ['create_transaction', { orderid: 'x', status: '', total: 1 }, { error: 100 }],
    ['create_event', [], { error: 100 }],
  ] as const;
  for (const [endpoint, body, refusal] of refusals)
    for (const root of ['/zbs_api', PLUGIN]) {
      const asked = { method: 'POST', body, root };
      expect(await jetpack.call(endpoint, { ...asked, credentials })).toMatchObject({ status: 400, body: refusal });
      expect(await jetpack.call(endpoint, asked)).toMatchObject({ status: 200, body: refusal });
    }
  const beta = await jetpack.call('create_customer', { method: 'POST', body: '{', root: BETA, credentials });
  expect(beta).toMatchObject({ status: 400, body: { input_error: 1 } });
  expect(
    await jetpack.post('create_customer', { email: 'strict@example.com', error: 1 }, { credentials }),
  ).toMatchObject({
    error: 1,
    id: expect.any(Number),
  });
  for (const body of ['{bad', []])
    expect(await jetpack.post('customers', body, { credentials })).toEqual(expect.any(Array));
});

describe('create_customer', () => {
  const sent = {
    email: 'Jane@Example.com',
    fname: 'Jane',
    lname: 'Doe',
    status: 'Lead',
    tags: ['newsletter', 'VIP'],
    'custom-field': 'bacon',
    zzz: { any: ['thing', 1, null] },
    suffix: 'MSc',
    linked_invoice: 12,
  };

  test('case 6: echoes what was sent with the id, and stores what it knows', async () => {
    const created = await jetpack.post('create_customer', sent);
    expect(created).toEqual({ ...sent, id: expect.any(Number) });
    const found = await jetpack.find('jane@example.com');
    expect(found).toMatchObject({ id: created.id, fname: 'Jane', 'custom-field': 'bacon', status: 'Lead' });
    expect(found).not.toHaveProperty('zzz');
    expect((found.tags as Row[]).map(({ name }) => name)).toEqual(['newsletter', 'VIP']);
  });

  test('case 7: repeating it updates, whatever the letter case of the address, and keeps what is not sent', async () => {
    const before = await jetpack.find('jane@example.com');
    const count = (await jetpack.post<Row[]>('customers', { perpage: 1000 })).length;
    const again = await jetpack.post('create_customer', { email: ' JANE@EXAMPLE.COM ', mobtel: '0123' });
    expect(again).toEqual({ email: ' JANE@EXAMPLE.COM ', mobtel: '0123', id: before.id });
    const after = await jetpack.find('jane@example.com');
    expect(after).toEqual({ ...before, mobtel: '0123', lastupdated: expect.any(Number) });
    expect(await jetpack.post<Row[]>('customers', { perpage: 1000 })).toHaveLength(count);
  });

  test('case 8: an id decides which customer is meant, and an address of another one is refused', async () => {
    const { id } = await jetpack.find('jane@example.com');
    expect(await jetpack.post('create_customer', { id, email: 'jane.doe@example.com' })).toMatchObject({ id });
    expect(await jetpack.find('jane.doe@example.com')).toMatchObject({ id });
    expect(await jetpack.find('jane@example.com')).toEqual([]);
    const other = await jetpack.post('create_customer', { email: 'other@example.com', fname: 'Other' });
    const before = await jetpack.find('jane.doe@example.com');
    expect(await jetpack.post('create_customer', { id, email: 'other@example.com', fname: 'Clash' })).toEqual({
      error: 100,
    });
    expect(await jetpack.find('jane.doe@example.com')).toEqual(before);
    expect(await jetpack.find('other@example.com')).toMatchObject({ id: other.id, fname: 'Other' });
  });

  test('case 8: an id as text counts; an unknown one falls back to the address and the answer tells the real id', async () => {
    const { id } = await jetpack.find('jane.doe@example.com');
    expect(await jetpack.post('create_customer', { id: String(id), lname: 'Roe' })).toEqual({ id, lname: 'Roe' });
    const ghost = await jetpack.post('create_customer', { id: 99_999, email: 'ghost@example.com' });
    expect(ghost.id).not.toBe(99_999);
    expect(await jetpack.find('ghost@example.com')).toMatchObject({ id: ghost.id });
  });

  test('case 9: without a usable key nothing is stored', async () => {
    const count = (await jetpack.post<Row[]>('customers', { perpage: 1000 })).length;
    for (const body of [{ fname: 'X' }, { email: 'not-an-address' }, { email: 'a@localhost' }, {}, [], [1, 2]])
      expect(await jetpack.post('create_customer', body)).toEqual({ errors: 1 });
    for (const body of ['{bad', '', '"hello"', '17', 'null', 'email=form%40example.com'])
      expect(await jetpack.post('create_customer', body)).toEqual({ error: true, message: 'Invalid JSON data' });
    expect(await jetpack.post<Row>('create_customer')).toEqual({ error: true, message: 'Invalid JSON data' });
    expect(await jetpack.post<Row[]>('customers', { perpage: 1000 })).toHaveLength(count);
  });

  test('the content type does not matter, PUT and PATCH write as well', async () => {
    for (const [method, contentType] of [
      ['POST', 'application/x-www-form-urlencoded'],
      ['PUT', 'text/plain'],
      ['PATCH', 'application/json; charset=utf-8'],
    ] as const) {
      const body = { email: 'types@example.com', fname: method };
      expect(await jetpack.post('create_customer', body, { method, contentType })).toMatchObject(body);
      expect(await jetpack.find('types@example.com')).toMatchObject({ fname: method });
    }
  });

  test('case 10: a customer stays a customer until sticky is sent', async () => {
    const email = 'sticky@example.com';
    await jetpack.post('create_customer', { email, status: 'Customer' });
    expect(await jetpack.post('create_customer', { email, status: 'Lead' })).toMatchObject({ status: 'Lead' });
    expect(await jetpack.find(email)).toMatchObject({ status: 'Customer' });
    await jetpack.post('create_customer', { email, status: 'Lead', sticky: 1 });
    expect(await jetpack.find(email)).toMatchObject({ status: 'Lead' });
    await jetpack.post('create_customer', { email, status: 'New Lead' });
    expect(await jetpack.find(email)).toMatchObject({ status: 'New Lead' });
    await jetpack.post('create_customer', { email, status: 'Refused', stickystat: 'New Lead' });
    expect(await jetpack.find(email)).toMatchObject({ status: 'New Lead' });
  });

  test('an alias address means the customer who has it, in every shape, and the main address stays', async () => {
    const { app } = jetpack.app;
    const main = 'main@alias.example';
    const { id } = await jetpack.post('create_customer', { email: main, fname: 'Main' });
    const { key = '' } = (await contactByEmail(app.db, main)) ?? {};
    await app.contacts.update(elsewhere(jetpack.app), key, { aliases: ['Second@Alias.example'] });
    for (const root of ['/zbs_api', PLUGIN, BETA]) {
      const numbered = root === PLUGIN ? String(id) : id;
      const again = await jetpack.post('create_customer', { email: 'second@ALIAS.example', mobtel: root }, { root });
      expect(again).toMatchObject({ email: 'second@ALIAS.example', id });
      expect(await jetpack.find(' SECOND@alias.example ', { root })).toMatchObject({ id: numbered });
      for (const search of ['second@alias.example', 'SECOND@alias.example'])
        expect(await jetpack.post('customers', { search }, { root })).toMatchObject([{ id: numbered }]);
      expect(await jetpack.post('customers', { search: 'second@alias' }, { root })).toEqual([]);
    }
    await jetpack.post('create_transaction', {
      ...{ orderid: 'ALIAS-1', status: 'Completed', total: '1.00', email: 'second@alias.example' },
    });
    expect(await jetpack.find(main)).toMatchObject({ email: main, mobtel: BETA, transactions: [{ ref: 'ALIAS-1' }] });
    expect(await jetpack.post('create_customer', { id: 1, email: 'second@alias.example' })).toEqual({ error: 100 });
  });

  test('a status is Lead unless sent, and an update without one keeps it', async () => {
    const email = 'nostatus@example.com';
    await jetpack.post('create_customer', { email });
    expect(await jetpack.find(email)).toMatchObject({ status: 'Lead' });
    await jetpack.post('create_customer', { email, status: 'Refused' });
    await jetpack.post('create_customer', { email, fname: 'X' });
    expect(await jetpack.find(email)).toMatchObject({ status: 'Refused', fname: 'X' });
  });

  test('a blank clears a text but no custom field; both spellings of the second address are taken and shown', async () => {
    const email = 'blank@example.com';
    await jetpack.post('create_customer', {
      email,
      fname: 'A',
      secaddr1: 'One',
      secaddr_city: 'Two',
      'custom-field': 'x',
    });
    expect(await jetpack.find(email)).toMatchObject({ secaddr_addr1: 'One', secaddr1: 'One', seccity: 'Two' });
    await jetpack.post('create_customer', { email, fname: '', secaddr_addr1: '', 'custom-field': '' });
    expect(await jetpack.find(email)).toMatchObject({ fname: '', secaddr1: '', seccity: 'Two', 'custom-field': 'x' });
  });

  test('tags replace those there were; an empty or unusable list leaves them', async () => {
    const email = 'tags@example.com';
    const names = async () => ((await jetpack.find(email)).tags as Row[]).map(({ name }) => name);
    await jetpack.post('create_customer', { email, tags: ['a', ' ', '', 'b', 'a'] });
    expect(await names()).toEqual(['a', 'b']);
    for (const tags of [[], 'c,d', null, {}]) await jetpack.post('create_customer', { email, tags });
    expect(await names()).toEqual(['a', 'b']);
    await jetpack.post('create_customer', { email, tags: ['b', 'c'] });
    expect(await names()).toEqual(['b', 'c']);
  });

  test('assign sets the owner, also as text; nonsense is ignored', async () => {
    const email = 'assigned@example.com';
    await jetpack.post('create_customer', { email, assign: '7' });
    expect(await jetpack.find(email)).toMatchObject({ owner: 7 });
    for (const assign of [0, -1, 'x', [], 1e12]) await jetpack.post('create_customer', { email, assign });
    expect(await jetpack.find(email)).toMatchObject({ owner: 7 });
  });

  test('an idempotency key gives the first answer again, and external_api_name changes nothing', async () => {
    const { url, key, secret } = jetpack.app;
    const post = (body: object) =>
      fetch(`${url}/zbs_api/create_customer?api_key=${key}&api_secret=${secret}&external_api_name=Zap`, {
        method: 'POST',
        headers: { 'idempotency-key': 'jetpack-once' },
        body: JSON.stringify(body),
      }).then((response) => response.json());
    const first = await post({ email: 'once@example.com' });
    expect(await post({ email: 'once@example.com' })).toEqual(first);
    expect(await post({ email: 'once@example.com', fname: 'Twice' })).toEqual({ error: 100 });
  });
});

describe('customers and customer_search', () => {
  let own: Jetpack;
  beforeAll(async () => {
    own = await startJetpack();
    await defineField(own.app, 'xero-payment-id');
    for (let n = 1; n <= 25; n++) {
      await own.post('create_customer', {
        email: `person${n}@list.example`,
        fname: `First${n}`,
        lname: n % 2 ? 'Odd' : 'Even',
        ...(n === 3 ? { mobtel: '(0123) 456-789', city: 'Leeds', assign: 5, 'xero-payment-id': 'INV-77' } : {}),
        ...(n === 4 ? { assign: 5, tags: ['vip', 'uk customer'] } : {}),
      });
    }
  });
  afterAll(() => own.stop());
  const list = (body?: unknown) => own.post<Row[]>('customers', body);
  const emails = (rows: readonly Row[]) => rows.map(({ email }) => email);

  test('case 11: pages of ten unless asked otherwise, which do not overlap', async () => {
    const first = await list({});
    const pages = await Promise.all(
      [{ perpage: 20 }, { perpage: '20', page: '2' }, { perpage: 20, page: 3 }, { page: 0 }].map(list),
    );
    expect([first, ...pages].map((rows) => rows.length)).toEqual([10, 20, 5, 0, 10]);
    expect(pages[3]).toEqual(first);
    expect(new Set([...(pages[0] ?? []), ...(pages[1] ?? [])].map(({ id }) => id)).size).toBe(25);
    expect(emails(first)[0]).toBe('person1@list.example');
    for (const row of first) {
      expect(row.id).toSatisfy(Number.isInteger);
      expect(row.created).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      expect(Date.parse(`${String(row.created).replace(' ', 'T')}Z`) / 1000).toBe(row.createduts);
      expect(row.fullname).toBe(row.name);
    }
  });

  test('case 11: bodies that cannot be read, and pages that cannot be, are mended', async () => {
    for (const body of [undefined, '', '[]', '{bad', '"x"', { perpage: 0 }, { perpage: 'x' }, { page: -3 }])
      expect(await list(body)).toHaveLength(10);
    expect(await list({ page: 1e300, perpage: 5 })).toEqual([]);
    expect(await list({ perpage: 1e300 })).toHaveLength(25);
    expect(await list({ perpage: 2.9 })).toHaveLength(2);
  });

  test('case 11: page and size of -1 together mean everything', async () => {
    expect(await list({ page: -1, perpage: -1 })).toHaveLength(25);
    expect(await list({ page: '-1', perpage: '-1' })).toHaveLength(25);
    expect(await list({ perpage: -1 })).toHaveLength(10);
  });

  test('case 11: paging, order and search may stand in the query, of a GET too', async () => {
    const asked = { perpage: '3', page: '2', order: 'desc' };
    const rows = await own.get<Row[]>('customers/', asked);
    expect(emails(rows)).toEqual([22, 21, 20].map((n) => `person${n}@list.example`));
    expect(emails(await own.get('customers', { search: 'person7@' }))).toEqual(['person7@list.example']);
    expect(emails(await own.post('customers', { order: 'ASC', perpage: 1 }))).toEqual(['person1@list.example']);
  });

  test('case 11: a row has exactly the documented keys', async () => {
    const [row] = await list({ perpage: 1 });
    const address = ['addr1', 'addr2', 'city', 'county', 'country', 'postcode'];
    const texts = ['status', 'email', 'prefix', 'fname', 'lname', 'hometel', 'worktel', 'mobtel', 'tw', 'li', 'fb'];
    const second = address.flatMap((part) => [`secaddr_${part}`, `sec${part}`]);
    const created = ['created', 'createduts', 'created_date', 'lastupdated', 'lastupdated_date'];
    const contacted = ['lastcontacted', 'lastcontacteduts', 'lastcontacted_date'];
    const expected = ['id', 'owner', 'wpid', 'avatar', 'fullname', 'name', 'xero-payment-id'];
    expect(Object.keys(row ?? {}).sort()).toEqual(
      [...expected, ...texts, ...address, ...second, ...created, ...contacted].sort(),
    );
    expect(row).toMatchObject({
      owner: -1,
      wpid: -1,
      avatar: '',
      prefix: '',
      'xero-payment-id': '',
      lastcontacted: -1,
    });
  });

  test('case 12: searches in addresses, names and phone numbers, and filters narrow together', async () => {
    expect(emails(await list({ search: 'person3@' }))).toEqual(['person3@list.example']);
    expect(await list({ search: 'eVeN', perpage: 50 })).toHaveLength(12);
    expect(emails(await list({ search: 'first3 odd' }))).toEqual(['person3@list.example']);
    expect(emails(await list({ search: '0123456789' }))).toEqual(['person3@list.example']);
    expect(emails(await list({ search: 'leeds' }))).toEqual(['person3@list.example']);
    expect(emails(await list({ owned: 5 }))).toEqual(['person3@list.example', 'person4@list.example']);
    expect(emails(await list({ owned: '5', search: 'even' }))).toEqual(['person4@list.example']);
    expect(await list({ owned: 0, perpage: 50 })).toHaveLength(25);
    for (const search of ['nobody', 'city', 'line1', '%', '_erson', "' or 1=1 --"])
      expect(await list({ search }), search).toEqual([]);
    expect(await list({ company: 1 })).toEqual([]);
  });

  test('case 13: linked records and tags are there when asked for, in any spelling of true', async () => {
    const names = ['invoices', 'quotes', 'transactions', 'tags'];
    for (const on of [true, 1, 'true', '1']) {
      const [row = {}] = await list({ search: 'person4@', ...Object.fromEntries(names.map((name) => [name, on])) });
      expect(row).toMatchObject({ invoices: [], quotes: [], transactions: [] });
      expect((row.tags as Row[]).map(({ name, slug }) => [name, slug])).toEqual([
        ['vip', 'vip'],
        ['uk customer', 'ukcustomer'],
      ]);
    }
    for (const off of [undefined, false, 0, '0', 'false', '', null]) {
      const [row] = await list({ search: 'person4@', ...Object.fromEntries(names.map((name) => [name, off])) });
      for (const name of names) expect(row).not.toHaveProperty(name);
    }
  });

  test('case 13: a tag has one number wherever it is used, and keeps it', async () => {
    const tagOf = async (email: string) => ((await own.find(email)).tags as Row[]).find(({ name }) => name === 'vip');
    const first = await tagOf('person4@list.example');
    expect(first).toEqual({
      id: 1,
      objtype: 1,
      name: 'vip',
      slug: 'vip',
      created: expect.any(Number),
      lastupdated: expect.any(Number),
    });
    await own.post('create_customer', { email: 'person5@list.example', tags: ['later', 'vip'] });
    await own.post('create_customer', { email: 'person4@list.example', tags: ['other'] });
    expect(await tagOf('person5@list.example')).toEqual(first);
  });

  test('case 14: a query gives a list, an address one object with what is linked, an unknown one an empty list', async () => {
    const found = await own.get<Row[]>('customer_search', { zbs_query: 'odd', perpage: '3' });
    expect(emails(found)).toEqual([25, 23, 21].map((n) => `person${n}@list.example`));
    expect(found[0]).not.toHaveProperty('tags');
    const one = await own.get('customer_search', { email: 'PERSON3@list.example', zbs_query: 'even' });
    expect(one).toMatchObject({ email: 'person3@list.example', invoices: [], transactions: [], tags: [] });
    expect(one).not.toHaveProperty('quotes');
    expect(await own.get('customer_search', { email: 'nobody@example.com' })).toEqual([]);
    expect(await own.get('customer_search', { email: '' })).toEqual([]);
  });

  test('case 14: all customers without a query; custom values are searched', async () => {
    expect(await own.get<Row[]>('customer_search', { perpage: '100' })).toHaveLength(25);
    expect(emails(await own.get<Row[]>('customer_search', { zbs_query: 'inv-77' }))).toEqual(['person3@list.example']);
    expect(await own.get('customer_search', { zbs_query: 'xero-payment-id' })).toEqual([]);
    expect(await list({ search: 'inv-77' })).toEqual([]);
  });

  test('case 14: keys with hyphens are spelled with underscores when the switch is exactly 1', async () => {
    const keysWith = async (value: string) =>
      Object.keys(
        await own.get('customer_search', {
          email: 'person3@list.example',
          replace_hyphens_with_underscores_in_json_keys: value,
        }),
      );
    expect(await keysWith('1')).toContain('xero_payment_id');
    expect(await keysWith('1')).not.toContain('xero-payment-id');
    for (const value of ['0', 'true', '']) expect(await keysWith(value)).toContain('xero-payment-id');
  });

  test('case 18: the order and the limits of a list in the query', async () => {
    const get = (query: Record<string, string>) => own.get<Row[]>('customer_search', query);
    const ids = (rows: readonly Row[]) => rows.map(({ id }) => Number(id));
    const falling = ids(await get({}));
    expect(falling).toHaveLength(10);
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    expect(await get({ perpage: '10', page: '3' })).toHaveLength(5);
    const rising = ids(await get({ order: 'asc' }));
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    expect(await get({ perpage: '0' })).toHaveLength(1);
    expect(await get({ perpage: 'x' })).toHaveLength(1);
    expect(await get({ page: '99' })).toEqual([]);
    expect(await get({ page: '-2' })).toHaveLength(10);
    for (const endpoint of ['quotes', 'invoices', 'transactions', 'events'])
      expect(await own.get(endpoint)).toEqual([]);
    expect(await own.post('companies', {})).toEqual([]);
  });
});
