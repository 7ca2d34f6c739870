/** Input that no honest program sends. Every answer is JSON in this API's own dialect, and none of them is a fault of the server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BETA, type Jetpack, PLUGIN, type Row, startJetpack } from './client.ts';

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
});
afterAll(() => jetpack.stop());

const WRITES = ['create_customer', 'create_company', 'create_transaction'];
const LISTS: readonly (readonly [string, string])[] = [
  ['customers', 'POST'],
  ['companies', 'POST'],
  ['quotes', 'GET'],
  ['invoices', 'GET'],
  ['transactions', 'GET'],
  ['events', 'GET'],
];
const TEXTS = [
  'name',
  'title',
  'desc',
  'orderid',
  'maintel',
  'status',
  'prefix',
  'fname',
  'lname',
  'addr1',
  'secaddr1',
  'city',
  'hometel',
  'tw',
  'notes',
];
const FIELDS = [
  ...TEXTS,
  'total',
  'tax',
  'currency',
  'date',
  'customer',
  'company',
  'invoice',
  'owner',
  'type',
  'id',
  'email',
  'assign',
  'tags',
  'sticky',
  'stickystat',
];
const NUL = '\u0000';

const WRONG: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a list', [1, ['two'], null]],
  ['an object', { a: { b: 1 } }],
  ['true', true],
  ['a fraction', 1.5],
  ['more than a double', '1e400'],
  ['less than nothing', -1],
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

describe.each(['/zbs_api', PLUGIN, BETA])('below %s', (root) => {
  describe.each(WRITES)('%s', (endpoint) => {
    test.each(['', '{', '"text"', '17', 'null', 'true', '{"a":}', NUL, '[[[[', '{"email":"x@y.example"', '\uFEFF{}x'])(
      'says what it thinks of the body %j',
      async (body) => {
        expect(await jetpack.post(endpoint, body, { root })).toMatchObject({
          error: true,
          message: 'Invalid JSON data',
        });
      },
    );

    test.each(WRONG)('takes %s in any field', async (_name, value) => {
      for (const field of FIELDS) {
        const email = `${field}.${Math.random()}@bad.example`;
        const body = { email, orderid: email, status: 'Completed', total: '1', name: 'Bad', [field]: value };
        const answer = await jetpack.call(endpoint, { method: 'POST', root, body });
        expect([field, answer.status]).toEqual([field, 200]);
        expect(answer.contentType).toBe('application/json; charset=UTF-8');
      }
    });

    test('answers what it cannot use with an object that says so', async () => {
      for (const body of [{}, [], [1], { email: {} }, { id: 4_000_000_000 }, { id: '1; drop', email: 'no address' }])
        expect(await jetpack.post('create_customer', body, { root })).toEqual({ errors: 1 });
    });
  });

  test.each(LISTS)('%s takes anything for its parameters', async (endpoint, method) => {
    for (const [, value] of WRONG) {
      const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 4_000);
      for (const name of ['page', 'perpage', 'search', 'owned', 'owner', 'company', 'order', 'tags', 'invoices']) {
        const asked =
          method === 'POST' ? { body: { perpage: 1, [name]: value } } : { query: { perpage: '1', [name]: text } };
        const answer = await jetpack.call(endpoint, { method, root, ...asked });
        expect([name, answer.status]).toEqual([name, 200]);
        expect(Array.isArray(answer.body)).toBe(true);
      }
    }
  });

  test('customer_search takes anything in its query', async () => {
    for (const [, value] of WRONG) {
      const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 4_000);
      for (const name of ['zbs_query', 'email', 'page', 'perpage', 'order']) {
        const answer = await jetpack.call('customer_search', { root, query: { perpage: '1', [name]: text } });
        expect([name, answer.status]).toEqual([name, 200]);
      }
    }
  });

  test('an oversized body is 413, before anything is stored', async () => {
    const email = 'oversized@bad.example';
    for (const body of [`{"email":"${email}","notes":"${'x'.repeat(10_000_000)}"}`, 'x'.repeat(3_000_000)]) {
      const answer = await jetpack.call('create_customer', { method: 'POST', root, body });
      expect(answer.status).toBe(413);
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
