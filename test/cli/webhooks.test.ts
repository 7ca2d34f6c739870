import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { answering, type Receiver, startReceiver } from '../adapters/webhooks/receiver.ts';
import { createAsk } from '../graphql/client.ts';
import { clientOf, type WireContact, type WireWebhook } from '../legacy-rest/simvoly/client.ts';
import { eventually } from '../processes/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Cli, createCli, jsonLines } from '../support/cli.ts';

let app: TestApp;
let cli: Cli;
let receiver: Receiver;
let hook: WireWebhook;

beforeAll(async () => {
  vi.stubEnv('WEBHOOK_ALLOW_PRIVATE', 'true');
  app = await startTestApp();
  cli = createCli(app.databaseUrl);
  receiver = await startReceiver();
  hook = await clientOf(app).post('/webhooks', { target: receiver.url, secret: 's', events: ['contact_updated'] });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await app.stop();
  await receiver.close();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.behave(answering(200, {}, 'thanks'));
});

interface DeliveryLine {
  readonly id: string;
  readonly topic: string;
  readonly state: string;
  readonly position: string;
  readonly lastStatus: number;
}

const contact = (email: string) => clientOf(app).post<WireContact>('/contacts', { email });
const deliveries = async (...more: string[]): Promise<DeliveryLine[]> =>
  jsonLines<DeliveryLine>(await cli('webhooks', 'deliveries', hook.id, '--json', ...more));
const delivered = (count: number) => eventually(() => receiver.received.length >= count);
const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']);

test('what was sent is listed with every attempt, and sent again: one, a range, everything since a position', async () => {
  const before = String((await app.log.head()) ?? 0n);
  for (const n of [1, 2, 3]) await contact(`d${n}@example.com`);
  await delivered(3);
  const first = ids();
  await eventually(async () => (await app.processes.status()).due === 0);

  const [list, lines, dry] = await Promise.all([
    cli('webhooks', 'list', '--json'),
    deliveries(),
    cli('webhooks', 'replay', hook.id, '--after', before, '--dry-run'),
  ]);
  expect(jsonLines(list)).toEqual([
    expect.objectContaining({ id: hook.id, target: receiver.url, due: 0, parked: 0, failing: null, paused: null }),
  ]);
  expect(lines.map(({ id }) => id)).toEqual(first.toReversed());
  expect(lines[0]).toMatchObject({ topic: 'contact_updated', state: 'done', lastStatus: 200 });
  expect(dry.stdout).toBe('3 would go out again\n');
  expect(receiver.received).toHaveLength(3);
  const second = lines[1]?.position ?? '';
  const [attempts, range] = await Promise.all([
    cli('webhooks', 'attempts', lines[0]?.id ?? '', '--json'),
    cli('webhooks', 'replay', hook.id, '--after', before, '--up-to', second),
  ]);
  expect(jsonLines(attempts)).toEqual([
    expect.objectContaining({ attempt: 1, status: 200, error: null, response: 'thanks' }),
  ]);
  expect(range.stdout).toBe('2 go out again\n');
  await delivered(5);
  await cli('webhooks', 'replay', hook.id, '--delivery', lines[0]?.id ?? '');
  await delivered(6);
  await eventually(async () => (await app.processes.status()).due === 0);
  await cli('webhooks', 'replay', hook.id, '--after', before);
  await delivered(9);
  expect(ids().slice(3, 5)).toEqual(first.slice(0, 2));
  expect(ids()[5]).toBe(first[2]);
  expect(ids().slice(6)).toEqual(first);
  const bodies = receiver.received.map(({ body }) => body);
  expect(bodies.slice(6)).toEqual(bodies.slice(0, 3));
}, 120_000);

test('a paused webhook is sent nothing, also by a replay, until it is resumed', async () => {
  expect((await cli('webhooks', 'pause', hook.id, '--reason', 'Moving house')).stdout).toBe(`${hook.id} is paused\n`);
  await contact('later@example.com');
  await eventually(async () => (await app.processes.status()).due > 0);
  const [[waiting], list] = await Promise.all([deliveries('--state', 'due'), cli('webhooks', 'list', '--json')]);
  const [listed] = jsonLines(list);
  expect(listed).toMatchObject({ due: 1, reason: 'Moving house' });
  const replay = await cli('webhooks', 'replay', hook.id, '--delivery', waiting?.id ?? '');
  expect(replay.stdout).toBe('1 go out again, once the webhook is resumed\n');
  expect(receiver.received).toEqual([]);
  await cli('webhooks', 'resume', hook.id);
  await delivered(1);
  expect(ids()).toEqual([waiting?.id]);
}, 120_000);

test('a receiver is tried with a signed message of the topic test', async () => {
  const well = await cli('webhooks', 'test', hook.id, '--json');
  expect(well.code).toBe(0);
  expect(jsonLines(well)).toEqual([{ status: 200, durationMs: expect.any(Number), error: null, response: 'thanks' }]);
  expect(receiver.received[0]?.headers).toMatchObject({
    ...{ 'x-webhook-topic': 'test', 'x-webhook-id': hook.id },
    'x-webhook-signature': expect.stringMatching(/^[0-9a-f]{128}$/),
  });
  receiver.behave(answering(500));
  const ill = await cli('webhooks', 'test', hook.id);
  expect([ill.code, ill.stdout]).toEqual([1, expect.stringMatching(/^500 after \d+ ms/)]);
}, 120_000);

test('the same in GraphQL', async () => {
  const ask = createAsk(app);
  await contact('graph@example.com');
  await delivered(1);
  await eventually(async () => (await app.processes.status()).due === 0);
  interface Shown {
    readonly id: string;
    readonly health: object;
    readonly deliveries: readonly { readonly id: string; readonly position: string; readonly attempts: object[] }[];
  }
  const { data } = await ask<{ webhooks: Shown[] }>(`{ webhooks { id health { due parked failingSince }
    deliveries(first: 1, states: [DONE]) { id topic state position attemptCount attempts { attempt status response } } } }`);
  const shown = data.webhooks[0];
  expect(shown?.health).toEqual({ due: 0, parked: 0, failingSince: null });
  const delivery = shown?.deliveries[0];
  expect(delivery).toMatchObject({
    ...{ id: ids()[0], topic: 'CONTACT_UPDATED', state: 'DONE', attemptCount: 1 },
    attempts: [{ attempt: 1, status: 200, response: 'thanks' }],
  });
  const REPLAY = `mutation ($input: ReplayWebhookDeliveriesInput!) { replayWebhookDeliveries(input: $input) {
    __typename ... on ReplayWebhookDeliveriesPayload { count position } } }`;
  const replay = async (input: object) =>
    (await ask<{ replayWebhookDeliveries: object }>(REPLAY, { input: { webhook: shown?.id, ...input } })).data
      .replayWebhookDeliveries;
  expect(await replay({ after: '0', dryRun: true })).toMatchObject({ count: 5 });
  expect(await replay({ delivery: delivery?.id })).toMatchObject({ count: 1 });
  await delivered(2);
  expect(await replay({})).toEqual({ __typename: 'InputInvalid' });
  expect(await replay({ delivery: 'x' })).toEqual({ __typename: 'InputInvalid' });
  const tested = await ask(
    `mutation ($id: ID!) { testWebhook(id: $id) {
    ... on TestWebhookPayload { status error response } } }`,
    { id: shown?.id },
  );
  expect(tested.data.testWebhook).toEqual({ status: 200, error: null, response: 'thanks' });
});

test.concurrent.each([
  [['webhooks', 'replay', 'rh_1'], 'Say which delivery'],
  [['webhooks', 'replay', 'rh_999', '--after', '0'], 'There is no webhook "rh_999"'],
  [['webhooks', 'replay', 'rh_1', '--after', 'noon'], '"noon" is not a number'],
  [['webhooks', 'deliveries', '--state', 'lost'], 'There is no state "lost"'],
  [['webhooks', 'pause', 'nobody'], 'There is no webhook "nobody"'],
])('%j ends with 1 and one clear line', async (args, message) => {
  const { code, stderr } = await cli(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});
