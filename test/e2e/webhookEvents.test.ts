/** All seven events of webhooks, caused through GraphQL alone: each tells what Simvoly's API shows of it at that moment. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WEBHOOK_TOPICS } from '../../src/domain/integration/webhook/events.ts';
import { type Receiver, startReceiver } from '../adapters/webhooks/receiver.ts';
import { createAsk } from '../graphql/client.ts';
import { type Client, clientOf, type WireContact, type WireList } from '../legacy-rest/simvoly/client.ts';
import { eventually } from '../processes/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

type Shown = { readonly id: number } & Readonly<Record<string, unknown>>;

let app: TestApp;
let client: Client;
let receiver: Receiver;
beforeAll(async () => {
  app = await startTestApp({ publicUrl: 'https://shop.example' });
  client = clientOf(app);
  receiver = await startReceiver();
  await client.post('/webhooks', { target: receiver.url, secret: 's', events: [...WEBHOOK_TOPICS] });
});
afterAll(async () => {
  await app.stop();
  await receiver.close();
});

/** What a mutation answers, with the record under its own name. */
async function run(mutation: string, input: object, record: string): Promise<{ id: string; ref: number }> {
  const name = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`;
  const { data, errors } = await createAsk(app)<{ answer: Record<string, { id: string; ref: number }> }>(
    `mutation($input: ${name}Input!) { answer: ${mutation}(input: $input) {
      ... on ${name}Payload { ${record} { id ref } } ... on Refusal { code } } }`,
    { input },
  );
  const made = data?.answer?.[record];
  if (!made) throw new Error(JSON.stringify(errors ?? data));
  return made;
}

/** Told of a topic so far, each delivery once. */
function told(topic: string): Shown[] {
  const byId = new Map(receiver.received.map((one) => [one.headers['webhook-id'], one]));
  const about = [...byId.values()].filter(({ headers }) => headers['x-webhook-topic'] === topic);
  return about.map(({ body }) => JSON.parse(body) as Shown);
}

const expectTold = async (topic: string, bodies: readonly unknown[]): Promise<void> => {
  await eventually(() => told(topic).length >= bodies.length);
  expect(told(topic)).toEqual(bodies);
};

test('contact_updated', async () => {
  const { id, ref } = await run('createContact', { email: 'ada@example.com', firstName: 'Ada' }, 'contact');
  const first = await client.get(`/contacts/${ref}`);
  await run('updateContact', { id, lastName: 'Lovelace' }, 'contact');
  await expectTold('contact_updated', [first, await client.get(`/contacts/${ref}`)]);
});

test('product_created and product_updated', async () => {
  const variants = [{ sku: 'TEA-1', price: '2.5' }];
  const { id, ref } = await run('createProduct', { name: 'Tea', type: 'PHYSICAL', variants }, 'product');
  const created = await client.get(`/products/${ref}`);
  await run('updateProduct', { id, description: 'Black' }, 'product');
  await expectTold('product_created', [created]);
  await expectTold('product_updated', [await client.get(`/products/${ref}`)]);
});

test('order_created and order_updated', async () => {
  const lines = [{ name: 'Tea', quantity: '2', unitPrice: '2.50' }];
  const input = { currency: 'EUR', buyer: { name: 'Ada', email: 'ada@example.com' }, lines };
  const { id, ref } = await run('placeOrder', input, 'order');
  const inDelivery = (order: object) => ({ ...order, additionalFields: null });
  const placed = inDelivery(await client.get(`/orders/${ref}`));
  await run('updateOrder', { id, courier: 'Pigeon' }, 'order');
  const sent = inDelivery(await client.get(`/orders/${ref}`));
  await run('recordPayment', { order: id, amount: '5.00', method: 'cash' }, 'payment');
  const paid = inDelivery(await client.get(`/orders/${ref}`));
  await expectTold('order_created', [placed]);
  await expectTold('order_updated', [sent, paid]);
  expect(paid).toMatchObject({ paid: true, fulfillment: { courier: 'Pigeon' } });
});

test('form_submitted and booking_created', async () => {
  await run('defineForm', { alias: 'ask', name: 'Ask us', fields: [{ alias: 'topic', label: 'Topic' }] }, 'form');
  await run(
    'submitForm',
    { alias: 'ask', email: 'ada@example.com', answers: [{ field: 'topic', value: 'Tea' }] },
    'submission',
  );
  const contact = await client.get<WireContact>('/contacts/search-by-email?email=ada@example.com');
  await expectTold('form_submitted', [
    {
      website: { id: 1, subdomain: 'shop', systemDomain: 'shop.example', domain: 'shop.example' },
      contact,
      formName: 'Ask us',
      formValues: [{ field: 'Topic', value: 'Tea' }],
    },
  ]);
  const start = new Date(Date.now() + 86_400_000).toISOString();
  const end = new Date(Date.now() + 90_000_000).toISOString();
  const event = await run('createBookableEvent', { name: 'Tasting', slots: [{ start, end }] }, 'bookableEvent');
  await run('bookSession', { event: event.id, start, email: 'ada@example.com', name: 'Ada' }, 'booking');
  const { items } = await client.get<WireList<Shown>>('/bookings');
  await expectTold('booking_created', [{ ...items[0], contact, fromAnswers: [] }]);
});
