/** An order of a shop is at once an order, an invoice and a payment in every other API. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { accepted, testContext } from '../support/sales.ts';
import { call } from './fronts.ts';

let app: TestApp;
let product: { ref: number };
let visitor: { session: string; ref: number };
beforeAll(async () => {
  app = await startTestApp();
  product = accepted(
    await app.app.products.create(testContext, {
      details: { name: 'Tea', type: 'physical', taxRate: '0.2', images: [{ url: '/tea.png' }] },
      variants: [{ details: { sku: 'TEA', price: '2.50', weight: '0.5', caseQuantity: '4' } }],
    }),
  );
  const registered = await shop('addContact', {
    client_firstname: 'Ada',
    client_lastname: 'Lovelace',
    client_email: 'ada@shop.example',
    client_password: 'correct horse 9',
    client_address1: '1 Main Rd',
    client_postcode: 'N1',
    client_country: 'GB',
  });
  visitor = { session: String(registered.session_id), ref: Number(registered.contact_ref) };
  await shop('addToCart', { session_id: visitor.session, sku: 'TEA', quantity: '1', uom: 'case' });
});
afterAll(() => app.stop());

async function shop(method: string, parameters: Record<string, string>) {
  const body = new URLSearchParams({ apikey: app.secret, method, ...parameters });
  const answer = await call(`${app.url}/salessystem/api/v1/`, { method: 'POST', body });
  expect(answer.body).toMatchObject({ error_code: null });
  return answer.body;
}

const bearer = () => ({ headers: { authorization: `Bearer ${app.secret}`, 'content-type': 'application/json' } });
const jetpack = async (endpoint: string) =>
  (await call(`${app.url}/zbs_api/${endpoint}?api_key=${app.key}&api_secret=${app.secret}&perpage=50`)).body;
const simvoly = async () => (await call(`${app.url}/api/site/orders`, bearer())).body;
const treepl = async () => (await call(`${app.url}/api/v2/admin/contacts/${visitor.ref}/orders`, bearer())).body;

it('a quote is a quote and no order anywhere', async () => {
  const quote = await shop('addOrder', { session_id: visitor.session });
  expect(await jetpack('quotes')).toMatchObject([{ value: '12.00', currency: 'GBP' }]);
  expect(await jetpack('invoices')).toEqual([]);
  expect(await simvoly()).toMatchObject({ totalCount: 0 });
  expect(await treepl()).toMatchObject({ TotalItemsCount: 0 });
  expect(quote.order_state).toBe('Quote');
});

it('a paid order is an invoice, an order twice over, a transaction and a payment, the moment it is answered', async () => {
  const order = await shop('addOrder', {
    session_id: visitor.session,
    card_holdername: 'Ada Lovelace',
    card_number: '4929000000006',
    card_expire_month: '01',
    card_expire_year: '39',
    card_cv2: '123',
  });
  const ref = Number(order.order_ref);
  expect(await jetpack('invoices')).toMatchObject([{ total: '12.00', status: 'Paid' }]);
  expect(await jetpack('transactions')).toMatchObject([{ total: '12.00', currency: 'GBP', status_bool: 1 }]);
  const said = { productId: product.ref, type: 'physical', url: 'tea', images: ['/tea.png'], weight: 2 };
  expect(await simvoly()).toMatchObject({ totalCount: 1, items: [{ id: ref, total: 12, paid: true, items: [said] }] });
  expect(await treepl()).toMatchObject({
    TotalItemsCount: 1,
    Items: [
      {
        Id: ref,
        MemberId: visitor.ref,
        TotalCost: 12,
        AmountPaid: 12,
        OrderLines: [{ ProductId: product.ref, IsDownload: false }],
        Payments: [{ Amount: 12, AmountCaptured: 12, Status: 'Succeeded' }],
      },
    ],
  });
});

it('an order on account is open everywhere until its transaction is added', async () => {
  const quote = await shop('addOrder', { session_id: visitor.session });
  const key = String(quote.order_key);
  accepted(await app.app.orders.placeFromQuote(testContext, key));
  const ref = Number(quote.order_ref);
  const orderOf = async () => {
    const [mine] = (await simvoly()).items.filter(({ id }: { id: number }) => id === ref);
    const [same] = (await treepl()).Items.filter(({ Id }: { Id: number }) => Id === ref);
    const [invoice] = await jetpack('invoices');
    return [mine.paid, same.AmountPaid, invoice.status];
  };
  expect(await orderOf()).toEqual([false, 0, 'Unpaid']);
  const pay = { transaction_amount: '12', transaction_method: 'Cheque' };
  await shop('addTransaction', { session_id: visitor.session, order_key: key, ...pay });
  expect(await orderOf()).toEqual([true, 12, 'Paid']);
  expect(await jetpack('transactions')).toMatchObject([{ total: '12.00', status: 'Completed' }, {}]);
});
