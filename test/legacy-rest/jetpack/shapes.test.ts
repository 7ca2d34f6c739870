/** What the plugin shape (contract section 15) and the beta shape (section 9) do otherwise than the documented one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BETA, defineField, type Jetpack, keyWith, PLUGIN, type Row, startJetpack } from './client.ts';

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
  await defineField(jetpack.app, 'cf1');
  await defineField(jetpack.app, 'birthday', { type: 'date' });
  for (let n = 1; n <= 5; n++) {
    await jetpack.post('create_customer', {
      email: `buyer${n}@shape.example`,
      prefix: 'Mr',
      fname: 'Ann',
      lname: n === 5 ? '' : `Buyer${n}`,
      secaddr_addr1: 'House',
      notes: `Note ${n}`,
      cf1: `value ${n}`,
      birthday: '1990-05-17',
      tags: ['zebra', 'ant'],
    });
  }
});
afterAll(() => jetpack.stop());

describe('plugin', () => {
  const plugin = { root: PLUGIN };
  const list = (body?: unknown) => jetpack.post<Row[]>('customers', body, plugin);

  test('case 15: numbers of a customer are text, dates in the site format, the prefix in the name', async () => {
    const [row = {}] = await list({ perpage: 1 });
    expect(row).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      owner: '-1',
      wpid: '-1',
      createduts: expect.stringMatching(/^\d+$/),
      lastupdated: expect.stringMatching(/^\d+$/),
      created_date: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/),
      lastcontacted: -1,
      lastcontacteduts: '-1',
      lastcontacted_date: false,
      fullname: 'Mr Ann Buyer1',
      secaddr_addr1: 'House',
      birthday: '642902400',
      birthday_cfdate: '1990-05-17',
    });
    expect(row).not.toHaveProperty('secaddr1');
    expect(row).not.toHaveProperty('birthday_date_str');
    const [last = {}] = await list({ search: 'buyer5@' });
    expect(last.fullname).toBe('Mr Ann ');
  });

  test('lists rise by id whatever is asked, and nonsense for perpage gives nothing', async () => {
    const ids = (rows: readonly Row[]) => rows.map(({ id }) => Number(id));
    const rising = ids(await list({ order: 'DESC', sort: 'id' }));
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    expect(ids(await jetpack.get<Row[]>('customer_search', { order: 'DESC' }, plugin))).toEqual(rising);
    for (const perpage of [0, 'x', '', false, []]) expect(await list({ perpage })).toEqual([]);
    expect(await list({ perpage: '2', page: 2 })).toHaveLength(2);
  });

  test('flags count as the text "true" only, tags as anything true', async () => {
    const [flagged = {}] = await list({ invoices: 'true', quotes: true, transactions: 1, tags: 'yes' });
    expect(flagged.invoices).toEqual([]);
    expect(flagged).not.toHaveProperty('quotes');
    expect(flagged).not.toHaveProperty('transactions');
    expect((flagged.tags as Row[]).map(({ id, objtype, name }) => [id, objtype, name])).toEqual([
      ['2', '1', 'ant'],
      ['1', '1', 'zebra'],
    ]);
    expect((await list({ tags: '0' }))[0]).not.toHaveProperty('tags');
  });

  test('% and _ are wildcards in a search; custom fields, tags and status are not searched', async () => {
    expect(await list({ search: 'buyer_@shape' })).toHaveLength(5);
    expect(await list({ search: 'buyer%example' })).toHaveLength(5);
    expect(await list({ search: '\\' })).toEqual([]);
    for (const zbs_query of ['value 1', 'zebra', 'Lead'])
      expect(await jetpack.get('customer_search', { zbs_query }, plugin)).toEqual([]);
    expect(await jetpack.get('customer_search', { email: 'nobody@shape.example' }, plugin)).toEqual([]);
    expect(await jetpack.find('buyer1@shape.example', plugin)).toMatchObject({ invoices: [], transactions: [] });
  });

  test('no method is refused where the plugin looks at none; status names its version', async () => {
    expect(await jetpack.get('create_customer', {}, plugin)).toEqual({ error: true, message: 'Invalid JSON data' });
    expect(await jetpack.get('status', { full: '1' }, plugin)).toMatchObject({
      data: { crm_version: '6.4.3', db_version: '3.0', modules: ['api'], extensions: [] },
    });
  });
});

describe('beta', () => {
  const beta = { root: BETA };

  test('case 25: a creation answers ID and id, and an unreadable body says so in both ways', async () => {
    const created = await jetpack.post('create_customer', { email: 'beta@shape.example', assign: '1' }, beta);
    expect(created).toEqual({ email: 'beta@shape.example', assign: '1', ID: created.id, id: expect.any(Number) });
    expect(await jetpack.post('create_customer', '{', beta)).toEqual({
      error: true,
      message: 'Invalid JSON data',
      input_error: 1,
    });
  });

  test('case 25: rows carry the totals and everything else in meta', async () => {
    const search = 'buyer';
    const rows = await jetpack.post<Row[]>('customers', { perpage: '2', search }, beta);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      id: expect.any(Number),
      created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      name: 'Ann',
      filterTot: 5,
      filterPages: 3,
      meta: {
        zbsc_status: 'Lead',
        status: 'Lead',
        prefix: 'Mr',
        fname: 'Ann',
        lname: '',
        cf1: 'value 5',
        birthday: 642_902_400,
        birthday_cfdate: '1990-05-17',
        birthday_date_str: '1990-05-17',
        birthday_datetime_str: '1990-05-17 00:00:00',
        ...Object.fromEntries(
          ['', 'secaddr_'].flatMap((prefix) =>
            ['addr1', 'addr2', 'city', 'county', 'postcode', 'country'].map((part) => [`${prefix}${part}`, '']),
          ),
        ),
        secaddr_addr1: 'House',
        hometel: '',
        worktel: '',
        mobtel: '',
        email: 'buyer5@shape.example',
        notes: 'Note 5',
      },
    });
    expect(await jetpack.post('customers', { search: 'nobody' }, beta)).toEqual([]);
    expect((await jetpack.post<Row[]>('customers', { search, invoices: 1 }, beta))[0]).toMatchObject({ invoices: [] });
  });

  test('case 25: a search gives all matches at once, an address one object', async () => {
    const found = await jetpack.get<Row[]>('customer_search', { zbs_query: 'shape.example', perpage: '1' }, beta);
    expect(found.length).toBeGreaterThanOrEqual(5);
    expect(found[0]).toMatchObject({ filterTot: found.length, filterPages: 1 });
    expect(await jetpack.find('buyer2@shape.example', beta)).toMatchObject({
      name: 'Ann Buyer2',
      meta: { cf1: 'value 2' },
    });
    expect(await jetpack.find('nobody@shape.example', beta)).toEqual([]);
  });
});

test('a key with a shape of its own is answered in it below the plain path, and where the path says otherwise as that says', async () => {
  const { url } = jetpack.app;
  const plugin = await keyWith(jetpack.app, { jetpackShape: 'plugin' });
  const beta = await keyWith(jetpack.app, { jetpackShape: 'beta' });
  const status = async (credentials: Record<string, string>, root = '/zbs_api') =>
    (await jetpack.call('status', { credentials, root })).body;
  expect(await status(plugin)).toMatchObject({ data: { crm_version: '6.4.3' } });
  expect(await status(plugin, '/jetpack/zbs_api')).toMatchObject({ data: { crm_version: '6.4.3' } });
  expect(await status(plugin, BETA)).not.toMatchObject({ data: { crm_version: '6.4.3' } });
  const body = { email: 'shaped@shape.example' };
  const created = await jetpack.call('create_customer', { method: 'POST', credentials: beta, body });
  expect(created.body).toMatchObject({ ID: expect.any(Number), id: expect.any(Number) });
  expect((await jetpack.call('create_customer', { credentials: beta })).status).toBe(405);
  expect((await jetpack.call('create_customer', { credentials: plugin })).status).toBe(200);
  const asked = `{ apiKeys { apiKey jetpackShape jetpackOptions } }`;
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jetpack.app.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: asked }),
  });
  expect(await answer.text()).toContain(`{"apiKey":"${beta.api_key}","jetpackShape":"BETA","jetpackOptions":[]}`);
});

test('a customer that was written in one shape is the same customer in the others', async () => {
  await jetpack.post('create_customer', { email: 'same@shape.example', fname: 'Same' }, { root: BETA });
  const plugin = await jetpack.find('same@shape.example', { root: PLUGIN });
  const documented = await jetpack.find('same@shape.example');
  const beta = await jetpack.find('same@shape.example', { root: BETA });
  expect([documented.id, beta.id]).toEqual([Number(plugin.id), Number(plugin.id)]);
});
