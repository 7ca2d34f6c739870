/** Orders by the numbered cases of the contract, and what webhooks tell of them. */
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PlaceOrderInput } from '../../../src/application/sales/orders.ts';
import { order as orderAggregate } from '../../../src/domain/sales/order/decide.ts';
import { type Receiver, startReceiver } from '../../adapters/webhooks/receiver.ts';
import { eventually } from '../../processes/support.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { mailsIn, type WrittenMail } from '../../support/mail.ts';
import { accepted, testContext } from '../../support/sales.ts';
import { type Client, clientOf, expectError, type WireContact, type WireList } from './client.ts';

interface WireAddress {
  readonly name: string;
  readonly city: string;
  readonly address: string;
  readonly zipCode: string;
}

interface WireOrder {
  readonly id: number;
  readonly invoiceNo: number;
  readonly created: number;
  readonly customerName: string;
  readonly contactId: number;
  readonly memberId: number;
  readonly billingAddress: WireAddress;
  readonly shippingAddress: WireAddress;
  readonly total: number;
  readonly paid: boolean;
  readonly status: string;
  readonly items: readonly { readonly images: readonly string[] }[];
  readonly fulfillment: Readonly<Record<string, string>> | null;
  readonly additionalFields: readonly unknown[] | null;
}

const SHOES: PlaceOrderInput = {
  currency: 'EUR',
  taxable: 'Y',
  buyer: { name: 'John Doe', email: 'john@doe.com' },
  lines: [
    {
      ...{
        name: 'Running Shoes',
        url: 'running-shoes',
        kind: 'physical',
        sku: 'RS-1',
        quantity: '2',
        unitPrice: '24.50',
      },
      ...{ taxRate: '0.2', taxName: 'VAT', weight: '0.4', variation: [{ name: 'Size', value: '42' }] },
    },
    { name: 'Manual', kind: 'digital', quantity: '1', unitPrice: '10', taxRate: '0' },
  ],
  shipping: { name: 'Courier', amount: 500, taxRate: '0.2' },
  discount: { terms: { kind: 'percent', percent: '10' }, code: 'TEN' },
  terms: { billingAddress: { line1: '1 High St', city: 'Bath', postcode: 'BA1', country: 'GB' } },
};

let app: TestApp;
let client: Client;
let receiver: Receiver;
beforeAll(async () => {
  app = await startTestApp({ publicUrl: 'https://shop.example' });
  client = clientOf(app);
  receiver = await startReceiver();
});
afterAll(async () => {
  await app.stop();
  await receiver.close();
});
afterEach(() => {
  receiver.received.length = 0;
});

async function place(more: Partial<PlaceOrderInput> = {}): Promise<number> {
  return accepted(await app.app.orders.place(testContext, { ...SHOES, ...more })).ref;
}

/** By now all mails have been sent that follow from what was done. */
async function settled(): Promise<void> {
  const { key } = accepted(await app.app.orders.place(testContext, SHOES));
  const { position } = accepted(await app.app.orders.addNote(testContext, key, 'The last event.'));
  await eventually(async () => {
    const { processes } = await app.processes.status();
    if ((processes.find(({ process }) => process === 'notices')?.position ?? 0n) < position) return false;
    return (await app.processes.outbox.list({ states: ['due'], kind: 'notice' })).length === 0;
  });
}

const mailsAbout = async (order: number): Promise<readonly WrittenMail[]> =>
  (await mailsIn(app.config.mail.directory)).filter(({ headers }) => new RegExp(`order ${order}\\b`).test(headers));

const read = (id: number) => client.get<WireOrder>(`/orders/${id}`);

describe('orders', () => {
  it('case 20: are listed, filtered and read', async () => {
    const id = await place();
    const order = await read(id);
    expect(order).toEqual({
      id,
      invoiceNo: expect.any(Number),
      created: expect.any(Number),
      createdTimeFormatted: expect.stringMatching(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/),
      token: expect.stringMatching(/^[0-9a-f-]{36}$/),
      customerName: 'John Doe',
      customerEmail: 'john@doe.com',
      contactId: 0,
      memberId: 0,
      billingAddress: expect.objectContaining({ name: 'John Doe', address: '1 High St', zipCode: 'BA1', vatId: '' }),
      shippingAddress: expect.objectContaining({ city: '', country: '' }),
      shippingRequired: true,
      weight: 0.8,
      weightUnit: 'kg',
      currency: 'EUR',
      subTotal: 59,
      total: expect.any(Number),
      discountCode: 'TEN',
      discountType: 'percent_discount',
      discountAmount: expect.any(Number),
      shippingName: 'Courier',
      shippingAmount: 5,
      paid: false,
      paymentMethod: '',
      transactionId: '',
      status: 'pending',
      taxes: [
        {
          ...{ name: 'VAT', total: expect.any(Number), applyToShipping: true, rate: 20, type: 'PERCENT' },
          appliedToItems: [0],
        },
      ],
      items: [
        expect.objectContaining({
          ...{ name: 'Running Shoes', url: 'running-shoes', productId: 0, type: 'physical', sku: 'RS-1', quantity: 2 },
          ...{ total: 49, weight: 0.4, width: 0, shippingRequired: true, images: [], additions: [] },
          variation: [{ name: 'Size', value: '42' }],
        }),
        expect.objectContaining({ name: 'Manual', type: 'digital', total: 10, shippingRequired: false }),
      ],
      tags: [],
      additionalFields: [],
      notes: [],
      fulfillment: null,
    });
    expect(order.invoiceNo).toBeGreaterThan(0);
    const list = await client.get<WireList<WireOrder>>(`/orders?created_at_min=${order.created}`);
    expect(list).toMatchObject({ limit: 30, skip: 0 });
    expect(list.items[0]).toEqual(order);
    expect(await client.get(`/orders?created_at_max=${order.created - 86_400}`)).toMatchObject({ totalCount: 0 });
    for (const path of ['/orders/999999', '/orders/abc', '/orders/0']) expectError(await client.send(path), 404);
    expectError(await client.send('/orders?from=today'), 400);
  });

  it('case 21: are shipped, and everything else stays', async () => {
    const id = await place();
    const before = await read(id);
    const fulfillment = { courier: 'UPS', trackingNo: '1Z', trackingUrl: 'https://t/1Z' };
    const body = { status: 'SHIPPED', fulfillment, notifyCustomer: true };
    expect(await client.put(`/orders/${id}`, body)).toEqual({ ...before, status: 'shipped', fulfillment });
    const merged = await client.put<WireOrder>(`/orders/${id}`, { fulfillment: { trackingURL: 'https://t/2' } });
    expect(merged.fulfillment).toEqual({ ...fulfillment, trackingUrl: 'https://t/2' });
    await settled();
    const [mail, ...others] = await mailsAbout(id);
    expect(others).toEqual([]);
    expect(mail?.headers).toMatch(/^To: john@doe\.com\r?$/m);
    for (const told of ['shipped', 'UPS', '1Z', 'https://t/']) expect(mail?.body).toContain(told);
  });

  it('mail the access to what is digital when they are completed, once', async () => {
    const file = 'https://files.example/manual.pdf';
    const manual = await client.post<{ id: number }>('/products', { type: 'digital', title: 'Manual', file });
    const club = await client.post<{ id: number }>('/products', { type: 'membership', title: 'Tea Club' });
    const line = { quantity: '1', unitPrice: '10', taxRate: '0' };
    const id = await place({
      lines: [
        { ...line, name: 'Manual', productRef: manual.id },
        { ...line, name: 'Tea Club', productRef: club.id, kind: 'membership' },
        { ...line, name: 'Shoes', kind: 'physical' },
      ],
    });
    await client.put(`/orders/${id}`, { status: 'SHIPPED' });
    await client.put(`/orders/${id}`, { status: 'COMPLETED' });
    await client.put(`/orders/${id}`, { status: 'COMPLETED', customerName: 'Jane' });
    const other = await place({ status: 'completed', lines: [{ ...line, name: 'Shoes', kind: 'physical' }] });
    await settled();
    const [mail, ...others] = await mailsAbout(id);
    expect(others).toEqual([]);
    expect(mail?.body).toContain(`Manual: ${file}\nTea Club\n`);
    expect(mail?.body).toContain('https://shop.example/members');
    expect(mail?.body).not.toContain('Shoes');
    expect(await mailsAbout(other)).toEqual([]);
  });

  it('mail the access once for each line, however often they are completed, unless asked for it', async () => {
    const title = 'Late Manual';
    const late = await client.post<{ id: number }>('/products', { type: 'digital', title });
    const line = { quantity: '1', unitPrice: '10', taxRate: '0' };
    const { ref: id, key } = accepted(
      await app.app.orders.place(testContext, {
        ...SHOES,
        lines: [
          { ...line, name: 'Tea Club', kind: 'membership' },
          { ...line, name: title, productRef: late.id },
        ],
      }),
    );
    const mailsAfter = async (...statuses: readonly string[]): Promise<readonly string[]> => {
      for (const status of statuses) await client.put(`/orders/${id}`, { status });
      await settled();
      return (await mailsAbout(id)).map(({ body }) => body);
    };
    expect(await mailsAfter('COMPLETED', 'PENDING', 'COMPLETED')).toEqual([expect.stringContaining('Tea Club\n')]);

    await client.put(`/products/${late.id}`, { file: 'https://files.example/late.pdf' });
    const both = await mailsAfter('PENDING', 'COMPLETED', 'SHIPPED', 'COMPLETED');
    expect(both).toHaveLength(2);
    const [added] = both.filter((body) => body.includes(`${title}: https://files.example/late.pdf`));
    expect(added).not.toContain('Tea Club');

    accepted(await app.app.orders.resendAccess(testContext, key));
    const asked = await mailsAfter();
    expect(asked.filter((body) => body.includes('Tea Club') && body.includes(title))).toHaveLength(1);
    expect(asked).toHaveLength(3);
  });

  it.each(['SENT', '', 7])('case 22: know no status %j', async (status) => {
    const id = await place();
    const before = await read(id);
    const answer = await client.send<WireOrder>(`/orders/${id}`, {
      method: 'PUT',
      body: { status, customerName: 'X' },
    });
    if (status === '') expect(answer.body.status).toBe('pending');
    else expectError(answer, 400);
    if (status !== '') expect(await read(id)).toEqual(before);
  });

  it.each([
    ['canceled', 'canceled'],
    ['CANCELLED', 'canceled'],
    ['Completed', 'completed'],
    ['ARCHIVED', 'archived'],
    ['pending', 'pending'],
  ])('take the status %s and show %s', async (given, shown) => {
    const id = await place();
    expect(await client.put(`/orders/${id}`, { status: given })).toMatchObject({ status: shown });
  });

  it('keep what lines leave unsaid as their products were when they were placed', async () => {
    const images = ['https://img.example/tea.png'];
    const body = { type: 'physical', title: 'Tea Box', images, variants: [{ price: 5, sku: 'BOX', weight: 0.25 }] };
    const { id: productId } = await client.post<{ id: number }>('/products', body);
    const [row] = await app.sql<{ key: string }[]>`select key from read.products where ref = ${productId}`;
    const line = { name: 'Box', quantity: '1', unitPrice: '5', taxRate: '0' };
    const lines = [
      { ...line, product: row?.key ?? '' },
      { ...line, productRef: productId, sku: 'box', kind: 'digital' },
    ];
    const events = ['order_updated'];
    const hook = await client.post<{ id: string }>('/webhooks', { target: receiver.url, events });
    const id = await place({ lines });
    const order = await read(id);
    const shown = { name: 'Box', productId, url: 'tea-box', images };
    expect(order.items).toMatchObject([
      { ...shown, type: 'physical', weight: 0.25, shippingRequired: true },
      { ...shown, type: 'digital', weight: 0.25, shippingRequired: false },
    ]);

    await client.put(`/products/${productId}`, {
      type: 'service',
      url: 'other',
      images: ['https://img.example/2.png'],
    });
    expect(await read(id)).toEqual(order);
    await client.delete(`/products/${productId}`);
    await client.put(`/orders/${id}`, { status: 'SHIPPED' });
    await eventually(() => receiver.received.length > 0);
    expect(receiver.received.map(({ body: told }) => (JSON.parse(told) as WireOrder).items)).toEqual([order.items]);
    await client.delete(`/webhooks/${hook.id}`);
  });

  it('placed without them show what their products say now', async () => {
    const images = ['https://img.example/tea.png'];
    const tea = await client.post<{ id: number }>('/products', { type: 'service', title: 'Tea Tasting', images });
    const [row] = await app.sql<{ key: string }[]>`select key from read.products where ref = ${tea.id}`;
    const line = { name: 'Tasting', quantity: '1', unitPrice: '5', taxRate: '0', product: row?.key ?? '' };
    const placed = await app.app.executor.execute(testContext, orderAggregate, app.app.ids.key(), {
      ...{ type: 'PlaceOrder', ref: 77_001, quote: null, status: 'pending', placedAt: '2026-05-01T10:00:00.000Z' },
      ...{ owner: null, tags: [], custom: {}, terms: {} },
      sale: {
        ...{ contact: null, company: null, buyer: {}, currency: 'EUR', taxable: 'Y', discount: null, shipping: null },
        lines: [
          { ...line, ref: 770_001 },
          { ...line, ref: 770_002, kind: 'digital' },
        ],
      },
    });
    await app.app.readModels.reached((placed.ok && placed.position) || 0n);
    const shown = { name: 'Tasting', productId: tea.id, url: 'tea-tasting', images };
    expect((await read(77_001)).items).toMatchObject([
      { ...shown, type: 'service' },
      { ...shown, type: 'digital' },
    ]);
    await client.put(`/products/${tea.id}`, { url: 'tastings' });
    expect((await read(77_001)).items).toMatchObject([{ url: 'tastings' }, { url: 'tastings' }]);
  });

  it('merge addresses and buyer field by field', async () => {
    const id = await place();
    const body = {
      ...{ customerName: '', customerEmail: 'new@doe.com' },
      billingAddress: { city: 'York', zipCode: '', companyName: 'Acme' },
      shippingAddress: { name: 'Jane', address2: 'Back door' },
    };
    expect(await client.put(`/orders/${id}`, body)).toMatchObject({
      ...{ customerName: 'John Doe', customerEmail: 'new@doe.com' },
      billingAddress: { name: 'John Doe', companyName: 'Acme', address: '1 High St', city: 'York', zipCode: 'BA1' },
      shippingAddress: { name: 'Jane', address2: 'Back door' },
    });
    const order = await read(id);
    expect(await client.put(`/orders/${id}`, { ...order, status: 'PENDING' })).toEqual(order);
  });

  it('are paid by a payment that every API shows, once', async () => {
    const id = await place();
    const body = { paid: true, paymentMethod: 'stripe', transactionId: `ch_${id}` };
    const paid = await client.put<WireOrder>(`/orders/${id}`, body);
    expect(paid).toMatchObject(body);
    expect(await client.put(`/orders/${id}`, body)).toEqual(paid);
    expectError(await client.send(`/orders/${id}`, { method: 'PUT', body: { paid: false } }), 400);
    const payments = await app.sql`select amount, method from read.payments where reference = ${`ch_${id}`}`;
    expect(payments.map(({ amount, method }) => [Number(amount) / 100, method])).toEqual([[paid.total, 'stripe']]);
  });

  it('name the contact and the member who ordered', async () => {
    const { contactId, id: memberId } = await client.post<{ contactId: number; id: number }>('/members', {
      ...{ name: 'Buyer', email: 'buyer@x.io' },
    });
    const contact = (await app.app.members.keyByEmail('buyer@x.io')) ?? '';
    expect(await read(await place({ contact, buyer: {} }))).toMatchObject({
      ...{ contactId, memberId, customerName: 'Buyer', customerEmail: 'buyer@x.io' },
    });
    expect((await client.get<WireContact>(`/contacts/${contactId}`)).memberId).toBe(memberId);
  });

  it('keep the number of a contact that was deleted', async () => {
    const { id: contactId } = await client.post<WireContact>('/contacts', { email: 'gone@x.io' });
    const [row] = await app.sql<{ key: string }[]>`select key from read.contacts where ref = ${contactId}`;
    const id = await place({ contact: row?.key ?? '' });
    await client.delete(`/contacts/${contactId}`);
    expect(await read(id)).toMatchObject({ contactId, memberId: 0 });
  });

  it('cannot be made or deleted here', async () => {
    const id = await place();
    expectError(await client.send('/orders', { method: 'POST', body: {} }), 405);
    expectError(await client.send(`/orders/${id}`, { method: 'DELETE' }), 405);
  });
});

describe('webhooks', () => {
  it('case 27: tell of an order that is placed, and that it was paid, with bodies as this API shows it', async () => {
    const events = ['order_created', 'order_updated'];
    const hook = await client.post<{ id: string }>('/webhooks', { target: receiver.url, secret: 's', events });
    const id = await place();
    const placed = await read(id);
    await client.put(`/orders/${id}`, { paid: true });
    await eventually(() => receiver.received.length >= 2);
    const paid = await read(id);
    expect(receiver.received.map(({ headers }) => headers['x-webhook-topic'])).toEqual(events);
    const bodies = receiver.received.map(({ body }) => JSON.parse(body) as WireOrder);
    expect(bodies).toEqual([
      { ...placed, additionalFields: null },
      { ...paid, additionalFields: null },
    ]);
    expect(bodies.map((body) => body.paid)).toEqual([false, true]);
    expect(bodies[0]?.created).toBe(bodies[1]?.created);
    for (const { body, headers } of receiver.received) {
      expect(headers['x-webhook-source']).toBe(new URL(app.url).host);
      expect(headers['x-webhook-signature']).toBe(createHmac('sha512', 's').update(body).digest('hex'));
    }
    await client.delete(`/webhooks/${hook.id}`);
  });

  it('tell nothing of payments that are for no order, and find the order of one that changes later', async () => {
    await client.post('/webhooks', { target: receiver.url, events: ['order_updated'] });
    accepted(await app.app.payments.record(testContext, { fields: { amount: 100 } }));
    const { key } = accepted(await app.app.orders.place(testContext, SHOES));
    const payment = accepted(await app.app.payments.record(testContext, { fields: { amount: 100, order: key } }));
    accepted(await app.app.payments.update(testContext, payment.key, { fields: { amount: 999_999 } }));
    await eventually(() => receiver.received.length >= 2);
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as WireOrder).paid)).toEqual([false, true]);
  });
});
