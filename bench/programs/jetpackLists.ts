/** Lists of the Jetpack API over HTTP, from a server with very many customers, quotes, invoices and transactions. */
import autocannon from 'autocannon';
import { fillContacts } from '../contacts.ts';
import { type Figure, median, milliseconds, type Program, perSecond, scaled, withPostgres } from '../harness.ts';
import { URL_BASE, withServer } from '../server.ts';
import { fillLife } from './mixedLog.ts';

const CUSTOMERS = scaled(100_000);
const SALES = scaled(20_000);
const WARM_UP = scaled(20);
const ROUNDS = scaled(200);
const AIM = 'aim: below 50 ms';

type Row = Readonly<Record<string, unknown>>;

const KEYS = 'api_key=bench&api_secret=bench_secret';

interface Asked {
  readonly list: string;
  readonly query?: string;
  readonly body?: object;
}

async function listed({ list, query = '', body }: Asked): Promise<readonly Row[]> {
  const posted = body && { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(`${URL_BASE}/zbs_api/${list}?${KEYS}${query}`, posted);
  if (!answer.ok) throw new Error(`The list was answered with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as readonly Row[];
}

/** Until the last record of each kind is there. */
async function allListed(): Promise<void> {
  const last: readonly Asked[] = [
    { list: 'customers', body: { page: CUSTOMERS, perpage: 1 } },
    ...SALES_LISTS.map((list) => ({ list, query: `&perpage=1&page=${SALES}` })),
  ];
  for (const asked of last) {
    while ((await listed(asked)).length === 0) await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

interface Question {
  readonly what: string;
  /** Other values each time: no answer may come from having been asked before. */
  readonly asked: (round: number) => Asked;
  readonly found: number;
}

const PAGES = CUSTOMERS / 10;
const page = (number: number): string => number.toLocaleString('en');
const customers = (body: object): Asked => ({ list: 'customers', body });
const SALES_LISTS = ['quotes', 'invoices', 'transactions'] as const;

const QUESTIONS: readonly Question[] = [
  { what: 'page 1', asked: () => customers({ page: 1 }), found: 10 },
  {
    what: `page ${page(PAGES / 2)}`,
    asked: (round) => customers({ page: PAGES / 2 + round }),
    found: 10,
  },
  {
    what: 'the last page, newest first',
    asked: (round) => customers({ page: PAGES - 300 + round, order: 'desc' }),
    found: 10,
  },
  // `Lovelace 1000` to `Lovelace 4999`: each is the name of 20, and begins no other name.
  {
    what: 'search in the middle of a name',
    asked: (round) => customers({ search: `ace ${1_000 + round * 17}` }),
    found: Math.min(10, CUSTOMERS / 5_000),
  },
  {
    what: 'search for a part of one address',
    asked: (round) => customers({ search: `ct${CUSTOMERS - 1 - round * 31}@b` }),
    found: 1,
  },
  { what: 'search for nobody', asked: (round) => customers({ search: `nobody ${round}` }), found: 0 },
  ...SALES_LISTS.flatMap((list): Question[] => [
    { what: `${list}: page 1`, asked: () => ({ list }), found: 10 },
    {
      what: `${list}: page ${page(SALES / 20)}`,
      asked: (round) => ({ list, query: `&page=${SALES / 20 + round}` }),
      found: 10,
    },
  ]),
];

async function measure({ what, asked, found }: Question): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const started = performance.now();
    const rows = await listed(asked(round));
    if (rows.length !== found) throw new Error(`${what}: ${rows.length} rows instead of ${found}`);
    if (round >= WARM_UP) times.push(performance.now() - started);
  }
  const slowest = milliseconds(Math.max(...times));
  return { what, value: `${milliseconds(median(times))} at the median, slowest ${slowest}`, against: AIM };
}

const LIVES = [
  ['quote', 'QuoteCreated'],
  ['invoice', 'InvoiceDrafted'],
  ['payment', 'PaymentRecorded'],
] as const;

/** The original manages about 59/s so, on as many cores. */
async function atOnce(): Promise<Figure> {
  const url = `${URL_BASE}/zbs_api/customers?${KEYS}&perpage=10`;
  const { '2xx': answered, duration, latency } = await autocannon({ url, connections: 8, duration: 10 });
  return {
    what: 'page 1, 8 connections',
    value: `${perSecond(answered / duration)}, median ${milliseconds(latency.p50)}`,
    against: 'aim: 1,770/s, 30 times the original',
  };
}

async function run(): Promise<readonly Figure[]> {
  return withPostgres(async (url, dataDir) => {
    await fillContacts(url, CUSTOMERS);
    for (const [category, type] of LIVES) await fillLife(url, category, [type], SALES);
    return withServer(dataDir, { DATABASE_URL: url }, async () => {
      await allListed();
      const figures: Figure[] = [];
      for (const question of QUESTIONS) figures.push(await measure(question));
      return [...figures, await atOnce()];
    });
  });
}

export const jetpackLists: Program = {
  name: 'jetpack-lists',
  about: `Lists of the Jetpack API over ${page(CUSTOMERS)} customers and ${page(SALES)} each of quotes, invoices and transactions, ten to a page, ${ROUNDS} requests of each kind one after the other.`,
  run,
};
