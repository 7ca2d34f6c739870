import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { streamOf } from '../../src/http/bearer.ts';
import { type Ask, createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { jsonLines } from '../support/cli.ts';
import { followEvents, type SentEvent } from '../support/sse.ts';

let app: TestApp;
let ask: Ask;
let blind: string;

interface Change {
  readonly position: string;
  readonly type: string;
  readonly kind: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  const { data } = await ask<{ issueApiKey: { secret: string } }>(
    'mutation { issueApiKey(input: { name: "Reader", scopes: [READ] }) { ... on IssueApiKeyPayload { secret } } }',
  );
  blind = data.issueApiKey.secret;
});
afterAll(() => app.stop());

const headers = (secret = TEST_SECRET) => ({ authorization: `Bearer ${secret}` });
const changes = async (query: string, secret?: string): Promise<Change[]> =>
  jsonLines<Change>({ stdout: await (await fetch(`${app.url}/changes${query}`, { headers: headers(secret) })).text() });
const headOf = async (): Promise<string> => String(await app.log.head());
const remove = (id: string) => ask('mutation($id: ID!) { deleteContact(id: $id) { __typename } }', { id });

describe('GET /changes', () => {
  test('gives everything after a position, deletions included, and tells where to go on', async () => {
    const before = await headOf();
    const { contact } = await createContact(ask, { firstName: 'Ann' });
    await remove(contact.id);
    const response = await fetch(`${app.url}/changes?after=${before}&kinds=contact`, { headers: headers() });
    const found = jsonLines<Change>({ stdout: await response.text() });
    expect(found.map(({ type, key }) => [type, key])).toEqual([
      ['ContactCreated', contact.key],
      ['ContactDeleted', contact.key],
    ]);
    const next = response.headers.get('x-position') ?? '';
    expect(await changes(`?after=${next}`)).toEqual([]);
    const { contact: later } = await createContact(ask, { firstName: 'Later' });
    expect((await changes(`?after=${next}&kinds=contact`)).map(({ key }) => key)).toEqual([later.key]);
  });

  test('gives every event once, whatever the pages', async () => {
    const whole = await changes('');
    const paged: Change[] = [];
    for (let after = ''; ; after = `&after=${paged.at(-1)?.position}`) {
      const page = await changes(`?limit=2${after}`);
      paged.push(...page);
      if (page.length < 2) break;
    }
    expect(paged).toEqual(whole);
    expect(await changes(`?types=ContactDeleted`)).toEqual(whole.filter(({ type }) => type === 'ContactDeleted'));
  });

  test('masks what is personal for a key without pii, and keeps keys and claims for administrators', async () => {
    await createContact(ask, { firstName: 'Secretive', email: 'secretive@example.com' });
    const seen = await changes('', blind);
    expect(JSON.stringify(seen)).not.toContain('ecretive');
    expect(seen.at(-1)?.data).toMatchObject({ email: '***', details: { firstName: '***' } });
    expect(new Set(seen.map(({ kind }) => kind))).toEqual(new Set(['contact']));
    const kinds = new Set((await changes('')).map(({ kind }) => kind));
    expect(kinds).toContain('apiKey');
    expect(JSON.stringify(await changes('?kinds=apiKey'))).not.toMatch(/[0-9a-f]{64}/);
  });

  test.each([
    ['?after=soon', 400, 'position_invalid'],
    ['?after=-1', 400, 'position_invalid'],
    ['?after=99999999', 400, 'moment_in_future'],
    ['?limit=0', 400, 'limit_invalid'],
    ['?kinds=unicorn', 400, 'filter_invalid'],
    ['?types=Nothing', 400, 'filter_invalid'],
    ['?since=1', 400, 'parameter_unknown'],
  ])('%s is refused', async (query, status, error) => {
    const response = await fetch(`${app.url}/changes${query}`, { headers: headers() });
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: { error } });
  });

  test('needs a key that may read, and kinds that it may see', async () => {
    expect((await fetch(`${app.url}/changes`)).status).toBe(401);
    expect((await fetch(`${app.url}/changes?kinds=apiKey`, { headers: headers(blind) })).status).toBe(400);
  });
});

describe('GET /changes as server-sent events', () => {
  const follow = (query: string, more: Record<string, string> = {}, secret?: string) =>
    followEvents(`${app.url}/changes${query}`, { ...headers(secret), ...more });

  test('goes on for ever, and after a lost connection where it was', async () => {
    const before = await headOf();
    const stream = await follow(`?after=${before}&kinds=contact`);
    const { contact } = await createContact(ask, { firstName: 'Live' });
    const first = await stream.next();
    expect(first).toMatchObject({ event: 'ContactCreated' });
    expect(JSON.parse(first.data)).toMatchObject({ key: contact.key, data: { details: { firstName: 'Live' } } });
    await stream.close();

    await remove(contact.id);
    const again = await follow('?after=0&kinds=contact', { 'last-event-id': first.id });
    expect(await again.next()).toMatchObject({ event: 'ContactDeleted' });
    await again.close();
  });

  test('misses nothing and repeats nothing while many write', async () => {
    const stream = await follow(`?after=${await headOf()}&kinds=contact`);
    const keys = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => (await createContact(ask, { firstName: `N${n}` })).contact.key),
    );
    const seen: SentEvent[] = [];
    while (seen.length < keys.length) seen.push(await stream.next());
    await stream.close();
    expect(seen.map(({ data }) => (JSON.parse(data) as Change).key).sort()).toEqual(keys.sort());
    const ids = seen.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });
});

describe('GraphQL', () => {
  const PAGE = `query($after: Position, $first: Int) { changes(after: $after, first: $first, kinds: ["contact"]) {
    nodes { position type key data } position hasMore } }`;

  interface Page {
    readonly changes: { readonly nodes: readonly Change[]; readonly position: string; readonly hasMore: boolean };
  }

  test('pages tell the same as the feed', async () => {
    const whole = await changes('?kinds=contact');
    const seen: Change[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const { data }: { data: Page } = await ask<Page>(PAGE, { after, first: 7 });
      seen.push(...data.changes.nodes);
      after = data.changes.position;
      more = data.changes.hasMore;
    }
    expect(seen.map(({ position, type }) => [position, type])).toEqual(
      whole.map(({ position, type }) => [position, type]),
    );
  });

  const subscribe = (query: string, variables: object, secret?: string) =>
    followEvents(`${app.url}/graphql`, {
      ...{ ...headers(secret), 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });

  const CONTACT = `subscription($id: ID!, $after: Position) { contactChanged(id: $id, after: $after) {
    change { type position } contact { firstName } } }`;

  test('a contact can be followed, with its state after each change, and resumed', async () => {
    const { contact, position } = await createContact(ask, { firstName: 'One' });
    const stream = await subscribe(CONTACT, { id: contact.id });
    const update = (firstName: string) =>
      ask('mutation($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }', {
        input: { id: contact.id, firstName },
      });
    await update('Two');
    await createContact(ask, { firstName: 'Somebody else' });
    await update('Three');
    const next = async () =>
      (JSON.parse((await stream.next()).data) as { data: { contactChanged: { contact: object } } }).data.contactChanged;
    expect(await next()).toMatchObject({ change: { type: 'ContactDetailsChanged' }, contact: { firstName: 'Two' } });
    expect(await next()).toMatchObject({ contact: { firstName: 'Three' } });
    await remove(contact.id);
    expect(await next()).toMatchObject({ change: { type: 'ContactDeleted' }, contact: null });
    await stream.close();

    const resumed = await subscribe(CONTACT, { id: contact.id, after: position });
    const types: string[] = [];
    for (let count = 0; count < 3; count++) {
      types.push((await resumed.next()).data.match(/"type":"(\w+)"/)?.[1] ?? '');
    }
    await resumed.close();
    expect(types).toEqual(['ContactDetailsChanged', 'ContactDetailsChanged', 'ContactDeleted']);
  });

  test('all changes can be followed by kind and type, masked for keys without pii', async () => {
    const SUBSCRIBE = `subscription { changes(kinds: ["contact"], types: ["ContactCreated"]) { type data } }`;
    const stream = await subscribe(SUBSCRIBE, {}, blind);
    await createContact(ask, { firstName: 'Hidden' });
    const { data } = await stream.next();
    await stream.close();
    expect(data).toContain('"ContactCreated"');
    expect(data).toContain('"firstName":"***"');
  });

  test('what cannot be followed is refused at once', async () => {
    const refused = async (query: string) => (await subscribe(query, {}, blind)).next();
    expect((await refused('subscription { changes(kinds: ["apiKey"]) { type } }')).data).toContain('FILTER_INVALID');
    expect((await refused('subscription { changes(after: "99999999") { type } }')).data).toContain(
      'POSITION_NOT_REACHED',
    );
  });
});

test('a stream pulls only as fast as it is read, and lets go of its source', async () => {
  let pulled = 0;
  let released = false;
  async function* source(): AsyncGenerator<string> {
    try {
      for (;;) {
        pulled += 1;
        yield `${pulled}\n`;
      }
    } finally {
      released = true;
    }
  }
  const reader = streamOf(source()).getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(pulled).toBeLessThan(4);
  await reader.cancel();
  await expect.poll(() => released).toBe(true);
});

test('the program stops at once although somebody follows', async () => {
  const other = await startTestApp();
  const stream = await followEvents(`${other.url}/changes?kinds=contact`, headers());
  const began = performance.now();
  await other.stop();
  await expect(stream.next()).rejects.toThrow();
  expect(performance.now() - began).toBeLessThan(9_000);
});
