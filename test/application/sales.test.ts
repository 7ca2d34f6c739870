import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoicesForOrders, listInvoices, standingOf } from '../../src/projections/invoices/queries.ts';
import { orderFields } from '../../src/projections/orders/fields.ts';
import { listOrders, orderByKey } from '../../src/projections/orders/queries.ts';
import { quoteByKey, salesOf } from '../../src/projections/quotes/queries.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { accepted, teaOrder, testContext } from '../support/sales.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.stop());

const TODAY = '2026-05-01';

describe('an order', () => {
  it('has its invoice the moment that it is placed', async () => {
    const { app } = server;
    const placed = accepted(await app.orders.place(testContext, teaOrder));
    const order = await orderByKey(app.db, placed.key);
    expect(order).toMatchObject({ ref: placed.ref, total: 1494, currency: 'GBP', status: 'pending', paid: 0 });
    const [invoice] = await invoicesForOrders(app.db, [placed.key]);
    expect(invoice).toMatchObject({ key: placed.invoice, phase: 'issued', total: 1494, order: placed.key });
    expect(invoice && standingOf(invoice, TODAY)).toBe('unpaid');
  });

  it('takes buyer, addresses, currency and tax from its contact', async () => {
    const { app } = server;
    const contact = accepted(
      await app.contacts.create(testContext, {
        email: 'grace@example.com',
        details: {
          firstName: 'Grace',
          lastName: 'Hopper',
          currency: 'USD',
          taxable: 'R',
          mainAddress: { city: 'Arlington' },
        },
      }),
    );
    const { lines } = teaOrder;
    const placed = accepted(await app.orders.place(testContext, { contact: contact.key, lines }));
    expect(await orderByKey(app.db, placed.key)).toMatchObject({
      contact: contact.key,
      buyer: { name: 'Grace Hopper', email: 'grace@example.com' },
      currency: 'USD',
      total: 750,
      terms: { billingAddress: { city: 'Arlington' }, deliveryAddress: { city: 'Arlington' } },
    });
  });

  it.each([
    ['CONTACT_NOT_FOUND', { contact: 'nobody' }],
    ['ORDER_EMPTY', { lines: [] }],
    ['SALE_INVALID', { currency: 'pounds' }],
    ['SALE_INVALID', { lines: [{ name: 'x', quantity: '1e9', unitPrice: '1' }] }],
    ['INPUT_INVALID', { lines: [{ name: '  ', quantity: '1', unitPrice: '1' }] }],
    ['INPUT_INVALID', { terms: { deliveryDate: 'soon' } }],
  ])('is refused with %s', async (code, wrong) => {
    const result = await server.app.orders.place(testContext, { ...teaOrder, ...wrong });
    expect(result.ok ? undefined : result.refusal.code).toBe(code);
  });

  it('is placed once per idempotency key', async () => {
    const { app } = server;
    const once = { ...testContext, idempotencyKey: 'order-once' };
    const first = accepted(await app.orders.place(once, teaOrder));
    expect(accepted(await app.orders.place(once, teaOrder))).toEqual(first);
  });

  it('is found by what it says', async () => {
    const { app } = server;
    const placed = accepted(await app.orders.place(testContext, { ...teaOrder, terms: { clientReference: 'PO-77' } }));
    const found = await listOrders(
      app.db,
      { filter: { field: 'clientReference', op: 'eq', value: 'po-77' } },
      orderFields,
    );
    expect(found.map(({ key }) => key)).toEqual([placed.key]);
  });

  it('is paid by payments that name it, and its invoice with it', async () => {
    const { app } = server;
    const placed = accepted(await app.orders.place(testContext, teaOrder));
    const pay = (amount: number, reference: string) =>
      app.payments.record(testContext, { reference, fields: { order: placed.key, amount, method: 'Cash' } });
    accepted(await pay(494, 'part-1'));
    const [partly] = await invoicesForOrders(app.db, [placed.key]);
    expect(partly && standingOf(partly, TODAY)).toBe('partlyPaid');
    accepted(await pay(1000, 'part-2'));
    const [paid] = await invoicesForOrders(app.db, [placed.key]);
    expect(paid && standingOf(paid, TODAY)).toBe('paid');
    expect((await orderByKey(app.db, placed.key))?.paid).toBe(1494);
    const again = await pay(1000, 'part-2');
    expect(again.ok ? undefined : again.refusal.code).toBe('PAYMENT_REFERENCE_TAKEN');
  });
});

describe('invoices', () => {
  it('have numbers without gaps under concurrency', async () => {
    const { app } = server;
    await Promise.all(Array.from({ length: 12 }, () => app.orders.place(testContext, teaOrder)));
    const numbers = (await listInvoices(app.db, {})).map(({ number }) => number ?? 0).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('are drafts without a number until they are issued', async () => {
    const { app } = server;
    const draft = accepted(await app.invoices.draft(testContext, { ...teaOrder, details: { dueOn: '2026-04-01' } }));
    expect(draft.number).toBeNull();
    const issued = accepted(await app.invoices.issue(testContext, draft.key));
    expect(issued.number).toBeGreaterThan(0);
    expect(accepted(await app.invoices.issue(testContext, draft.key)).number).toBe(issued.number);
    const row = (await listInvoices(app.db, {})).find(({ key }) => key === draft.key);
    expect(row && standingOf(row, TODAY)).toBe('overdue');
  });
});

describe('a quote', () => {
  it('becomes one order of the same number, however often that is asked for', async () => {
    const { app } = server;
    const contact = accepted(await app.contacts.create(testContext, { email: 'q@example.com' }));
    const quote = accepted(
      await app.quotes.create(testContext, {
        ...teaOrder,
        contact: contact.key,
        title: 'Tea',
        validUntil: '2999-01-01',
      }),
    );
    expect((await salesOf(app.db, contact.key, { limit: 9, offset: 0 })).keys).toEqual([
      { key: quote.key, kind: 'quote' },
    ]);
    accepted(await app.quotes.accept(testContext, quote.key, 'Ada'));
    const placed = await Promise.all([1, 2, 3].map(() => app.orders.placeFromQuote(testContext, quote.key)));
    for (const result of placed) expect(accepted(result)).toMatchObject({ key: quote.key, ref: quote.ref });
    expect(await quoteByKey(app.db, quote.key)).toMatchObject({ ordered: true, acceptedBy: 'Ada' });
    expect(await invoicesForOrders(app.db, [quote.key])).toHaveLength(1);
    expect(await salesOf(app.db, contact.key, { limit: 9, offset: 0 })).toEqual({
      found: 1,
      keys: [{ key: quote.key, kind: 'order' }],
    });
  });
});
