import { afterAll, beforeAll, expect, test } from 'vitest';
import { aggregates, isInternal } from '../../src/domain/aggregates.ts';
import { isNumbered, keyOfRefEver, recordAt } from '../../src/projections/records.ts';
import { type Ask, createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Cli, createCli, jsonLines } from '../support/cli.ts';
import { KEY, writeEverything } from '../support/everything.ts';
import { accepted, teaOrder, testContext } from '../support/sales.ts';

let app: TestApp;
let ask: Ask;
let cli: Cli;
let contact: { ref: number; key: string; id: string };
let created: string;

/** For tests that start several processes. */
const LONG = 120_000;

interface Entry {
  readonly type: string;
  readonly position: string;
  readonly metadata: { readonly occurredAt: string; readonly surface: string };
  readonly changes: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
}

interface Shown {
  readonly details: { readonly firstName?: string };
}

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  cli = createCli(app.databaseUrl);
  const made = await createContact(ask, { firstName: 'Ann', email: 'ann@example.com' });
  contact = made.contact;
  created = made.position;
  await new Promise((resolve) => setTimeout(resolve, 20));
  const update = `mutation($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }`;
  await ask(update, { input: { id: contact.id, firstName: 'Anna' } });
});
afterAll(() => app.stop());

test(
  'history tells every event with time, actor, front and what changed, by number and by key',
  async () => {
    const byRef = jsonLines<Entry>(await cli('history', 'contact', String(contact.ref), '--json'));
    expect(byRef.map(({ type }) => type)).toEqual(['ContactCreated', 'ContactDetailsChanged']);
    expect(byRef[1]).toMatchObject({
      metadata: { surface: 'graphql', actor: { kind: 'apiKey' } },
      changes: [{ path: 'details.firstName', from: 'Ann', to: 'Anna' }],
    });
    expect(jsonLines(await cli('history', 'contact', contact.key, '--json'))).toEqual(byRef);
    const { stdout } = await cli('history', 'contact', String(contact.ref));
    expect(stdout).toContain('details.firstName: "Ann" → "Anna"');
    expect(stdout).toMatch(/@\d+ {2}ContactDetailsChanged {2}by apiKey \w+ through graphql/);
  },
  LONG,
);

test(
  'a contact is shown as it is, and as it was by position and by time',
  async () => {
    const shown = async (...args: string[]): Promise<Shown | undefined> =>
      jsonLines<Shown>(await cli('show', 'contact', String(contact.ref), '--json', ...args))[0];
    const [first] = jsonLines<Entry>(await cli('history', 'contact', contact.key, '--json'));
    expect((await shown())?.details.firstName).toBe('Anna');
    expect((await shown('--as-of', created))?.details.firstName).toBe('Ann');
    expect((await shown('--as-of', first?.metadata.occurredAt ?? ''))?.details.firstName).toBe('Ann');
  },
  LONG,
);

test(
  'every kind of record is found, by its number where it has one, and no secret is told',
  async () => {
    const { key, ref, position } = accepted(await app.app.orders.place(testContext, teaOrder));
    accepted(await app.app.orders.update(testContext, key, { status: 'processing' }));
    accepted(await app.app.orders.addNote(testContext, key, 'Rings twice'));
    const told = jsonLines<Entry>(await cli('history', 'order', String(ref), '--json'));
    expect(told.map(({ type }) => type)).toEqual(['OrderPlaced', 'OrderStatusChanged', 'OrderNoteAdded']);
    expect(told[2]).toMatchObject({ changes: [], data: { text: 'Rings twice' } });
    expect(jsonLines(await cli('show', 'Order', key, '--json', '--as-of', String(position)))).toMatchObject([
      { ref, status: 'pending', sale: { lines: [{ name: 'Tea' }] } },
    ]);
    expect(jsonLines<Shown>(await cli('show', 'contact', 'Ann@example.com', '--json'))[0]?.details.firstName).toBe(
      'Anna',
    );
    const [installed] = jsonLines(await cli('show', 'installation', 'main', '--json'));
    expect(installed).toEqual({ salt: '(hidden)' });
    expect((await cli('history', 'installation', 'main')).stdout).toContain('salt: null → "(hidden)"');
  },
  LONG,
);

test('a number leads to the stream of its record, of every kind that has numbers', async () => {
  await writeEverything(app);
  for (const { category } of aggregates.filter((each) => isNumbered(each.category))) {
    if (isInternal(category)) continue;
    const { ref } = (await recordAt(app.sql, category, KEY)) ?? {};
    expect([category, await keyOfRefEver(app.sql, category, Number(ref))]).toEqual([category, KEY]);
  }
});

test('the command line and GraphQL tell the same past', async () => {
  const { data } = await ask<{ byPosition: { firstName: string }; byTime: null }>(
    `query($id: ID!, $position: Position!) {
      byPosition: contact(id: $id, asOf: { position: $position }) { firstName }
      byTime: contact(id: $id, asOf: { time: "2001-01-01" }) { firstName }
    }`,
    { id: contact.id, position: created },
  );
  expect(data).toEqual({ byPosition: { firstName: 'Ann' }, byTime: null });
});

test.each([
  [['history', 'unicorn', '1'], 'There is no kind of record "unicorn"'],
  [['history', 'contact', '999999'], 'There is no contact 999999 and never was'],
  [['history', 'contact', 'nobody'], 'There is no contact nobody and never was'],
  [['show', 'contact', 'nobody'], 'There is no contact nobody and never was'],
  [['show', 'contact', '1', '--as-of', 'yesterday'], '"yesterday" is neither a log position nor a time'],
  [['show', 'contact', '1', '--as-of', '2026-02-31'], '"2026-02-31" is neither a log position nor a time'],
  [['show', 'contact', '1', '--as-of', '9999999'], 'The log has not come to position 9999999 yet'],
  [['show', 'contact', '1', '--as-of', '2999-01-01'], 'The log has not come to 2999-01-01T00:00:00.000Z yet'],
  [['show', 'contact', '1', '--as-of', '2001-01-01'], 'is before the first event of the log'],
])('%j ends with 1 and one clear line', async (args, message) => {
  const { code, stdout, stderr } = await cli(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});
