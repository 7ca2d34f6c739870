/** What read models cannot take in: each pauses alone, says where and why, and operators' decisions about it are events. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { systemContext } from '../../src/application/bootstrap.ts';
import type { EventMetadata } from '../../src/application/ports.ts';
import type { Json } from '../../src/domain/kernel/event.ts';
import { createLogger } from '../../src/logger.ts';
import { type Server, startServer } from '../../src/main.ts';
import { createAsk, createContact } from '../graphql/client.ts';
import { testConfig } from '../support/app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let server: Server;

const start = (): Promise<Server> => startServer(testConfig(database.url), createLogger('silent'));

beforeAll(async () => {
  database = await createTestDatabase();
  server = await start();
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

interface Broken {
  readonly type: string;
  readonly schemaVersion?: number;
  readonly data?: Json;
}

/** As a newer program or a damaged disk would leave it. */
async function append(stream: string, { type, schemaVersion = 1, data = {} }: Broken): Promise<bigint> {
  const metadata: EventMetadata = {
    ...{ schemaVersion, occurredAt: new Date().toISOString(), surface: 'cli', requestId: 'r', correlationId: 'r' },
    ...{ causationId: 'r', commandId: 'c', actor: { kind: 'system', id: 'test' } },
  };
  const appended = await server.log.append(stream, [{ id: randomUUID(), type, data, metadata }], 'no-stream');
  if (!appended.ok) throw new Error('The stream was there');
  return appended.position;
}

const paused = async () => (await server.projections.status()).filter((each) => each.paused);

async function skipAll(position: bigint): Promise<string[]> {
  const models = (await paused()).map(({ model }) => model);
  for (const model of models) {
    const skipped = await server.app.readModelRepairs.skip(systemContext(server.app.ids, 'cli'), model, position);
    expect(skipped).toEqual({ ok: true, value: position });
  }
  await expect.poll(paused, { timeout: 20_000 }).toEqual([]);
  return models;
}

const FAULTS: readonly (readonly [string, Broken, string])[] = [
  ['a type that nobody knows', { type: 'CompanyBewitched' }, 'Unknown event type CompanyBewitched'],
  [
    'a version from the future',
    { type: 'CompanyDeleted', schemaVersion: 9 },
    'CompanyDeleted has version 9, this program knows up to 1',
  ],
  [
    'data that does not fit',
    { type: 'CompanyCreated', data: { name: { secret: 'Personova' } } },
    'CompanyCreated version 1 does not fit its schema: ref: invalid_type',
  ],
];

test.each(FAULTS)('%s is named with its position, and pauses who listens alone', async (what, broken, message) => {
  const position = await append(`company-${what.replaceAll(' ', '')}`, broken);
  await expect.poll(async () => (await paused()).map(({ model }) => model)).toContain('companies');
  for (const { fault, error } of await paused()) {
    expect(fault).toMatchObject({ position: String(position), type: broken.type });
    expect(error).toContain(message);
    expect(error).not.toContain('Personova');
  }

  const ready = await fetch(`${server.url}/readyz`);
  const body = (await ready.json()) as { failing: string[]; models: { model: string; fault?: { position: string } }[] };
  expect(ready.status).toBe(503);
  expect(body.failing).toEqual((await paused()).map(({ model }) => model));
  expect(body.models.find(({ model }) => model === 'companies')?.fault?.position).toBe(String(position));

  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('tributary_projection_paused{model="companies"} 1');
  expect(metrics).toContain(`tributary_projection_fault_position{model="companies"} ${position}`);
  expect(metrics).toContain('tributary_projection_paused{model="contacts"} 0');

  const { contact } = await createContact(createAsk(server), { firstName: 'Untouched' });
  const [row] = await server.sql<{ key: string }[]>`select key from read.contacts where key = ${contact.key}`;
  expect(row).toEqual({ key: contact.key });

  await skipAll(position);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${server.url}/metrics`)).text()).not.toContain('fault_position{');
});

test('what an operator decides is an event, tells who and why, and outlives the tables', async () => {
  const position = await append('company-remembered', { type: 'CompanyForgotten' });
  await expect.poll(async () => (await paused()).map(({ model }) => model)).toContain('companies');
  const repairs = server.app.readModelRepairs;
  const context = systemContext(server.app.ids, 'cli');
  expect(await repairs.retry(context, 'companies')).toMatchObject({ ok: true });
  await expect.poll(async () => (await paused()).map(({ model }) => model)).toContain('companies');
  expect(await repairs.skip(context, 'companies', position - 1n)).toMatchObject({
    refusal: { code: 'EVENT_NOT_AT_FAULT' },
  });
  expect(await repairs.retry(context, 'contacts')).toMatchObject({ refusal: { code: 'READ_MODEL_NOT_PAUSED' } });
  expect(await skipAll(position)).toContain('companies');

  const recorded: unknown[] = [];
  for await (const event of server.log.readStream('readModel-companies')) recorded.push(event);
  expect(recorded.slice(-2)).toMatchObject(
    ['ReadModelRetried', 'ReadModelEventSkipped'].map((type) => ({
      type,
      data: { stream: 'company-remembered', revision: 0, type: 'CompanyForgotten' },
      metadata: { surface: 'cli', actor: { kind: 'system' } },
    })),
  );

  await server.close();
  const sql = connect(database.url, { max: 1 });
  await sql`drop schema read cascade`;
  await sql`drop schema projections cascade`;
  await sql.end();
  server = await start();
  expect(await server.projections.ready(30_000)).toBe(true);
  expect(await paused()).toEqual([]);
});

/** As a hand at the database, or a damaged restore, would leave it, behind all live models. */
async function takeAway(stream: string, revision: number): Promise<bigint> {
  const passed = async (): Promise<boolean> => {
    const head = (await server.log.head()) ?? 0n;
    const [least] = await server.sql<{ position: string }[]>`
      select min(position)::text as position from projections.checkpoints where build = 'live'`;
    return BigInt(least?.position ?? -1) >= head;
  };
  await expect.poll(passed, { timeout: 20_000 }).toBe(true);
  await server.sql`delete from log.events where stream = ${stream} and revision = ${revision}`;
  const [behind] = await server.sql<{ position: string }[]>`
    select position from log.events where stream = ${stream} and revision = ${revision + 1}`;
  return BigInt(behind?.position ?? 0);
}

test('a gap in a stream is named by verification and rebuild, keeps its models from the swap, and can be passed over', async () => {
  const ask = createAsk(server);
  const { contact } = await createContact(ask, { firstName: 'Whole' });
  const update = 'mutation($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }';
  for (const lastName of ['Lost', 'Kept']) await ask(update, { input: { id: contact.id, lastName } });
  const stream = `contact-${contact.key}`;
  const position = await takeAway(stream, 1);
  const said = `${stream} goes on with revision 2 where 1 was expected`;

  const verified = await server.projections.verify(['contacts', 'companies']);
  expect(verified.map(({ error }) => error)).toEqual([undefined, `Gap at position ${position}: ${said}`]);
  const rebuilt = await server.projections.rebuild(['contacts', 'companies']);
  expect(rebuilt.map(({ model, swapped, error }) => [model, swapped, error])).toEqual([
    ['companies', true, undefined],
    ['contacts', false, `Gap at position ${position}: ${said}`],
  ]);
  const status = (await server.projections.status()).find(({ model }) => model === 'contacts');
  expect(status).toMatchObject({ status: 'live', paused: false, error: undefined, rebuild: { error: `Gap: ${said}` } });
  const ready = await fetch(`${server.url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([200, expect.stringContaining(said)]);
  const fault = `tributary_projection_fault_position{model="contacts"} ${position}`;
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(fault);

  const context = systemContext(server.app.ids, 'cli');
  const { readModelRepairs } = server.app;
  expect(await readModelRepairs.skip(context, 'contacts', position - 1n)).toMatchObject({ ok: false });
  expect(await readModelRepairs.skip(context, 'contacts', position)).toEqual({ ok: true, value: position });
  expect(await server.projections.rebuild(['contacts'])).toMatchObject([{ swapped: true }]);
  expect(await server.projections.verify(['contacts'])).toMatchObject([{ equal: true }]);
  const rows = await server.sql`select details->>'lastName' as name from read.contacts where key = ${contact.key}`;
  expect(rows).toEqual([{ name: 'Kept' }]);
  expect(await (await fetch(`${server.url}/metrics`)).text()).not.toContain('fault_position{');
}, 60_000);

test('a gap in what is just being appended pauses who listens', async () => {
  await append('company-torn', { type: 'CompanyDeleted' });
  await expect.poll(async () => server.projections.ready(5_000), { timeout: 20_000 }).toBe(true);
  const [row] = await server.sql<{ position: string }[]>`
    insert into log.events (position, stream, revision, id, type, data, metadata)
    select last_value + 1, stream, 3, ${randomUUID()}::text::uuid, type, data, metadata
    from log.events, log.last_position where stream = 'company-torn' returning position`;
  await server.sql`select setval('log.last_position', ${row?.position ?? ''}::text::bigint)`;
  await expect.poll(async () => (await paused()).map(({ model }) => model), { timeout: 20_000 }).toContain('companies');
  const [{ error } = { error: '' }] = await paused();
  expect(error).toBe('Gap: company-torn goes on with revision 3 where 1 was expected');
  await skipAll(BigInt(row?.position ?? 0));
});
