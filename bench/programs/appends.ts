/** Appends per second of the PostgreSQL log and of Emmett's PostgreSQL store: same database, taking turns in one run. */
import { randomUUID } from 'node:crypto';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { Pool } from 'pg';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import type { NewEvent } from '../../src/application/ports.ts';
import { type Figure, median, type Program, perSecond, withPostgres } from '../harness.ts';

const WRITERS = 64;
const PAIRS = 3;
const SECONDS = 5;

const data = {
  ref: 1,
  email: 'ada@lovelace.example',
  details: { firstName: 'Ada', lastName: 'Lovelace' },
  status: 'Lead',
  tags: [],
};

const event = (): NewEvent => ({
  id: randomUUID(),
  type: 'ContactCreated',
  data,
  metadata: {
    schemaVersion: 1,
    occurredAt: new Date().toISOString(),
    actor: { kind: 'apiKey', id: 'bench' },
    surface: 'cli',
    requestId: 'r',
    correlationId: 'r',
    causationId: 'r',
    commandId: 'c',
  },
});

/** Each writer appends one event to a new stream again and again. */
async function rate(append: (stream: string) => Promise<unknown>): Promise<number> {
  const until = performance.now() + SECONDS * 1000;
  let done = 0;
  const writer = async () => {
    while (performance.now() < until) {
      await append(`bench-${randomUUID()}`);
      done++;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return (done / (performance.now() - started)) * 1000;
}

async function compare(url: string): Promise<readonly Figure[]> {
  const ours = await createPostgresLog({ url });
  // Its own pool would outlive its closing and be cut off with the database.
  const pool = new Pool({ connectionString: url, max: 10 });
  const emmett = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  const appendOurs = (stream: string) => ours.append(stream, [event()], 'no-stream');
  const appendEmmett = (stream: string) =>
    emmett.appendToStream(stream, [{ type: 'ContactCreated', data, metadata: event().metadata }], {
      expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
    });
  await appendOurs(`bench-${randomUUID()}`);
  await appendEmmett(`bench-${randomUUID()}`);
  const rates: { ours: number; emmett: number }[] = [];
  for (let pair = 0; pair < PAIRS; pair++)
    rates.push({ ours: await rate(appendOurs), emmett: await rate(appendEmmett) });
  await ours.close();
  await emmett.close();
  await pool.end();
  const ratio = median(rates.map((pair) => pair.ours / pair.emmett));
  return [
    { what: `PostgreSQL log, ${WRITERS} writers`, value: perSecond(median(rates.map((pair) => pair.ours))) },
    {
      what: `Emmett's PostgreSQL store, ${WRITERS} writers`,
      value: perSecond(median(rates.map((pair) => pair.emmett))),
    },
    { what: 'ratio (median of the pairs)', value: ratio.toFixed(1), against: 'aim: 5 or more' },
  ];
}

export const appends: Program = {
  name: 'appends',
  about: `One event to a new stream per append, ${SECONDS} s a turn, ${PAIRS} turns each, same database.`,
  run: () => withPostgres(compare),
};
