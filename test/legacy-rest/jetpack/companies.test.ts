/** The conformance cases of the contract (section 14) that concern companies, by their numbers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result, Written } from '../../../src/application/context.ts';
import { companyByRef } from '../../../src/projections/companies/queries.ts';
import { contactByEmail } from '../../../src/projections/contacts/queries.ts';
import { defineField, elsewhere, type Jetpack, keyWith, PLUGIN, type Row, startJetpack } from './client.ts';

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
  await defineField(jetpack.app, 'vat-number', { entity: 'company' });
});
afterAll(() => jetpack.stop());

const create = (body: unknown, options = {}) => jetpack.post('create_company', body, options);
const list = (body: unknown = {}, options = {}) => jetpack.post<Row[]>('companies', body, options);
const only = async (search: string, rest = {}) => {
  const rows = await list({ search, ...rest });
  expect(rows).toHaveLength(1);
  return rows[0] as Row;
};

function done<T extends Written>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('create_company', () => {
  test('case 15: is found again by address, not by name, and an id decides', async () => {
    const sent = { name: 'Acme Ltd', email: 'info@acme.example', maintel: '0113 1', zzz: [1], 'vat-number': 'GB1' };
    const first = await create(sent);
    expect(first).toEqual({ ...sent, id: expect.any(Number) });
    expect(await create({ email: 'INFO@acme.example', maintel: '0113 2' })).toMatchObject({ id: first.id });
    expect(await only('info@acme')).toMatchObject({ id: first.id, name: 'Acme Ltd', maintel: '0113 2' });

    const third = await create({ name: 'Acme Ltd', email: 'other@acme.example' });
    expect(third.id).not.toBe(first.id);
    expect(await create({ id: first.id, name: 'Acme plc' })).toMatchObject({ id: first.id });
    expect(await only('acme plc')).toMatchObject({ id: first.id, email: 'info@acme.example', 'vat-number': 'GB1' });
    expect(await create({ id: first.id, email: 'other@acme.example' })).toEqual({ error: 100 });
  });

  test('case 15: without anything to go by nothing is stored', async () => {
    const before = (await list({ perpage: 1000 })).length;
    for (const body of [{}, { name: 'X' }, { name: 'X', email: 'nowhere' }, { id: 999_999, name: 'x' }, []])
      expect(await create(body)).toEqual({ errors: 1 });
    expect(await create({ email: 'nameless@co.example' })).toEqual({ error: 100 });
    expect(await create('{bad')).toEqual({ error: true, message: 'Invalid JSON data' });
    expect(await list({ perpage: 1000 })).toHaveLength(before);
  });

  test('a key may ask for one company of each name: address first, name second, and no name twice', async () => {
    const credentials = await keyWith(jetpack.app, { jetpackOptions: ['match_company_by_name'] });
    const named = (body: object, rest = {}) => create(body, { credentials, ...rest });
    const first = await create({ name: 'Onlyname GmbH', email: 'a@name.example', city: 'Bonn' });
    expect(await named({ name: ' ONLYNAME gmbh', email: 'b@name.example' })).toMatchObject({ id: first.id });
    expect(await only('@name.example')).toMatchObject({ email: 'b@name.example', city: 'Bonn' });

    const second = await named({ name: 'Othername', email: 'c@name.example' });
    expect(await named({ name: 'New name', email: 'c@name.example' })).toMatchObject({ id: second.id });
    for (const taken of [{ email: 'c@name.example' }, { id: second.id }])
      expect(await named({ name: 'Onlyname GmbH', ...taken })).toEqual({ error: 100 });
    expect(await named({ name: 'Onlyname GmbH' })).toEqual({ errors: 1 });
    expect((await named({ name: 'Othername', email: 'd@name.example' })).id).not.toBe(second.id);

    // Others may use a name twice.
    const elder = await create({ name: 'Twice', email: '1@twice.example' });
    expect((await create({ name: 'Twice', email: '2@twice.example' })).id).not.toBe(elder.id);
    expect(await named({ name: 'twice', email: '3@twice.example' })).toMatchObject({ id: elder.id });

    const many = Array.from({ length: 6 }, (_, n) => ({ name: 'Atonce', email: `${n}@atonce.example` }));
    const saved = await Promise.all(many.map((body, n) => named(body, { root: n % 2 ? PLUGIN : '/zbs_api' })));
    expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
    expect(await list({ search: '@atonce.example' })).toHaveLength(1);
  });

  test('coname is a name, both spellings of the second address are taken, a blank clears, omitted fields stay', async () => {
    const sent = { coname: 'Spelled', email: 'spelled@co.example', secaddr1: 'A', secaddr_city: 'B', tw: '@s' };
    await create({ ...sent, assign: '7', tags: ['supplier', ' '], notes: 'n' });
    await create({ email: sent.email, tw: '', name: '', tags: [] });
    expect(await only('spelled@co')).toMatchObject({
      name: 'Spelled',
      secaddr1: 'A',
      seccity: 'B',
      tw: '',
      owner: 7,
      status: 'Lead',
    });
    const [row] = await list({ search: 'spelled' });
    expect(await companyByRef(jetpack.app.app.db, row?.id as number)).toMatchObject({
      tags: ['supplier'],
      details: { notes: 'n' },
    });
  });
});

describe('companies', () => {
  test('a row has exactly the documented keys, newest first', async () => {
    await create({ name: 'Older', email: 'older@order.example', status: 'Customer' });
    await create({ name: 'Newer', email: 'newer@order.example' });
    const rows = await list({ search: 'order.example' });
    expect(rows.map(({ name }) => name)).toEqual(['Newer', 'Older']);
    expect(rows[1]).toEqual({
      id: expect.any(Number),
      owner: -1,
      status: 'Customer',
      name: 'Older',
      email: 'older@order.example',
      ...Object.fromEntries(
        ['', 'sec'].flatMap((prefix) =>
          ['addr1', 'addr2', 'city', 'county', 'country', 'postcode'].map((part) => [prefix + part, '']),
        ),
      ),
      maintel: '',
      sectel: '',
      tw: '',
      li: '',
      fb: '',
      wpid: 0,
      avatar: '',
      created: expect.any(Number),
      created_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      lastupdated: expect.any(Number),
      lastupdated_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      lastcontacted: 0,
      lastcontacted_date: false,
      'vat-number': '',
    });
    expect((await list({ search: 'order.example', order: 'asc' })).map(({ name }) => name)).toEqual(['Older', 'Newer']);
  });

  test('filters narrow together, and pages are cut', async () => {
    await create({ name: 'Owned', email: 'owned@filter.example', assign: 5, maintel: '(0113) 496-0000' });
    await create({ name: 'Free', email: 'free@filter.example' });
    expect(await list({ search: 'filter.example', owned: '5' })).toMatchObject([{ name: 'Owned', owner: 5 }]);
    expect(await list({ search: '01134960000' })).toMatchObject([{ name: 'Owned' }]);
    const { id } = await only('owned@filter');
    expect((await list({ search: String(id) })).map((row) => row.id)).toContain(id);
    expect(await list({ search: 'filter.example', perpage: '1', page: '2' })).toHaveLength(1);
    expect(await list({ search: 'filter.example', perpage: 1, page: 3 })).toEqual([]);
    expect(await list({ search: 'nobody at all' })).toEqual([]);
  });

  test('case 16: totals leave out what was voided, and count what was paid of the invoices once', async () => {
    const { app } = jetpack.app;
    const context = () => elsewhere(jetpack.app);
    const { id } = await create({ name: 'Totals', email: 'totals@co.example' });
    const company = (await companyByRef(app.db, id as number))?.key ?? '';
    const invoice = async (unitPrice: string) =>
      done(
        await app.invoices.draft(context(), {
          company,
          currency: 'GBP',
          lines: [{ name: 'x', quantity: '1', unitPrice }],
        }),
      ).key;
    const thousand = await invoice('1000');
    const five = await invoice('500');
    const voided = await invoice('70');
    for (const key of [thousand, five, voided]) done(await app.invoices.issue(context(), key));
    done(await app.invoices.void(context(), voided));
    for (const [key, amount] of [
      [thousand, 100_000],
      [five, 50_000],
    ] as const)
      done(
        await app.payments.record(context(), {
          fields: { company, invoice: key, amount, currency: 'GBP', status: 'Completed', kind: 'Sale' },
        }),
      );
    expect(await only('totals@co', { invoices: true, transactions: true })).toMatchObject({
      invoices_total: '1500.00',
      invoices_count: 2,
      invoices_total_inc_deleted: '1570.00',
      invoices_count_inc_deleted: 3,
      transactions_total: '1500.00',
      transactions_paid_total: '1500.00',
      total_value: '1500.00',
    });
    expect(await only('totals@co')).not.toHaveProperty('total_value');
  });

  test('case 12: customers of a company are listed by its id', async () => {
    const { id } = await create({ name: 'Employer', email: 'boss@co.example' });
    await jetpack.post('create_customer', { email: 'worker@co.example', fname: 'Wo' });
    await jetpack.post('create_customer', { email: 'stranger@co.example' });
    const { app } = jetpack.app;
    const worker = await contactByEmail(app.db, 'worker@co.example');
    const company = (await companyByRef(app.db, id as number))?.key ?? '';
    done(await app.contacts.update(elsewhere(jetpack.app), worker?.key ?? '', { company }));
    expect(await jetpack.post<Row[]>('customers', { company: id })).toMatchObject([{ email: 'worker@co.example' }]);
    expect(await jetpack.post<Row[]>('customers', { company: id, search: 'stranger' })).toEqual([]);
    expect(await jetpack.post<Row[]>('customers', { company: 4_711 })).toEqual([]);

    await jetpack.post('create_customer', { email: 'worker@co.example', fname: 'Wilma' });
    expect(await contactByEmail(app.db, 'worker@co.example')).toMatchObject({ company });
    const [shown] = await list({ search: 'boss@' }, { root: PLUGIN });
    expect(shown).toMatchObject({ id: String(id), contacts: [{ email: 'worker@co.example', fname: 'Wilma' }] });
  });
});

test('what another front wrote of a company, and this API cannot say, survives an update here', async () => {
  const { app } = jetpack.app;
  const details = {
    website: 'https://rich.example',
    taxNumber: 'GB123',
    registrationNumber: '0815',
    mainAddress: { line1: 'One', line2: 'Two', line3: 'Three', city: 'Leeds' },
  };
  const { ref } = done(
    await app.companies.create(elsewhere(jetpack.app), {
      name: 'Rich',
      status: 'Customer',
      email: 'rich@co.example',
      details,
      custom: { 'general.vat-number': 'GB9', 'other.thing': 1 },
    }),
  );
  expect(await only('rich@co')).toMatchObject({ id: ref, addr1: 'One', addr2: 'Two', 'vat-number': 'GB9' });
  await create({ email: 'rich@co.example', city: 'York', maintel: '1' });
  expect(await companyByRef(app.db, ref)).toMatchObject({
    details: { ...details, mainAddress: { ...details.mainAddress, city: 'York' }, phoneMain: '1' },
    custom: { 'general.vat-number': 'GB9', 'other.thing': 1 },
  });
});

test('a row sent back changes nothing', async () => {
  const { position } = (await companyByRef(jetpack.app.app.db, (await only('rich@co')).id as number)) ?? {};
  await create(await only('rich@co'));
  expect(await companyByRef(jetpack.app.app.db, (await only('rich@co')).id as number)).toMatchObject({ position });
});
