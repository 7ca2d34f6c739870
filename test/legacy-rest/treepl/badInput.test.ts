/** What programs send by mistake or on purpose: always an answer in this API's own words, never a fault of ours. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogUnavailable } from '../../../src/application/ports.ts';
import { treepl as api } from '../../../src/legacy-rest/treepl/api.ts';
import { createLogger } from '../../../src/logger.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type Answer, send } from '../../support/http.ts';
import { type Client, CONTACTS, clientOf, TOKEN, type WireError, type WireList } from './client.ts';

let app: TestApp;
let treepl: Client;
let id: number;
beforeAll(async () => {
  app = await startTestApp();
  treepl = clientOf(app);
  ({ Id: id } = await treepl.create({ Email: 'ann@x.io', FirstName: 'Ann' }));
});
afterAll(() => app.stop());

function expectRefusal({ status, headers, body, text: whole }: Answer<WireError>, ...statuses: number[]): void {
  expect(statuses, whole).toContain(status);
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(body.Message).toMatch(/\S/);
  expect(Object.keys(body).filter((key) => key !== 'Message' && key !== 'Errors')).toEqual([]);
  expect(whole).not.toMatch(/node_modules|postgres|select |at \w+ \(/i);
}

const post = (body: unknown) => treepl.send<WireError>('', { method: 'POST', body });
const put = (body: unknown) => treepl.send<WireError>(`/${id}`, { method: 'PUT', body });

describe('bodies', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['empty text', ''],
    ['half an object', '{"Email": "a@b.co"'],
    ['a list', [{ Email: 'a@b.co' }]],
    ['text', '"a@b.co"'],
    ['null', 'null'],
    ['a form', 'Email=a@b.co'],
    ['XML', '<contact/>'],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0x80])],
    ['a megabyte of brackets', '['.repeat(1_000_000)],
    ['a megabyte of commas', `{${','.repeat(1_000_000)}}`],
    ['a megabyte of open quotes', '"\\'.repeat(500_000)],
  ])('%s is no contact', async (_, body) => {
    expectRefusal(await post(body), 400);
    expectRefusal(await put(body), 400);
  });

  it('refuses more than a megabyte with 413', async () => {
    expectRefusal(await post(`{"Notes": "${'x'.repeat(1_100_000)}"}`), 413);
    expectRefusal(await put('x'.repeat(1_100_000)), 413);
    expectRefusal(await treepl.send<WireError>('/list', { method: 'POST', body: ' '.repeat(1_100_000) }), 413);
    const token = { method: 'POST', body: 'x'.repeat(1_100_000) };
    expectRefusal(await send<WireError>(`${app.url}${TOKEN}`, token), 413);
  });

  it.each<[string, unknown]>([
    ['Email', ['a@b.co']],
    ['FirstName', { first: 'Ann' }],
    ['Notes', true],
    ['Type', 'four'],
    ['Type', -1],
    ['Type', 1.5],
    ['Type', 2_147_483_648],
    ['Type', true],
    ['IsDataUsingAllowed', 'perhaps'],
    ['IsDataUsingAllowed', 2],
    ['Password', 7],
    ['CustomCrmGroups', 'x'],
    ['CustomCrmGroups.g', 7],
    ['CustomCrmGroups.g.f', ['a']],
  ])('%s refuses %j', async (path, value) => {
    const [field = '', group, alias] = path.split('.');
    const inner = alias ? { [alias]: value } : value;
    const body = { Email: 'type@x.io', [field]: group ? { [group]: inner } : value };
    const answer = await post(body);
    expectRefusal(answer, 400);
    expect(Object.keys(answer.body.Errors ?? {})).toEqual([path]);
    expectRefusal(await put({ [field]: body[field] }), 400);
  });

  it('refuses names of custom fields that could not be kept apart', async () => {
    for (const CustomCrmGroups of [{ 'a.b': { c: 1 } }, { a: { 'b"c': 1 } }, { '': { x: 1 } }, { a: { '': 1 } }]) {
      expectRefusal(await put({ CustomCrmGroups }), 400);
    }
  });

  it('refuses a custom value of another type by its path', async () => {
    await treepl.put(id, { CustomCrmGroups: { typed: { age: 41 } } });
    const answer = await put({ CustomCrmGroups: { typed: { age: 'old' } } });
    expectRefusal(answer, 400);
    expect(Object.keys(answer.body.Errors ?? {})).toEqual(['CustomCrmGroups.typed.age']);
  });

  it('ignores fields that it does not know', async () => {
    const before = await treepl.get(id);
    const more = { Nope: 1, DeliveryAddress: {}, constructor: 'x', toString: [], tags: ['a'] };
    expect(await treepl.put(id, more)).toEqual(before);
    expect(await treepl.put(id, '{"__proto__": {"Email": "evil@x.io"}}')).toEqual(before);
  });

  it('stores text without the characters that no text can have', async () => {
    const body = '{"FirstName": "A\\u0000nn\\ud800", "CustomCrmGroups": {"g": {"odd": "\\u0000x"}}}';
    const stored = await treepl.put(id, body);
    expect([stored.FirstName, stored.CustomCrmGroups.g?.odd]).toEqual(['Ann\ufffd', 'x']);
    expectRefusal(await put({ Email: '\u0000' }), 400);
  });

  it('stores long text', async () => {
    const Notes = 'ñ'.repeat(400_000);
    expect((await treepl.put(id, { Notes })).Notes).toBe(Notes);
    // Every list after this one would carry it along.
    await treepl.put(id, { Notes: null });
  });
});

describe('addresses and methods', () => {
  it.each([
    ['POST', '/1'],
    ['PUT', ''],
    ['DELETE', ''],
    ['PATCH', ''],
    ['OPTIONS', '/1'],
    ['PROPFIND', ''],
  ])('%s contacts%s is not allowed', async (method, path) => {
    expectRefusal(await treepl.send<WireError>(path, { method, body: {} }), 405);
  });

  it.each(['', '/1', '/1/orders?Limit=1'])('a method that nobody knows is not allowed on contacts%s', async (path) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.end(`BREW ${CONTACTS}${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(/\{"Message":"[^"]+"\}$/);
  });

  it.each(['/1/nothing', '/list/1', '/1/secure-zones/5', '/../../../../etc/passwd'])('there is no %s', async (path) => {
    expect((await treepl.send<WireError>(path)).status).toBe(404);
  });

  it('asks for a token before it says anything about records', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['GET', `/${id}`],
      ['PUT', `/${id}`],
      ['DELETE', `/${id}`],
      ['GET', '/999999'],
      ['POST', '/list'],
    ] as const) {
      const answer = await send<WireError>(`${app.url}${CONTACTS}${path}`, { method });
      expectRefusal(answer, 401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });
});

it('while the log is away the answer is 503, and for any other fault 500, both without a word about it', async () => {
  const logger = createLogger('silent');
  for (const [fault, expected] of [
    [new LogUnavailable('host db.internal is down'), 503],
    [new Error('select 1'), 500],
  ] as const) {
    const access = { ...app.app.access, authenticateToken: () => Promise.reject(fault) };
    const routes = api.routes({ ...app.config, app: { ...app.app, access }, logger });
    const answer = await routes.request(CONTACTS, { headers: { authorization: 'Bearer x' } });
    expect([answer.status, await answer.json()]).toEqual([
      expected,
      { Message: expect.not.stringMatching(/db|select/) },
    ]);
  }
});

describe('anything at all', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const word = fc.constantFrom(
    ...['Where', 'Order_By', 'Offset', 'Limit', '$and', '$or', '$not', '$eq', '$in', '$like', 'isNull', '$gt'],
    ...['Id', 'Email', 'City', 'CreatedDate', 'Type', 'IsDataUsingAllowed', 'CustomCrmGroups', 'typed', 'age'],
  );
  const { loose } = fc.letrec((tie) => ({
    loose: fc.oneof(
      { maxDepth: 5 },
      json,
      fc.dictionary(fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: fc.string() }), tie('loose'), {
        maxKeys: 4,
      }),
      fc.array(tie('loose'), { maxLength: 3 }),
    ),
  }));

  /** Reads do not disturb each other, so that several are under way at one time. */
  const allAtOnce = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, check: (input: T) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(fc.array(arbitrary, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (inputs) => {
        await Promise.all(inputs.map(check));
      }),
      { numRuns: numRuns / AT_ONCE },
    );
  const AT_ONCE = 10;

  /** Whatever stands beside a condition that nobody meets: the answer is nobody or a refusal, never everybody. */
  it('as the body of a list is answered with a list or a refusal, never with an unfiltered list', async () => {
    await allAtOnce(fc.dictionary(word, loose), 300, async (where) => {
      const body = { Where: { ...where, email: 'nobody@x.io' } };
      const answer = await treepl.send<WireError & WireList>('', { body });
      if (answer.status !== 200) expectRefusal(answer, 400);
      else expect(answer.body.TotalItemsCount, JSON.stringify(body)).toBe(0);
    });
  });

  it('as the query of a list below a contact is answered with a list or a refusal', async () => {
    const name = fc.constantFrom(
      ...['Id', 'MemberId', 'Member.Email', 'FormId', 'Form.Name', 'Event.Id', 'CaseFields.subject', 'CreatedDateTime'],
      ...['TotalCost', 'AmountPaid', 'PaymentState', 'Tax.Rate', 'Tax.Code', 'Discount.Cost', 'ShippingInfo.Cost'],
      ...['InvoiceDate', 'InvoiceNumber', 'StatusId', 'IsDeleted', 'OrderCaseType', 'Name', 'ExpiryDateTime'],
    );
    const where = fc.dictionary(name, loose, { minKeys: 1, maxKeys: 3 });
    const list = fc.constantFrom('bookings', 'cases', 'orders', 'secure-zones');
    const asked = fc.record({ path: list, Where: where, Order_By: fc.option(name) });
    await allAtOnce(asked, 300, async ({ path, ...body }) => {
      const answer = await treepl.send<WireError>(`/${id}/${path}`, { body });
      if (answer.status !== 200) expectRefusal(answer, 400);
    });
  });

  it('as secure zones is stored or refused', async () => {
    const zone = fc.record(
      { Id: fc.oneof(json, fc.integer()), Name: json, ExpiryDateTime: fc.oneof(json, fc.string()) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, fc.array(zone), fc.array(json)), async (body) => {
        const answer = await treepl.send<WireError>(`/${id}/secure-zones`, {
          method: 'PUT',
          body: JSON.stringify(body),
        });
        if (answer.status !== 200) expectRefusal(answer, 400);
      }),
      { numRuns: 100 },
    );
  });

  it('as query string is answered with a list or a refusal', async () => {
    const part = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), word);
    await allAtOnce(fc.tuple(word, part), 200, async ([name, value]) => {
      const query = `?${name}=${encodeURIComponent(value.toWellFormed())}`;
      const answer = await treepl.send<WireError>(query);
      if (answer.status !== 200) expectRefusal(answer, 400);
    });
  });

  it('as the body of an update is stored or refused', async () => {
    const { Id } = await treepl.create({ Email: 'fuzz@x.io' });
    const names = fc.constantFrom('FirstName', 'Type', 'IsDataUsingAllowed', 'CustomCrmGroups', 'Email', 'Address');
    const value = fc.oneof(
      json,
      fc.string({ unit: 'binary' }),
      fc.dictionary(fc.string(), fc.dictionary(fc.string(), json)),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, value), async (body) => {
        const answer = await treepl.send<WireError>(`/${Id}`, { method: 'PUT', body });
        if (answer.status !== 200) expectRefusal(answer, 400);
      }),
      { numRuns: 200 },
    );
  });
});
