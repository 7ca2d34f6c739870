import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEventStoreDbLog } from '../../src/adapters/eventstoredb/log.ts';
import { createMemoryLog } from '../../src/adapters/memory/log.ts';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemContext } from '../../src/application/bootstrap.ts';
import { checkExport, exportLog, importLog, LogTransferError } from '../../src/application/logTransfer.ts';
import type { EventLog, RecordedEvent } from '../../src/application/ports.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { createLogger } from '../../src/logger.ts';
import { startServer } from '../../src/main.ts';
import { createProjections } from '../../src/projections/engine/engine.ts';
import { models } from '../../src/projections/models.ts';
import { createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, type TestApp, testConfig } from '../support/app.ts';
import { createCli, jsonLines, startCli } from '../support/cli.ts';
import { startTestEventStore } from '../support/eventstoredb/server.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let app: TestApp;
let folder: string;
let file: string;
const databases: TestDatabase[] = [];

beforeAll(async () => {
  app = await startTestApp();
  const ask = createAsk(app);
  const { contact } = await createContact(ask, { firstName: 'Ann', email: 'ann@example.com', tags: ['one', 'two'] });
  for (let number = 0; number < 25; number++) await createContact(ask, { firstName: `Contact ${number}` });
  const update = 'mutation($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }';
  await ask(update, { input: { id: contact.id, lastName: 'Łukasz "☃" \\ \u2028', tags: ['two', 'three'] } });
  await ask('mutation($id: ID!) { deleteContact(id: $id) { __typename } }', { id: contact.id });
  folder = await mkdtemp(join(tmpdir(), 'tributary-transfer-'));
  file = join(folder, 'log.jsonl');
});
afterAll(async () => {
  await app.stop();
  for (const database of databases) await database.drop();
  await rm(folder, { recursive: true });
});

async function emptyDatabase(): Promise<string> {
  const database = await createTestDatabase();
  databases.push(database);
  return database.url;
}

async function collected(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function eventsOf(log: EventLog): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of log.readAll()) events.push(event);
  return events;
}

async function* from(lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) yield line.replace(/\n$/, '');
}

/** Builds all read models of a log in a database of its own. */
async function dumpOf(log: EventLog, databaseUrl: string): Promise<string[]> {
  const sql = connect(databaseUrl, { max: 8 });
  const logger = createLogger('silent');
  const projections = createProjections({ sql, log, catalogue, models, clock: systemClock, logger });
  await projections.start();
  expect(await projections.ready(20_000)).toBe(true);
  const dump = await collected(projections.dump());
  await projections.stop();
  await sql.end();
  return dump;
}

/** The index of events is keyed by position, in twenty digits. */
const withoutPositions = (dump: readonly string[]) =>
  dump.map((line) =>
    line.replaceAll(/"(position|valid_from|valid_to|first_position)": \d+|"(key)": "\d{20}"/g, '"$1$2": n'),
  );

test('on the command line the log moves into an empty database, and its read models are equal byte for byte', async () => {
  const exported = await createCli(app.databaseUrl)('log', 'export', file);
  expect(exported).toMatchObject({ code: 0 });
  expect(exported.stderr).toMatch(/Exporting █+ 100 %/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const url = await emptyDatabase();
  const cli = createCli(url);
  const imported = await cli('log', 'import', file);
  expect(imported).toMatchObject({ code: 0, stdout: exported.stdout.replace('exported', 'imported') });
  expect(imported.stderr).toMatch(/Restoring █+ 100 %/);

  const dump = (await createCli(app.databaseUrl)('projections', 'dump')).stdout;
  expect(dump.split('\n').length).toBeGreaterThan(60);
  // Each line apart, so that a difference can be read.
  expect((await cli('projections', 'dump')).stdout.split('\n')).toEqual(dump.split('\n'));
  expect((await cli('verify')).code).toBe(0);
}, 180_000);

test('a server on the imported log knows the keys, goes on numbering, and keeps claims', async () => {
  const url = await emptyDatabase();
  const log = await createPostgresLog({ url });
  await importLog(log, from(await collected(exportLog(app.log))));
  expect(await eventsOf(log)).toEqual(await eventsOf(app.log));
  await log.close();
  const server = await startServer(testConfig(url, { bootstrap: undefined }), createLogger('silent'));
  const ask = createAsk(server);
  const { contact } = await createContact(ask, { firstName: 'After', email: 'ann@example.com' });
  expect(contact.ref).toBeGreaterThan(26);
  const again = await ask<{ createContact: { code: string } }>(
    'mutation { createContact(input: { email: "ANN@example.com" }) { ... on Refusal { code } } }',
  );
  expect(again.data.createContact.code).toBe('EMAIL_TAKEN');
  await server.close();
});

const withPositionsOfTheirOwn = {
  'in memory': async () => ({ log: createMemoryLog(), stop: async () => undefined }),
  EventStoreDB: async () => {
    const store = await startTestEventStore();
    return { log: await createEventStoreDbLog({ connectionString: store.url }), stop: () => store.stop() };
  },
};

test.each(Object.entries(withPositionsOfTheirOwn))(
  'a store that gives positions of its own ends with equal read models, positions aside: %s',
  async (_name, opened) => {
    const { log, stop } = await opened();
    const lines = await collected(exportLog(app.log));
    await importLog(log, from(lines));
    await importLog(log, from(lines));
    const sent = await eventsOf(app.log);
    expect((await eventsOf(log)).map(({ id, stream }) => [id, stream])).toEqual(
      sent.map(({ id, stream }) => [id, stream]),
    );
    const here = await dumpOf(log, await emptyDatabase());
    const there = await collected(app.projections.dump());
    expect(withoutPositions(here)).toEqual(withoutPositions(there));
    await log.close();
    await stop();
  },
);

describe('a file that is not as it was written', () => {
  const damaged: readonly (readonly [string, (lines: string[]) => string[], string])[] = [
    ['a changed letter', (lines) => lines.with(3, (lines[3] ?? '').replace('"stream":"', '"stream":"x')), 'Line 4 is'],
    ['a line that is missing', (lines) => lines.toSpliced(4, 1), 'Line 5 is damaged, or a line before it is missing'],
    ['lines that changed places', (lines) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''), 'Line 3 is'],
    ['a file cut off at a line', (lines) => lines.slice(0, 9), 'The file ends after line 9'],
    ['a file cut off in a line', (lines) => [...lines.slice(0, 5), (lines[5] ?? '').slice(0, 40)], 'Line 6 is damaged'],
    ['lines behind the end', (lines) => [...lines, lines[1] ?? ''], 'comes after the end'],
    ['something else', () => ['{"hello":"world"}'], 'Line 1 is damaged'],
    ['nothing', () => [], 'The file ends after line 0'],
  ];

  test.each(damaged)('is refused, and nothing is written: %s', async (_what, harm, message) => {
    const lines = harm(await collected(exportLog(app.log)));
    await expect(checkExport(from(lines))).rejects.toThrow(LogTransferError);
    await expect(checkExport(from(lines))).rejects.toThrow(message);
  });

  test('the command line says what is wrong before it writes', async () => {
    const bad = join(folder, 'bad.jsonl');
    await writeFile(bad, (await collected(exportLog(app.log))).slice(0, -3).join(''));
    const url = await emptyDatabase();
    const { code, stdout, stderr } = await createCli(url)('log', 'import', bad);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('in the middle of the export');
    expect(jsonLines(await createCli(url)('log', 'head', '--json'))).toEqual([{ position: null }]);
  }, 60_000);
});

test('a gap is told of by the export, and refused by the import unless somebody insists', async () => {
  const url = await emptyDatabase();
  const log = await createPostgresLog({ url, purgeAfterMs: 0 });
  await importLog(log, from(await collected(exportLog(app.log))));
  const events = await eventsOf(log);
  const behind = events.findLast(({ revision }) => revision > 0);
  const late = events.findLast(({ stream, revision }) => stream !== behind?.stream && revision > 0);
  if (!behind || !late) throw new Error('No stream has two events');
  await log.truncateStream(late.stream, late.revision);
  await log.purge();
  expect((await collected(exportLog(log))).at(-1)).not.toContain('gap');

  const sql = connect(url, { max: 1 });
  await sql`delete from log.events where stream = ${behind.stream} and revision = ${behind.revision - 1}`;
  await sql.end();
  const said = `${behind.stream} goes on with revision ${behind.revision} where ${behind.revision - 1} was expected`;
  const torn = join(folder, 'torn.jsonl');
  const exported = await createCli(url)('log', 'export', torn);
  expect(exported).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`${said}, at position ${behind.position}`),
  });
  const lines = (await readFile(torn, 'utf8')).trimEnd().split('\n');
  await expect(checkExport(from(lines))).rejects.toThrow(`The log had a gap when it was exported: ${said}`);
  const restored = await createPostgresLog({ url: await emptyDatabase() });
  await importLog(restored, from(lines), { despiteGaps: true });
  expect(await eventsOf(restored)).toEqual(await eventsOf(log));
  await restored.close();
  await log.close();
}, 60_000);

test('what operators let read models leave out is left out of the restored ones too, whatever the positions', async () => {
  const server = await startServer(testConfig(await emptyDatabase()), createLogger('silent'));
  // As conflicts between appends leave it: another store will number otherwise.
  await server.sql`select setval('log.last_position', last_value + 1000) from log.last_position`;
  const [sample] = await eventsOf(server.log);
  const unheard = { ...(sample as RecordedEvent), id: randomUUID(), type: 'CompanyUnheardOf' };
  await server.log.append('company-x', [unheard], 'no-stream');
  const paused = async () => (await server.projections.status()).filter((each) => each.paused);
  await expect.poll(async () => (await paused()).map(({ model }) => model), { timeout: 20_000 }).toContain('companies');
  for (const { model, fault } of await paused()) {
    const context = systemContext(server.app.ids, 'cli');
    await server.app.readModelRepairs.skip(context, model, BigInt(fault?.position ?? 0));
  }
  await createContact(createAsk(server), { firstName: 'After' });
  expect(await server.projections.ready(20_000)).toBe(true);
  const there = await collected(server.projections.dump());
  const lines = await collected(exportLog(server.log));
  await server.close();

  const url = await emptyDatabase();
  const kept = await createPostgresLog({ url });
  await importLog(kept, from(lines));
  expect(await dumpOf(kept, url)).toEqual(there);
  await kept.close();
  const renumbered = createMemoryLog();
  await importLog(renumbered, from(lines));
  expect(await renumbered.head()).toBeLessThan(BigInt(lines.length));
  expect(withoutPositions(await dumpOf(renumbered, await emptyDatabase()))).toEqual(withoutPositions(there));
}, 60_000);

test('a log with other events is refused, whichever store', async () => {
  const other = await startTestApp({ bootstrap: { key: 'another', secret: 'another_secret_0123456789' } });
  const lines = await collected(exportLog(app.log));
  await expect(importLog(other.log, from(lines))).rejects.toThrow('The log holds other events');
  const memory = createMemoryLog();
  for (const event of (await eventsOf(other.log)).slice(0, 3)) {
    await memory.append(event.stream, [event], event.revision === 0 ? 'no-stream' : event.revision - 1);
  }
  await expect(importLog(memory, from(lines))).rejects.toThrow('The log holds other events');
  await other.stop();
});

describe('kill -9', () => {
  const EVENTS = 30_000;
  let big: string;

  beforeAll(async () => {
    const source = createMemoryLog();
    const [sample] = await eventsOf(app.log);
    if (!sample) throw new Error('The log is empty');
    for (let number = 0; number < EVENTS; number++) {
      const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
      await source.append(`contact-k${number}`, [{ ...sample, id }], 'no-stream');
    }
    big = join(folder, 'big.jsonl');
    await writeFile(big, (await collected(exportLog(source))).join(''));
  });

  test('in the middle of an import does no harm: the next one goes on', async () => {
    const url = await emptyDatabase();
    const watching = await createPostgresLog({ url });
    const { child, ended } = await startCli(url, 'log', 'import', big);
    await expect.poll(async () => (await watching.head()) ?? 0n, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0n);
    child.kill('SIGKILL');
    await ended;
    expect(await watching.head()).toBeLessThan(BigInt(EVENTS));
    const again = await createCli(url)('log', 'import', big, '--json');
    expect(jsonLines(again)).toEqual([{ file: big, events: EVENTS, position: String(EVENTS) }]);
    expect((await collected(exportLog(watching))).join('')).toBe(await readFile(big, 'utf8'));
    await watching.close();
  }, 180_000);

  test('in the middle of an export leaves no file that looks whole', async () => {
    const url = await emptyDatabase();
    const log = await createPostgresLog({ url });
    await importLog(log, from((await readFile(big, 'utf8')).trimEnd().split('\n')));
    await log.close();
    const target = join(folder, 'killed.jsonl');
    const { child, ended } = await startCli(url, 'log', 'export', target);
    await expect.poll(() => readdir(folder), { timeout: 60_000, interval: 5 }).toContain('killed.jsonl.part');
    child.kill('SIGKILL');
    await ended;
    expect(await readdir(folder)).not.toContain('killed.jsonl');
    await createCli(url)('log', 'export', target);
    expect(await readFile(target, 'utf8')).toBe(await readFile(big, 'utf8'));
  }, 180_000);
});
