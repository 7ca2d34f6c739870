import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createOpayoGateway, latinForm, parseReply } from '../../../src/adapters/payment/opayo.ts';
import type { ChargeRequest } from '../../../src/application/sales/gateway.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let server: TestGateway;
let url: string;

beforeAll(async () => {
  server = await startGateway();
  url = server.url;
});
afterAll(() => server.stop());

const gateway = (secure3d: '1' | '2' = '2') => createOpayoGateway({ url, vendor: 'teashop', secure3d, timeoutMs: 500 });

let count = 0;
const party = {
  firstNames: 'Ada',
  surname: 'Lovelace',
  line1: '88 Dock St',
  city: 'Hull',
  postcode: '412',
  country: 'GB',
};
const request = (card: Partial<ChargeRequest['card']> = {}, more: Partial<ChargeRequest> = {}): ChargeRequest => ({
  code: `1042-${count++}`,
  amount: 1494,
  currency: 'GBP',
  description: 'Order 1042',
  card: { holder: 'Ada Lovelace', number: '4929000000006', expiry: '0130', cv2: '123', ...card },
  billing: party,
  delivery: party,
  ...more,
});

describe('a charge', () => {
  test('is captured, with what a refund will need', async () => {
    const outcome = await gateway().charge(request());
    expect(outcome).toEqual({
      result: 'captured',
      facts: {
        transactionId: expect.stringMatching(/^\{[0-9A-F-]{36}\}$/),
        securityKey: expect.stringMatching(/^.{10}$/),
        authorisation: expect.stringMatching(/^\d+$/),
        bankCode: '999777',
      },
    });
    expect(server.seen.at(-1)).toMatchObject({
      page: 'vspdirect-register',
      fields: { TxType: 'PAYMENT', Vendor: 'teashop', Amount: '14.94', Currency: 'GBP', CardType: 'VISA' },
    });
    expect(server.seen.at(-1)?.fields).not.toHaveProperty('BillingState');
    expect(server.seen.at(-1)?.fields).not.toHaveProperty('BillingAddress2');
  });

  test.each([
    ['a declined card', { number: '4929602110085639' }, 2000],
    ['a rule', { holder: 'SIM-2001' }, 2001],
    ['a code asked for', { holder: 'SIM-3003' }, 3003],
    ['a short security code', { cv2: '12' }, 5018],
    ['a card number with a slip', { number: '4929000000007' }, 5011],
    ['a card of last year', { expiry: '0125' }, 5013],
    ['no digits in the detail', { holder: 'SIM-NOCODE' }, 2000],
  ])('is declined for %s', async (_, card, code) => {
    expect(await gateway().charge(request(card))).toMatchObject({ result: 'declined', code });
  });

  test('stays uncertain when it was sent and nothing readable came back', async () => {
    expect(await gateway().charge(request({ holder: 'SIM-TIMEOUT' }))).toEqual({
      result: 'uncertain',
      reason: 'timeout',
    });
    expect(await gateway().charge(request({ holder: 'SIM-DROP' }))).toEqual({ result: 'uncertain', reason: 'broken' });
    expect(await gateway().charge(request({ holder: 'SIM-GARBAGE' }))).toEqual({
      result: 'uncertain',
      reason: 'broken',
    });
  });

  test('is refused for address and security code where that is wanted', async () => {
    const strict = createOpayoGateway({ url, vendor: 'teashop', avsCv2: '1' });
    const elsewhere = { ...party, line1: '1 Main Rd', postcode: 'N1' };
    const wrong = request({ cv2: '999' }, { billing: elsewhere });
    expect(await strict.charge(wrong)).toMatchObject({ result: 'declined', code: 2001 });
    expect(await strict.charge(request())).toMatchObject({ result: 'captured' });
    expect(await gateway().charge({ ...wrong, code: 'unchecked-1' })).toMatchObject({ result: 'captured' });
  });

  test('is surely not made when nobody could be reached', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => gone.once('listening', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const nobody = createOpayoGateway({ url: `http://127.0.0.1:${port}`, vendor: 'teashop' });
    expect(await nobody.charge(request())).toMatchObject({ result: 'declined', code: null });
  });

  test('is refused when our number was used before', async () => {
    const once = request();
    await gateway().charge(once);
    expect(await gateway().charge(once)).toMatchObject({ result: 'declined', code: 4042 });
  });

  test('goes by way of the bank where that is wanted', async () => {
    const first = await gateway('1').charge(request());
    if (first.result !== 'challenged') throw new Error(first.result);
    expect(first.challenge).toMatchObject({ url: expect.stringMatching(/^https:/), md: expect.any(String) });
    const answer = { md: first.challenge.md ?? '', response: 'password' };
    expect(await gateway('1').complete(answer)).toMatchObject({ result: 'captured' });
    expect(await gateway('1').complete(answer)).toMatchObject({ result: 'declined', code: 5036 });
  });
});

describe('money', () => {
  const captured = async () => {
    const asked = request();
    const outcome = await gateway().charge(asked);
    if (outcome.result !== 'captured') throw new Error(outcome.result);
    return { code: asked.code, facts: outcome.facts };
  };
  const refund = (code: string, amount: number) => ({ code, amount, currency: 'GBP', description: 'Returned' });

  test('goes back in parts, each once, never more than was taken', async () => {
    const original = await captured();
    expect(await gateway().refund(original, refund('r-1', 1000))).toEqual({ ok: true });
    expect(await gateway().refund(original, refund('r-1', 1000))).toEqual({ ok: true });
    expect(await gateway().refund(original, refund('r-2', 495))).toMatchObject({ ok: false, code: 4035 });
    expect(await gateway().refund(original, refund('r-3', 494))).toEqual({ ok: true });
  });

  test('is called back once, and asking again is no harm', async () => {
    const original = await captured();
    expect(await gateway().void(original)).toEqual({ ok: true });
    expect(await gateway().void(original)).toEqual({ ok: true });
    expect(await gateway().void({ code: 'x', facts: { transactionId: '{x}' } })).toMatchObject({
      ok: false,
      code: 4028,
    });
  });
});

describe('the wire', () => {
  it('is one byte per character, with a mark for what has none', () => {
    expect(latinForm({ A: 'é &=', B: '日' })).toBe('A=%E9%20%26%3D&B=%3F');
  });
  it('is split at the first equals sign, whatever the line ends', () => {
    expect(parseReply('Status=OK\nPAReq=a=b==\r\n\r\nnothing')).toEqual({ Status: 'OK', PAReq: 'a=b==' });
  });
});
