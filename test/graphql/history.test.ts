import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

interface Event {
  readonly type: string;
  readonly revision: number;
  readonly position: string;
  readonly occurredAt: string;
  readonly surface: string;
  readonly requestId: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly changes: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
}

interface HistoryAnswer {
  readonly contact: {
    readonly history: {
      readonly totalCount: number;
      readonly nodes: readonly Event[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  };
}

const HISTORY = `query History($id: ID!, $asOf: AsOf, $first: Int, $last: Int, $after: String) {
  contact(id: $id, asOf: $asOf) { history(first: $first, last: $last, after: $after) {
    totalCount
    nodes { type revision position occurredAt surface requestId actor { kind id } changes { path from to } }
    pageInfo { hasNextPage endCursor }
  } }
}`;

async function update(input: Record<string, unknown>, headers: Record<string, string> = {}): Promise<string> {
  const { data } = await ask<{ updateContact: { position: string } }>(
    `mutation($input: UpdateContactInput!) { updateContact(input: $input) { ... on UpdateContactPayload { position } } }`,
    { input },
    headers,
  );
  return data.updateContact.position;
}

async function changingContact(): Promise<{ id: string; key: string; positions: string[] }> {
  const { contact, position } = await createContact(ask, { firstName: 'Name 0', mainAddress: { city: 'Bath' } });
  const positions = [position];
  for (let step = 1; step <= 4; step++) positions.push(await update({ id: contact.id, firstName: `Name ${step}` }));
  return { id: contact.id, key: contact.key, positions };
}

test('the history tells who changed what from what to what', async () => {
  const { contact } = await createContact(ask, { firstName: 'Ann', mainAddress: { city: 'Bath' } });
  await update({ id: contact.id, mainAddress: { city: 'Wells' }, status: 'Lead' }, { 'x-request-id': 'from-the-test' });
  const { data } = await ask<HistoryAnswer>(HISTORY, { id: contact.id });
  const { nodes, totalCount } = data.contact.history;
  expect(totalCount).toBe(3);
  expect(nodes.map(({ type, revision, surface, changes }) => ({ type, revision, surface, changes }))).toEqual([
    {
      type: 'ContactCreated',
      revision: 0,
      surface: 'GRAPHQL',
      changes: expect.arrayContaining([
        { path: 'ref', from: null, to: contact.ref },
        { path: 'firstName', from: null, to: 'Ann' },
        { path: 'mainAddress.city', from: null, to: 'Bath' },
      ]),
    },
    {
      type: 'ContactDetailsChanged',
      revision: 1,
      surface: 'GRAPHQL',
      changes: [{ path: 'mainAddress.city', from: 'Bath', to: 'Wells' }],
    },
    {
      type: 'ContactStatusChanged',
      revision: 2,
      surface: 'GRAPHQL',
      changes: [{ path: 'status', from: null, to: 'Lead' }],
    },
  ]);
  expect(nodes[1]?.requestId).toBe('from-the-test');
  expect(nodes[1]?.actor.kind).toBe('API_KEY');
});

test('the history comes page by page', async () => {
  const { id } = await changingContact();
  const revisions: number[] = [];
  let after: string | undefined;
  for (;;) {
    const { data } = await ask<HistoryAnswer>(HISTORY, { id, first: 2, after });
    const { nodes, pageInfo } = data.contact.history;
    revisions.push(...nodes.map(({ revision }) => revision));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(revisions).toEqual([0, 1, 2, 3, 4]);
  const newest = await ask<HistoryAnswer>(HISTORY, { id, last: 2 });
  expect(newest.data.contact.history.nodes.map(({ revision }) => revision)).toEqual([3, 4]);
});

test('a contact can be seen as of each of its positions', async () => {
  const { id, positions } = await changingContact();
  for (const [step, position] of positions.entries()) {
    const { data } = await ask(
      `query($id: ID!, $asOf: AsOf!, $f: ContactFilter) {
        contact(id: $id, asOf: $asOf) { firstName history { totalCount } }
        node(id: $id, asOf: $asOf) { ... on Contact { firstName } }
        contacts(filter: $f, asOf: $asOf) { nodes { firstName } totalCount }
      }`,
      { id, asOf: { position }, f: { firstName: { eq: `Name ${step}` }, key: { eq: keyIn(id) } } },
    );
    expect(data).toEqual({
      contact: { firstName: `Name ${step}`, history: { totalCount: step + 1 } },
      node: { firstName: `Name ${step}` },
      contacts: { nodes: [{ firstName: `Name ${step}` }], totalCount: 1 },
    });
  }
});

test('a contact can be seen as of a time, before which it was not there', async () => {
  const { position: before } = await createContact(ask, { firstName: 'Somebody before' });
  const { id } = await changingContact();
  const { data } = await ask<HistoryAnswer>(HISTORY, { id });
  const last = data.contact.history.nodes.at(-1);
  const asOf = (time: string | undefined) =>
    ask(`query($id: ID!, $asOf: AsOf!) { contact(id: $id, asOf: $asOf) { firstName } }`, { id, asOf: { time } });
  expect((await asOf(last?.occurredAt)).data.contact).toEqual({ firstName: 'Name 4' });
  const { data: earlier } = await ask(`query($id: ID!, $asOf: AsOf!) { contact(id: $id, asOf: $asOf) { firstName } }`, {
    ...{ id, asOf: { position: before } },
  });
  expect(earlier.contact).toBeNull();
});

test.each([
  [{ time: '2001-01-01' }, 'MOMENT_BEFORE_LOG'],
  [{ position: '0' }, 'MOMENT_BEFORE_LOG'],
  [{ time: '2999-01-01' }, 'MOMENT_IN_FUTURE'],
  [{ position: '9223372036854775807' }, 'MOMENT_IN_FUTURE'],
])('a moment that never was, %j, is refused', async (asOf, reason) => {
  const { errors } = await ask('query($asOf: AsOf) { contacts(asOf: $asOf) { totalCount } }', { asOf });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'ARGUMENT_INVALID', argument: 'asOf', reason });
});

const keyIn = (id: string): string => Buffer.from(id, 'base64').toString('utf8').split(':')[1] ?? '';
