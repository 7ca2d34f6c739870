/** A visit to a shop with a very large catalogue, through the SalesSystem API: baskets under load, lists, and the feed of it all. */
import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';
import { categoryEvents } from '../../src/domain/commerce/category/events.ts';
import { productEvents } from '../../src/domain/commerce/product/events.ts';
import type { DomainEvent } from '../../src/domain/kernel/event.ts';
import { type Figure, median, milliseconds, type Program, perSecond, withPostgres } from '../harness.ts';
import { encoded, fill, keyOf } from '../log.ts';
import { URL_BASE, withServer } from '../server.ts';

const PRODUCTS = 100_000;
const CATEGORIES = 200;
const CONNECTIONS = 64;
const SESSIONS = 256;
const FEEDS = 6;
const LINES = 10;
const SECONDS = 10;
const WARM_UP = 20;
const ROUNDS = 200;
const FEED = 'code,name,stock,prices,category_breadcrumb';

const categoryOf = (number: number): string => `category${String(number % CATEGORIES).padStart(10, '0')}`;

const category = (number: number): DomainEvent =>
  categoryEvents.CategoryCreated({
    ref: number + 1,
    details: { name: `Shelf ${number}`, code: `C${number}`, url: `shelf-${number}` },
    parent: null,
  });

const product = (number: number): DomainEvent =>
  productEvents.ProductCreated({
    ref: number,
    details: {
      ...{ name: `Tea ${number}`, type: 'physical', url: `tea-${number}`, taxRate: '0.2', description: 'A good tea.' },
      categories: [categoryOf(number)],
    },
    variants: [
      {
        key: 'variant00000000001',
        details: { sku: `T${number}`, price: '2.50', prices: [{ band: 'trade', price: '2' }], caseQuantity: '12' },
        stock: { WH1: '10', WH2: '3' },
      },
    ],
  });

const fillShop = (url: string): Promise<void> =>
  fill(
    url,
    { to: PRODUCTS },
    (append, number) => append(`product-${keyOf(number)}`, encoded(product(number))),
    async (append) => {
      for (let number = 0; number < CATEGORIES; number++)
        await append(`category-${categoryOf(number)}`, encoded(category(number)));
    },
  );

type Parameters = Readonly<Record<string, string>>;

const urlOf = (method: string, parameters: Parameters): string =>
  `${URL_BASE}/api/v1/?${new URLSearchParams({ apikey: 'bench_secret', method, ...parameters })}`;

async function call(method: string, parameters: Parameters): Promise<{ readonly found?: number }> {
  const response = await fetch(urlOf(method, parameters));
  const answer = (await response.json()) as { error_code: number | null; found?: number };
  if (answer.error_code !== null) throw new Error(`${method} was answered with ${answer.error_code}`);
  return answer;
}

async function timed(method: string, parameters: (round: number) => Parameters): Promise<number> {
  for (let round = 0; round < WARM_UP; round++) await call(method, parameters(round));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await call(method, parameters(WARM_UP + round));
    times.push(performance.now() - started);
  }
  return median(times);
}

async function load(method: string, parameters: (request: number) => Parameters): Promise<string> {
  let request = 0;
  const { pathname, origin } = new URL(urlOf(method, {}));
  const result = await autocannon({
    url: origin,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [
      {
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        setupRequest: (sent) => ({
          ...sent,
          body: new URLSearchParams({ apikey: 'bench_secret', method, ...parameters(request++) }).toString(),
        }),
      },
    ],
    verifyBody: (body) => String(body).includes('"error_code":null'),
  });
  const failed = result.non2xx + result.errors + result.mismatches;
  if (failed > 0) throw new Error(`${failed} calls of ${method} failed`);
  return `${perSecond(result['2xx'] / result.duration)}, ${milliseconds(result.latency.p50)} at the median`;
}

const visit = (request: number) => `visit-${request % SESSIONS}`;

/** In MiB. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

interface Fed {
  readonly mebibytes: number;
  readonly seconds: number;
  /** The most memory that the server had meanwhile, in MiB. */
  readonly most: number;
}

async function feed(pid: number): Promise<Fed> {
  const started = performance.now();
  let [bytes, most] = [0, 0];
  const sampler = setInterval(async () => {
    most = Math.max(most, await memoryOf(pid));
  }, 50);
  const { body } = await fetch(urlOf('getInventoryFeed', { filter: FEED }));
  for await (const chunk of body ?? []) bytes += chunk.length;
  clearInterval(sampler);
  return { mebibytes: bytes / 2 ** 20, seconds: (performance.now() - started) / 1_000, most };
}

/** One after the other: what a feed kept would show in the peaks of the next ones, what waits to be collected comes and goes. */
async function feeds(pid: number): Promise<string> {
  const all: Fed[] = [];
  for (let turn = 0; turn < FEEDS; turn++) all.push(await feed(pid));
  const seconds = median(all.map((one) => one.seconds)).toFixed(1);
  const peaks = all.map(({ most }) => most.toFixed(0)).join(', ');
  return `${all[0]?.mebibytes.toFixed(1)} MiB in ${seconds} s; the server's peaks: ${peaks} MiB`;
}

async function measure(pid: number): Promise<readonly Figure[]> {
  const shelf = (round: number): Parameters => ({ category: `C${round % CATEGORIES}`, limit: '10' });
  const code = (round: number): Parameters => ({
    sku: `T${1 + ((round * 7_919) % PRODUCTS)}`,
    filter: 'name,price,price_inc,sizes,stock,prices',
  });
  const lists: Figure[] = [];
  for (const [method, parameters] of [
    ['getProducts', shelf],
    ['getProduct', code],
  ] as const)
    lists.push({
      what: `${method}${method === 'getProducts' ? ' by category' : ''}, one connection`,
      value: `${milliseconds(await timed(method, parameters))} at the median`,
      against: 'aim: below 20 ms',
    });
  const added = await load('addToCart', (request) => ({
    session_id: visit(request),
    sku: `T${1 + (Math.floor(request / SESSIONS) % LINES)}`,
    quantity: '1',
  }));
  const shown = await load('getCart', (request) => ({ session_id: visit(request) }));
  return [
    { what: `addToCart, ${CONNECTIONS} connections, ${SESSIONS} visits`, value: added, against: 'aim: 1,500/s' },
    { what: `getCart of ${LINES} lines, ${CONNECTIONS} connections`, value: shown, against: 'aim: 2,500/s' },
    ...lists,
    { what: `getInventoryFeed of everything, ${FEEDS} times`, value: await feeds(pid), against: 'aim: flat memory' },
  ];
}

const run = (): Promise<readonly Figure[]> =>
  withPostgres(async (url, dataDir) => {
    await fillShop(url);
    return withServer(dataDir, { DATABASE_URL: url }, async ({ pid = 0 }) => {
      while ((await call('getProducts', { limit: '1', filter: 'code' })).found !== PRODUCTS)
        await new Promise((resolve) => setTimeout(resolve, 500));
      return measure(pid);
    });
  });

export const shop: Program = {
  name: 'shop',
  about: `The SalesSystem API in a shop with ${PRODUCTS.toLocaleString('en')} products in ${CATEGORIES} categories, server and client on the same machine.`,
  run,
};
