/** Filtered lists of the Treepl API over HTTP, from a server with very many contacts. */
import { fillContacts } from '../contacts.ts';
import { type Figure, median, milliseconds, type Program, scaled, withPostgres } from '../harness.ts';
import { URL_BASE, withServer } from '../server.ts';

const CONTACTS = scaled(100_000);
const WARM_UP = scaled(20);
const ROUNDS = scaled(200);
const AIM = 'aim: below 50 ms';
const HEADERS = { authorization: 'Bearer bench_secret', 'content-type': 'application/json' };

async function asked(body: object): Promise<{ readonly TotalItemsCount: number }> {
  const answer = await fetch(`${URL_BASE}/api/v2/admin/contacts/list`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The list was answered with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { TotalItemsCount: number };
}

async function defineFields(): Promise<void> {
  const input = (alias: string, type: string) =>
    `{ entity: CONTACT, group: "tastes", alias: "${alias}", type: ${type} }`;
  const query = `mutation {
    a: defineCustomField(input: ${input('colour', 'TEXT')}) { __typename }
    b: defineCustomField(input: ${input('vegan', 'BOOLEAN')}) { __typename }
  }`;
  await fetch(`${URL_BASE}/graphql`, { method: 'POST', headers: HEADERS, body: JSON.stringify({ query }) });
}

async function allListed(): Promise<void> {
  while ((await asked({ Limit: 0 })).TotalItemsCount < CONTACTS) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

interface Question {
  readonly what: string;
  /** Other values each time: no answer may come from having been asked before. */
  readonly where: (round: number) => object;
  readonly found: number;
}

const QUESTIONS: readonly Question[] = [
  { what: 'e-mail address', where: (round) => ({ Email: `CONTACT${1 + round * 37}@bench.example` }), found: 1 },
  {
    what: 'city, and created within a year',
    where: (round) => ({
      City: `city ${(round * 7) % 500}`,
      CreatedDate: { $gte: '2024-01-01', $lt: '2024-12-31' },
    }),
    found: CONTACTS / 500,
  },
  {
    what: 'custom field',
    where: (round) => ({ CustomCrmGroups: { tastes: { colour: `shade ${(round * 11) % 2_000}` } } }),
    found: CONTACTS / 2_000,
  },
];

async function measure({ what, where, found }: Question): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const started = performance.now();
    const { TotalItemsCount: count } = await asked({ Where: where(round), Order_By: 'Id', Offset: 0, Limit: 100 });
    if (Math.abs(count - found) > Math.max(1, found * 0.1))
      throw new Error(`By ${what}: ${count} contacts instead of ${found}`);
    if (round >= WARM_UP) times.push(performance.now() - started);
  }
  const slowest = milliseconds(Math.max(...times));
  return {
    what: `Where on ${what} (${found} found)`,
    value: `${milliseconds(median(times))} at the median, slowest ${slowest}`,
    against: AIM,
  };
}

async function run(): Promise<readonly Figure[]> {
  return withPostgres(async (url, dataDir) => {
    await fillContacts(url, CONTACTS);
    return withServer(dataDir, { DATABASE_URL: url }, async () => {
      await defineFields();
      await allListed();
      const figures: Figure[] = [];
      for (const question of QUESTIONS) figures.push(await measure(question));
      return figures;
    });
  });
}

export const treeplLists: Program = {
  name: 'treepl-lists',
  about: `Filtered lists of the Treepl API over ${CONTACTS.toLocaleString('en')} contacts, ${ROUNDS} requests of each kind one after the other, with their total counts.`,
  run,
};
