/** Rebuild of all read models from a mixed log, against copying the same rows and against one transaction per event. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { type Figure, median, type Program, perSecond, withPostgres } from '../harness.ts';
import { fillMixedLog } from './mixedLog.ts';

const EVENTS = 1_000_000;
/** One transaction per event is slow: a part of the log tells its rate. */
const ONE_BY_ONE = 20_000;
const RUNS = 3;

interface Measured {
  readonly seconds: number;
  readonly rows: number;
  readonly peakMegabytes: number;
}

async function inChild(url: string, batchSize?: number, limit?: number): Promise<Measured> {
  const child = fileURLToPath(new URL('./replay.child.ts', import.meta.url));
  const more = [batchSize, limit].filter((value) => value !== undefined).map(String);
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, url, ...more]);
  return JSON.parse(stdout) as Measured;
}

interface Copied {
  readonly rows: number;
  readonly withIndexes: number;
}

/** The least that filling the same tables can take: rows in binary, nothing computed, then the same indexes. In seconds. */
async function copySeconds(url: string): Promise<Copied> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const timed = async (statements: readonly string[]): Promise<number> => {
    const started = performance.now();
    for (const statement of statements) await sql.unsafe(statement);
    return (performance.now() - started) / 1000;
  };
  try {
    const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'read'`;
    const indexes = await sql<{ ddl: string }[]>`
      select replace(indexdef, ' ON read.', ' ON copied.') as ddl from pg_indexes where schemaname = 'read'`;
    // In the database's own folder, which goes when the benchmark ends.
    const [home] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
    const file = (name: string) => `${home?.folder}/copy-${name}`;
    await sql`create schema copied`;
    for (const { name } of tables) {
      await sql.unsafe(`copy read."${name}" to '${file(name)}' (format binary)`);
      await sql.unsafe(`create table copied."${name}" (like read."${name}")`);
    }
    const rows = await timed(tables.map(({ name }) => `copy copied."${name}" from '${file(name)}' (format binary)`));
    return { rows, withIndexes: rows + (await timed(indexes.map(({ ddl }) => ddl))) };
  } finally {
    await sql`drop schema if exists copied cascade`;
    await sql.end();
  }
}

async function measure(url: string): Promise<readonly Figure[]> {
  await fillMixedLog(url, EVENTS);
  await inChild(url);
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await inChild(url));
  const seconds = median(runs.map((run) => run.seconds));
  const copied = await copySeconds(url);
  const single = await inChild(url, 1, ONE_BY_ONE);
  const rate = EVENTS / seconds;
  const singleRate = ONE_BY_ONE / single.seconds;
  return [
    {
      what: `${EVENTS.toLocaleString('en')} events of all kinds into all read models`,
      value: `${perSecond(rate)}, peak memory ${Math.round(Math.max(...runs.map((run) => run.peakMegabytes)))} MB`,
      against: 'aim: 40,000/s or more',
    },
    { what: 'COPY of the rows that come of it', value: `${(seconds / copied.rows).toFixed(1)} times as fast` },
    { what: '… and of their indexes', value: `${(seconds / copied.withIndexes).toFixed(1)} times as fast` },
    {
      what: 'one transaction per event',
      value: `${perSecond(singleRate)}: the rebuild is ${(rate / singleRate).toFixed(0)} times as fast`,
      against: 'aim: 10 times or more',
    },
  ];
}

export const replay: Program = {
  name: 'replay',
  about: `Blue/green rebuild of every read model from a log of contacts, products, carts, orders, payments, bookings and cases, ${RUNS} runs.`,
  run: () => withPostgres(measure),
};
