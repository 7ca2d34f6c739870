import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckoutInput } from '../../src/application/sales/checkout.ts';
import { invoicesForOrders } from '../../src/projections/invoices/queries.ts';
import { orderByKey } from '../../src/projections/orders/queries.ts';
import { paymentsFor } from '../../src/projections/payments/queries.ts';
import { quoteByKey } from '../../src/projections/quotes/queries.ts';
import { startTestApp, type TestApp, testConfig } from '../support/app.ts';
import { startGateway } from '../support/gateway.ts';
import { mailsIn } from '../support/mail.ts';
import { accepted, teaOrder, testContext } from '../support/sales.ts';

let server: TestApp;
let secure: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  secure = await startTestApp({ payment3dSecure: '1' });
});
afterAll(() => Promise.all([server.stop(), secure.stop()]));

const GOOD = '4929000000006';
const DECLINED = '4929602110085639';
const CV2 = '917';

const party = {
  firstNames: 'Ada',
  surname: 'Lovelace',
  line1: '1 Dock St',
  city: 'Hull',
  postcode: 'HU1',
  country: 'GB',
};
const withCard = (visit: string, number: string, holder = 'Ada Lovelace'): CheckoutInput => ({
  visit,
  sale: teaOrder,
  card: { holder, number, expireMonth: '01', expireYear: '39', cv2: CV2 },
});

const place = async (input: CheckoutInput, app = server.app) => accepted(await app.checkout.place(testContext, input));

describe('a checkout', () => {
  it('leaves a quote where nothing is paid', async () => {
    const out = await place({ visit: 'v-quote', sale: teaOrder });
    expect(out).toMatchObject({ stands: 'quote', sale: { totals: { total: 1494 } } });
    expect((await place({ visit: 'v-quote', sale: teaOrder })).key).not.toBe(out.key);
  });

  it('ends in a paid order with its invoice when the card is good', async () => {
    const { app } = server;
    const out = await place(withCard('v-good', GOOD));
    expect(out).toMatchObject({ stands: 'order', charge: { outcome: 'captured' } });
    expect(await orderByKey(app.db, out.key)).toMatchObject({ ref: out.ref, status: 'processing', paid: 1494 });
    expect(await invoicesForOrders(app.db, [out.key])).toMatchObject([{ paid: 1494, phase: 'issued' }]);
    expect((await place(withCard('v-good', GOOD))).key).not.toBe(out.key);
  });

  it('keeps the quote of a declined card, and makes it the order when a good one follows', async () => {
    const { app } = server;
    const refused = await place(withCard('v-retry', DECLINED));
    expect(refused).toMatchObject({ stands: 'quote', charge: { outcome: 'declined', code: 2000 } });
    const changed = {
      ...withCard('v-retry', GOOD),
      sale: { ...teaOrder, lines: [{ ...teaOrder.lines[0], quantity: '4' }] },
    };
    const out = await place(changed as CheckoutInput);
    expect(out).toMatchObject({
      key: refused.key,
      ref: refused.ref,
      stands: 'order',
      sale: { totals: { subtotal: 1000 } },
    });
    expect((await paymentsFor(app.db, 'order', [out.key])).map(({ phase }) => phase)).toEqual(['declined', 'captured']);
  });

  it('is one order and one charge, however many ask at once', async () => {
    const { app } = server;
    const outs = await Promise.all(Array.from({ length: 8 }, () => place(withCard('v-many', GOOD))));
    expect(new Set(outs.map(({ key }) => key)).size).toBe(1);
    expect(await paymentsFor(app.db, 'order', [outs[0]?.key ?? ''])).toHaveLength(1);
  });

  it('does not charge again while nobody knows what became of the first charge', async () => {
    const { app } = server;
    const quote = accepted(await app.quotes.create(testContext, teaOrder));
    const request = { card: { holder: 'SIM-DROP', number: GOOD, expiry: '0139' }, billing: party, delivery: party };
    const input = {
      sale: quote.key,
      saleRef: quote.ref,
      contact: null,
      most: 1494,
      request: { ...request, amount: 1494, currency: 'GBP', description: 'Tea' },
    };
    const first = accepted(await app.charges.charge(testContext, input));
    expect(first.outcome).toBe('uncertain');
    const [known] = await paymentsFor(app.db, 'order', [quote.key]);
    const again = await app.charges.charge(testContext, input);
    // The gateway may have told by now that nothing was taken.
    if (known?.phase === 'uncertain' && !again.ok) expect(again.refusal.code).toBe('PAYMENT_UNDER_WAY');
    accepted(await app.charges.reconcile(testContext, first.key));
    expect((await paymentsFor(app.db, 'order', [quote.key])).at(0)?.phase).toBe('declined');
  });

  it('cut short after the money was taken becomes an order all the same, once', async () => {
    const { app } = server;
    const quote = accepted(await app.quotes.create(testContext, teaOrder));
    const request = { card: { holder: 'Ada', number: GOOD, expiry: '0139' }, billing: party, delivery: party };
    const charged = accepted(
      await app.charges.charge(testContext, {
        sale: quote.key,
        saleRef: quote.ref,
        contact: null,
        most: 1494,
        request: { ...request, amount: 1494, currency: 'GBP', description: 'Tea' },
      }),
    );
    expect(await orderByKey(app.db, quote.key)).toBeUndefined();
    // One after the other they come before, while and after it is placed: to each it is there afterwards.
    const calls = Array.from({ length: 30 }, async (_, n) => {
      await sleep(n);
      await app.orders.placePaid(testContext, charged.key);
      return orderByKey(app.db, quote.key);
    });
    for (const seen of await Promise.all(calls)) expect(seen).toMatchObject({ ref: quote.ref, paid: 1494 });
    expect(await invoicesForOrders(app.db, [quote.key])).toHaveLength(1);
    expect(await quoteByKey(app.db, quote.key)).toMatchObject({ ordered: true });
  });

  it('goes by way of the bank where that is wanted', async () => {
    const { app } = secure;
    const out = await place(withCard('v-bank', GOOD), app);
    expect(out).toMatchObject({ stands: 'quote', charge: { outcome: 'challenged', code: 2007 } });
    const answer = { md: out.charge?.challenge?.md ?? '', response: 'password' };
    const done = accepted(await app.checkout.complete(testContext, { visit: 'v-bank', sale: out.key, answer }));
    expect(done).toMatchObject({ key: out.key, stands: 'order' });
    const again = await app.checkout.complete(testContext, { visit: 'v-bank', sale: out.key, answer });
    expect(again.ok ? undefined : again.refusal.code).toBe('PAYMENT_NOT_CHALLENGED');
  });

  it('forgets a challenge that the buyer did not take', async () => {
    const { app } = secure;
    const left = await place(withCard('v-left', GOOD), app);
    const out = await place(withCard('v-left', '4929000005559'), app);
    expect(out).toMatchObject({ key: left.key, stands: 'order' });
    expect((await paymentsFor(app.db, 'order', [out.key])).map(({ phase }) => phase)).toEqual(['declined', 'captured']);
  });
});

describe('a checkout whose money was taken', () => {
  it('does not change any more, and is given again to a buyer who saw no answer', async () => {
    const { app } = server;
    const refused = await place(withCard('v-frozen', DECLINED));
    accepted(await app.till.take(testContext, { sale: refused.key, by: { card: withCard('', GOOD).card ?? {} } }));
    const more = { ...teaOrder, lines: [{ name: 'Tea', quantity: '9', unitPrice: '2.50' }] };
    const same = await place(withCard('v-frozen', GOOD));
    expect(same).toMatchObject({ key: refused.key, stands: 'order', sale: { totals: { total: 1494 } } });
    const other = await place({ ...withCard('v-frozen', GOOD), sale: more });
    expect(other.key).not.toBe(refused.key);
  });

  it('makes way for another once its order was placed without the visit', async () => {
    const { app } = server;
    const refused = await place(withCard('v-placed', DECLINED));
    accepted(await app.till.take(testContext, { sale: refused.key, by: { method: 'Cash' } }));
    expect(await orderByKey(app.db, refused.key)).toMatchObject({ status: 'processing', paid: 1494 });
    const more = { ...teaOrder, lines: [{ name: 'Tea', quantity: '9', unitPrice: '2.50' }] };
    const other = await place({ ...withCard('v-placed', GOOD), sale: more });
    expect(other).toMatchObject({ stands: 'order', sale: { lines: [{ quantity: '9' }] } });
    expect(other.key).not.toBe(refused.key);
  });

  it('charges only what is left, where a part was paid before', async () => {
    const { app } = server;
    const refused = await place(withCard('v-part', DECLINED));
    const part = { sale: refused.key, amount: '4.94', by: { method: 'Cheque' } };
    expect(accepted(await app.till.take(testContext, part)).sale.stands).toBe('quote');
    const out = await place(withCard('v-part', GOOD));
    expect(out).toMatchObject({ key: refused.key, stands: 'order' });
    const payments = await paymentsFor(app.db, 'order', [out.key]);
    expect(payments.map(({ phase, amount }) => [phase, amount])).toEqual([
      ['declined', 1494],
      ['recorded', 494],
      ['captured', 1000],
    ]);
  });
});

describe('the till', () => {
  const card = withCard('', GOOD).card ?? {};
  const code = (result: { ok: true } | { ok: false; refusal: { code: string } }) =>
    result.ok ? undefined : result.refusal.code;

  it('takes the parts of an order by card and never more than is owed', async () => {
    const { app } = server;
    const { key } = accepted(await app.orders.place(testContext, teaOrder));
    accepted(await app.till.take(testContext, { sale: key, amount: '10', by: { card } }));
    expect(code(await app.till.take(testContext, { sale: key, amount: '4.95', by: { card } }))).toBe('AMOUNT_TOO_HIGH');
    const both = await Promise.all(
      [1, 2].map(() => app.till.take(testContext, { sale: key, amount: '4.94', by: { card } })),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await orderByKey(app.db, key)).toMatchObject({ paid: 1494 });
    expect(code(await app.till.take(testContext, { sale: key, by: { card } }))).toBe('AMOUNT_TOO_HIGH');
  });

  it('charges once for one idempotency key, and remembers no card by it', async () => {
    const { app } = server;
    const { key } = accepted(await app.orders.place(testContext, teaOrder));
    const once = { ...testContext, idempotencyKey: 'till-1' };
    const first = accepted(await app.till.take(once, { sale: key, amount: '1', by: { card } }));
    const again = accepted(
      await app.till.take(once, { sale: key, amount: '1', by: { card: { ...card, cv2: '000' } } }),
    );
    expect(again.charge?.key).toBe(first.charge?.key);
    expect(await orderByKey(app.db, key)).toMatchObject({ paid: 100 });
  });

  it.each([
    [{ amount: '0' }, 'AMOUNT_INVALID'],
    [{ amount: '-1' }, 'AMOUNT_INVALID'],
    [{ amount: '1.001' }, 'AMOUNT_INVALID'],
    [{ amount: 'x' }, 'AMOUNT_INVALID'],
    [{ amount: '1', exchangeRate: '0' }, 'RATE_INVALID'],
    [{ buyer: 'somebody', amount: '1' }, 'ORDER_NOT_FOUND'],
    [{ sale: 'nosuch', amount: '1' }, 'ORDER_NOT_FOUND'],
  ])('refuses %j', async (wrong, expected) => {
    const { app } = server;
    const { key } = accepted(await app.orders.place(testContext, teaOrder));
    expect(code(await app.till.take(testContext, { sale: key, by: { method: 'Cash' }, ...wrong }))).toBe(expected);
  });

  it('tells what is wrong with a card without bothering the gateway', async () => {
    const { app } = server;
    const { key } = accepted(await app.orders.place(testContext, teaOrder));
    const wrong = { ...card, expireMonth: '13', cv2: 'abc', number: '4929-x', holder: ' ' };
    const { problems } = accepted(await app.till.take(testContext, { sale: key, by: { card: wrong } }));
    expect(Object.keys(problems ?? {})).toEqual(['card.holder', 'card.number', 'card.expireMonth', 'card.cv2']);
    expect(await paymentsFor(app.db, 'order', [key])).toEqual([]);
  });
});

describe('the owner', () => {
  it('is mailed about a charge without an answer, until it is known what became of it', async () => {
    const gateway = await startGateway(() => new Date());
    const config = testConfig('');
    const mail = { ...config.mail, owner: 'owner@example.com' };
    const shop = await startTestApp({ paymentGateway: 'opayo', opayo: { url: gateway.url, vendor: 'tea' }, mail });
    try {
      const out = await place(withCard('v-doubt', GOOD, 'SIM-DROP'), shop.app);
      const key = out.charge?.key ?? '';
      accepted(await shop.app.notices.send(testContext, 'paymentUncertain', key));
      const told = await mailsIn(mail.directory);
      expect(told.at(0)?.headers).toContain('owner@example.com');
      expect(told.at(0)?.body).toContain(`resolvePayment(id: "${key}", taken: true)`);
      expect(told.at(0)?.body).toContain('14.94 GBP');
      accepted(await shop.app.charges.resolve(testContext, key, false));
      accepted(await shop.app.notices.send(testContext, 'paymentUncertain', key));
      expect(await mailsIn(mail.directory)).toHaveLength(told.length);
    } finally {
      await shop.stop();
      gateway.stop();
    }
  });
});

describe('money', () => {
  it('goes back through the gateway in parts, and an unsettled charge is called back whole', async () => {
    const { app } = server;
    const out = await place(withCard('v-refund', GOOD));
    const key = out.charge?.key ?? '';
    accepted(await app.charges.refund(testContext, key, { amount: 1000, currency: 'GBP' }));
    const tooMuch = await app.charges.refund(testContext, key, { amount: 495, currency: 'GBP' });
    expect(tooMuch.ok ? undefined : tooMuch.refusal.code).toBe('REFUND_TOO_HIGH');
    const foreign = await app.charges.refund(testContext, key, { amount: 1, currency: 'EUR' });
    expect(foreign.ok ? undefined : foreign.refusal.code).toBe('AMOUNT_INVALID');
    accepted(await app.charges.refund(testContext, key));
    expect(await orderByKey(app.db, out.key)).toMatchObject({ paid: 0 });
    const other = await place(withCard('v-void', GOOD));
    accepted(await app.charges.void(testContext, other.charge?.key ?? ''));
    accepted(await app.charges.void(testContext, other.charge?.key ?? ''));
    expect(await orderByKey(app.db, other.key)).toMatchObject({ paid: 0 });
  });
});

describe('card data', () => {
  it('is nowhere in the log or in any table', async () => {
    const { app, sql } = server;
    await place(withCard('v-secret', GOOD));
    const events: string[] = [];
    for await (const event of app.log.readAll())
      events.push(JSON.stringify(event.data) + JSON.stringify(event.metadata));
    const tables = await sql<{ schema: string; name: string }[]>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
    expect(tables.length).toBeGreaterThan(10);
    const rows: string[] = [];
    for (const { schema, name } of tables) {
      const found = await sql<{ text: string }[]>`select t::text as text from ${sql(schema)}.${sql(name)} as t`;
      rows.push(...found.map(({ text }) => text));
    }
    for (const secret of [GOOD, DECLINED, `"${CV2}"`]) {
      expect(events.filter((text) => text.includes(secret))).toEqual([]);
      expect(rows.filter((text) => text.includes(secret))).toEqual([]);
    }
  });
});
