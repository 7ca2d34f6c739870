/** From a change through any API, over the whole program, to a receiver that checks signatures with code of its own. */
import { webcrypto } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookByRef } from '../../src/projections/webhooks/queries.ts';
import { answering, type Received, type Receiver, startReceiver } from '../adapters/webhooks/receiver.ts';
import { clientOf, type WireContact, type WireWebhook } from '../legacy-rest/simvoly/client.ts';
import { eventually } from '../processes/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { send } from '../support/http.ts';
import { mailsIn } from '../support/mail.ts';
import { testContext } from '../support/sales.ts';
import { allFronts, type Front, givePassword, type Person } from './fronts.ts';

const FRONTS = ['graphql', 'jetpack', 'treepl', 'salessystem', 'simvoly'] as const;
const SECRET = '0123456789abcdef0123456789abcdef';

let app: TestApp;
let fronts: Front[];
let receiver: Receiver;
let hook: WireWebhook;

beforeAll(async () => {
  app = await startTestApp();
  fronts = allFronts(app);
  receiver = await startReceiver();
  hook = await clientOf(app).post('/webhooks', { target: receiver.url, secret: SECRET, events: ['contact_updated'] });
});
afterAll(async () => {
  await app.stop();
  await receiver.close();
});
beforeEach(() => {
  receiver.received.length = 0;
});

const shown = (id: number): Promise<WireContact> => clientOf(app).get(`/contacts/${id}`);

/** What was told of a contact, each delivery once: one whose acknowledgement came late is repeated under its id. */
function deliveriesOf(contact: number): WireContact[] {
  const byId = new Map(receiver.received.map(({ headers, body }) => [headers['webhook-id'], body]));
  return [...byId.values()].map((body) => JSON.parse(body) as WireContact).filter(({ id }) => id === contact);
}

const namesOf = (contact: number): string[] => deliveriesOf(contact).map(({ name }) => name);

/** Without repetitions of one content: changes of what this API does not show, such as a confirmed address, are told as well. */
const told = (contact: number): WireContact[] =>
  deliveriesOf(contact).filter((body, index, all) => !isDeepStrictEqual(body, all[index - 1]));

/** WebCrypto over the bytes that arrived: nothing of the sender is used. */
async function isSigned({ body, headers }: Received, secret = SECRET): Promise<boolean> {
  const bytes = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-512' };
  const key = await webcrypto.subtle.importKey('raw', bytes.encode(secret), algorithm, false, ['verify']);
  const digits = String(headers['x-webhook-signature']);
  if (!/^[0-9a-f]{128}$/.test(digits)) return false;
  const signature = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return webcrypto.subtle.verify('HMAC', key, signature, bytes.encode(body));
}

function verifyStandard({ body, headers }: Received): void {
  const verifier = new Webhook(`whsec_${Buffer.from(SECRET).toString('base64')}`);
  expect(verifier.verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
  expect(() => verifier.verify(`${body} `, headers as Record<string, string>)).toThrow();
}

const mailsToOwner = async (what: string) =>
  (await mailsIn(app.config.mail.directory)).filter(({ headers }) =>
    headers.includes(`Subject: Webhook ${hook.id} ${what}`),
  );

const bearer = () => ({ authorization: `Bearer ${app.secret}`, 'content-type': 'application/json' });

async function shop(method: string, parameters: Record<string, string>) {
  const body = new URLSearchParams({ apikey: app.secret, method, ...parameters }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send<{ session_id: string; error_code: unknown }>(`${app.url}/api/v1/`, {
    ...{ method: 'POST', headers, body },
  });
  expect(answer.body.error_code).toBeNull();
  return answer.body;
}

/** Gives the contact another last name. */
const rename: Record<(typeof FRONTS)[number], (id: number, person: Person, lastName: string) => Promise<unknown>> = {
  async graphql(id, _person, lastName) {
    const run = (query: string) =>
      send<{ data: { contact: { id: string } } }>(`${app.url}/graphql`, {
        ...{ method: 'POST', headers: bearer(), body: { query } },
      });
    const { body } = await run(`{ contact(ref: ${id}) { id } }`);
    return run(`mutation { updateContact(input: { id: "${body.data.contact.id}", lastName: "${lastName}" }) {
      __typename } }`);
  },
  jetpack: (_id, { email }, lastName) =>
    send(`${app.url}/zbs_api/create_customer?api_key=${app.key}&api_secret=${app.secret}`, {
      ...{ method: 'POST', body: { email, lname: lastName } },
    }),
  treepl: (id, _person, lastName) =>
    send(`${app.url}/api/v2/admin/contacts/${id}`, {
      ...{ method: 'PUT', headers: bearer(), body: { LastName: lastName } },
    }),
  async salessystem(id, { email }, lastName) {
    await givePassword(app, id);
    const login = await shop('clientLogin', { client_username: email, client_password: 'correct horse' });
    return shop('updateContact', { session_id: login.session_id, client_lastname: lastName });
  },
  simvoly: (id, { firstName }, lastName) => clientOf(app).put(`/contacts/${id}`, { name: `${firstName} ${lastName}` }),
};

describe.each(FRONTS)('a contact that is made and changed through %s', (name) => {
  it('is told of twice, signed, as this API shows it at each moment', async () => {
    const person = { email: `${name}@example.com`, firstName: 'Ada', lastName: 'Lovelace' };
    const created = await fronts.find((front) => front.name === name)?.create(person);
    if (!created || !('id' in created)) throw new Error('was there already');
    const first = await shown(created.id);
    await rename[name](created.id, person, 'King');
    const second = await shown(created.id);
    expect([first.name, second.name]).toEqual(['Ada Lovelace', 'Ada King']);

    await eventually(() => told(created.id).at(-1)?.name === 'Ada King');
    expect(told(created.id)).toEqual([first, second]);
    for (const received of receiver.received) {
      expect(received.headers).toMatchObject({
        'content-type': 'application/json',
        'x-webhook-topic': 'contact_updated',
        'x-webhook-source': new URL(app.url).host,
        'x-webhook-id': hook.id,
      });
      expect(await isSigned(received)).toBe(true);
      expect(await isSigned(received, 'another secret')).toBe(false);
      verifyStandard(received);
    }
  });
});

it('a change that changes nothing is not told', async () => {
  const client = clientOf(app);
  const { id } = await client.post<WireContact>('/contacts', { email: 'same@example.com', name: 'Same' });
  await client.put(`/contacts/${id}`, { name: 'Same', phone: '' });
  await client.put(`/contacts/${id}`, { name: 'Other' });
  await eventually(() => namesOf(id).length >= 2);
  expect(namesOf(id)).toEqual(['Same', 'Other']);
});

it('a receiver that is down gets everything later, in order, as it stood at each change', async () => {
  const { port } = new URL(receiver.url);
  await receiver.close();
  const client = clientOf(app);
  const { id } = await client.post<WireContact>('/contacts', { email: 'later@example.com', name: 'One' });
  for (const name of ['Two', 'Three']) await client.put(`/contacts/${id}`, { name });
  await eventually(async () => {
    const waiting = await app.processes.outbox.list({ states: ['due'] });
    return waiting.some(({ lastError }) => lastError === 'ECONNREFUSED');
  });
  receiver = await startReceiver(answering(200), Number(port));
  await eventually(() => namesOf(id).length >= 3);
  expect(namesOf(id)).toEqual(['One', 'Two', 'Three']);
  for (const received of receiver.received) {
    expect(await isSigned(received)).toBe(true);
    verifyStandard(received);
  }
});

it('case 29: a receiver that answers 500 is noted and stays registered; once removed it is told nothing more', async () => {
  const client = clientOf(app);
  receiver.behave(answering(500, {}, 'out of order'));
  await client.post('/contacts', { email: 'failing@example.com' });
  const failed = await eventually(async () =>
    (await app.processes.outbox.list({ states: ['due'] })).find(({ lastStatus }) => lastStatus === 500),
  );
  const [attempt] = await app.processes.outbox.attempts(failed.id);
  expect(attempt).toMatchObject({ attempt: 1, status: 500, response: 'out of order' });
  expect(await client.get('/webhooks')).toEqual([hook]);

  await app.receivers.look();
  const notice = await eventually(async () => (await mailsToOwner('cannot be delivered'))[0]);
  expect(notice.headers).toContain('To: owner@example.com');
  expect(notice.body).toContain(new URL(receiver.url).host);
  await app.receivers.look();
  const row = await webhookByRef(app.sql, Number(hook.id.slice('rh_'.length)));
  await app.app.webhooks.pause(testContext, row?.key ?? '', 'No answer for days.');
  const paused = await eventually(async () => (await mailsToOwner('is paused'))[0]);
  expect(paused.body).toContain('No answer for days.');
  expect(await mailsToOwner('cannot be delivered')).toEqual([notice]);

  await client.delete(`/webhooks/${hook.id}`);
  receiver.behave(answering(200));
  await eventually(async () => (await app.processes.outbox.list({ states: ['due'] })).length === 0);
  const before = receiver.received.length;
  await client.post('/contacts', { email: 'silent@example.com' });
  const position = (await app.log.head()) ?? 0n;
  await eventually(async () => {
    const { processes } = await app.processes.status();
    return (processes.find(({ process }) => process === 'webhooks')?.position ?? 0n) >= position;
  });
  expect(await app.processes.outbox.list({ states: ['due'] })).toEqual([]);
  expect(receiver.received.length).toBe(before);
});
