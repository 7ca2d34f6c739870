import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Application } from '../../src/application/application.ts';
import type { ChangeBatch, ChangeEntry, Feed } from '../../src/application/changes.ts';
import { graphqlRoutes } from '../../src/graphql/server.ts';
import type { EdgeEnv } from '../../src/http/edge.ts';
import { createLogger } from '../../src/logger.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { type EventStream, followEvents } from '../support/sse.ts';
import { type Ask, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

const subscribe = (query: string, variables: object = {}, { url }: Pick<TestApp, 'url'> = app): Promise<EventStream> =>
  followEvents(`${url}/graphql`, {
    authorization: `Bearer ${TEST_SECRET}`,
    'content-type': 'application/json',
    body: JSON.stringify({ query, variables }),
  });

const ORDER = `subscription($id: ID!, $after: Position) { orderChanged(id: $id, after: $after) {
  change { type key position } order { status isPaid } } }`;

interface Told {
  readonly data: { readonly orderChanged: { readonly change: { readonly type: string; readonly position: string } } };
}

test('an order can be followed, with its state after each change, and resumed after any of them', async () => {
  const { contact } = await createContact(ask, { firstName: 'Buyer' });
  const lines = [{ name: 'Tea', quantity: '1', unitPrice: '5' }];
  const place = async () => {
    const { data } = await ask<{ placeOrder: { order: { id: string } } }>(
      'mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on PlaceOrderPayload { order { id } } } }',
      { input: { contact: contact.id, currency: 'EUR', lines } },
    );
    return data.placeOrder.order.id;
  };
  const move = (id: string, to: string) =>
    ask(`mutation($id: ID!) { updateOrderStatus(id: $id, status: ${to}) { __typename } }`, { id });
  const [id, other] = [await place(), await place()];
  const stream = await subscribe(ORDER, { id });
  await move(id, 'PROCESSING');
  await move(other, 'PROCESSING');
  await move(id, 'SHIPPED');
  const next = async (from: EventStream) => (JSON.parse((await from.next()).data) as Told).data.orderChanged;
  const first = await next(stream);
  expect(first).toMatchObject({ order: { status: 'PROCESSING' } });
  const second = await next(stream);
  expect(second).toMatchObject({ order: { status: 'SHIPPED' } });
  await stream.close();

  const resumed = await subscribe(ORDER, { id, after: first.change.position });
  expect(await next(resumed)).toEqual(second);
  await resumed.close();
});

test('ends for everybody when the program stops', async () => {
  const other = await startTestApp();
  const streams = await Promise.all(
    ['{ changes { type } }', '{ changes(kinds: ["contact"]) { type } }'].map((query) =>
      subscribe(`subscription ${query}`, {}, other),
    ),
  );
  await other.stop();
  for (const stream of streams) await expect(stream.next()).rejects.toThrow();
});

describe('a caller', () => {
  const entry = {
    ...{ id: 'e', type: 'ContactDeleted', version: 1, kind: 'contact', key: 'k', revision: 0, data: {} },
    metadata: {} as ChangeEntry['metadata'],
  };

  async function follow(feed: Partial<Feed>): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const edge = new Hono<EdgeEnv>();
    edge.use(async (c, next) => {
      c.set('requestId', 'req-1');
      await next();
    });
    const opened = { ok: true as const, value: { head: 1n, ...feed } as Feed };
    const changes: Application['changes'] = { open: async () => opened, close: () => undefined };
    edge.route('/', graphqlRoutes({ app: { ...app.app, changes }, logger: createLogger('silent') }));
    const { body } = await edge.request('/graphql', {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
        authorization: `Bearer ${TEST_SECRET}`,
      },
      body: JSON.stringify({ query: 'subscription { changes { position } }' }),
    });
    if (!body) throw new Error('There is no stream');
    return body.getReader();
  }

  const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

  test('who reads slowly slows the reading of the log', async () => {
    let read = 0;
    const reader = await follow({
      async *follow(): AsyncGenerator<ChangeBatch> {
        for (;;) {
          read += 1;
          yield { changes: [{ ...entry, position: BigInt(read) }], position: BigInt(read) };
        }
      },
    });
    await reader.read();
    await settle();
    expect(read).toBeLessThan(10);
    const before = read;
    for (let count = 0; count < 50; count++) await reader.read();
    expect(read).toBeGreaterThan(before + 10);
    await reader.cancel();
  });

  test('who goes away while nothing happens lets go of the log', async () => {
    let following = false;
    const reader = await follow({
      async *follow(_after, signal): AsyncGenerator<ChangeBatch> {
        following = true;
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        following = false;
      },
    });
    const reading = reader.read().then(() => reader.read());
    await expect.poll(() => following).toBe(true);
    await reader.cancel();
    await reading;
    await expect.poll(() => following).toBe(false);
  });
});
