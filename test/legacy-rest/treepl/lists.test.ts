/** The list of contacts and its query object: cases 4 to 10 of the contract. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type Client, clientOf, type WireError, type WireList } from './client.ts';

let app: TestApp;
let treepl: Client;
let ann: number;
let bob: number;
let cyd: number;
let dan: number;
beforeAll(async () => {
  app = await startTestApp();
  treepl = clientOf(app);
  const person = async (body: Record<string, unknown>) => (await treepl.create(body)).Id;
  ann = await person({
    Email: 'ann@x.io',
    LastName: 'Archer',
    City: 'Perth',
    Type: 2,
    Notes: '100% of_it\\',
    Status: 'New',
  });
  bob = await person({ Email: 'bob@x.io', LastName: 'baker', IsDataUsingAllowed: true, Role: 'Press' });
  cyd = await person({ Email: 'cyd@x.io', LastName: 'Cole', City: 'perth', Address: '1 Quay', BillingCity: 'Cairns' });
  dan = await person({
    Email: 'dan@x.io',
    City: 'Hobart',
    CustomCrmGroups: { tastes: { colour: 'Blue', age: 41, vegan: true } },
  });
});
afterAll(() => app.stop());

const everybody = () => [ann, bob, cyd, dan];
const listed = (path: string, body?: unknown) => treepl.send<WireList>(path, { body });
const idsOf = ({ Items }: WireList) => Items.map(({ Id }) => Id);

describe('the envelope', () => {
  it('case 4: has exactly Items and TotalItemsCount, by Id upwards', async () => {
    const { status, body } = await listed('');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['Items', 'TotalItemsCount']);
    expect(idsOf(body)).toEqual(everybody());
    expect(body.Items[0]).toEqual(await treepl.get(ann));
  });

  it('case 10: clamps Limit, and counts everything where Items are empty', async () => {
    expect(idsOf(await treepl.list({ Limit: 5000 }))).toEqual(everybody());
    expect(await treepl.list({ Limit: 0 })).toEqual({ Items: [], TotalItemsCount: 4 });
    expect(await treepl.list({ Offset: 999999 })).toEqual({ Items: [], TotalItemsCount: 4 });
  });
});

describe('ways of the query object', () => {
  const where = { Email: 'ANN@x.io' };
  const json = encodeURIComponent(JSON.stringify(where));
  const whole = encodeURIComponent(`{"Where": ${JSON.stringify(where)}, "Order_By": "Id", "Limit": 100,}`);

  it('case 5: Where in the query string', async () => {
    const { body } = await listed(`?Where=${json}`);
    expect([idsOf(body), body.TotalItemsCount]).toEqual([[ann], 1]);
  });

  it('case 6: the documented sample as the body of a GET, trailing comma included', async () => {
    const sample = `{\n"Where" : {},\n"Order_By" : "Id",\n"Offset" : 0,\n"Limit" : 1,\n}`;
    const { status, body } = await listed('', sample);
    expect([status, idsOf(body), body.TotalItemsCount]).toEqual([200, [ann], 4]);
  });

  it.each([
    ['equality in brackets', '?Where[Email]=ann%40x.io'],
    ['a dotted name', '?Where.Email=ann%40x.io'],
    ['nothing but letter case apart', `?where=${json}&ORDER_BY=id&limit=10`],
    ['one parameter query', `?query=${whole}`],
    ['one parameter q', `?q=${whole}`],
    ['one parameter data', `?data=${whole}`],
  ])('takes %s', async (_, query) => {
    expect(idsOf((await listed(query)).body)).toEqual([ann]);
  });

  it('takes a POST to /list', async () => {
    const { status, body } = await treepl.send<WireList>('/list', {
      method: 'POST',
      body: { Where: where, Limit: '5' },
    });
    expect([status, idsOf(body)]).toEqual([200, [ann]]);
  });

  it('prefers the query string key by key', async () => {
    const { body } = await listed('?Limit=1&Skip=1', { Where: { City: 'Perth' }, Limit: 50, Offset: 0 });
    expect([idsOf(body), body.TotalItemsCount]).toEqual([[ann], 2]);
    expect(idsOf((await listed('?Skip=1&Take=2')).body)).toEqual([bob, cyd]);
  });

  it('takes Where as text with JSON in it, and nothing for no filter', async () => {
    expect(idsOf((await listed('', { Where: JSON.stringify(where) })).body)).toEqual([ann]);
    for (const none of [{}, null, '']) expect((await listed('', { Where: none })).body.TotalItemsCount).toBe(4);
    expect((await listed('?Where=')).body.TotalItemsCount).toBe(4);
  });

  it('ignores keys that it does not know', async () => {
    expect((await listed('?page=3&Nonsense=1', { More: [1] })).body.TotalItemsCount).toBe(4);
  });
});

describe('Order_By', () => {
  it('case 7: sorts downwards and skips', async () => {
    const { body } = await listed('?Order_By=LastName%20DESC&Offset=1&Limit=1');
    expect([idsOf(body), body.TotalItemsCount]).toEqual([[bob], 4]);
  });

  it.each([
    ['LastName', () => [dan, ann, bob, cyd]],
    ['lastname asc', () => [dan, ann, bob, cyd]],
    ['-LastName', () => [cyd, bob, ann, dan]],
    ['LastName desc', () => [cyd, bob, ann, dan]],
    ['City, LastName DESC', () => [bob, dan, cyd, ann]],
    ['City DESC', () => [ann, cyd, dan, bob]],
    ['CustomCrmGroups.tastes.age DESC', () => [dan, ann, bob, cyd]],
    ['CreatedDate DESC', () => [dan, cyd, bob, ann]],
    ['Id', everybody],
    ['', everybody],
    [' , ', everybody],
  ])('%j', async (order, expected) => {
    expect(idsOf(await treepl.list({ Order_By: order }))).toEqual(expected());
  });
});

it('Order_By has a limit of keys', async () => {
  const keys = (count: number) => Array.from({ length: count }, () => 'Email').join();
  expect(idsOf(await treepl.list({ Order_By: keys(19) }))).toEqual(everybody());
  expect((await treepl.send(`?Order_By=${keys(2000)}`)).status).toBe(400);
});

describe('Where', () => {
  it('case 8: ranges of dates and alternatives with null', async () => {
    const { CreatedDate } = await treepl.get(cyd);
    const where = { CreatedDate: { $gte: '2024-01-01', $lte: CreatedDate }, $or: [{ City: 'Perth' }, { City: null }] };
    expect(await treepl.ids(where)).toEqual([ann, bob, cyd]);
    expect(await treepl.ids({ CreatedDate: { $gt: CreatedDate } })).toEqual([dan]);
    expect(await treepl.ids({ CreatedDate: { $lt: '2024-01-01' } })).toEqual([]);
  });

  it.each([
    ['several keys', { City: 'Perth', Status: 'new' }, () => [ann]],
    ['null for unset', { LastName: null }, () => [dan]],
    ['empty text for unset', { LastName: '' }, () => [dan]],
    ['a list', { Id: [1, '2', 99] }, () => [ann, bob]],
    ['a list with null', { City: ['Hobart', null] }, () => [bob, dan]],
    ['$ne', { City: { $ne: 'PERTH ' } }, () => [bob, dan]],
    ['$in', { Email: { $in: ['ANN@X.IO', 'dan@x.io'] } }, () => [ann, dan]],
    ['$nin', { Id: { $nin: [1, 2] } }, () => [cyd, dan]],
    ['order of numbers', { Id: { $gt: 1, lte: '3' } }, () => [bob, cyd]],
    ['order of text', { LastName: { ge: 'B' } }, () => [bob, cyd]],
    ['$contains, wildcards standing for themselves', { Notes: { $contains: '% OF_IT\\' } }, () => [ann]],
    ['$contains with a wildcard that is none', { Notes: { $contains: '1_0' } }, () => []],
    ['$beginsWith', { Email: { startsWith: 'B' } }, () => [bob]],
    ['$endsWith', { LastName: { EndsWith: 'R' } }, () => [ann, bob]],
    ['like', { Email: { like: '%N@x%' } }, () => [ann, dan]],
    ['$isNull', { City: { $isNull: 'false' } }, () => [ann, cyd, dan]],
    ['$not', { $not: { City: 'Perth' } }, () => [bob, dan]],
    ['$and', { $and: [{ City: 'Perth' }, { $not: { Id: 1 } }] }, () => [cyd]],
    ['booleans', { IsDataUsingAllowed: true }, () => [bob]],
    ['booleans as text', { IsDataUsingAllowed: 'true' }, () => [bob]],
    ['booleans as numbers', { IsDataUsingAllowed: 0 }, () => [ann, cyd, dan]],
    ['a default that is shown', { CrmType: 'contact', Role: 'General' }, () => [ann, cyd, dan]],
    ['a number that is shown for unset', { Type: 0 }, () => [bob, cyd, dan]],
    ['a street', { Address: '1 quay' }, () => [cyd]],
    ['a billing address', { BillingCity: 'Cairns' }, () => [cyd]],
    ['a custom field', { 'CustomCrmGroups.tastes.colour': 'blue' }, () => [dan]],
    ['custom fields nested', { CustomCrmGroups: { TASTES: { age: { $gte: 40 }, vegan: true } } }, () => [dan]],
    ['a custom field that is unset', { 'customcrmgroups.tastes.age': null }, () => [ann, bob, cyd]],
    ['the name of a customer type', { CustomerTypeName: null }, everybody],
  ])('%s', async (_, where, expected) => {
    expect(await treepl.ids(where)).toEqual(expected());
  });

  it('case 9: names the culprit and never lists everything', async () => {
    const asked: [string, RegExp][] = [
      [`?Where=${encodeURIComponent('{"Nope":1}')}`, /Nope/],
      [`?Where=${encodeURIComponent('{"Id":{"$zz":1}}')}`, /\$zz/],
      ['?Order_By=Nope', /Nope/],
      ['?Limit=-1', /Limit/],
    ];
    for (const [query, culprit] of asked) {
      const { status, body } = await treepl.send<WireError>(query);
      expect([status, body.Message]).toEqual([400, expect.stringMatching(culprit)]);
    }
  });

  it.each<[unknown, RegExp]>([
    [{ Id: 'abc' }, /Id/],
    [{ Id: { $gt: null } }, /Id/],
    [{ CreatedDate: 'yesterday' }, /CreatedDate/],
    [{ CreatedDate: { $lt: '2024-02-30' } }, /CreatedDate/],
    [{ CreatedDate: { $lt: '99999-01-01' } }, /CreatedDate/],
    [{ IsDataUsingAllowed: 'maybe' }, /IsDataUsingAllowed/],
    [{ Id: { $contains: '1' } }, /Id/],
    [{ Email: { $in: 'ann@x.io' } }, /Email/],
    [{ Email: { $eq: ['ann@x.io'] } }, /Email/],
    [{ Email: [['ann@x.io']] }, /Email/],
    [{ Email: {} }, /Email/],
    [{ CustomCrmGroups: 'x' }, /CustomCrmGroups/],
    [{ CustomCrmGroups: { tastes: { smell: 'x' } } }, /smell/],
    [{ $or: [] }, /or/],
    [{ $or: { City: 'Perth' } }, /or/],
    [{ $or: [{}] }, /empty/],
    [{ $not: {} }, /empty/],
    [{ $where: '1 = 1' }, /where/],
    [[], /object/],
    [7, /object/],
    [{ constructor: 1 }, /constructor/],
    [{ __proto__x: 1 }, /__proto__x/],
    [{ [`${'x'.repeat(200)}`]: 1 }, /^Unknown field x{100}…$/],
  ])('refuses %j', async (where, culprit) => {
    expect(await treepl.refusal(where)).toMatch(culprit);
  });

  it('has limits of depth and size', async () => {
    const nested = (depth: number): unknown => (depth === 0 ? { Id: ann } : { $and: [nested(depth - 1)] });
    expect(await treepl.ids(nested(9))).toEqual([ann]);
    expect(await treepl.refusal(nested(11))).toMatch(/deep/);
    const alternatives = (count: number) => ({ $or: Array.from({ length: count }, () => ({ Id: ann })) });
    expect(await treepl.ids(alternatives(100))).toEqual([ann]);
    expect(await treepl.refusal(alternatives(101))).toMatch(/100 conditions/);
  });

  it.each(['{"Where"', '[]', '7', '{"Where": {"Email": }}', '\u0000'])(
    'refuses a body that is no object: %j',
    async (body) => {
      expect((await treepl.send('', { body })).status).toBe(400);
    },
  );

  it.each([
    '?Where={"Email":',
    '?Where[]=1',
    '?Where.=1',
    '?Where[Email=1',
    '?Offset=x',
    '?Limit=1.5',
    '?Offset=1e2',
    '?query=x',
  ])('refuses %s', async (query) => {
    expect((await treepl.send(query)).status).toBe(400);
  });
});
