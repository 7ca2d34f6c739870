/** Lists of the Jetpack API over HTTP, from a server with very many customers. */
import { once } from 'node:events';
import { fillLog } from '../contacts.ts';
import { type Figure, median, milliseconds, type Program, withPostgres } from '../harness.ts';
import { startServer, URL_BASE } from '../server.ts';

const CUSTOMERS = 100_000;
const WARM_UP = 20;
const ROUNDS = 200;
const AIM = 'aim: below 50 ms';

type Row = Readonly<Record<string, unknown>>;

async function listed(body: object): Promise<readonly Row[]> {
  const answer = await fetch(`${URL_BASE}/zbs_api/customers?api_key=bench&api_secret=bench_secret`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The list was answered with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as readonly Row[];
}

async function allListed(): Promise<void> {
  while ((await listed({ page: CUSTOMERS, perpage: 1 })).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

interface Question {
  readonly what: string;
  /** Other values each time: no answer may come from having been asked before. */
  readonly body: (round: number) => object;
  readonly found: number;
}

const QUESTIONS: readonly Question[] = [
  { what: 'page 1', body: () => ({ page: 1 }), found: 10 },
  { what: 'page 5,000', body: (round) => ({ page: 5_000 + round }), found: 10 },
  { what: 'the last page, newest first', body: (round) => ({ page: 9_700 + round, order: 'desc' }), found: 10 },
  // `Lovelace 1000` to `Lovelace 4999`: each is the name of 20, and begins no other name.
  { what: 'search in the middle of a name', body: (round) => ({ search: `ace ${1_000 + round * 17}` }), found: 10 },
  { what: 'search for a part of one address', body: (round) => ({ search: `ct${90_000 + round * 31}@b` }), found: 1 },
  { what: 'search for nobody', body: (round) => ({ search: `nobody ${round}` }), found: 0 },
];

async function measure({ what, body, found }: Question): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const started = performance.now();
    const rows = await listed(body(round));
    if (rows.length !== found) throw new Error(`${what}: ${rows.length} rows instead of ${found}`);
    if (round >= WARM_UP) times.push(performance.now() - started);
  }
  const slowest = milliseconds(Math.max(...times));
  return { what, value: `${milliseconds(median(times))} at the median, slowest ${slowest}`, against: AIM };
}

async function run(): Promise<readonly Figure[]> {
  return withPostgres(async (url, dataDir) => {
    await fillLog(url, CUSTOMERS);
    const server = await startServer(dataDir, { DATABASE_URL: url });
    try {
      await allListed();
      const figures: Figure[] = [];
      for (const question of QUESTIONS) figures.push(await measure(question));
      return figures;
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  });
}

export const jetpackLists: Program = {
  name: 'jetpack-lists',
  about: `\`customers\` of the Jetpack API over ${CUSTOMERS.toLocaleString('en')} customers, ten to a page, ${ROUNDS} requests of each kind one after the other.`,
  run,
};
