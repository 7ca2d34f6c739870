/** The conformance cases of the contract (section 14) that concern quotes, invoices and transactions, by their numbers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAmount, parseMoment } from '../../../src/legacy-rest/jetpack/sales/parse.ts';
import { accepted, teaOrder } from '../../support/sales.ts';
import { BETA, elsewhere, type Jetpack, keyWith, PLUGIN, type Row, startJetpack } from './client.ts';

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
  const { app } = jetpack.app;
  accepted(await app.customFields.define(elsewhere(jetpack.app), { entity: 'transaction', alias: 'campaign-code' }));
});
afterAll(() => jetpack.stop());

const twoDecimals = expect.stringMatching(/^-?\d+\.\d\d$/);
const dayText = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
const timeText = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const ids = (rows: readonly Row[]): number[] => rows.map(({ id }) => Number(id));

async function transactionOf(reference: string, root?: string): Promise<Row> {
  const rows = await jetpack.get<Row[]>('transactions', { perpage: '1000' }, root ? { root } : {});
  return rows.find(({ ref }) => ref === reference) ?? {};
}

describe('quotes', () => {
  test('case 17: draft, published and accepted ones differ by their status', async () => {
    const { app } = jetpack.app;
    const context = elsewhere(jetpack.app);
    accepted(await app.quotes.create(context, { ...teaOrder, title: 'Draft', content: '<p>Tea</p>' }));
    accepted(await app.quotes.create(context, { ...teaOrder, title: 'Published', template: 1 }));
    const agreed = accepted(await app.quotes.create(context, { ...teaOrder, title: 'Accepted' }));
    accepted(await app.quotes.accept(context, agreed.key));
    const [taken, published, draft] = await jetpack.get<Row[]>('quotes');
    expect(draft).toMatchObject({
      title: 'Draft',
      status: -1,
      value: '14.94',
      currency: 'GBP',
      content: '<p>Tea</p>',
      template: 0,
      accepted: 0,
      accepted_date: false,
      lastviewed: 0,
      lastviewed_date: false,
      viewed_count: 0,
      send_attachments: true,
      date: expect.any(Number),
      date_date: dayText,
      created_date: dayText,
      lineitems: [expect.objectContaining({ title: 'Tea', quantity: '3', price: '2.50', net: '7.50', tax: '1.50' })],
    });
    expect(published).toMatchObject({ status: -2, template: 1, accepted: 0 });
    expect(taken).toMatchObject({ status: 1, accepted: expect.any(Number), accepted_date: dayText });
  });
});

describe('invoices', () => {
  test('case 19: money is text, times are numbers, and the status says how it stands', async () => {
    const { app } = jetpack.app;
    const context = elsewhere(jetpack.app);
    const order = accepted(await app.orders.place(context, teaOrder));
    const overdue = accepted(
      await app.invoices.draft(context, {
        ...teaOrder,
        discount: { terms: { kind: 'percent', percent: '10' } },
        details: { dueOn: '2020-01-01', allowPartial: true },
      }),
    );
    accepted(await app.invoices.issue(context, overdue.key));
    accepted(await app.invoices.draft(context, teaOrder));
    const gone = accepted(await app.invoices.draft(context, teaOrder));
    accepted(await app.invoices.void(context, gone.key));
    const [deleted, draft, late, unpaid] = await jetpack.get<Row[]>('invoices');
    expect([deleted, draft, late, unpaid].map((row) => row?.status)).toEqual(['Deleted', 'Draft', 'Overdue', 'Unpaid']);
    expect(unpaid).toMatchObject({
      id: expect.any(Number),
      id_override: expect.stringMatching(/^\d+$/),
      net: '7.50',
      shipping: '4.95',
      tax: '2.49',
      total: '14.94',
      discount: '0.00',
      date: expect.any(Number),
      date_date: dayText,
      due_date: 0,
      due_date_date: false,
      paid_date: 0,
      created: expect.any(Number),
      created_date: timeText,
      allow_partial: false,
    });
    expect(late).toMatchObject({ discount: '10.00', discount_type: 'percent', net: '7.50', allow_partial: true });
    accepted(await app.payments.record(context, { fields: { order: order.key, amount: 1494 } }));
    const [, , , paid] = await jetpack.get<Row[]>('invoices');
    expect(paid).toMatchObject({ status: 'Paid', status_label: 'Paid', paid_date: expect.any(Number) });
  });
});

describe('create_transaction', () => {
  test('case 20: records it and creates the customer', async () => {
    const sent = { orderid: 'ORD-20', status: 'Completed', total: '79.99', email: 'c20@example.com', fname: 'Cara' };
    const answer = await jetpack.post('create_transaction', { ...sent, 'campaign-code': 'SPRING', zzz: [1] });
    expect(answer).toEqual({ ...sent, 'campaign-code': 'SPRING', zzz: [1], id: expect.any(Number) });
    const customer = await jetpack.find('c20@example.com');
    expect(customer).toMatchObject({ status: 'Customer', fname: 'Cara' });
    expect(customer.transactions).toEqual([
      expect.objectContaining({
        id: answer.id,
        ref: 'ORD-20',
        total: '79.99',
        status: 'Completed',
        status_bool: 1,
        type: 'Sale',
        type_accounting: 'credit',
        origin: 'api',
        date_date: timeText,
        'campaign-code': 'SPRING',
      }),
    ]);
  });

  test('case 21: the same orderid changes it, another one adds to the same customer', async () => {
    const first = { orderid: 'ORD-21', status: 'Completed', total: '79.99', email: 'c21@example.com', fname: 'Cid' };
    const { id } = await jetpack.post('create_transaction', { ...first, title: 'Kept' });
    const again = await jetpack.post('create_transaction', { ...first, status: 'Refunded', total: 50 });
    expect(again.id).toBe(id);
    expect(await transactionOf('ORD-21')).toMatchObject({ id, total: '50.00', status: 'Refunded', title: 'Kept' });
    await jetpack.post('create_transaction', { ...first, net: '40', 'campaign-code': 'SPRING' });
    await jetpack.post('create_transaction', { ...first, net: 'x' });
    expect(await transactionOf('ORD-21')).toMatchObject({ net: '40.00', 'campaign-code': 'SPRING' });
    await jetpack.post('create_transaction', { ...first, title: '', net: '', 'campaign-code': '' });
    expect(await transactionOf('ORD-21')).toMatchObject({ title: '', net: '0.00', 'campaign-code': '' });
    await jetpack.post('create_transaction', { ...first, orderid: 'ORD-21b', fname: 'Other' });
    const customer = await jetpack.find('c21@example.com');
    expect(customer.fname).toBe('Cid');
    expect((customer.transactions as Row[]).map(({ ref }) => ref)).toEqual(['ORD-21b', 'ORD-21']);
  });

  test('case 22: names what is missing, takes a time, and does without an address', async () => {
    const post = (body: object) => jetpack.post('create_transaction', body);
    const missing = (field: string) => ({ error: 400, message: `Missing required field: ${field}` });
    expect(await post({ status: 'Completed', total: '1' })).toEqual(missing('orderid'));
    expect(await post({ orderid: 'ORD-22', total: '1' })).toEqual(missing('status'));
    expect(await post({ orderid: 'ORD-22', status: 'Completed' })).toEqual(missing('total'));
    expect(await post({})).toEqual(missing('orderid'));
    for (const orderid of ['', ' ', '<b></b>', null, []])
      expect(await post({ orderid, status: 'Completed', total: '1' })).toEqual(missing('orderid'));
    await post({ orderid: 'ORD-22', status: 'Completed', total: '1', date: 1700000000 });
    expect(await transactionOf('ORD-22')).toMatchObject({ date: 1700000000, date_date: '2023-11-14 22:13:20' });
    expect(await jetpack.get('transactions', { perpage: '0' })).toHaveLength(1);
  });

  test.each([
    ['an empty status', { status: '' }],
    ['an empty total', { total: '' }],
    ['a total that is no number', { total: '1e400' }],
    ['another such total', { total: 'NaN' }],
    ['a total beyond counting', { total: '99999999999999999999' }],
  ])('refuses %s', async (_, wrong) => {
    const body = { orderid: 'ORD-BAD', status: 'Completed', total: '1', ...wrong };
    expect(await jetpack.post('create_transaction', body)).toEqual({ error: 100 });
  });

  test('takes a zero as a number, but not from whom the plugin answered', async () => {
    const zero = { orderid: 'ORD-ZERO', status: 'Completed', total: 0 };
    expect(await jetpack.post('create_transaction', zero, { root: PLUGIN })).toEqual({ error: 100 });
    expect(await jetpack.post('create_transaction', { ...zero, total: '0.00' }, { root: PLUGIN })).toMatchObject({
      id: expect.any(Number),
    });
    expect(await jetpack.post('create_transaction', zero)).toMatchObject({ id: expect.any(Number) });
  });

  test('keeps money exact to the cent and pays the invoice that it names', async () => {
    const { app } = jetpack.app;
    const order = accepted(await app.orders.place(elsewhere(jetpack.app), teaOrder));
    const [newest] = await jetpack.get<Row[]>('invoices');
    const body = {
      orderid: 'ORD-EXACT',
      status: 'Completed',
      total: '14.94',
      net: 12.45,
      tax: '2.49',
      invoice: newest?.id,
    };
    await jetpack.post('create_transaction', body);
    expect(await transactionOf('ORD-EXACT')).toMatchObject({ total: '14.94', net: '12.45', tax: '2.49', fee: '0.00' });
    const [paid] = await jetpack.get<Row[]>('invoices');
    expect(paid).toMatchObject({ id: newest?.id, status: 'Paid' });
    expect(order.invoice).toMatch(/./);
  });

  test('a key may have the accounting side of the plugin in every shape', async () => {
    const credentials = await keyWith(jetpack.app, { jetpackOptions: ['plugin_accounting'] });
    const paid = { status: 'Completed', total: '1', email: 'side@accounts.example' };
    await jetpack.post('create_transaction', { ...paid, orderid: 'SIDE-1' });
    await jetpack.post('create_transaction', { ...paid, orderid: 'SIDE-2', type: 'Credit Note' });
    const sides = (rows: unknown) => (rows as Row[]).map((row) => row.type_accounting);
    for (const [options, expected] of [
      [{}, ['debit', 'credit']],
      [{ credentials }, ['credit', 'debit']],
      [{ root: PLUGIN }, ['credit', 'debit']],
    ] as const) {
      const { transactions } = await jetpack.find('side@accounts.example', options);
      expect(sides(transactions)).toEqual(expected);
    }
    expect(sides(await jetpack.get('transactions', { perpage: '2' }, { credentials }))).toEqual(['credit', 'debit']);
  });

  test('answers what cannot be read as it always has', async () => {
    expect(await jetpack.post('create_transaction', '{bad')).toEqual({ error: true, message: 'Invalid JSON data' });
  });
});

describe('lists', () => {
  test('case 18: ten at a time, newest first, in either order', async () => {
    for (let index = 0; index < 12; index++) {
      await jetpack.post('create_transaction', { orderid: `ORD-18-${index}`, status: 'Completed', total: '1' });
      accepted(await jetpack.app.app.quotes.create(elsewhere(jetpack.app), teaOrder));
      accepted(await jetpack.app.app.invoices.draft(elsewhere(jetpack.app), teaOrder));
    }
    for (const list of ['transactions', 'quotes', 'invoices']) {
      const newest = ids(await jetpack.get<Row[]>(list));
      expect(newest).toHaveLength(10);
      expect(newest).toEqual([...newest].sort((a, b) => b - a));
      const oldest = ids(await jetpack.get<Row[]>(list, { order: 'asc' }));
      expect(oldest).toEqual([...oldest].sort((a, b) => a - b));
      expect(await jetpack.get(list, { perpage: '0' })).toHaveLength(1);
      expect(await jetpack.get(list, { page: '99' })).toEqual([]);
      expect(ids(await jetpack.get<Row[]>(list, { perpage: '5', page: '2' }))).toEqual(newest.slice(5));
    }
  });

  test('case 13: customers carry them where that is asked for, in any spelling of yes', async () => {
    const { app } = jetpack.app;
    const context = elsewhere(jetpack.app);
    const { key } = accepted(await app.contacts.create(context, { email: 'c13@example.com' }));
    accepted(await app.quotes.create(context, { ...teaOrder, contact: key }));
    accepted(await app.orders.place(context, { ...teaOrder, contact: key }));
    const search = { search: 'c13@example.com' };
    for (const yes of [true, 1, 'true']) {
      const flags = { invoices: yes, quotes: yes, transactions: yes, tags: yes };
      const [row] = await jetpack.post<Row[]>('customers', { ...search, ...flags });
      expect(row).toMatchObject({
        invoices: [{ total: '14.94', status: 'Unpaid' }],
        quotes: [{ value: '14.94', status: -1 }],
        transactions: [],
        tags: [],
      });
    }
    const [plain] = await jetpack.post<Row[]>('customers', search);
    expect(Object.keys(plain ?? {})).not.toEqual(expect.arrayContaining(['invoices']));
  });

  test('case 25: the beta nests its rows and names the customer', async () => {
    const sent = { orderid: 'ORD-25', item_title: 'Thing', total: '5', email: 'c25@example.com', tax_rate: '17.5' };
    await jetpack.post('create_transaction', { ...sent, status: 'Completed' }, { root: BETA });
    const rows = await jetpack.get<Row[]>('transactions', {}, { root: BETA });
    expect(rows).toHaveLength(20);
    expect(rows[0]).toEqual({
      id: expect.any(Number),
      created: timeText,
      meta: expect.objectContaining({
        orderid: 'ORD-25',
        total: 5,
        item_title: 'Thing',
        date: dayText,
        tax_rate: 17.5,
      }),
      customerid: expect.stringMatching(/^\d+$/),
    });
    const [invoice] = await jetpack.get<Row[]>('invoices', {}, { root: BETA });
    expect(invoice).toMatchObject({ customerid: expect.any(String), meta: { val: 14.94, status: 'Unpaid' } });
    const [quote] = await jetpack.get<Row[]>('quotes', {}, { root: BETA });
    expect(quote).toMatchObject({ zbsid: expect.any(String), meta: { val: 14.94 } });
  });

  test('the plugin counts from the oldest and writes its own numbers as text', async () => {
    const [transaction] = await jetpack.get<Row[]>('transactions', { perpage: '1' }, { root: PLUGIN });
    expect(transaction).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      owner: '0',
      type_accounting: 'debit',
      total: twoDecimals,
      date_paid: expect.any(Number),
      created_date: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/),
    });
    const [invoice] = await jetpack.get<Row[]>('invoices', { perpage: '1' }, { root: PLUGIN });
    expect(invoice).toMatchObject({ id: '1', owner: '-1', date_date: expect.stringMatching(/^[A-Z]\w+ \d+, \d{4}$/) });
    const [quote] = await jetpack.get<Row[]>('quotes', { perpage: '1' }, { root: PLUGIN });
    expect(quote).not.toHaveProperty('content');
  });
});

describe('amounts and times', () => {
  test.each([
    ['1,234.50', '1234.5'],
    ['$5', '5'],
    ['-3.10', '-3.1'],
    ['12 000', '12000'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['1,5', undefined],
    ['1e400', undefined],
    ['0x10', undefined],
    ['NaN', undefined],
    ['', undefined],
  ])('%j is the amount %j', (text, amount) => expect(parseAmount(text)).toBe(amount));

  test.each([
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['2024-05-01', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01 10:30', '2024-05-01T10:30:00.000Z'],
    ['2024-05-01T10:30:00+02:00', '2024-05-01T08:30:00.000Z'],
    ['2024-05-01T10:30:00.250-0130', '2024-05-01T12:00:00.000Z'],
    ['2024-05-01T10:30:00Z', '2024-05-01T10:30:00.000Z'],
    ['05/01/2024 10:30:00', '2024-05-01T10:30:00.000Z'],
    ['5/1/2024', '2024-05-01T00:00:00.000Z'],
    ['01.05.2024 10:30', '2024-05-01T10:30:00.000Z'],
    ['25/12/2024', undefined],
    ['2024-02-30', undefined],
    ['999999999999', undefined],
    ['1e400', undefined],
    ['soon', undefined],
  ])('%j is the time %j', (text, instant) => expect(parseMoment(text)).toBe(instant));
});
