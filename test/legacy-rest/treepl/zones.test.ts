/** Secure zones of a contact: cases 25 to 28 of the contract. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { accepted, testContext } from '../../support/sales.ts';
import { type Client, clientOf, type WireError } from './client.ts';

interface WireZones {
  readonly Items: readonly { readonly Id: number; readonly Name: string; readonly ExpiryDateTime: string | null }[];
  readonly TotalItemsCount: number;
}

let app: TestApp;
let treepl: Client;
let ann: number;
let gold: number;
let silver: number;
beforeAll(async () => {
  app = await startTestApp();
  treepl = clientOf(app);
  gold = accepted(await app.app.memberGroups.create(testContext, { name: 'Gold' })).ref;
  silver = accepted(await app.app.memberGroups.create(testContext, { name: "Silver's" })).ref;
});
afterAll(() => app.stop());
let made = 0;
beforeEach(async () => {
  ({ Id: ann } = await treepl.create({ Email: `ann${++made}@x.io` }));
});

const zones = async (query = '') => (await treepl.send<WireZones>(`/${ann}/secure-zones${query}`)).body;
const put = (body: unknown, id: number | string = ann) =>
  treepl.send<WireZones & WireError>(`/${id}/secure-zones`, { method: 'PUT', body });
const envelope = (...items: WireZones['Items'][number][]) => ({ Items: items, TotalItemsCount: items.length });

describe('secure zones', () => {
  it('case 25: are listed with their expiry', async () => {
    expect(await zones()).toEqual(envelope());
    await put([{ Id: gold, ExpiryDateTime: '2030-01-01' }]);
    expect(await zones()).toEqual(envelope({ Id: gold, Name: 'Gold', ExpiryDateTime: '2030-01-01T00:00:00.000Z' }));
  });

  it('case 26: are replaced by a bare list, whose names do not matter beside ids', async () => {
    await put([{ Id: gold }]);
    const { status, body } = await put([{ Id: silver, Name: 'ignored', ExpiryDateTime: '2030-01-01T02:00:00+02:00' }]);
    const expected = envelope({ Id: silver, Name: "Silver's", ExpiryDateTime: '2030-01-01T00:00:00.000Z' });
    expect([status, body, await zones()]).toEqual([200, expected, expected]);
  });

  it('case 27: are all taken away by an empty list, left alone by an unknown zone, and come in an envelope too', async () => {
    await put([{ Id: gold }]);
    expect((await put([])).body).toEqual(envelope());
    await put([{ Id: gold, ExpiryDateTime: '2001-01-01' }]);
    const refused = await put([{ Id: silver }, { Id: 99 }]);
    expect([refused.status, refused.body.Message]).toEqual([400, expect.stringMatching(/99/)]);
    expect(await zones()).toEqual(envelope({ Id: gold, Name: 'Gold', ExpiryDateTime: '2001-01-01T00:00:00.000Z' }));
    expect((await put({ Items: [{ Id: gold }] })).body).toEqual(
      envelope({ Id: gold, Name: 'Gold', ExpiryDateTime: null }),
    );
    expect((await put(await zones())).body).toEqual(await zones());
  });

  it('are found by name without an id, and the last of several counts', async () => {
    const { body } = await put([
      { id: 0, name: "SILVER'S " },
      { Name: 'gold' },
      { ID: gold, expirydatetime: '2030-06-01' },
    ]);
    expect(body).toEqual(
      envelope(
        { Id: gold, Name: 'Gold', ExpiryDateTime: '2030-06-01T00:00:00.000Z' },
        { Id: silver, Name: "Silver's", ExpiryDateTime: null },
      ),
    );
  });

  it('turn a contact into a member and back, unless its kind was set by hand', async () => {
    const kind = async () => (await treepl.get(ann)).CrmType;
    const isFound = async (CrmType: string) => (await treepl.ids({ CrmType, Id: ann })).length === 1;
    expect([await kind(), await isFound('contact')]).toEqual(['Contact', true]);
    await put([{ Id: gold }]);
    expect([await kind(), await isFound('Member'), await isFound('Contact')]).toEqual(['Member', true, false]);
    await treepl.put(ann, await treepl.get(ann));
    await put([]);
    expect([await kind(), await isFound('Contact')]).toEqual(['Contact', true]);
    await treepl.put(ann, { CrmType: 'Partner' });
    await put([{ Id: gold }]);
    expect([await kind(), await isFound('Partner')]).toEqual(['Partner', true]);
  });

  it('case 28: are the answer to a new password', async () => {
    await put([{ Id: gold }]);
    const { status, body } = await treepl.send(`/${ann}/set-password`, { method: 'PUT', body: { Password: 'n3w' } });
    expect([status, body]).toEqual([200, envelope({ Id: gold, Name: 'Gold', ExpiryDateTime: null })]);
  });

  it('take the query object of every list', async () => {
    await put([{ Id: gold, ExpiryDateTime: '2030-01-01' }, { Id: silver }]);
    const ids = async (query: string) => (await zones(query)).Items.map(({ Id }) => Id);
    expect(await ids('?Order_By=Name%20DESC')).toEqual([silver, gold]);
    expect(await ids('?Where[Name]=gold')).toEqual([gold]);
    expect(await ids(`?Where=${encodeURIComponent('{"ExpiryDateTime":{"$gt":"2029-01-01"}}')}`)).toEqual([gold]);
    expect(await ids(`?Where=${encodeURIComponent('{"ExpiryDateTime":null}')}`)).toEqual([silver]);
    expect(await zones('?Limit=1&Offset=1')).toMatchObject({ Items: [{ Id: silver }], TotalItemsCount: 2 });
    expect((await treepl.send(`/${ann}/secure-zones?Where[Nope]=1`)).status).toBe(400);
  });

  it('are gone when the group is closed', async () => {
    const { key, ref } = accepted(await app.app.memberGroups.create(testContext, { name: 'Bronze' }));
    await put([{ Id: ref }]);
    await app.app.memberGroups.remove(testContext, key);
    expect(await zones()).toEqual(envelope());
    expect((await treepl.get(ann)).CrmType).toBe('Contact');
  });

  it.each<[unknown]>([
    ['x'],
    [{}],
    [{ Items: 1 }],
    [[1]],
    [[{}]],
    [[{ Id: 'a' }]],
    [[{ Id: 1.5 }]],
    [[{ Id: -1 }]],
    [[{ Name: 'no such' }]],
  ])('refuse %j', async (body) => {
    const { status, body: answer } = await put(body);
    expect([status, answer.Message]).toEqual([400, expect.stringMatching(/./)]);
  });

  it('refuse an expiry that is no time', async () => {
    for (const ExpiryDateTime of ['soon', '2024-02-30', 7]) {
      const { status, body } = await put([{ Id: gold, ExpiryDateTime }]);
      expect([status, body.Errors]).toEqual([400, { '[0].ExpiryDateTime': [expect.any(String)] }]);
    }
    expect(await zones()).toEqual(envelope());
  });

  it('are 404 for an unknown contact, and 405 for other methods', async () => {
    expect((await put([], 999999)).status).toBe(404);
    expect((await treepl.send('/999999/secure-zones')).status).toBe(404);
    expect((await treepl.send(`/${ann}/secure-zones`, { method: 'POST', body: [] })).status).toBe(405);
    expect((await treepl.send(`/${ann}/secure-zones`, { method: 'DELETE' })).status).toBe(405);
  });
});
