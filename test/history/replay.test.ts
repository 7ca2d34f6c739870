import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { logUpTo } from '../../src/application/logView.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { createLogger } from '../../src/logger.ts';
import { replay } from '../../src/projections/engine/replay.ts';
import { models } from '../../src/projections/models.ts';
import { startReceiver } from '../adapters/webhooks/receiver.ts';
import { call } from '../e2e/fronts.ts';
import { type Ask, createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { type Cli, createCli, jsonLines } from '../support/cli.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let app: TestApp;
let ask: Ask;
let cli: Cli;
let into: TestDatabase;
const LONG = 180_000;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  cli = createCli(app.databaseUrl);
  into = await createTestDatabase();
});
afterAll(async () => {
  await app.stop();
  await into.drop();
});

async function namesIn(url: string): Promise<string[]> {
  const sql = connect(url, { max: 1 });
  const rows = await sql<{ name: string }[]>`select details->>'firstName' as name from read.contacts order by ref`;
  await sql.end();
  return rows.map(({ name }) => name);
}

test(
  'the read models of a past position or time are built beside, and nothing else happens',
  async () => {
    const receiver = await startReceiver();
    const { contact, position } = await createContact(ask, { firstName: 'Then' });
    await call(`${app.url}/api/site/webhooks`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${TEST_SECRET}` } },
      body: JSON.stringify({ target: receiver.url, events: ['contact_updated'] }),
    });
    const update = 'mutation($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }';
    await ask(update, { input: { id: contact.id, firstName: 'Now' } });
    await createContact(ask, { firstName: 'Later' });
    await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBe(2);
    const head = await app.log.head();

    const replayed = await cli('replay', '--to', position, '--into', into.url, '--json');
    expect(replayed).toMatchObject({ code: 0, stderr: '' });
    expect(jsonLines(replayed)).toEqual(
      models.map(({ name }) => ({ model: name, position, complete: true, error: null })),
    );
    expect(await namesIn(into.url)).toEqual(['Then']);

    const again = await cli('replay', '--to', new Date().toISOString(), '--into', into.url);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toMatch(/Replaying █+ 100 %/);
    expect(await namesIn(into.url)).toEqual(['Now', 'Later']);
    expect((await cli('replay', '--to', position, '--into', into.url)).code).toBe(0);
    expect(await namesIn(into.url)).toEqual(['Then']);

    expect(await namesIn(app.databaseUrl)).toEqual(['Now', 'Later']);
    expect(await app.log.head()).toBe(head);
    expect(receiver.received).toHaveLength(2);
    await receiver.close();
  },
  LONG,
);

test('a replay that was stopped goes on where it was, and begins anew for another moment', async () => {
  const other = await createTestDatabase();
  const sql = connect(other.url, { max: 5 });
  const head = (await app.log.head()) ?? 0n;
  const deps = { into: sql, log: app.log, upTo: (last: bigint) => logUpTo(app.log, last), catalogue, models };
  const events: number[] = [];
  const run = (position: bigint, stop?: AbortController) =>
    replay(
      { ...deps, clock: systemClock, logger: createLogger('silent') },
      { position },
      {
        ...(stop ? { signal: stop.signal } : {}),
        onProgress: ({ events: read }) => {
          events.push(read);
          stop?.abort();
        },
      },
    );
  await expect(run(head, new AbortController())).rejects.toThrow();
  expect(events.splice(0)).toHaveLength(1);
  const { models: built } = await run(head);
  expect(built.every(({ swapped }) => swapped)).toBe(true);
  expect(events.splice(0)).toEqual([0]);
  expect(await namesIn(other.url)).toEqual(await namesIn(app.databaseUrl));
  await run(head - 1n);
  expect(events.length).toBeGreaterThan(0);
  await sql.end();
  await other.drop();
});

test.each([
  [['--to', '1', '--into', 'SERVER'], 'That database belongs to a server'],
  [['--to', '99999999', '--into', 'INTO'], 'The log has not come to position 99999999 yet'],
  [['--to', '2001-01-01', '--into', 'INTO'], 'is before the first event of the log'],
  [['--to', 'soon', '--into', 'INTO'], '"soon" is neither a log position nor a time'],
  [['--to', '1', '--into', 'mysql://x'], '--into takes a URL that begins with postgres://'],
  [['--to', '1'], "required option '--into <url>' not specified"],
])(
  '%j ends with 1 and one clear line',
  async (args, message) => {
    const given = args.map((arg) => (arg === 'SERVER' ? app.databaseUrl : arg === 'INTO' ? into.url : arg));
    const { code, stdout, stderr } = await cli('replay', ...given);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  },
  LONG,
);
