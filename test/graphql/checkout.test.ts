import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { mailsIn } from '../support/mail.ts';
import { accepted, testContext } from '../support/sales.ts';
import { type Ask, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;
let contact: string;
beforeAll(async () => {
  app = await startTestApp({ payment3dSecure: '3' });
  ask = createAsk(app);
  accepted(
    await app.app.products.create(testContext, {
      details: { name: 'Tea', type: 'physical', taxRate: '0.2', images: [{ url: '/tea.png' }] },
      variants: [{ details: { sku: 'TEA', price: '2.50', weight: '0.10' } }],
    }),
  );
  contact = String(
    (await createContact(ask, { firstName: 'Ada', lastName: 'King', email: 'ada@out.example' })).contact.id,
  );
});
afterAll(() => app.stop());

const UNENROLLED = '4929000005559';
const ENROLLED = '4929000000006';
const DECLINED = '4929602110085639';
const cardOf = (number: string) => ({ holder: 'Ada King', number, expireMonth: '01', expireYear: '39', cv2: '917' });
const terms = { deliveryAddress: { line1: '88 Dock St', city: 'Hull', postcode: 'HU1', country: 'GB' } };

const SHOWN = `outcome gatewayCode gatewayMessage challenge { url md request } problems { path message } id
  order { key status isPaid payments { phase } lines { productRef kind url images weight } } quote { key ordered } payment { phase method amount { amount } }`;
type Answer = Readonly<Record<string, unknown>>;

async function cart(): Promise<string> {
  const { data } = await ask<{ addToCart: { cart: { key: string } } }>(
    `mutation { addToCart(input: { sku: "TEA", quantity: "4" }) { ... on AddToCartPayload { cart { key } } } }`,
  );
  return data?.addToCart.cart.key ?? '';
}

async function mutate(name: string, type: string, input: object, idempotencyKey?: string): Promise<Answer> {
  const { data, errors } = await ask<Record<string, Answer>>(
    `mutation($input: ${type}Input!, $idempotencyKey: String) { ${name}(input: $input, idempotencyKey: $idempotencyKey) {
      ... on ${type}Payload { ${SHOWN} } ... on Refusal { code fields { path } } } }`,
    { input, idempotencyKey },
  );
  expect(errors).toBeUndefined();
  return data?.[name] as Answer;
}
const checkOut = (input: object, key?: string) =>
  mutate('checkOutCart', 'CheckOutCart', { contact, terms, ...input }, key);
const take = (input: object, key?: string) => mutate('takePayment', 'TakePayment', input, key);

describe('a cart', () => {
  test('is bought with a card, once per idempotency key, and mailed', async () => {
    const input = { cart: await cart(), card: cardOf(UNENROLLED), mail: true };
    const bought = await checkOut(input, 'buy-1');
    expect(bought).toMatchObject({
      outcome: 'CAPTURED',
      gatewayCode: null,
      problems: [],
      order: {
        ...{ status: 'PROCESSING', isPaid: true, payments: [{ phase: 'CAPTURED' }] },
        lines: [{ productRef: 1, kind: 'physical', url: 'tea', images: ['/tea.png'], weight: '0.1' }],
      },
      payment: { amount: { amount: '12.00' } },
    });
    expect(await checkOut(input, 'buy-1')).toEqual(bought);
    expect(await mailsIn(app.config.mail.directory)).toHaveLength(1);
    const other = await checkOut(input, 'buy-2');
    expect(other.id).not.toBe(bought.id);
  });

  test('stays a quote with a declined card, which the next one makes the order', async () => {
    const key = await cart();
    const declined = await checkOut({ cart: key, card: cardOf(DECLINED) });
    expect(declined).toMatchObject({ outcome: 'DECLINED', gatewayCode: 2000, order: null, quote: { ordered: false } });
    expect(await checkOut({ cart: key, card: { ...cardOf(UNENROLLED), cv2: 'x' } })).toMatchObject({
      outcome: 'CARD_INVALID',
      problems: [{ path: 'card.cv2' }],
    });
    const bought = await checkOut({ cart: key, card: cardOf(UNENROLLED) });
    expect(bought).toMatchObject({ outcome: 'CAPTURED', quote: { ordered: true } });
    expect((bought.order as { key?: string }).key).toBe((declined.quote as { key?: string }).key);
  });

  test('goes by way of the bank', async () => {
    const key = await cart();
    const asked = await checkOut({ cart: key, card: cardOf(ENROLLED) });
    expect(asked).toMatchObject({ outcome: 'CHALLENGED', gatewayCode: 2007, challenge: { url: expect.any(String) } });
    const { data } = await ask<Record<string, Answer>>(
      `mutation($sale: ID!, $md: String!) { completeCheckout(sale: $sale, cart: "${key}", md: $md, response: "password") {
        ... on CompleteCheckoutPayload { ${SHOWN} } ... on Refusal { code } } }`,
      { sale: asked.id, md: (asked.challenge as { md?: string }).md },
    );
    expect(data?.completeCheckout).toMatchObject({ outcome: 'CAPTURED', order: { isPaid: true } });
  });

  test('is left as a quote without a card', async () => {
    expect(await checkOut({ cart: await cart() })).toMatchObject({
      outcome: 'NOT_CHARGED',
      order: null,
      payment: null,
    });
    expect(await checkOut({ cart: 'nosuch' })).toMatchObject({ code: 'CART_EMPTY' });
    expect(await checkOut({ cart: await cart(), contact: 'nosuch' })).toMatchObject({ code: 'CONTACT_NOT_FOUND' });
  });
});

describe('a payment', () => {
  test('is taken in parts, by card and otherwise, and corrected', async () => {
    const { id } = await checkOut({ cart: await cart() });
    expect(await take({ sale: id, amount: '5', method: 'Cash' })).toMatchObject({
      outcome: 'NOT_CHARGED',
      order: null,
      payment: { phase: 'RECORDED', method: 'Cash', amount: { amount: '5.00' } },
    });
    expect(await take({ sale: id, amount: '7.01', card: cardOf(UNENROLLED) })).toMatchObject({
      code: 'AMOUNT_TOO_HIGH',
    });
    const rest = await take({ sale: id, card: cardOf(UNENROLLED) }, 'take-1');
    expect(rest).toMatchObject({
      outcome: 'CAPTURED',
      order: { isPaid: true },
      payment: { amount: { amount: '7.00' } },
    });
    expect(await take({ sale: id, card: cardOf(UNENROLLED) }, 'take-1')).toEqual(rest);
    expect(await take({ sale: id, amount: '1', method: 'Cash', card: cardOf(UNENROLLED) })).toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await take({ sale: 'nosuch', amount: '1', method: 'Cash' })).toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });

  test('that was recorded is corrected, and one that was charged is given back in its own currency', async () => {
    const { data } = await ask<Record<string, { payment: { id: string } }>>(
      'mutation { recordPayment(input: { amount: "5" }) { ... on RecordPaymentPayload { payment { id } } } }',
    );
    const corrected = await ask(
      `mutation($id: ID!) { updatePayment(input: { id: $id, amount: "6", method: "Cheque" }) {
        ... on UpdatePaymentPayload { payment { method amount { amount } } } ... on Refusal { code } } }`,
      { id: data?.recordPayment?.payment.id },
    );
    expect(corrected.data).toEqual({ updatePayment: { payment: { method: 'Cheque', amount: { amount: '6.00' } } } });
    const bought = await checkOut({ cart: await cart(), card: cardOf(UNENROLLED) });
    const charged = await ask<Record<string, { payments: { id: string }[] }>>(
      'query($id: ID!) { order(id: $id) { payments { id } } }',
      { id: bought.id },
    );
    const refund = (currency: string) =>
      ask(
        `mutation($id: ID!, $amount: MoneyInput) { refundPayment(id: $id, amount: $amount) {
          ... on RefundPaymentPayload { payment { phase settled { amount } } } ... on Refusal { code } } }`,
        { id: charged.data?.order?.payments[0]?.id, amount: { amount: '2', currency } },
      );
    expect((await refund('EUR')).data).toEqual({ refundPayment: { code: 'AMOUNT_INVALID' } });
    expect((await refund('GBP')).data).toMatchObject({ refundPayment: { payment: { settled: { amount: '10.00' } } } });
  });
});
