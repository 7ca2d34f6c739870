/** Baskets over HTTP, by the numbered cases of the contract. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ok, openShop, PASSWORD, register, type Shop, SYSTEM } from './client.ts';
import { accepted, add as addTo, cart as cartOf, stock } from './stock.ts';

let shop: Shop;
let trade: { session: string; key: string; email: string };
beforeAll(async () => {
  shop = await openShop();
  await stock(shop);
  trade = await register(shop);
  accepted(await shop.server.app.contacts.update(SYSTEM, trade.key, { details: { priceBand: 'trade' } }));
});
afterAll(() => shop.stop());

const cart = (session: string, filter?: string) => cartOf(shop, session, filter);
const add = (parameters: Record<string, string | number>) => addTo(shop, parameters);

describe('basket', () => {
  test('case 9: a first line begins a session', async () => {
    const { session_id: session } = ok(await add({ sku: 'sh-s', quantity: 24 }));
    const { items } = await cart(String(session));
    expect(items).toEqual([
      expect.objectContaining({
        code: 'SH-S',
        quantity: '24',
        ref: expect.stringMatching(/^\d{10}$/),
        category: 'SHI',
      }),
    ]);
  });

  test('case 10: an unknown code, and one that is not for sale', async () => {
    for (const sku of ['nosuch', 'HAT']) {
      expect(await add({ sku, quantity: 1, session_id: 'c10' })).toEqual({
        error_code: 1051,
        error_message: 'Not found when adding to Shopping Basket.',
        session_id: 'c10',
      });
    }
  });

  test.each([
    [{ quantity: 'abc' }, 'quantity'],
    [{ quantity: '0' }, 'quantity'],
    [{ quantity: '-1' }, 'quantity'],
    [{ quantity: '1e9' }, 'quantity'],
    [{ quantity: '0.33333' }, 'quantity'],
    [{ quantity: '9'.repeat(15) }, 'quantity'],
    [{ uom: 'barrel' }, 'uom'],
    [{ uom: 'pallet' }, 'uom'],
    [{ unitprice: 'x' }, 'unitprice'],
    [{ unitprice: '-1' }, 'unitprice'],
    [{ unittaxrate: '1' }, 'unittaxrate'],
    [{ noedit: 'perhaps' }, 'noedit'],
    [{ sku: '' }, 'sku'],
  ])('case 11: %j is named', async (wrong, name) => {
    const { error_code: code, error_invalid: told } = await add({ sku: 'SH-S', quantity: 1, ...wrong });
    expect([code, Object.keys((told ?? {}) as object)]).toEqual([1011, [name]]);
  });

  test('case 12: a price of the caller', async () => {
    ok(await add({ session_id: 'c12', sku: 'BELT', quantity: 2, unitprice: '10', unittaxrate: '0.175' }));
    expect(await cart('c12')).toMatchObject({
      subtotal: '20.00',
      tax: '3.50',
      grandtotal: '23.50',
      currency: '£',
      currency_code: 'GBP',
      items: [{ price: '10.00', price_inc: '11.75' }],
    });
  });

  test('case 13: by the case', async () => {
    ok(await add({ session_id: 'c13', sku: 'BELT', quantity: 2, uom: 'case' }));
    expect((await cart('c13')).items).toMatchObject([{ quantity: '2', total_net: '12.00' }]);
  });

  test('case 14: a filter in every form', async () => {
    ok(await add({ session_id: 'c14', sku: 'BELT', quantity: 1 }));
    const forms = [
      { filter: ['code', 'subtotal'] },
      { 'filter[]': ['code', 'subtotal'] },
      { 'filter[0]': 'code', 'filter[1]': 'subtotal' },
      { filter: 'code,subtotal' },
      { filter: '["code","subtotal"]' },
    ];
    for (const form of forms) {
      const { items, ...rest } = ok(await shop.call('getCart', { session_id: 'c14', ...form }));
      expect(items).toEqual([{ code: 'BELT' }]);
      expect(rest).toEqual({ error_code: null, error_message: null, session_id: 'c14', subtotal: '1.00', found: 1 });
    }
  });

  test('case 15: an anonymous basket, an empty one', async () => {
    expect(await cart('c15', 'contact_firstname')).toEqual({
      error_code: null,
      error_message: null,
      session_id: 'c15',
      contact_firstname: null,
    });
    expect(await cart('c15')).toMatchObject({ items: [], subtotal: '0.00', tax: '0.00', grandtotal: '0.00' });
  });

  test('case 16: updateInCart changes a line, and knows no other', async () => {
    const { ref } = ok(await add({ session_id: 'c16', sku: 'BELT', quantity: 1 }));
    const update = (parameters: Record<string, string>) =>
      shop.call('updateInCart', { session_id: 'c16', ...parameters });
    expect(ok(await update({ ref: String(ref), quantity: '12' }))).toMatchObject({ update: true, session_id: 'c16' });
    expect((await cart('c16')).items).toMatchObject([{ quantity: '12' }]);
    expect(await update({ ref: '1', quantity: '12' })).toMatchObject({ error_code: 1001, update: false });
    expect(await update({ ref: String(ref), quantity: '-1' })).toMatchObject({
      error_code: 1011,
      error_invalid: { quantity: expect.any(String) },
      update: false,
    });
    expect(await update({ ref: 'x', quantity: 'y' })).toMatchObject({
      error_code: 1011,
      update: false,
      error_invalid: { ref: expect.any(String), quantity: expect.any(String) },
    });
    expect(ok(await update({ ref: String(ref), quantity: '0' })).update).toBe(true);
    expect((await cart('c16')).items).toEqual([]);
  });

  test('case 17: updateInCart leaves a noedit line as it is; it can be taken out', async () => {
    const { ref } = ok(await add({ session_id: 'c17', sku: 'BELT', quantity: 1, noedit: 'true' }));
    expect(await shop.call('updateInCart', { session_id: 'c17', ref: String(ref), quantity: '5' })).toMatchObject({
      error_code: 1011,
      error_invalid: { ref: expect.any(String) },
      update: false,
    });
    expect((await cart('c17')).items).toMatchObject([{ quantity: '1' }]);
    ok(await shop.call('deleteFromCart', { session_id: 'c17', ref: String(ref) }));
  });

  test('case 18: deleteFromCart takes a line out, once', async () => {
    const { ref } = ok(await add({ session_id: 'c18', sku: 'BELT', quantity: 1 }));
    const remove = { session_id: 'c18', ref: String(ref) };
    expect(ok(await shop.call('deleteFromCart', remove)).session_id).toBe('c18');
    expect((await cart('c18')).items).toEqual([]);
    expect(await shop.call('deleteFromCart', remove)).toMatchObject({ error_code: 1001, session_id: 'c18' });
  });

  test('a line is found by its number alone, in the carts of its own shop', async () => {
    const { ref } = ok(await add({ session_id: 'alone', sku: 'BELT', quantity: 1 }));
    const other = await shop.issueKey({ name: 'a third shop' });
    for (const method of ['deleteFromCart', 'updateInCart'])
      expect(await shop.call(method, { ref: String(ref), quantity: 2 }, other)).toMatchObject({ error_code: 1001 });
    ok(await shop.call('updateInCart', { ref: String(ref), quantity: 2 }));
    ok(await shop.call('deleteFromCart', { ref: String(ref) }));
    expect((await cart('alone')).items).toEqual([]);
  });

  test('case 19: deleteProductFromCart takes out every line of a code', async () => {
    ok(await add({ session_id: 'c19', sku: 'SH-S', quantity: 1 }));
    ok(await add({ session_id: 'c19', sku: 'SH-S', quantity: 1, uom: 'case' }));
    ok(await add({ session_id: 'c19', sku: 'BELT', quantity: 1 }));
    const remove = { session_id: 'c19', sku: 'sh-s' };
    expect(ok(await shop.call('deleteProductFromCart', remove)).session_id).toBe('c19');
    expect((await cart('c19')).items).toMatchObject([{ code: 'BELT' }]);
    expect(await shop.call('deleteProductFromCart', remove)).toMatchObject({ error_code: 1001 });
    const nothing = { session_id: 'c19-none', sku: 'BELT' };
    expect(await shop.call('deleteProductFromCart', nothing)).toMatchObject({ error_code: 1001 });
  });

  const prices = async (session: string) => (await cart(session, 'price')).items;
  const logIn = (session: string) =>
    shop.call('clientLogin', { session_id: session, client_username: trade.email, client_password: PASSWORD });

  test("case 27: login gives the basket the contact's prices, but for those of the caller", async () => {
    ok(await add({ session_id: 'c27', sku: 'SH-S', quantity: 1 }));
    ok(await add({ session_id: 'c27', sku: 'BELT', quantity: 1, unitprice: '4' }));
    expect(await prices('c27')).toEqual([{ price: '10.00' }, { price: '4.00' }]);
    expect(ok(await logIn('c27')).session_id).toBe('c27');
    expect(await prices('c27')).toEqual([{ price: '8.00' }, { price: '4.00' }]);
    expect(await cart('c27', 'contact_priceband')).toMatchObject({ contact_priceband: 'trade' });
  });

  test('case 28: who is not taxed, or charged in reverse, pays no tax', async () => {
    ok(await logIn('c28'));
    ok(await add({ session_id: 'c28', sku: 'SH-S', quantity: 1 }));
    ok(await add({ session_id: 'c28', sku: 'BELT', quantity: 1, unitprice: '4', unittaxrate: '0.5' }));
    for (const taxable of ['N', 'R']) {
      ok(await shop.call('updateContact', { session_id: 'c28', client_taxable: taxable }));
      expect(await cart('c28')).toMatchObject({ tax: '0.00', subtotal: '12.00', grandtotal: '12.00' });
    }
    ok(await shop.call('updateContact', { session_id: 'c28', client_taxable: 'Y' }));
    expect(await cart('c28')).toMatchObject({ tax: '3.60', grandtotal: '15.60' });
  });

  test('case 29: logout keeps the basket, at the prices for everybody', async () => {
    ok(await logIn('c29'));
    ok(await add({ session_id: 'c29', sku: 'SH-S', quantity: 1 }));
    expect(await prices('c29')).toEqual([{ price: '8.00' }]);
    expect(ok(await shop.call('clientLogout', { session_id: 'c29' })).session_id).toBe('c29');
    expect(await prices('c29')).toEqual([{ price: '10.00' }]);
  });

  test('case 20: registering keeps the basket', async () => {
    ok(await add({ session_id: 'c20', sku: 'BELT', quantity: 1 }));
    await register(shop, { session_id: 'c20' });
    expect((await cart('c20')).items).toHaveLength(1);
  });

  test('case 31: endCartSession empties the basket and keeps the login', async () => {
    await register(shop, { session_id: 'c31' });
    ok(await add({ session_id: 'c31', sku: 'BELT', quantity: 1 }));
    for (let time = 0; time < 2; time++)
      expect(ok(await shop.call('endCartSession', { session_id: 'c31' })).session_id).toBe('c31');
    expect((await cart('c31')).items).toEqual([]);
    ok(await shop.call('getContact', { session_id: 'c31', filter: 'contact_ref' }));
  });

  test('case 32: endSession takes the basket', async () => {
    ok(await add({ session_id: 'c32', sku: 'BELT', quantity: 1 }));
    expect(ok(await shop.call('endSession', { session_id: 'c32' })).session_id).toBe(null);
    expect((await cart('c32')).items).toEqual([]);
  });

  test('case 33: the basket of a session that has expired is gone; its id is a fresh one', async () => {
    ok(await add({ session_id: 'c33', sku: 'BELT', quantity: 1 }));
    await shop.server.sql`update operational.sessions set expires_at = now() - interval '1 second'`;
    expect(await cart('c33')).toMatchObject({ session_id: 'c33', items: [], grandtotal: '0.00' });
    ok(await add({ session_id: 'c33', sku: 'SH-S', quantity: 1 }));
    expect((await cart('c33')).items).toMatchObject([{ code: 'SH-S' }]);
  });

  test('a thousand at once lose nothing', async () => {
    ok(await add({ session_id: 'many', sku: 'BELT', quantity: 1 }));
    await Promise.all(
      Array.from({ length: 999 }, () => add({ session_id: 'many', sku: 'BELT', quantity: 1 }).then(ok)),
    );
    expect((await cart('many', 'quantity')).items).toEqual([{ quantity: '1000' }]);
  }, 120_000);
});
