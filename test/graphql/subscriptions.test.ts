import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Application } from '../../src/application/application.ts';
import type { ChangeBatch, ChangeEntry, Feed, Following } from '../../src/application/changes.ts';
import { success } from '../../src/application/context.ts';
import { apiKey as apiKeyDecider } from '../../src/domain/access/apiKey/decide.ts';
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

const subscribe = (
  query: string,
  variables: object = {},
  { url, secret }: Pick<TestApp, 'url' | 'secret'> = app,
): Promise<EventStream> =>
  followEvents(`${url}/graphql`, {
    authorization: `Bearer ${secret}`,
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

describe('an API key', () => {
  let other: TestApp;
  beforeAll(async () => {
    other = await startTestApp({ maxLivePerKey: 2 });
  });
  afterAll(() => other.stop());

  const everything = 'subscription { changes(kinds: ["contact"]) { type } }';
  const feed = (secret = TEST_SECRET) =>
    followEvents(`${other.url}/changes?kinds=contact`, { authorization: `Bearer ${secret}` });

  async function issueKey(): Promise<{ readonly secret: string; readonly key: string; readonly apiKey: string }> {
    const { data } = await createAsk(other)<{
      issueApiKey: { readonly secret: string; readonly apiKey: { readonly key: string; readonly apiKey: string } };
    }>(`mutation { issueApiKey(input: { name: "Follower" }) {
      ... on IssueApiKeyPayload { secret apiKey { key apiKey } } } }`);
    return { secret: data.issueApiKey.secret, ...data.issueApiKey.apiKey };
  }

  const inDialect = {
    graphql: { errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', retryAfterSeconds: 10 } }] },
    changes: { error: 'too_many_subscriptions' },
  };

  test('follows as much at one time as it may, and gets its seats back', async () => {
    const { secret } = await issueKey();
    const streams = [await subscribe(everything, {}, { ...other, secret }), await feed(secret)];
    const refused = await subscribe(everything, {}, { ...other, secret });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(JSON.parse((await refused.next()).data)).toMatchObject(inDialect.graphql);
    const changes = await fetch(`${other.url}/changes`, {
      headers: { authorization: `Bearer ${secret}`, accept: 'text/event-stream' },
    });
    expect([changes.status, changes.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await changes.json()).toMatchObject(inDialect.changes);
    // Seats are those of a key, and what is not followed needs none.
    const another = await subscribe(everything, {}, other);
    expect(another.status).toBe(200);
    await another.close();
    expect((await fetch(`${other.url}/changes`, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
    for (const stream of streams) await stream.close();
    for (const follow of [() => subscribe(everything, {}, { ...other, secret }), () => feed(secret)]) {
      await expect.poll(() => statusOf(follow)).toBe(200);
    }
  });

  const statusOf = async (follow: () => Promise<EventStream>): Promise<number> => {
    const stream = await follow();
    await stream.close();
    return stream.status;
  };

  test('gets the seats back of callers who went away before they were answered', async () => {
    const { secret } = await issueKey();
    const headers = {
      authorization: `Bearer ${secret}`,
      accept: 'text/event-stream',
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ query: everything });
    for (let milliseconds = 0; milliseconds < 12; milliseconds++) {
      const signal = AbortSignal.timeout(milliseconds);
      const asked = [
        fetch(`${other.url}/graphql`, { method: 'POST', headers, body, signal }),
        fetch(`${other.url}/changes`, { headers, signal }),
      ];
      await Promise.allSettled(asked.map(async (answer) => (await answer).text()));
    }
    await expect.poll(() => statusOf(() => feed(secret))).toBe(200);
    const both = async () => {
      const streams = [await feed(secret), await feed(secret)];
      for (const stream of streams) await stream.close();
      return streams.map(({ status }) => status);
    };
    await expect.poll(both).toEqual([200, 200]);
  });

  test.each([
    [
      'here',
      ({ apiKey }: { apiKey: string }) =>
        createAsk(other)('mutation($apiKey: String!) { revokeApiKey(apiKey: $apiKey) { __typename } }', { apiKey }),
    ],
    [
      'by another server',
      ({ key }: { key: string }) =>
        other.app.executor.execute(
          { actor: { kind: 'system', id: 'test' }, surface: 'cli', requestId: 'r', correlationId: 'r' },
          apiKeyDecider,
          key,
          { type: 'RevokeApiKey' },
        ),
    ],
  ])('that is revoked %s follows no longer, and is told so', async (_where, revoke) => {
    const issued = await issueKey();
    const [subscription, changes] = [
      await subscribe(everything, {}, { ...other, secret: issued.secret }),
      await feed(issued.secret),
    ];
    await revoke(issued);
    const message = 'This API key was revoked, so nothing more is told.';
    expect(JSON.parse((await subscription.next()).data)).toMatchObject({
      errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await changes.next()).toMatchObject({
      event: 'ended',
      data: JSON.stringify({ error: 'unauthenticated', message }),
    });
    for (const stream of [subscription, changes]) await expect(stream.next()).rejects.toThrow('ended');
    await expect.poll(() => statusOf(() => feed(issued.secret)), { timeout: 10_000 }).toBe(401);
  });
});

describe('a caller', () => {
  const entry = {
    ...{ id: 'e', type: 'ContactDeleted', version: 1, kind: 'contact', key: 'k', revision: 0, data: {} },
    metadata: {} as ChangeEntry['metadata'],
  };

  interface Source {
    readonly batches: (gone: AbortSignal) => AsyncIterable<ChangeBatch>;
    readonly hasEnded?: () => boolean;
  }

  async function follow({ batches, hasEnded = () => false }: Source): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const edge = new Hono<EdgeEnv>();
    edge.use(async (c, next) => {
      c.set('requestId', 'req-1');
      await next();
    });
    const followed = (gone: AbortSignal): Following => ({ batches: batches(gone), hasEnded });
    const feed = { head: 1n, follow: (_after, gone) => success(followed(gone)) } as Partial<Feed> as Feed;
    const opened = success(feed);
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

  async function textUntil(reader: ReadableStreamDefaultReader<Uint8Array>, end: string): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    for (let done = false; !done && !text.includes(end); ) {
      const read = await reader.read();
      text += decoder.decode(read.value);
      done = read.done;
    }
    return text;
  }

  const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

  test('who reads slowly slows the reading of the log', async () => {
    let read = 0;
    const reader = await follow({
      async *batches(): AsyncGenerator<ChangeBatch> {
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

  test('whose key ends in the middle of a batch is told nothing more of it', async () => {
    let ended = false;
    const reader = await follow({
      async *batches(): AsyncGenerator<ChangeBatch> {
        yield { changes: Array.from({ length: 500 }, (_, n) => ({ ...entry, position: BigInt(n) })), position: 500n };
      },
      hasEnded: () => ended,
    });
    let told = await textUntil(reader, '"position"');
    ended = true;
    told += await textUntil(reader, 'complete');
    expect(told.match(/"position"/g)?.length).toBeLessThan(10);
    expect(told).toContain('UNAUTHENTICATED');
    await reader.cancel();
  });

  test('who goes away while nothing happens lets go of the log', async () => {
    let following = false;
    const reader = await follow({
      async *batches(signal): AsyncGenerator<ChangeBatch> {
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
