import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { models } from '../../src/projections/models.ts';
import { type Ask, createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Cli, createCli, jsonLines, startCli } from '../support/cli.ts';

let app: TestApp;
let ask: Ask;
let cli: Cli;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  cli = createCli(app.databaseUrl);
  for (let number = 0; number < 30; number++) await createContact(ask, { firstName: `Contact ${number}` });
});
afterAll(() => app.stop());

const names = models.map(({ name }) => name);
const count = async (): Promise<number> =>
  (await ask<{ contacts: { totalCount: number } }>('{ contacts { totalCount } }')).data.contacts.totalCount;

interface Rebuilt {
  readonly model: string;
  readonly swapped: boolean;
  readonly comparison: { readonly equal: boolean; readonly rows: number } | null;
}

test('list tells what is declared', async () => {
  const listed = jsonLines<{ name: string }>(await cli('projections', 'list', '--json'));
  expect(listed.map(({ name }) => name)).toEqual(names);
  expect((await cli('projections', 'list')).stdout).toMatch(/^name +version +temporal +categories +summary\n/);
});

test('status tells how far each model is', async () => {
  const rows = jsonLines<{ model: string; status: string; paused: boolean }>(
    await cli('projections', 'status', '--json'),
  );
  expect(rows.map(({ model, status, paused }) => ({ model, status, paused }))).toEqual(
    names.map((model) => ({ model, status: 'live', paused: false })),
  );
});

// Before any rebuild, so that there is nothing to roll back to.
test.each([
  [['projections', 'rebuild', 'unicorns'], 'There is no read model "unicorns". There are: '],
  [['projections', 'rollback', 'tags'], 'has no former build to go back to'],
  [['projections', 'retry', 'tags'], 'Read model tags is not paused'],
  [['projections', 'skip', 'tags', 'soon'], '"soon" is not a log position'],
  [['projections', 'skip', 'tags', '99999999999999999999'], 'is not a log position'],
  [['verify', 'unicorns'], 'There is no read model "unicorns"'],
])('%j ends with 1 and one clear line', async (args, message) => {
  const { code, stdout, stderr } = await cli(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});

test('all models are rebuilt while the server goes on answering and taking writes', async () => {
  const before = await count();
  const { ended } = await startCli(app.databaseUrl, 'projections', 'rebuild', '--json');
  let running = true;
  void ended.finally(() => {
    running = false;
  });
  let written = 0;
  while (running) {
    const { position } = await createContact(ask, { firstName: `Meanwhile ${written}` });
    written += 1;
    const { data } = await ask<{ contacts: { totalCount: number } }>(
      'query($after: Position) { contacts(afterPosition: $after) { totalCount } }',
      { after: position },
    );
    expect(data.contacts.totalCount).toBe(before + written);
  }
  const rebuilt = await ended;
  expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
  expect(
    jsonLines<Rebuilt>(rebuilt).map(({ model, swapped, comparison }) => [model, swapped, comparison?.equal]),
  ).toEqual(names.map((model) => [model, true, true]));
  expect(await count()).toBe(before + written);
});

test('people see a progress bar on the side and one line a model', async () => {
  const { code, stdout, stderr } = await cli('projections', 'rebuild', 'contacts', 'tags');
  expect(code).toBe(0);
  expect(stderr).toMatch(/Rebuilding █+ 100 % {2}\d+\/s {2}0 s left/);
  expect(stdout).toMatch(
    /^contacts: rebuilt and swapped, equal to the former build \(\d+ rows\)\ntags: rebuilt and swapped/,
  );
});

test('a rebuild can be rolled back, to the very tables that it replaced', async () => {
  const sql = connect(app.databaseUrl, { max: 1 });
  const oid = async () => (await sql`select 'read.contacts'::regclass::oid::int as oid`)[0]?.oid;
  const before = await oid();
  await cli('projections', 'rebuild', 'contacts');
  expect(await oid()).not.toBe(before);
  expect(jsonLines(await cli('projections', 'rollback', 'contacts', '--json'))).toEqual([
    { model: 'contacts', rolledBack: true },
  ]);
  expect(await oid()).toBe(before);
  await sql.end();
  const shown = await count();
  await createContact(ask, { firstName: 'After the roll-back' });
  expect(await count()).toBe(shown + 1);
});

describe('verify', () => {
  test('finds nothing where nothing is wrong', async () => {
    const verified = await cli('verify', '--json');
    expect(verified.code).toBe(0);
    expect(jsonLines(verified)).toEqual(names.map((model) => expect.objectContaining({ model, equal: true })));
    const told = await cli('verify', 'contacts');
    expect(told.stdout).toMatch(/^contacts: as the log says \(\d+ rows at position \d+\)\n$/);
    expect(told.stderr).toMatch(/Folding the log █+ 100 %/);
  });

  test('names a row that was changed by hand, and ends with 1', async () => {
    const { contact } = await createContact(ask, { firstName: 'Honest' });
    const sql = connect(app.databaseUrl, { max: 1 });
    await sql`update read.contacts set status = 'Forged' where key = ${contact.key}`;
    const { code, stdout } = await cli('verify', 'contacts');
    await sql`update read.contacts set status = null where key = ${contact.key}`;
    await sql.end();
    expect(code).toBe(1);
    expect(stdout).toContain('contacts: differs from the log');
    expect(stdout).toContain(`contacts ${contact.key} status: expected null, found "Forged"`);
    expect(stdout).toContain(`the first of them was last changed by ContactCreated of contact ${contact.key}`);
  });
});

describe('a model that an event pauses', () => {
  test('is named by status, tries again when told, and goes on without the event when told', async () => {
    const { position: before } = await createContact(ask, { firstName: 'Before' });
    const appended = await app.log.append(
      'contact-poison',
      [
        {
          id: '6f1c1c5e-8d2e-4a52-9a57-0a3d7c1b9e01',
          type: 'ContactBewitched',
          data: {},
          metadata: {
            ...{ schemaVersion: 1, occurredAt: new Date().toISOString(), surface: 'cli', requestId: 'r' },
            ...{ correlationId: 'r', causationId: 'r', commandId: 'c', actor: { kind: 'system', id: 'test' } },
          },
        },
      ],
      'no-stream',
    );
    const poison = appended.ok ? String(appended.position) : '';
    const status = async () => (await app.projections.status()).find(({ model }) => model === 'contacts');
    expect(Number(poison)).toBeGreaterThan(Number(before));
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ status: 'paused', fault: { position: poison } });
    expect(await cli('projections', 'status')).toMatchObject({
      stdout: expect.stringMatching(/contacts +paused .* ContactBewitched: Unknown event type ContactBewitched/),
    });

    expect(await cli('projections', 'retry', 'contacts', '--json')).toMatchObject({ code: 0 });
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ status: 'paused' });

    const wrong = await cli('projections', 'skip', 'contacts', before);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain(`does not stand before an event at position ${before}`);
    expect(await cli('projections', 'skip', 'contacts', poison, '--json')).toMatchObject({ code: 0 });
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ status: 'live' });
  });
});
