/** Input that no honest program sends. Every answer is JSON in this API's own dialect, and none of them is a fault of the server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { companyBody } from '../../../src/legacy-rest/jetpack/companies/create.ts';
import { customerBody } from '../../../src/legacy-rest/jetpack/customers/create.ts';
import { eventBody } from '../../../src/legacy-rest/jetpack/events/create.ts';
import { transactionBody } from '../../../src/legacy-rest/jetpack/sales/createTransaction.ts';
import { type Answer, BETA, defineField, type Jetpack, PLUGIN, type Row, startJetpack } from './client.ts';

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
  for (const type of ['text', 'number', 'boolean', 'date'] as const)
    await defineField(jetpack.app, `own-${type}`, { type });
});
afterAll(() => jetpack.stop());

interface Write {
  readonly endpoint: string;
  readonly fields: readonly string[];
  /** What makes one record out of several requests. */
  readonly keys: readonly string[];
  readonly list: string;
}

const OWN = ['own-text', 'own-number', 'own-boolean', 'own-date'];

const WRITES: readonly Write[] = [
  {
    endpoint: 'create_customer',
    fields: [...Object.keys(customerBody.shape), ...OWN, 'suffix', 'unknown'],
    keys: ['id', 'email'],
    list: 'customers',
  },
  {
    endpoint: 'create_company',
    fields: Object.keys(companyBody.shape),
    keys: ['id', 'email', 'name'],
    list: 'companies',
  },
  {
    endpoint: 'create_transaction',
    fields: Object.keys(transactionBody.shape),
    keys: ['orderid', 'email', 'status', 'total'],
    list: 'transactions',
  },
  { endpoint: 'create_event', fields: Object.keys(eventBody.shape), keys: ['id', 'event_id', 'title'], list: 'events' },
];
const LISTS: readonly (readonly [string, string])[] = [
  ['customers', 'POST'],
  ['companies', 'POST'],
  ['quotes', 'GET'],
  ['invoices', 'GET'],
  ['transactions', 'GET'],
  ['events', 'GET'],
];
const DOCUMENTED = '/zbs_api';
const NUL = '\u0000';

const WRONG: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a list', [1, ['two'], null]],
  ['an object', { a: { b: 1 } }],
  ['true', true],
  ['a fraction', 1.5],
  ['more than a double', '1e400'],
  ['less than nothing', -1],
  ['more than an id', 2_147_483_648],
  ['NaN as text', 'NaN'],
  ['a thousands mark', '1,234.50'],
  ['100,000 characters', 'x'.repeat(100_000)],
  ['half an emoji', '\uD83D'],
  ['NUL', `a${NUL}b`],
  ['right to left', '\u202Eשלום'],
  ['SQL', "'; drop table read.contacts; --"],
  ['markup', '<script>alert(1)</script><b>x</b>'],
  ['a name of the language', '__proto__'],
];

let made = 0;
/** A record that would be accepted. */
const valid = () => {
  const email = `bad${++made}@input.example`;
  const times = { from: '2026-12-01', to: '2026-12-02' };
  return { email, orderid: email, status: 'Completed', total: '1', name: 'Bad', title: 'Bad', ...times };
};

/** The record with its number, or an object that says why not. */
function expectAnswer({ status, contentType, body, text }: Answer, what: string): void {
  expect([what, status], text).toEqual([what, 200]);
  expect(contentType).toBe('application/json; charset=UTF-8');
  const { id, error, errors } = body as Row;
  const isRefusal = error === 100 || error === 400 || error === true || errors === 1;
  expect(isRefusal || Number.isInteger(id), `${what}: ${text}`).toBe(true);
}

/** The shapes read their input alike, so that each parameter and field on its own is tried in one of them only. */
const ROOTS = [DOCUMENTED, PLUGIN, BETA];

describe.each(ROOTS)('lists below %s', (root) => {
  beforeAll(async () => {
    for (const { endpoint } of WRITES) await jetpack.post(endpoint, valid());
  });

  const callsOf = (names: readonly string[], value: unknown): Row[] =>
    root === DOCUMENTED ? names.map((name) => ({ [name]: value })) : [Object.fromEntries(names.map((n) => [n, value]))];
  const asText = (value: unknown): string =>
    (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, root === DOCUMENTED ? 4_000 : 1_000);

  test.each(LISTS)('%s takes anything for its parameters', async (endpoint, method) => {
    const paging = ['page', 'perpage', 'order'];
    const inQuery = [...paging, 'owned', 'owner', 'search', 'replace_hyphens_with_underscores_in_json_keys'];
    const inBody = [...paging, 'search', 'owned', 'company', 'tags', 'invoices', 'quotes', 'transactions'];
    for (const [, value] of WRONG) {
      const calls = [
        ...callsOf(inQuery, asText(value)).map((query) => ({ query: query as Record<string, string> })),
        ...(method === 'POST' ? callsOf(inBody, value).map((body) => ({ body })) : []),
      ];
      const answers = await Promise.all(calls.map((asked) => jetpack.call(endpoint, { method, root, ...asked })));
      expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 200));
      expect(answers.every(({ body }) => Array.isArray(body))).toBe(true);
    }
  });

  test('customer_search takes anything in its query', async () => {
    for (const [, value] of WRONG) {
      for (const query of callsOf(['zbs_query', 'email', 'page', 'perpage', 'order'], asText(value)))
        expect((await jetpack.call('customer_search', { root, query: query as Record<string, string> })).status).toBe(
          200,
        );
    }
  });
});

describe.each(ROOTS)('writes below %s', (root) => {
  describe.each(WRITES)('$endpoint', ({ endpoint, fields, keys, list }) => {
    const sent = (body: unknown) => jetpack.call(endpoint, { method: 'POST', root, body });

    test.each([
      '',
      '{',
      '"text"',
      '17',
      'null',
      'true',
      '{"a":}',
      NUL,
      '[[[[',
      '{"email":"x@y.example"',
      '\uFEFF{}x',
      '{"total":NaN}',
    ])('says what it thinks of the body %j', async (body) => {
      const { status, body: answer } = await sent(body);
      const said = endpoint === 'create_event' ? { error: 100 } : { error: true, message: 'Invalid JSON data' };
      expect([status, answer]).toEqual([200, expect.objectContaining(said)]);
    });

    test.each(WRONG)('takes %s in any field, and in all of them', async (_name, value) => {
      const alone = root === DOCUMENTED ? fields : keys;
      const answers = await Promise.all(alone.map((field) => sent({ ...valid(), [field]: value })));
      for (const [index, answer] of answers.entries()) expectAnswer(answer, alone[index] ?? '');
      // So short that all of them together are no oversized body.
      const short = typeof value === 'string' ? value.slice(0, 40_000) : value;
      const all = Object.fromEntries(fields.map((field) => [field, short]));
      expectAnswer(await sent({ ...all, ...valid() }), 'all but the keys');
      expectAnswer(await sent(all), 'all');
    });

    test('takes numbers that JSON can write and no program can hold', async () => {
      const { email, orderid } = valid();
      const rest = fields
        .filter((field) => field !== 'email' && field !== 'orderid')
        .map((field) => `"${field}":1e400`);
      expectAnswer(await sent(`{"email":"${email}","orderid":"${orderid}",${rest.join()}}`), 'all');
    });

    test('stores what can be listed afterwards', async () => {
      const method = list === 'events' || list === 'transactions' ? 'GET' : 'POST';
      const many = { query: { perpage: '1000' }, ...(method === 'POST' ? { body: { perpage: 1000 } } : {}) };
      const { status, body } = await jetpack.call(list, { method, root, ...many });
      expect([status, (body as Row[]).length > 0]).toEqual([200, true]);
    });
  });

  test('create_customer answers what it cannot use with an object that says so', async () => {
    for (const body of [{}, [], [1], { email: {} }, { id: 4_000_000_000 }, { id: '1; drop', email: 'no address' }])
      expect(await jetpack.post('create_customer', body, { root })).toEqual({ errors: 1 });
  });

  test('an oversized body is 413, before anything is stored', async () => {
    const email = 'oversized@bad.example';
    const large = `{"email":"${email}","orderid":"oversized","notes":"${'x'.repeat(10_000_000)}"}`;
    for (const [endpoint, body] of [
      ['create_customer', large],
      ['create_company', large],
      ['create_transaction', large],
      ['create_event', large],
      ['create_customer', 'x'.repeat(3_000_000)],
      ['customers', large],
      ['companies', large],
      ['webhook', large],
    ] as const) {
      const answer = await jetpack.call(endpoint, { method: 'POST', root, body });
      expect([endpoint, answer.status]).toEqual([endpoint, 413]);
      expect(answer.body).toMatchObject({ success: false });
    }
    expect(await jetpack.find(email, { root })).toEqual([]);
  });

  test('a megabyte of garbage is no JSON, however it is nested', async () => {
    for (const body of ['\u0001'.repeat(1_000_000), '['.repeat(1_000_000), '{"a":'.repeat(200_000)])
      expect(await jetpack.post('create_customer', body, { root })).toMatchObject({ error: true });
  });
});

test('what is hostile as markup or SQL is text like any other', async () => {
  const email = 'text@bad.example';
  const lname = "O'Brien'); -- 🙂 שלום";
  await jetpack.post('create_customer', { email, fname: `a${NUL}b<b>c</b>`, lname });
  expect(await jetpack.find(email)).toMatchObject({ fname: 'abc', lname });
  const found = await jetpack.post<Row[]>('customers', { search: "o'brien'); --" });
  expect(found.map((row) => row.email)).toContain(email);
});

test('credentials of every kind of nonsense are 401', async () => {
  for (const api_secret of ['', NUL, 'x'.repeat(5_000), "' or 1=1 --", '%', '🙂'])
    expect((await jetpack.call('customers', { credentials: { api_key: jetpack.app.key, api_secret } })).status).toBe(
      401,
    );
});
