/** Three queries of the GraphQL API, of PostGraphile and of statements written by hand, on the same rows in one run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import postgres from 'postgres';
import { fillBusiness, type Size } from '../business.ts';
import { type Figure, median, milliseconds, type Program, scaled, withPostgres } from '../harness.ts';
import { keyOf, timeOf } from '../log.ts';
import { startServer, URL_BASE, withServer } from '../server.ts';
import { countingWire } from '../wire.ts';

const SIZE: Size = { contacts: scaled(20_000), companies: 500, ordersEach: 6 };
const WARM_UP = 100;
const ROUNDS = 400;
const COUNTED = 40;
const COUNTS = 5;

type Ask = () => Promise<unknown>;

/** One side: what it is asked, by the name of the question. */
type Side = Readonly<Record<Question, Ask>>;

const QUESTIONS = {
  one: 'contact by id',
  nested: '50 contacts with company and last 5 orders with lines',
  page: '50 contacts by status and time, newest first',
} as const;
type Question = keyof typeof QUESTIONS;
const questions = Object.keys(QUESTIONS) as Question[];

const KEY = keyOf(Math.ceil(SIZE.contacts / 2));
const SINCE = timeOf(Math.floor(SIZE.contacts / 4));

const FIELDS = 'ref email status tags createdAt';
const OURS: Readonly<Record<Question, string>> = {
  one: `{ contact(key: "${KEY}") { ${FIELDS} } }`,
  nested: `{ contacts(first: 50, sort: [{ field: CREATED_AT, direction: DESC }]) { nodes { ${FIELDS}
    company { name } orders(first: 5) { ref status placedAt currency lines { name quantity } } } } }`,
  page: `{ contacts(first: 50, filter: { status: { eq: "Customer" }, createdAt: { gt: "${SINCE}" } },
    sort: [{ field: CREATED_AT, direction: DESC }]) { nodes { ${FIELDS} } } }`,
};

/** It has no "greater than", so its page is by status alone: fewer conditions, the same rows. */
const POSTGRAPHILE: Readonly<Record<Question, string>> = {
  one: `{ contactByKey(key: "${KEY}") { ${FIELDS} } }`,
  nested: `{ allContacts(first: 50, orderBy: [CREATED_AT_DESC, REF_DESC]) { nodes { ${FIELDS}
    companyByCompany { name } ordersByContact(first: 5, orderBy: REF_DESC) { nodes { ref status placedAt currency
      orderLinesByOrder { nodes { name quantity } } } } } } }`,
  page: `{ allContacts(first: 50, condition: { status: "Customer" }, orderBy: [CREATED_AT_DESC, REF_DESC]) { nodes { ${FIELDS} } } }`,
};

const posted = (url: string, query: string): Ask => {
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer bench_secret' };
  return async () => dataOf(await fetch(url, { method: 'POST', headers, body }));
};

async function dataOf(response: Response): Promise<unknown> {
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  if (errors || !data) throw new Error(`It was answered with ${JSON.stringify(errors)}`);
  return data;
}

const side = (ask: (question: Question) => Ask): Side =>
  Object.fromEntries(questions.map((question) => [question, ask(question)])) as Side;

const port = (offset: number): number => 41_000 + (process.pid % 9_000) + offset * 10_000;

function child(script: string, url: string, on: number, tsx: boolean): ChildProcess {
  const path = new URL(script, import.meta.url).pathname;
  return spawn(process.execPath, [...(tsx ? ['--import', 'tsx'] : []), path, url, String(on)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' },
  });
}

interface Started {
  readonly ours: Side;
  readonly postgraphile: Side;
  readonly raw: Side;
  stop(): Promise<void>;
}

/** Each in a process of its own; `url` says how each comes to the database. */
async function startAll(dataDir: string, url: (name: 'ours' | 'postgraphile' | 'raw') => string): Promise<Started> {
  const children = [
    await startServer(dataDir, { DATABASE_URL: url('ours'), LOG_LEVEL: 'silent' }),
    child('../peers/postgraphile.js', url('postgraphile'), port(0), false),
    child('./graphqlRaw.child.ts', url('raw'), port(1), true),
  ];
  const ours = side((question) => posted(`${URL_BASE}/graphql`, OURS[question]));
  const postgraphile = side((question) => posted(`http://127.0.0.1:${port(0)}/graphql`, POSTGRAPHILE[question]));
  const raw = side((question) => async () => {
    const given = new URLSearchParams({ key: KEY, status: 'Customer', since: SINCE });
    return dataOf(await fetch(`http://127.0.0.1:${port(1)}/${question}?${given}`));
  });
  const stop = async () => {
    for (const each of children) {
      each.kill('SIGTERM');
      if (each.exitCode === null) await once(each, 'exit');
    }
  };
  try {
    for (const { one } of [ours, postgraphile, raw]) await ready(one);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ours, postgraphile, raw, stop };
}

const PATIENCE_MS = 30_000;

async function ready(ask: Ask): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Tables that projections fill have no foreign keys: comments tell PostGraphile how they hang together. */
async function relate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  const relations = [
    ['contacts', 'company', 'companies'],
    ['orders', 'contact', 'contacts'],
    ['order_lines', '"order"', 'orders'],
  ] as const;
  for (const [table, column, target] of relations)
    await sql.unsafe(`comment on table read.${table} is '@foreignKey (${column}) references read.${target} (key)'`);
  await sql.unsafe('analyze read.contacts, read.companies, read.orders, read.order_lines');
  await sql.end();
}

async function filled(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  for (;;) {
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from read.order_lines`.catch(() => []);
    if (row && row.count >= SIZE.contacts * SIZE.ordersEach * 2) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await sql.end();
}

/** The least of some counts: what a server does besides can only add to one. */
async function statementsOf(ask: Ask, count: () => number): Promise<number> {
  const counts: number[] = [];
  for (let turn = 0; turn < COUNTS; turn++) {
    const before = count();
    for (let round = 0; round < COUNTED; round++) await ask();
    counts.push(Math.round((count() - before) / COUNTED));
  }
  return Math.min(...counts);
}

async function compare(url: string, dataDir: string): Promise<readonly Figure[]> {
  await fillBusiness(url, SIZE);
  await withServer(dataDir, { DATABASE_URL: url, LOG_LEVEL: 'silent' }, () => filled(url));
  await relate(url);

  const wires = { ours: await countingWire(url), postgraphile: await countingWire(url), raw: await countingWire(url) };
  const counted = await startAll(dataDir, (name) => wires[name].url);
  const statements = new Map<string, number>();
  try {
    for (const question of questions) {
      const [ours, raw] = [await counted.ours[question](), await counted.raw[question]()];
      if (!isDeepStrictEqual(ours, raw)) throw new Error(`The answers to ${question} differ`);
      for (const name of ['ours', 'postgraphile', 'raw'] as const)
        statements.set(`${name} ${question}`, await statementsOf(counted[name][question], wires[name].count));
    }
  } finally {
    await counted.stop();
    for (const wire of Object.values(wires)) wire.close();
  }

  const started = await startAll(dataDir, () => url);
  try {
    const figures: Figure[] = [];
    for (const question of questions) figures.push(...(await measure(started, question, statements)));
    return figures;
  } finally {
    await started.stop();
  }
}

/** The three take turns, so that whatever slows the machine slows all of them. */
async function measure(
  started: Started,
  question: Question,
  statements: ReadonlyMap<string, number>,
): Promise<readonly Figure[]> {
  const names = ['ours', 'postgraphile', 'raw'] as const;
  const times = { ours: [] as number[], postgraphile: [] as number[], raw: [] as number[] };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const name of names) {
      const began = performance.now();
      await started[name][question]();
      if (round >= 0) times[name].push(performance.now() - began);
    }
  }
  const shown = (name: (typeof names)[number]): string =>
    `${milliseconds(median(times[name]))}, ${statements.get(`${name} ${question}`)} statements`;
  const ratio = median(times.ours) / median(times.raw);
  const aim = question === 'nested' ? '; aim: 2.5 or less' : '';
  return [
    { what: QUESTIONS[question], value: shown('ours'), against: `PostGraphile ${shown('postgraphile')}` },
    { what: '… by hand', value: shown('raw'), against: `ours takes ${ratio.toFixed(1)} times as long${aim}` },
  ];
}

export const graphql: Program = {
  name: 'graphql',
  about:
    `GraphQL against PostGraphile 5 (\`npm ci --prefix bench/peers\`) and against statements written by hand in postgres.js, over HTTP, ` +
    `${SIZE.contacts.toLocaleString('en')} contacts with ${SIZE.ordersEach} orders each, one connection, medians of ${ROUNDS} turns.`,
  run: () => withPostgres(compare),
};
