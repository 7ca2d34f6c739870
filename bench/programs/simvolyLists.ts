/** Lists of the Simvoly API over HTTP, from a server with very many contacts, products and orders. */
import { categoryEvents } from '../../src/domain/commerce/category/events.ts';
import { productEvents } from '../../src/domain/commerce/product/events.ts';
import { contactEvents } from '../../src/domain/crm/contact/events.ts';
import type { DomainEvent } from '../../src/domain/kernel/event.ts';
import { priceSale } from '../../src/domain/sales/document.ts';
import { orderEvents } from '../../src/domain/sales/order/events.ts';
import { type Figure, median, milliseconds, type Program, withPostgres } from '../harness.ts';
import { encoded, FIRST_DAY, FIVE_MINUTES, fill, keyOf, timeOf } from '../log.ts';
import { URL_BASE, withServer } from '../server.ts';

const RECORDS = 100_000;
const WARM_UP = 20;
const ROUNDS = 200;
const AIM = 'aim: below 50 ms';
const HEADERS = { authorization: 'Bearer bench_secret' };

const contact = (number: number): DomainEvent =>
  contactEvents.ContactCreated({
    ...{ ref: number, email: `contact${number}@bench.example`, status: 'Lead', tags: ['bench'], owner: null },
    details: { firstName: 'Ada', lastName: `Lovelace ${number % 5_000}`, mainAddress: { city: 'London' } },
    ...{ custom: {}, lists: [], subscribed: true },
  });

function order(number: number): DomainEvent {
  const line = { ref: number, name: 'Tea', sku: 'TEA-1', quantity: '3', unitPrice: '2.50', taxRate: '0.2' };
  const priced = priceSale({
    ...{ contact: keyOf(number), company: null, buyer: { name: 'Ada Lovelace' }, currency: 'EUR', taxable: 'Y' },
    ...{ lines: [line], discount: null, shipping: null },
  });
  if (!priced.ok) throw new Error('The order cannot be priced');
  return orderEvents.OrderPlaced({
    ...{ ref: number, quote: null, ...priced.sale, terms: {}, status: 'pending', placedAt: timeOf(number) },
    ...{ owner: null, tags: [], custom: {} },
  });
}

const CATEGORIES = 100;

const category = (number: number): DomainEvent =>
  categoryEvents.CategoryCreated({
    ref: number,
    details: { name: `Shelf ${number}`, code: `S${number}`, url: `shelf-${number}` },
    parent: null,
  });

const product = (number: number): DomainEvent =>
  productEvents.ProductCreated({
    ref: number,
    details: {
      ...{ name: `Tea ${number % 5_000}`, type: 'physical', url: `tea-${number}`, description: 'Black.' },
      categories: [keyOf((number % CATEGORIES) + 1)],
      options: [{ name: 'Size', values: ['S', 'L'], advanced: true }],
    },
    variants: ['S', 'L'].map((size) => ({
      key: size,
      details: { sku: `TEA-${number}-${size}`, options: [size], price: '2.50' },
      stock: { WH1: '10' },
    })),
  });

const fillSite = (url: string): Promise<void> =>
  fill(
    url,
    { to: RECORDS },
    async (append, number) => {
      for (const [kind, event] of Object.entries({ contact, product, order }))
        await append(`${kind}-${keyOf(number)}`, encoded(event(number), timeOf(number)));
    },
    async (append) => {
      for (let number = 1; number <= CATEGORIES; number++)
        await append(`category-${keyOf(number)}`, encoded(category(number), timeOf(number)));
    },
  );

async function listed(path: string): Promise<{ readonly totalCount: number }> {
  const answer = await fetch(`${URL_BASE}/api/site${path}`, { headers: HEADERS });
  if (!answer.ok) throw new Error(`The list was answered with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { totalCount: number };
}

async function timed(path: string): Promise<number> {
  for (let round = 0; round < WARM_UP; round++) await listed(path);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await listed(path);
    times.push(performance.now() - started);
  }
  return median(times);
}

const MIDDLE = RECORDS / 2;
const page = (kind: string): readonly (readonly [string, string])[] => [
  [`${kind}, page 1`, `/${kind}?limit=50`],
  [`${kind}, a page in the middle`, `/${kind}?limit=50&skip=${MIDDLE}`],
];

function ofDay(kind: string): readonly [string, string] {
  const noon = (FIRST_DAY + MIDDLE * FIVE_MINUTES) / 1000;
  return [`${kind} of a day`, `/${kind}?limit=50&created_at_min=${noon}&created_at_max=${noon + 86_399}`];
}

const LISTS: readonly (readonly [string, string])[] = [
  ...page('contacts'),
  ofDay('contacts'),
  ...page('orders'),
  ofDay('orders'),
  ...page('products'),
  ['products of a category', '/products?limit=50&category_id=7'],
  ['products by part of the title', '/products?limit=50&title=ea%20477'],
];

const run = (): Promise<readonly Figure[]> =>
  withPostgres(async (url, dataDir) => {
    await fillSite(url);
    return withServer(dataDir, { DATABASE_URL: url }, async () => {
      for (const path of ['/contacts?limit=1', '/orders?limit=1', '/products?limit=1'])
        while ((await listed(path)).totalCount < RECORDS) await new Promise((resolve) => setTimeout(resolve, 500));
      const figures: Figure[] = [];
      for (const [what, path] of LISTS)
        figures.push({ what, value: `${milliseconds(await timed(path))} at the median`, against: AIM });
      return figures;
    });
  });

export const simvolyLists: Program = {
  name: 'simvoly-lists',
  about: `Lists of the Simvoly API with ${RECORDS.toLocaleString('en')} contacts, as many products and as many orders, 50 to a page, counted each time, one connection.`,
  run,
};
