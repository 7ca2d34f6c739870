/** Lists of the Simvoly API over HTTP, from a server with very many contacts, products and orders. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import type { NewEvent } from '../../src/application/ports.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { categoryEvents } from '../../src/domain/commerce/category/events.ts';
import { productEvents } from '../../src/domain/commerce/product/events.ts';
import { contactEvents } from '../../src/domain/crm/contact/events.ts';
import type { DomainEvent } from '../../src/domain/kernel/event.ts';
import { priceSale } from '../../src/domain/sales/document.ts';
import { orderEvents } from '../../src/domain/sales/order/events.ts';
import { type Figure, median, milliseconds, type Program, withPostgres } from '../harness.ts';
import { startServer, URL_BASE } from '../server.ts';

const RECORDS = 100_000;
const WRITERS = 256;
const WARM_UP = 20;
const ROUNDS = 200;
const AIM = 'aim: below 50 ms';
const HEADERS = { authorization: 'Bearer bench_secret' };

const firstDay = Date.parse('2024-01-01T00:00:00Z');
const FIVE_MINUTES = 300_000;
const timeOf = (number: number): string => new Date(firstDay + number * FIVE_MINUTES).toISOString();
const keyOf = (number: number): string => String(number).padStart(18, '0');

function toNew({ type, data }: DomainEvent, number: number): NewEvent {
  const encoded = catalogue.encode({ type, data });
  return {
    id: randomUUID(),
    type,
    data: encoded.data,
    metadata: {
      schemaVersion: encoded.schemaVersion,
      occurredAt: timeOf(number),
      actor: { kind: 'apiKey', id: 'bench' },
      surface: 'cli',
      ...{ requestId: 'r', correlationId: 'r', causationId: 'r', commandId: randomUUID() },
    },
  };
}

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

async function fillLog(url: string): Promise<void> {
  const log = await createPostgresLog({ url });
  let next = 1;
  const writer = async () => {
    while (next <= RECORDS) {
      const number = next++;
      await log.append(`contact-${keyOf(number)}`, [toNew(contact(number), number)], 'no-stream');
      await log.append(`product-${keyOf(number)}`, [toNew(product(number), number)], 'no-stream');
      await log.append(`order-${keyOf(number)}`, [toNew(order(number), number)], 'no-stream');
    }
  };
  for (let number = 1; number <= CATEGORIES; number++)
    await log.append(`category-${keyOf(number)}`, [toNew(category(number), number)], 'no-stream');
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await log.close();
}

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
  const noon = (firstDay + MIDDLE * FIVE_MINUTES) / 1000;
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
    await fillLog(url);
    const server = await startServer(dataDir, { DATABASE_URL: url });
    try {
      for (const path of ['/contacts?limit=1', '/orders?limit=1', '/products?limit=1'])
        while ((await listed(path)).totalCount < RECORDS) await new Promise((resolve) => setTimeout(resolve, 500));
      const figures: Figure[] = [];
      for (const [what, path] of LISTS)
        figures.push({ what, value: `${milliseconds(await timed(path))} at the median`, against: AIM });
      return figures;
    } finally {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  });

export const simvolyLists: Program = {
  name: 'simvoly-lists',
  about: `Lists of the Simvoly API with ${RECORDS.toLocaleString('en')} contacts, as many products and as many orders, 50 to a page, counted each time, one connection.`,
  run,
};
