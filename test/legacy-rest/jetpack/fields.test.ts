/** Every field that this API takes is stored as it was meant, cut where the original cuts it, and shown in every shape. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TEST_SITE } from '../../support/app.ts';
import { accepted, teaOrder } from '../../support/sales.ts';
import { BETA, defineField, elsewhere, type Jetpack, PLUGIN, type Row, startJetpack } from './client.ts';

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
  await defineField(jetpack.app, 'birthday', { type: 'date' });
  await defineField(jetpack.app, 'room-number', { entity: 'activity' });
});
afterAll(() => jetpack.stop());

/** No longer than the shortest field: a quote, an emoji, right to left, and what would end a statement of SQL. */
const ODD = `O'B"&🙂שלום');--`;
/** Tags go, what stands in scripts goes, everything else is text. */
const WITH_MARKUP = `<script>alert(1)</script> <b onclick="x">${ODD}</b>`;

type Lengths = Readonly<Record<string, number>>;

const ADDRESS = { addr1: 200, addr2: 200, city: 200, county: 200, country: 200, postcode: 50 };
const second = (prefix: string): Lengths =>
  Object.fromEntries(Object.entries(ADDRESS).map(([name, most]) => [prefix + name, most]));
const PROFILES = { tw: 100, li: 300, fb: 200 };
const CUSTOMER: Lengths = {
  ...{ status: 100, prefix: 30, fname: 100, lname: 100, hometel: 40, worktel: 40, mobtel: 40 },
  ...PROFILES,
  ...ADDRESS,
};
const COMPANY: Lengths = { name: 100, status: 50, maintel: 40, sectel: 40, ...PROFILES, ...ADDRESS };
const TRANSACTION: Lengths = { status: 50, title: 200, desc: 200, type: 50, origin: 50 };

const filled = (lengths: Lengths, value: string): Record<string, string> =>
  Object.fromEntries(Object.keys(lengths).map((name) => [name, value]));
const cut = (lengths: Lengths, character: string): Record<string, string> =>
  Object.fromEntries(Object.entries(lengths).map(([name, most]) => [name, character.repeat(most)]));

async function companyOf(search: string, options = {}): Promise<Row> {
  const [row = {}] = await jetpack.post<Row[]>('companies', { search }, options);
  return row;
}

async function transactionOf(reference: string, options = {}): Promise<Row> {
  const rows = await jetpack.get<Row[]>('transactions', { perpage: '1000' }, options);
  return rows.find(({ ref }) => ref === reference) ?? {};
}

describe('customers', () => {
  test.each(['secaddr_', 'sec'])('keep every text without its markup, with a second address by %s', async (prefix) => {
    const email = `${prefix}@texts.example`;
    await jetpack.post('create_customer', { email, ...filled({ ...CUSTOMER, ...second(prefix) }, WITH_MARKUP) });
    const texts = filled({ ...CUSTOMER, ...second('secaddr_') }, ODD);
    expect(await jetpack.find(email)).toMatchObject({ ...texts, ...filled(second('sec'), ODD) });
    expect(await jetpack.find(email, { root: PLUGIN })).toMatchObject(texts);
    const { tw: _tw, li: _li, fb: _fb, ...shown } = texts;
    expect(await jetpack.find(email, { root: BETA })).toMatchObject({ name: `${ODD} ${ODD}`, meta: shown });
    const [found] = await jetpack.post<Row[]>('customers', { search: ODD.toUpperCase() });
    expect(found).toMatchObject({ fname: ODD });
  });

  test.each(['x', '🙂'])('are cut to length, where %s is one character', async (character) => {
    const lengths = { ...CUSTOMER, ...second('secaddr_') };
    const email = `long${character.length}@texts.example`;
    await jetpack.post('create_customer', { email, ...filled(lengths, character.repeat(500)) });
    expect(await jetpack.find(email)).toMatchObject(cut(lengths, character));
  });

  test('keep the lines of notes', async () => {
    const email = 'notes@texts.example';
    await jetpack.post('create_customer', { email, notes: 'one\r\ntwo   <i>three</i>' });
    expect(await jetpack.find(email, { root: BETA })).toMatchObject({ meta: { notes: 'one\ntwo three' } });
  });

  test.each([
    ['1990-05-17', '1990-05-17'],
    ['1990-05-17 23:59:59', '1990-05-17'],
    ['1990-05-17T23:59:59Z', '1990-05-17'],
    ['05/17/1990', '1990-05-17'],
    ['5/7/1990', '1990-05-07'],
    ['642902400', '1990-05-17'],
    ['-86400', '1969-12-31'],
    ['17/05/1990', ''],
    ['1990-02-30', ''],
    ['next Tuesday', ''],
    ['99999999999999', ''],
    ['1e400', ''],
  ])('with the date %s in a custom field are read with %j', async (birthday, shown) => {
    const email = `born${birthday.replaceAll(/\W/g, '-')}@dates.example`;
    expect(await jetpack.post('create_customer', { email, birthday })).toMatchObject({ birthday });
    expect(await jetpack.find(email)).toMatchObject({ birthday_date_str: shown, birthday_cfdate: shown });
  });
});

describe('companies', () => {
  test.each(['secaddr_', 'sec'])('keep every text without its markup, with a second address by %s', async (prefix) => {
    const email = `co.${prefix}@texts.example`;
    await jetpack.post('create_company', { email, ...filled({ ...COMPANY, ...second(prefix) }, WITH_MARKUP) });
    const texts = filled({ ...COMPANY, ...second('sec') }, ODD);
    for (const root of ['/zbs_api', PLUGIN, BETA]) expect(await companyOf(email, { root })).toMatchObject(texts);
  });

  test.each(['x', '🙂'])('are cut to length, where %s is one character', async (character) => {
    const lengths = { ...COMPANY, ...second('sec') };
    const email = `co.long${character.length}@texts.example`;
    await jetpack.post('create_company', { email, ...filled(lengths, character.repeat(500)) });
    expect(await companyOf(email)).toMatchObject(cut(lengths, character));
  });

  test('spell keys of custom fields with underscores where that is asked for', async () => {
    await defineField(jetpack.app, 'vat-number', { entity: 'company' });
    await jetpack.post('create_company', { name: 'Taxed', email: 'taxed@texts.example', 'vat-number': 'GB1' });
    const query = { replace_hyphens_with_underscores_in_json_keys: '1' };
    expect(await companyOf('taxed@texts', { query })).toMatchObject({ vat_number: 'GB1' });
    expect(await companyOf('taxed@texts')).toMatchObject({ 'vat-number': 'GB1' });
  });
});

describe('transactions', () => {
  test('keep every text without its markup, cut to length', async () => {
    const total = '1';
    await jetpack.post('create_transaction', { orderid: WITH_MARKUP, total, ...filled(TRANSACTION, WITH_MARKUP) });
    for (const root of ['/zbs_api', PLUGIN])
      expect(await transactionOf(ODD, { root })).toMatchObject(filled(TRANSACTION, ODD));
    const [beta] = await jetpack.get<Row[]>('transactions', {}, { root: BETA });
    expect(beta).toMatchObject({ meta: { orderid: ODD, status: ODD, item_title: ODD } });
    await jetpack.post('create_transaction', {
      orderid: '🙂'.repeat(500),
      total,
      ...filled(TRANSACTION, '🙂'.repeat(500)),
    });
    expect(await transactionOf('🙂'.repeat(120))).toMatchObject(cut(TRANSACTION, '🙂'));
  });

  test('have every amount to the cent, a type, an origin, a currency and a time, and keep what an update leaves out', async () => {
    const orderid = 'EVERY-AMOUNT';
    const amounts = { net: '66.66', fee: 1.1, discount: '0.01', tax: '13.33', shipping: 4.95, shipping_tax: '0.99' };
    await jetpack.post('create_transaction', {
      ...{ orderid, status: 'Refunded', total: '86.02', type: 'Refund', origin: 'till', currency: 'eur', owner: '7' },
      ...{ title: 'Tea', desc: 'Green', date: '2024-05-01T10:30:00+02:00', ...amounts },
    });
    const shown = {
      ...{ total: '86.02', net: '66.66', fee: '1.10', discount: '0.01', tax: '13.33', shipping: '4.95' },
      ...{ shipping_tax: '0.99', type: 'Refund', type_accounting: 'debit', status_bool: 1, origin: 'till' },
      ...{ currency: 'EUR', title: 'Tea', desc: 'Green', date_date: '2024-05-01 08:30:00', owner: 7 },
    };
    expect(await transactionOf(orderid)).toMatchObject(shown);
    expect(await transactionOf(orderid, { root: PLUGIN })).toMatchObject({ type_accounting: 'credit', owner: '7' });
    const change = {
      orderid,
      status: 'Cancelled',
      total: '86.02',
      net: 'NaN',
      fee: '1e400',
      owner: 0,
      currency: 'euros',
    };
    await jetpack.post('create_transaction', change);
    expect(await transactionOf(orderid)).toMatchObject({ ...shown, status: 'Cancelled', status_bool: -1 });
  });

  test.each(['title', 'item', 'item_title'])('take their title as %s', async (name) => {
    await jetpack.post('create_transaction', { orderid: `T-${name}`, status: 'x', total: 1, [name]: 'Named' });
    expect(await transactionOf(`T-${name}`)).toMatchObject({ title: 'Named' });
  });

  test('belong to the company and pay the invoice whose numbers they name; numbers of nobody are passed over', async () => {
    const { app } = jetpack.app;
    const { id: company } = await jetpack.post('create_company', { name: 'Payer', email: 'payer@links.example' });
    accepted(await app.orders.place(elsewhere(jetpack.app), teaOrder));
    const [{ id: invoice } = {}] = await jetpack.get<Row[]>('invoices', { perpage: '1' });
    const body = { orderid: 'LINKED', status: 'Completed', total: '14.94', company, invoice };
    await jetpack.post('create_transaction', body);
    expect(await jetpack.post('companies', { search: 'payer@links', transactions: true })).toMatchObject([
      { transactions: [{ ref: 'LINKED' }], transactions_total: '14.94' },
    ]);
    const [paid] = await jetpack.get<Row[]>('invoices', { perpage: '1' });
    expect(paid).toMatchObject({ id: invoice, status: 'Paid' });
    const lost = { ...body, orderid: 'LOST', company: 999_999, invoice: 999_999, customer: 999_999 };
    expect(await jetpack.post('create_transaction', lost)).toMatchObject({ ...lost, id: expect.any(Number) });
    expect(await transactionOf('LOST')).toMatchObject({ total: '14.94' });
  });

  test('belong to the customer with the address, or without one to the customer with the number', async () => {
    const { id } = await jetpack.post('create_customer', {
      email: 'known@payer.example',
      fname: 'Kim',
      lname: 'Known',
    });
    const paid = { status: 'Completed', total: '1' };
    await jetpack.post('create_transaction', { ...paid, orderid: 'BY-NUMBER', customer: id });
    await jetpack.post('create_transaction', { ...paid, orderid: 'BY-NONE', email: 'no address', customer: 0 });
    await jetpack.post('create_transaction', { ...paid, orderid: 'BY-TYPO', email: 'no address', customer: id });
    const known = await jetpack.find('known@payer.example');
    expect(known).toMatchObject({
      status: 'Lead',
      fname: 'Kim',
      transactions: [{ ref: 'BY-TYPO' }, { ref: 'BY-NUMBER' }],
    });
    const other = { ...paid, orderid: 'BY-ADDRESS', email: 'OTHER@payer.example', customer: id };
    await jetpack.post('create_transaction', other);
    expect(await jetpack.find('other@payer.example')).toMatchObject({ transactions: [{ ref: 'BY-ADDRESS' }] });
    expect(await jetpack.post<Row[]>('customers', { search: 'no address' })).toEqual([]);
    const [, , none, numbered] = await jetpack.get<Row[]>('transactions', { perpage: '4' }, { root: BETA });
    expect(none).toMatchObject({ customerid: '', meta: { customer: '', customer_name: '' } });
    expect(numbered).toMatchObject({ customerid: `${id}`, meta: { customer: `${id}`, customer_name: 'Kim Known' } });
  });
});

describe('quotes and invoices', () => {
  test('are shown beside the company that they belong to, with what they come to', async () => {
    const { app } = jetpack.app;
    const context = elsewhere(jetpack.app);
    await jetpack.post('create_company', { name: 'Buyer', email: 'buyer@links.example' });
    const found = accepted(await app.companies.save(context, { changes: { email: 'buyer@links.example' } }));
    accepted(await app.quotes.create(context, { ...teaOrder, company: found.key, title: 'Offer' }));
    accepted(await app.invoices.draft(context, { ...teaOrder, company: found.key }));
    const flags = { quotes: true, invoices: true, transactions: true };
    expect(await companyOf('buyer@links', {})).not.toHaveProperty('quotes');
    const [row] = await jetpack.post<Row[]>('companies', { search: 'buyer@links', ...flags });
    expect(row).toMatchObject({
      quotes: [{ title: 'Offer', value: '14.94' }],
      quotes_total: '14.94',
      invoices: [{ total: '14.94', address_to_objtype: 2 }],
      invoices_total: '14.94',
      transactions: [],
      total_value: '14.94',
    });
  });

  test('count how often they were looked at, and what was paid of them in part', async () => {
    const { app } = jetpack.app;
    const context = elsewhere(jetpack.app);
    const quote = accepted(await app.quotes.create(context, teaOrder));
    accepted(await app.quotes.view(context, quote.key));
    const [viewed] = await jetpack.get<Row[]>('quotes', { perpage: '1' });
    expect(viewed).toMatchObject({ viewed_count: 1, lastviewed: expect.any(Number), hash: expect.stringMatching(/./) });
    const order = accepted(await app.orders.place(context, teaOrder));
    accepted(await app.payments.record(context, { fields: { order: order.key, amount: 500 } }));
    const [part] = await jetpack.get<Row[]>('invoices', { perpage: '1' });
    expect(part).toMatchObject({ status: 'Unpaid', paid_date: 0, paid_date_date: false, total: '14.94' });
  });
});

test.each(['transactions', 'quotes', 'invoices'] as const)(
  '%s spell keys with underscores where that is asked for',
  async (list) => {
    await defineField(jetpack.app, 'my-own', {
      entity: list === 'transactions' ? 'transaction' : list === 'quotes' ? 'quote' : 'invoice',
    });
    const keysOf = async (query = {}) =>
      Object.keys((await jetpack.get<Row[]>(list, { perpage: '1', ...query }))[0] ?? {});
    expect(await keysOf()).toContain('my-own');
    expect(await keysOf({ replace_hyphens_with_underscores_in_json_keys: '1' })).toContain('my_own');
  },
);

describe('events', () => {
  test('keep their texts without markup, the title cut to length', async () => {
    const { id } = await jetpack.post('create_event', { title: WITH_MARKUP, notes: `<p>${ODD}</p>\nSecond` });
    const [row] = await jetpack.get<Row[]>('events', { perpage: '1' });
    expect(row).toMatchObject({ id, title: ODD, desc: `${ODD}\nSecond` });
    await jetpack.post('create_event', { id, title: '🙂'.repeat(500) });
    expect((await jetpack.get<Row[]>('events', { perpage: '1' }))[0]).toMatchObject({ title: '🙂'.repeat(255) });
  });

  test('show the values of custom fields, and every field in each row', async () => {
    const { activities } = jetpack.app.app;
    accepted(
      await activities.plan(elsewhere(jetpack.app), {
        fields: { title: 'Roomy' },
        custom: { 'general.room-number': '4b' },
      }),
    );
    await jetpack.post('create_event', { title: 'Roomless' });
    const rows = await jetpack.get<Row[]>('events', { perpage: '2' });
    expect(rows.map((row) => row['room-number'])).toEqual(['', '4b']);
    const renamed = { perpage: '1', replace_hyphens_with_underscores_in_json_keys: '1' };
    expect((await jetpack.get<Row[]>('events', renamed))[0]).toHaveProperty('room_number');
  });
});

test('a site writes times in its own zone and counts its own statuses; instants, days of a calendar and the beta stay', async () => {
  const timeZone = 'Australia/Perth';
  const site = await startJetpack({ site: { ...TEST_SITE, timeZone, countedStatuses: ['paid', 'part paid'] } });
  try {
    const email = 'perth@zone.example';
    const company = await site.post('create_company', { name: 'Perth', email });
    await site.post('create_customer', { email });
    const sale = { email, total: '2', date: 1700000000, company: company.id };
    await site.post('create_transaction', { ...sale, orderid: 'ZONE-1', status: 'Part paid' });
    await site.post('create_transaction', { ...sale, orderid: 'ZONE-2', status: 'Completed' });
    await site.post('create_event', { title: 'Tea', from: '02/01/2024 20:00:00' });
    const drafted = { ...teaOrder, details: { dueOn: '2020-01-01' } };
    accepted(await site.app.app.invoices.draft(elsewhere(site.app), drafted));

    const { transactions, created, createduts } = await site.find(email);
    expect(transactions).toMatchObject([
      { ref: 'ZONE-2', status_bool: -1 },
      { ref: 'ZONE-1', status_bool: 1, date: 1700000000, date_date: '2023-11-15 06:13:20' },
    ]);
    expect(Date.parse(`${String(created).replace(' ', 'T')}+08:00`) / 1000).toBe(createduts);
    expect(await site.post('companies', { transactions: true })).toMatchObject([{ transactions_total: '2.00' }]);
    expect(await site.get('invoices')).toMatchObject([
      { due_date: Date.UTC(2020, 0) / 1000, due_date_date: '2020-01-01' },
    ]);
    const start = Date.UTC(2024, 1, 1, 20) / 1000;
    for (const root of ['/zbs_api', PLUGIN])
      expect(await site.get('events', {}, { root })).toMatchObject([{ start, start_date: '2024-02-02 04:00:00' }]);
    expect(await site.get('events', {}, { root: BETA })).toMatchObject([{ meta: { from: '2024-02-01 20:00' } }]);
  } finally {
    await site.stop();
  }
});
