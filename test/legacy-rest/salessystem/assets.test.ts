/** Menus and activities over HTTP, by the numbered cases of the contract. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activitiesByKeys } from '../../../src/projections/activities/queries.ts';
import { TEST_SITE } from '../../support/app.ts';
import { type Body, ok, openShop, register, type Shop, SYSTEM } from './client.ts';
import { accepted, add as addTo, stock } from './stock.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ site: { ...TEST_SITE, activityTypes: ['DD1', 'DC1'] } });
  await stock(shop);
});
afterAll(() => shop.stop());

const add = (parameters: Record<string, string | number>) => addTo(shop, parameters);

describe('menus and activities', () => {
  test('case 50: the twelve menus', async () => {
    const names = [
      ...['contact_title', 'contact_found', 'contact_type', 'activity_type', 'activity_label', 'order_label'],
      ...['contact_label', 'cases_label', 'sales_team', 'price_bands', 'stock_location', 'product_uom'],
    ];
    for (const name of names) {
      const body = ok(await shop.call('getAsset', { asset_name: name }));
      expect(body).toMatchObject({ name, values: expect.arrayContaining([expect.objectContaining({})]) });
    }
    expect(await shop.call('getAsset', { asset_name: 'nosuch' })).toMatchObject({ error_code: 1001 });
    expect(await shop.call('getAsset')).toMatchObject({ error_code: 1011 });
  });

  test("the business's own menus take the place of those that come along, and their codes alone are taken", async () => {
    const { menus } = shop.server.app;
    const call = (more: object) =>
      shop.call('addContactLite', { client_firstname: 'Menu', client_phone: '1', ...more });
    const wrong = { client_type: 'XX9', client_found: 'XX9', client_team: 'XX9', client_label: 'XX9' };
    expect(Object.keys((await call(wrong)).error_invalid as object).sort()).toEqual(Object.keys(wrong).sort());
    ok(await call({ client_type: 'ct1', client_team: 'TM2', client_title: 'Admiral' }));
    accepted(await menus.set(SYSTEM, 'contactType', [{ code: 'XX9', name: 'Guest', color: '#ff0000' }]));
    expect(ok(await shop.call('getAsset', { asset_name: 'CONTACT_TYPE' })).values).toEqual([
      { code: 'XX9', name: 'Guest', color: '#ff0000' },
    ]);
    ok(await call({ client_type: 'XX9' }));
    expect(await call({ client_type: 'CT1' })).toMatchObject({ error_code: 1011 });
    ok(await add({ sku: 'BELT', quantity: 1, location: 'ANY' }));
    accepted(await menus.set(SYSTEM, 'stockLocation', [{ code: 'WH1', name: 'Main' }]));
    ok(await add({ sku: 'BELT', quantity: 1, location: 'wh1' }));
    expect(await add({ sku: 'BELT', quantity: 1, location: 'ANY' })).toMatchObject({
      error_code: 1011,
      error_invalid: { location: expect.any(String) },
    });
  });

  const WANTED = { activity_subject: 'Call me', activity_start: '2026-06-01T10:00:00' };

  test('case 34: addActivity wants a login and an end, and plans a call of the first team', async () => {
    expect(await shop.call('addActivity', { ...WANTED, session_id: 'anon' })).toMatchObject({ error_code: 1501 });
    const { session } = await register(shop);
    const mine = { ...WANTED, session_id: session };
    expect(await shop.call('addActivity', mine)).toMatchObject({
      error_code: 1011,
      error_invalid: { activity_end: expect.any(String) },
    });
    const body = ok(await shop.call('addActivity', { ...mine, activity_end: '2026-06-01T11:00:00' }));
    expect(body).toEqual({
      error_code: null,
      error_message: null,
      session_id: session,
      activity_ref: expect.any(Number),
      activity_key: expect.stringMatching(/^[A-Za-z0-9]{18}$/),
    });
    const [row] = await activitiesByKeys(shop.server.app.db, [String(body.activity_key)]);
    expect(row).toMatchObject({ startsAt: '2026-06-01T10:00:00.000Z', fields: { kind: 'DA1', team: 'TM1' } });
  });

  test.each([
    [{ activity_subject: '' }, 'activity_subject'],
    [{ activity_start: 'soon' }, 'activity_start'],
    [{ activity_end: '2026-06-01T09:59:59' }, 'activity_end'],
    [{ activity_type: 'ZZ9' }, 'activity_type'],
    [{ activity_team: 'ZZ9' }, 'activity_team'],
  ])('addActivity names what is wrong: %j', async (wrong, name) => {
    const { session } = await register(shop);
    const answer = await shop.call('addActivity', {
      ...WANTED,
      activity_end: '2026-06-01T11:00:00',
      session_id: session,
      ...wrong,
    });
    expect(answer).toMatchObject({ error_code: 1011, error_invalid: { [name]: expect.any(String) } });
  });

  test('case 57: getActivities lists the events that overlap a period, and no calls', async () => {
    const { session } = await register(shop);
    const plan = (subject: string, start: string, end: string, type = 'DD1') =>
      shop.call('addActivity', {
        ...{ session_id: session, activity_subject: subject, activity_type: type },
        ...{ activity_start: start, activity_end: end, activity_notes: 'Bring a cup', activity_location: 'Hull' },
      });
    ok(await plan('Long', '2027-06-01T10:00:00', '2027-06-05T11:00:00'));
    ok(await plan('Short', '2027-06-02T10:00:00', '2027-06-02T11:00:00'));
    ok(await plan('Late', '2027-06-04T10:00:00', '2027-06-04T11:00:00'));
    ok(await plan('Private', '2027-06-02T10:00:00', '2027-06-02T11:00:00', 'DA1'));
    const period = { activity_type: 'DD1', activity_start: '2027-06-02T00:00:00', activity_end: '2027-06-03T00:00:00' };
    const all = ok(await shop.call('getActivities', period));
    expect(all).toMatchObject({
      found: 2,
      items: [
        {
          subject: 'Long',
          start: '2027-06-01 10:00:00',
          end: '2027-06-05 11:00:00',
          type: 'DD1',
          notes: 'Bring a cup',
        },
        { subject: 'Short' },
      ],
    });
    const second = ok(await shop.call('getActivities', { ...period, skip: 1, limit: 1, filter: 'subject,sku,nosuch' }));
    expect(second).toMatchObject({ found: 2, items: [{ subject: 'Short', sku: null }] });
    expect(ok(await shop.call('getActivities', { ...period, activity_type: 'DA1' }))).toMatchObject({
      found: 0,
      items: [],
    });
    for (const name of ['activity_start', 'activity_end'])
      expect(await shop.call('getActivities', { ...period, [name]: '' })).toMatchObject({
        error_code: 1011,
        error_invalid: { [name]: expect.any(String) },
      });
  });

  test('getActivities lists the types that the operator lets everybody see', async () => {
    const { session } = await register(shop);
    const period = { activity_start: '2027-07-01T10:00:00', activity_end: '2027-07-01T11:00:00' };
    for (const activity_type of ['DB1', 'DC1', 'DD1'])
      ok(
        await shop.call('addActivity', {
          ...{ session_id: session, activity_subject: activity_type, activity_type },
          ...period,
        }),
      );
    const listed = async (activity_type: string) =>
      (ok(await shop.call('getActivities', { ...period, activity_type })).items as Body[]).map(({ type }) => type);
    expect((await listed('')).sort()).toEqual(['DC1', 'DD1']);
    expect(await listed('dc1')).toEqual(['DC1']);
    expect(await listed('DB1')).toEqual([]);
  });
});
