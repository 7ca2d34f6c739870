import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../adapters/webhooks/receiver.ts';
import { call } from '../e2e/fronts.ts';
import { type Ask, createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { createCli, jsonLines } from '../support/cli.ts';
import { accepted, teaOrder, testContext } from '../support/sales.ts';

let app: TestApp;
let ask: Ask;
let contact: { readonly id: string; readonly key: string; readonly ref: number };
const REQUEST = 'request-of-the-audit-test';

interface Event {
  readonly type: string;
  readonly kind: string;
  readonly key: string;
  readonly surface: string;
  readonly position: string;
  readonly command: string;
  readonly mutation: string | null;
  readonly actor: { readonly id: string };
  readonly correlationId: string;
  readonly changes: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
  readonly data: Readonly<Record<string, unknown>>;
}

const AUDIT = `query($filter: AuditFilter, $first: Int, $last: Int, $after: String) {
  audit(filter: $filter, first: $first, last: $last, after: $after) {
    totalCount
    nodes { type kind key surface position command mutation actor { id } correlationId data changes { path from to } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Page {
  readonly audit: {
    readonly totalCount: number;
    readonly nodes: readonly Event[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

const events = async (filter: object, asked: Ask = ask): Promise<readonly Event[]> =>
  (await asked<Page>(AUDIT, { filter, first: 100 })).data.audit.nodes;

async function maskedKey(scopes: readonly string[]): Promise<string> {
  const { data } = await ask<{ issueApiKey: { secret: string } }>(
    `mutation($scopes: [Scope!]) { issueApiKey(input: { name: "Limited", scopes: $scopes }) {
      ... on IssueApiKeyPayload { secret } } }`,
    { scopes },
  );
  return data.issueApiKey.secret;
}

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  contact = (await createContact(ask, { firstName: 'Ann', email: 'ann@example.com' })).contact;
  await ask(
    'mutation($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }',
    { input: { id: contact.id, firstName: '=Anna', status: 'Lead' } },
    { 'x-request-id': REQUEST },
  );
  await call(`${app.url}/api/site/contacts/${contact.ref}`, {
    ...{ method: 'PUT', headers: { authorization: `Bearer ${TEST_SECRET}` } },
    body: JSON.stringify({ tags: ['vip'] }),
  });
});
afterAll(() => app.stop());

describe('the audit', () => {
  test('tells of every event what it changed from what to what, and the mutation that says the same', async () => {
    const found = await events({ key: contact.key });
    expect(found.map(({ type, surface }) => [type, surface])).toEqual([
      ['ContactCreated', 'GRAPHQL'],
      ['ContactDetailsChanged', 'GRAPHQL'],
      ['ContactStatusChanged', 'GRAPHQL'],
      ['ContactTagged', 'SIMVOLY'],
    ]);
    expect(found[1]).toMatchObject({
      kind: 'contact',
      command: 'UpdateContact',
      mutation: 'updateContact',
      changes: [{ path: 'details.firstName', from: 'Ann', to: '=Anna' }],
    });
    expect(found[3]).toMatchObject({ mutation: 'updateContact', changes: [{ path: 'tags', from: [], to: ['vip'] }] });
  });

  test('is filtered by record, type, kind, actor, front, request, correlation and time', async () => {
    const types = async (filter: object) => (await events(filter)).map(({ type }) => type);
    expect(await types({ key: contact.key, types: ['ContactTagged'] })).toEqual(['ContactTagged']);
    expect(await types({ surface: 'SIMVOLY' })).toEqual(['ContactTagged']);
    expect(await types({ requestId: REQUEST })).toEqual(['ContactDetailsChanged', 'ContactStatusChanged']);
    const [changed] = await events({ requestId: REQUEST });
    expect(await types({ correlationId: changed?.correlationId ?? '' })).toEqual(await types({ requestId: REQUEST }));
    expect(new Set((await events({ actor: changed?.actor.id })).map(({ actor }) => actor.id))).toEqual(
      new Set([changed?.actor.id]),
    );
    expect(await types({ actor: 'nobody' })).toEqual([]);
    expect(new Set((await events({ kinds: ['apiKey'] })).map(({ kind }) => kind))).toEqual(new Set(['apiKey']));
    expect(await types({ until: '2001-01-01' })).toEqual([]);
    expect((await types({ since: '2001-01-01' })).length).toBeGreaterThan(5);
    const { errors } = await ask(AUDIT, { filter: { types: ['ContactBewitched'] } });
    expect(errors?.[0]?.extensions.code).toBe('FILTER_INVALID');
  });

  test('comes page by page, from either end', async () => {
    const whole = await events({});
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { data } = await ask<Page>(AUDIT, { filter: {}, first: 3, after });
      expect(data.audit.totalCount).toBe(whole.length);
      seen.push(...data.audit.nodes.map(({ position }) => position));
      after = data.audit.pageInfo.hasNextPage ? data.audit.pageInfo.endCursor : undefined;
    } while (after);
    expect(seen).toEqual(whole.map(({ position }) => position));
    const { data } = await ask<Page>(AUDIT, { filter: {}, last: 2 });
    expect(data.audit.nodes).toEqual(whole.slice(-2));
  });

  test('hides secrets from everybody, and what is personal from keys without pii', async () => {
    const keys = await events({ types: ['ApiKeyIssued'] });
    expect(keys[0]?.data).toMatchObject({ secretDigest: '(hidden)' });
    const blind = createAsk(app, await maskedKey(['READ', 'ADMIN']));
    const [created, changed] = await events({ key: contact.key }, blind);
    expect(created?.data).toMatchObject({ email: '***', details: { firstName: '***' }, ref: contact.ref });
    expect(changed?.changes).toEqual([{ path: 'details.firstName', from: '***', to: '***' }]);
    const { errors } = await createAsk(app, await maskedKey(['READ', 'PII']))(AUDIT, {});
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('the trail of a request', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());

  const TRAIL = `query($id: String!) { auditTrail(correlationId: $id) {
    depth kind name mutation parentId nodeId event { type } delivery { state attempts status } } }`;

  interface Node {
    readonly depth: number;
    readonly kind: string;
    readonly name: string;
    readonly delivery: { readonly state: string } | null;
  }

  test('leads from the request over commands and events to the webhooks that were sent', async () => {
    await call(`${app.url}/api/site/webhooks`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${TEST_SECRET}` } },
      body: JSON.stringify({ target: receiver.url, events: ['contact_updated'] }),
    });
    const id = 'request-that-is-followed';
    await ask(
      'mutation($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }',
      { input: { id: contact.id, lastName: 'Lovelace' } },
      { 'x-request-id': id },
    );
    const trail = async () => (await ask<{ auditTrail: readonly Node[] }>(TRAIL, { id })).data.auditTrail;
    await expect
      .poll(async () => (await trail()).some(({ delivery }) => delivery?.state === 'DONE'), { timeout: 15_000 })
      .toBe(true);
    expect((await trail()).map(({ depth, kind, name }) => [depth, kind, name])).toEqual([
      [0, 'REQUEST', id],
      [1, 'COMMAND', 'UpdateContact'],
      [2, 'EVENT', 'ContactDetailsChanged'],
      [3, 'DELIVERY', 'webhook'],
    ]);
  });

  test('leads to payments, and to the mails that followed', async () => {
    const id = 'request-of-a-sale';
    const context = { ...testContext, requestId: id, correlationId: id };
    const { orders, payments } = app.app;
    const { key: order } = accepted(await orders.place(context, teaOrder));
    const fields = { order, currency: 'GBP', kind: 'Sale', method: 'Cash', status: 'Succeeded', amount: 500 };
    accepted(await payments.record(context, { fields }));
    accepted(await orders.update(context, order, { status: 'shipped', notifyBuyer: true }));
    const trail = async () => (await ask<{ auditTrail: readonly Node[] }>(TRAIL, { id })).data.auditTrail;
    const mailed = async () => (await trail()).find(({ name }) => name === 'notice')?.delivery?.state;
    await expect.poll(mailed, { timeout: 15_000 }).toBe('DONE');
    const nodes = (await trail()).map(({ depth, kind, name }) => [depth, kind, name]);
    expect(nodes).toEqual(
      expect.arrayContaining([
        [1, 'COMMAND', 'PlaceOrder'],
        [1, 'COMMAND', 'RecordPayment'],
        [2, 'EVENT', 'PaymentRecorded'],
        [2, 'EVENT', 'OrderNoticeRequested'],
        [3, 'DELIVERY', 'notice'],
      ]),
    );
  });

  test('is empty for a request that changed nothing', async () => {
    expect((await ask(TRAIL, { id: 'no-such-request' })).data).toEqual({ auditTrail: [] });
  });
});

describe('the export', () => {
  const fetched = (query: string, secret = TEST_SECRET) =>
    fetch(`${app.url}/audit/export${query}`, { headers: { authorization: `Bearer ${secret}` } });

  test('gives the same as JSONL over HTTP and on the command line', async () => {
    const response = await fetched(`?key=${contact.key}`);
    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    const lines = jsonLines<Event>({ stdout: await response.text() });
    expect(lines.map(({ type }) => type).slice(0, 2)).toEqual(['ContactCreated', 'ContactDetailsChanged']);
    expect(lines[1]?.changes).toEqual([{ path: 'details.firstName', from: 'Ann', to: '=Anna' }]);
    const printed = await createCli(app.databaseUrl)('audit', 'export', '--key', contact.key);
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(jsonLines(printed)).toEqual(lines);
  });

  test('gives a line a field as CSV, and nothing that a spreadsheet would run', async () => {
    const text = await (await fetched(`?format=csv&key=${contact.key}&type=ContactDetailsChanged`)).text();
    const [head, first] = text.split('\r\n');
    expect(head).toMatch(/^position,time,kind,key,revision,type,field,from,to,actor_kind,actor,surface,request,/);
    expect(first).toContain(`,contact,${contact.key},1,ContactDetailsChanged,details.firstName,Ann,'=Anna,apiKey,`);
  });

  test('holds every event of the log, also of more than a page', async () => {
    const { length } = jsonLines({ stdout: await (await fetched('')).text() });
    let inLog = 0;
    for await (const _ of app.log.readAll()) inLog += 1;
    expect(length).toBe(inLog);
  });

  test.each([
    ['?format=xml', 400, 'format_unknown'],
    ['?colour=red', 400, 'filter_unknown'],
    ['?type=Nothing', 400, 'filter_invalid'],
    ['?since=soon', 400, 'filter_invalid'],
  ])('%s is refused', async (query, status, error) => {
    const response = await fetched(query);
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: { error } });
  });

  test('is for administrators', async () => {
    expect((await fetched('', 'wrong')).status).toBe(401);
    expect((await fetched('', await maskedKey(['READ', 'WRITE', 'PII']))).status).toBe(403);
  });

  test('the command line names what is wrong, and draws the tree of a request', async () => {
    const cli = createCli(app.databaseUrl);
    const wrong = await cli('audit', 'export', '--type', 'Nothing');
    expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: 'There is no type of event "Nothing"\n' });
    const { stdout } = await cli('audit', 'trail', REQUEST);
    expect(stdout).toMatch(
      /^request request-of-the-audit-test\n {2}command UpdateContact\n {4}event ContactDetailsChanged {2}@\d+/,
    );
    expect((await cli('audit', 'trail', 'nothing')).stderr).toBe('No event came from a request nothing\n');
  }, 120_000);
});
