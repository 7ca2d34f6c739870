/** A small business of accounts for testing the engine: one temporal model, one of other keys than its streams, one plain. */
import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { z } from 'zod';
import { createMemoryLog } from '../../../src/adapters/memory/log.ts';
import { connect as open } from '../../../src/adapters/postgres/connect.ts';
import type { EventLog, NewEvent, Position } from '../../../src/application/ports.ts';
import { buildCatalogue } from '../../../src/domain/kernel/codec.ts';
import { type DomainEvent, defineEvent, type EventOf, type Json } from '../../../src/domain/kernel/event.ts';
import { createLogger } from '../../../src/logger.ts';
import {
  createProjections,
  type Projections,
  type ProjectionsOptions,
} from '../../../src/projections/engine/engine.ts';
import {
  col,
  defineModel,
  exclude,
  include,
  patch,
  plus,
  type ReadModel,
} from '../../../src/projections/engine/model.ts';
import { createTestDatabase } from '../../support/postgres.ts';

const definitions = {
  Opened: defineEvent('Opened', {
    summary: 'An account was opened.',
    schema: z.strictObject({ name: z.string(), city: z.string() }),
  }),
  Renamed: defineEvent('Renamed', { summary: 'It got a name.', schema: z.strictObject({ name: z.string() }) }),
  Detailed: defineEvent('Detailed', {
    summary: 'Details changed.',
    schema: z.strictObject({ details: z.record(z.string(), z.union([z.string(), z.null()])) }),
  }),
  Labelled: defineEvent('Labelled', { summary: 'Labels.', schema: z.strictObject({ labels: z.array(z.string()) }) }),
  Unlabelled: defineEvent('Unlabelled', {
    summary: 'No labels.',
    schema: z.strictObject({ labels: z.array(z.string()) }),
  }),
  Paid: defineEvent('Paid', { summary: 'Money came.', schema: z.strictObject({ amount: z.number() }) }),
  Closed: defineEvent('Closed', { summary: 'It was closed.', schema: z.strictObject({}) }),
  Noted: defineEvent('Noted', { summary: 'Concerns no model.', schema: z.strictObject({ text: z.string() }) }),
};
export type AccountEvent = EventOf<typeof definitions>;
export const { Opened, Renamed, Detailed, Labelled, Unlabelled, Paid, Closed, Noted } = definitions;
export const catalogue = buildCatalogue([definitions]);

export const accounts = defineModel<AccountEvent>()({
  name: 'accounts',
  version: 1,
  summary: 'Open accounts.',
  categories: ['account'],
  temporal: true,
  columns: {
    name: col.requiredText(),
    city: col.text(),
    details: col.record<Record<string, string>>(),
    labels: col.texts(),
    balance: col.requiredBigint(),
    openedAt: col.requiredTimestamp(),
    closedAt: col.timestamp(),
  },
  indexes: [{ on: ['name'] }, { on: ['(lower(name))'], using: 'gin', operators: 'gin_trgm_ops' }],
  handlers: {
    Opened: ({ id, data, occurredAt }, change) => change.insert(id, { ...data, openedAt: occurredAt }),
    Renamed: ({ id, data }, change) => change.update(id, { name: data.name }),
    Detailed: ({ id, data }, change) => change.update(id, { details: patch(data.details) }),
    Labelled: ({ id, data }, change) => change.update(id, { labels: include(data.labels) }),
    Unlabelled: ({ id, data }, change) => change.update(id, { labels: exclude(data.labels) }),
    Paid: ({ id, data }, change) => change.update(id, { balance: plus(data.amount) }),
    Closed: ({ id }, change) => change.remove(id),
  },
});

/** Keyed by label: many streams touch one row. */
export const labels = defineModel<AccountEvent>()({
  name: 'labels',
  version: 1,
  summary: 'How often each label was given.',
  categories: ['account'],
  temporal: false,
  columns: { given: col.requiredInteger(), taken: col.integer(), accounts: col.texts() },
  indexes: [],
  handlers: {
    Labelled: ({ id, data }, change) =>
      data.labels.map((label) => change.upsert(label, { given: plus(1), accounts: include([id]) })),
    Unlabelled: ({ data }, change) => data.labels.map((label) => change.update(label, { taken: plus(1) })),
  },
});

export const names = defineModel<AccountEvent>()({
  name: 'names',
  version: 1,
  summary: 'Names of accounts that were ever opened.',
  categories: ['account'],
  temporal: false,
  columns: { name: col.requiredText(), length: col.requiredInteger() },
  indexes: [{ on: ['name'] }],
  handlers: {
    Opened: ({ id, data }, change) => change.insert(id, { name: data.name, length: data.name.length }),
    Renamed: ({ id, data }, change) => {
      if (data.name === 'throws') throw new TypeError(`Cannot take ${data.name}`);
      return change.update(id, {
        name: data.name,
        length: data.name === 'too long' ? 3_000_000_000 : data.name.length,
      });
    },
  },
});

export const models = [accounts, labels, names] as unknown as readonly ReadModel[];

export const silent = createLogger('silent');

let tick = 0;

/** One event after the other, a second apart. */
export function toNew({ type, data }: DomainEvent, time?: Date): NewEvent {
  const definition = catalogue.definitions.get(type);
  return {
    id: randomUUID(),
    type,
    data: data as Json,
    metadata: {
      schemaVersion: definition?.version ?? 1,
      occurredAt: (time ?? new Date(Date.UTC(2024, 0, 1) + tick++ * 1000)).toISOString(),
      actor: { kind: 'system', id: 'test' },
      surface: 'process',
      requestId: 'r',
      correlationId: 'c',
      causationId: 'r',
      commandId: 'm',
    },
  };
}

/** Appends to `account-<id>` whatever its revision. Returns the position. */
export async function append(log: EventLog, id: string, ...events: DomainEvent[]): Promise<Position> {
  return appendNew(
    log,
    `account-${id}`,
    events.map((event) => toNew(event)),
  );
}

export async function appendNew(log: EventLog, stream: string, events: readonly NewEvent[]): Promise<Position> {
  let expected: number | 'no-stream' = 'no-stream';
  for (;;) {
    const result = await log.append(stream, events, expected);
    if (result.ok) return result.position;
    expected = result.actual;
  }
}

/** Fast enough for tests. */
export const QUICK: Partial<ProjectionsOptions> = {
  standbyMs: 50,
  heartbeatMs: 50,
  storeMs: 100,
  retryMs: { min: 10, max: 100 },
};

export interface World {
  readonly sql: Sql;
  readonly log: EventLog;
  readonly url: string;
  /** Another process on the same database and log. */
  open(
    options?: { models?: readonly ReadModel[]; log?: EventLog; sql?: Sql } & Partial<ProjectionsOptions>,
  ): Projections;
  connect(): Sql;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const database = await createTestDatabase();
  const pools: Sql[] = [];
  const opened: Projections[] = [];
  const connect = (): Sql => {
    const sql = open(database.url, { max: 5 });
    pools.push(sql);
    return sql;
  };
  const sql = connect();
  const log = createMemoryLog();
  return {
    sql,
    log,
    url: database.url,
    connect,
    open({ models: declared = models, log: other = log, sql: pool = sql, ...options } = {}) {
      const projections = createProjections({
        sql: pool,
        log: other,
        catalogue,
        models: declared,
        clock: { now: () => new Date() },
        logger: silent,
        options: { ...QUICK, ...options },
      });
      opened.push(projections);
      return projections;
    },
    async close() {
      await Promise.all(opened.map((projections) => projections.stop()));
      await Promise.all(pools.map((pool) => pool.end({ timeout: 1 })));
      await database.drop();
    },
  };
}

/** Every table of a build in a canonical order. */
export async function dump(sql: Sql, schema = 'read'): Promise<Record<string, unknown[]>> {
  const tables = await sql<
    { name: string }[]
  >`select table_name as name from information_schema.tables where table_schema = ${schema}`;
  const contents = await Promise.all(
    tables.map(async ({ name }): Promise<[string, unknown[]]> => {
      const rows = await sql<
        { row: unknown }[]
      >`select to_jsonb(t) as row from ${sql(`${schema}.${name}`)} t order by to_jsonb(t)::text`;
      return [name, rows.map(({ row }) => row)];
    }),
  );
  return Object.fromEntries(contents.sort(([a], [b]) => a.localeCompare(b)));
}
