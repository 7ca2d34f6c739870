/** A checkout whose program dies at each step, before and after the step reached the log. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSimulatorGateway } from '../../src/adapters/payment/simulator/gateway.ts';
import { createDigests } from '../../src/adapters/system/digests.ts';
import { createClaims } from '../../src/application/claims.ts';
import { createExecutor } from '../../src/application/execute.ts';
import { createIdempotency } from '../../src/application/idempotency.ts';
import { createNumbers } from '../../src/application/numbers.ts';
import { type EventLog, LogUnavailable } from '../../src/application/ports.ts';
import type { PaymentGateway } from '../../src/application/sales/gateway.ts';
import { createSales, type Sales } from '../../src/application/sales/sales.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { paymentsFor } from '../../src/projections/payments/queries.ts';
import { salesOf } from '../../src/projections/quotes/queries.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { accepted, teaOrder, testContext } from '../support/sales.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.stop());

type Moment = 'before' | 'after';

/** Dies at the n-th append; whoever is dead neither reads nor writes. */
function dyingLog(log: EventLog, n: number, moment: Moment): EventLog & { readonly isDead: () => boolean } {
  let appended = 0;
  let dead = false;
  const die = (): never => {
    dead = true;
    throw new LogUnavailable('dead', { retryable: false });
  };
  return {
    ...log,
    isDead: () => dead,
    append: async (stream, events, expected) => {
      if (dead) die();
      appended += 1;
      if (appended === n && moment === 'before') die();
      const result = await log.append(stream, events, expected);
      return appended === n ? die() : result;
    },
    readStream: (stream, options) => (dead ? die() : log.readStream(stream, options)),
  };
}

function salesOn(log: EventLog, gateway: PaymentGateway): Sales {
  const { app } = server;
  const { clock, ids } = app;
  const digests = createDigests('0'.repeat(64));
  const executor = createExecutor({ log, catalogue, clock, ids });
  return createSales({
    executor,
    clock,
    ids,
    gateway,
    db: app.db,
    contacts: app.contacts,
    customFields: app.customFields,
    mails: app.mails,
    readModels: app.readModels,
    claims: createClaims({ executor, digests, clock }),
    numbers: createNumbers({ executor, clock }),
    idempotency: createIdempotency({ executor, digests, readModels: app.readModels }),
    shopCurrency: app.shopCurrency,
    checkoutSettings: { acceptPayments: true, unpaidCreates: 'quote', quoteValidDays: undefined },
  });
}

/** Then all is done but the answer, and the next call is another order, as the shop is told. */
async function isFinished(visit: string): Promise<boolean> {
  for await (const { type } of server.app.log.readStream(`checkout-${visit}`, { direction: 'backwards', limit: 1 }))
    return type === 'CheckoutFinished';
  return false;
}

const card = { holder: 'Ada', number: '4929000000006', expireMonth: '01', expireYear: '39' };

it.each(['before', 'after'] as const)(
  'charges once and ends in one order wherever it dies %s a step is in the log',
  async (moment) => {
    const { app } = server;
    let steps = 0;
    for (let n = 1; ; n++) {
      const contact = accepted(
        await app.contacts.create(testContext, { email: `${moment}${n}@example.com`, details: { firstName: 'Ada' } }),
      ).key;
      const gateway = createSimulatorGateway(app);
      const log = dyingLog(app.log, n, moment);
      const input = { visit: `cut-${moment}-${n}`, sale: { ...teaOrder, contact }, card };
      const first = await salesOn(log, gateway)
        .checkout.place(testContext, input)
        .catch(() => undefined);
      if (!log.isDead() || (await isFinished(input.visit))) break;
      expect(first).toBeUndefined();
      steps += 1;

      // The next program: its process looks into charges that were cut short, and the buyer asks again.
      const { checkout, charges } = salesOn(app.log, gateway);
      const asked = accepted(await checkout.place(testContext, input));
      // The dead program waited for no read model to show what it had appended.
      expect(await app.readModels.reached((await app.log.head()) ?? 0n)).toBe(true);
      for (const { key } of await paymentsFor(app.db, 'order', [asked.key])) await charges.reconcile(testContext, key);
      const out = asked.stands === 'order' ? asked : accepted(await checkout.place(testContext, input));

      expect(out.stands).toBe('order');
      expect(gateway.charged).toHaveLength(1);
      const { keys } = await salesOf(app.db, contact, { limit: 10, offset: 0 });
      expect(keys).toEqual([{ key: out.key, kind: 'order' }]);
      const captured = (await paymentsFor(app.db, 'order', [out.key])).filter(({ phase }) => phase === 'captured');
      expect(captured.map(({ amount }) => amount)).toEqual([1494]);
    }
    expect(steps).toBeGreaterThanOrEqual(6);
  },
);

it('asked for through two servers at once it is one order and one charge', async () => {
  for (let round = 0; round < 5; round++) {
    const gateway = createSimulatorGateway(server.app);
    const input = { visit: `two-${round}`, sale: teaOrder, card };
    const answers = await Promise.all(
      [1, 2, 3].map(() => salesOn(server.app.log, gateway).checkout.place(testContext, input)),
    );
    expect(new Set(answers.map((answer) => accepted(answer).key)).size).toBe(1);
    expect(answers.some((answer) => accepted(answer).stands === 'order')).toBe(true);
    expect(gateway.charged).toHaveLength(1);
  }
});
