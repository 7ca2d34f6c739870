/** Products and categories by the numbered cases of the contract, in lists and in webhook events. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../src/application/context.ts';
import { type Receiver, startReceiver } from '../../adapters/webhooks/receiver.ts';
import { eventually } from '../../processes/support.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type Client, clientOf, expectError, type WireList } from './client.ts';

interface WireVariant {
  readonly options: readonly string[];
  readonly price: number;
  readonly onSale: boolean;
  readonly regularPrice: number | null;
  readonly salePrice: number | null;
  readonly quantity: number | null;
  readonly sku: string | null;
  readonly weight: number | null;
}
interface WireCategory {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly parentCategory: number;
}
interface WireProduct {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly url: string;
  readonly categories: readonly WireCategory[];
  readonly variants: readonly WireVariant[];
}

const context: RequestContext = {
  actor: { kind: 'system', id: 'test' },
  surface: 'cli',
  requestId: 'r',
  correlationId: 'r',
};

let app: TestApp;
let client: Client;
let receiver: Receiver;
let house: WireCategory;
let doors: WireCategory;
let oak: WireCategory;
let door: WireProduct;

/** As the document shows it. */
const DOOR = {
  type: 'physical',
  title: 'Interior Door',
  description: '<p>A door.</p>',
  url: 'interior-door',
  hidden: true,
  images: ['https://img.example/1.png', 'https://img.example/2.png'],
  options: [
    { name: 'Material', values: ['Wood', 'Glass'], advanced: true },
    { name: 'Leaves', values: ['Single', 'Double'], advanced: true },
  ],
  variants: [
    {
      ...{ options: ['Wood', 'Single'], price: 199, onSale: true, regularPrice: 0, salePrice: 0, quantity: 0 },
      ...{ sku: 'D-001', weight: 0 },
    },
    { options: ['Glass', 'Single'], price: 299.5, onSale: false, quantity: 4, sku: 'D-002', weight: 12.5 },
    { options: ['Glass', 'Double'], price: 499 },
  ],
  subscription: { cycles: 0, period: 0, periodUnit: 'WEEKLY' },
};

let made = 0;
/** A product of its own. */
const make = (more: object = {}) =>
  client.post<WireProduct>('/products', { type: 'physical', title: `Thing ${++made}`, ...more });
const read = (id: number) => client.get<WireProduct>(`/products/${id}`);
const put = (id: number, body: unknown) => client.put<WireProduct>(`/products/${id}`, body);
const total = async () => (await client.get<WireList<WireProduct>>('/products')).totalCount;
const variant = (price: number, more: object = {}) => ({ variants: [{ price, ...more }] });

beforeAll(async () => {
  app = await startTestApp();
  client = clientOf(app);
  receiver = await startReceiver();
  const category = async (name: string, parent?: string) => {
    const created = await app.app.categories.create(context, { name, ...(parent ? { parent } : {}) });
    if (!created.ok) throw new Error(created.refusal.code);
    return created.value;
  };
  const top = await category('House');
  const middle = await category('Doors', top.key);
  await category('Oak', middle.key);
  await category('Garden');
  const all = await client.get<WireCategory[]>('/products/categories');
  const named = (name: string) => all.find((one) => one.name === name) as WireCategory;
  [house, doors, oak] = [named('House'), named('Doors'), named('Oak')];
  door = await client.post<WireProduct>('/products', { ...DOOR, categories: [doors] });
});
afterAll(async () => {
  await app.stop();
  await receiver.close();
});

describe('products', () => {
  it('are shown as the document has them', async () => {
    expect(await read(door.id)).toStrictEqual({
      ...{ id: expect.any(Number), type: 'physical', title: 'Interior Door', description: '<p>A door.</p>' },
      ...{ url: 'interior-door', hidden: true, images: DOOR.images, options: DOOR.options, categories: [doors] },
      variants: [
        {
          ...{ options: ['Wood', 'Single'], price: 199, onSale: true, regularPrice: null, salePrice: null },
          ...{ quantity: 0, sku: 'D-001', weight: 0 },
        },
        {
          ...{ options: ['Glass', 'Single'], price: 299.5, onSale: false, regularPrice: null, salePrice: null },
          ...{ quantity: 4, sku: 'D-002', weight: 12.5 },
        },
        {
          ...{ options: ['Glass', 'Double'], price: 499, onSale: false, regularPrice: null, salePrice: null },
          ...{ quantity: null, sku: null, weight: null },
        },
      ],
    });
  });

  it('case 16: are listed by category with all below it, and by part of the title', async () => {
    const oaken = await make({ title: 'Oaken DOOR', categories: [oak] });
    const table = await make({ title: 'Oaken table', categories: [oak.id] });
    const gate = await make({ title: 'Garden door', categories: [{ name: 'Garden' }] });
    const ids = async (query: string) =>
      (await client.get<WireList<WireProduct>>(`/products?${query}`)).items.map(({ id }) => id);
    expect(await ids(`category_id=${house.id}&title=DOOR`)).toEqual([oaken.id, door.id]);
    expect(await ids(`category_id=${oak.id}`)).toEqual([table.id, oaken.id]);
    expect(await ids('title=door')).toEqual([gate.id, oaken.id, door.id]);
    expect(await ids('title=%25')).toEqual([]);
    expect(await ids('category_id=999999')).toEqual([]);
    const list = await client.get<WireList<WireProduct>>('/products?limit=1&skip=1');
    expect(Object.keys(list).sort()).toEqual(['items', 'limit', 'skip', 'totalCount']);
    expect(list).toMatchObject({ items: [{ id: table.id }], limit: 1, skip: 1, totalCount: await total() });
    expectError(await client.send('/products?category_id=doors'), 400);
  });

  it('case 17: are found by their url and updated, or else copied', async () => {
    const before = await total();
    const same = await client.post<WireProduct>('/products?update_existing_product_by_url=true', {
      ...DOOR,
      title: 'Front Door',
    });
    expect(same).toEqual({ ...door, title: 'Front Door' });
    expect(await total()).toBe(before);
    const copy = await client.post<WireProduct>('/products', { ...DOOR, title: 'Front Door' });
    expect(copy.id).not.toBe(door.id);
    expect(copy.url).toBe('interior-door-2');
    expect(copy.variants.map(({ sku }) => sku)).toEqual(['D-001-2', 'D-002-2', null]);
    expect(await total()).toBe(before + 1);
    const elsewhere = await client.post<WireProduct>('/products?update_existing_product_by_url=1', {
      ...same,
      url: 'back-door',
    });
    expect(elsewhere).toMatchObject({ url: 'back-door', title: 'Front Door', categories: [doors] });
    expect(elsewhere.id).not.toBe(door.id);
    const inBody = { ...DOOR, url: '/BACK-door', title: 'Rear', update_existing_product_by_url: true };
    expect(await client.post('/products', inBody)).toMatchObject({ id: elsewhere.id, title: 'Rear' });
    expect(await client.post('/products?update_existing_product_by_url=false', inBody)).toMatchObject({
      id: elsewhere.id,
    });
  });

  it('are one for one url, however many programs send it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        client.post<WireProduct>('/products?update_existing_product_by_url=True', {
          ...{ type: 'service', title: `Rush ${n}`, url: 'rush' },
        }),
      ),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  it('case 18: an update changes the variant that it names, and nothing else', async () => {
    const before = await read(door.id);
    const body = { variants: [{ options: ['Glass', 'Single'], price: 310 }] };
    const [wood, glass, double] = before.variants;
    expect(await put(door.id, body)).toEqual({ ...before, variants: [wood, { ...glass, price: 310 }, double] });
    const bySku = await put(door.id, { variants: [{ sku: 'D-001', quantity: 7, weight: '' }] });
    expect(bySku.variants[0]).toEqual({ ...wood, quantity: 7 });
    const more = await put(door.id, { variants: [{ options: ['Wood', 'Double'], price: 250, quantity: 1 }] });
    expect(more.variants).toHaveLength(4);
    expect(more.variants[3]).toMatchObject({ options: ['Wood', 'Double'], price: 250, quantity: 1 });
  });

  it('stay as they are when they are sent back as they were read', async () => {
    const before = await read(door.id);
    expect(await put(door.id, before)).toEqual(before);
    const empty = { title: '', description: null, images: [], options: [], categories: [], variants: [], url: '' };
    expect(await put(door.id, empty)).toEqual(before);
    const head = await app.log.head();
    await put(door.id, before);
    expect(await app.log.head()).toBe(head);
  });

  it('keep what this API does not show', async () => {
    const key = await keyOf(door.id);
    const images = [{ url: 'https://img.example/1.png', alt: 'From the front' }, { url: 'https://img.example/2.png' }];
    const updated = await app.app.products.update(context, key, { details: { images, brand: 'Oakley' } });
    expect(updated.ok).toBe(true);
    await put(door.id, { ...(await read(door.id)), images: [...DOOR.images, 'https://img.example/3.png'] });
    const [row] = await app.sql<{ details: object }[]>`select details from read.products where key = ${key}`;
    expect(row?.details).toMatchObject({ brand: 'Oakley', images: [...images, { url: 'https://img.example/3.png' }] });
  });

  it('case 19: are read and deleted, and their categories listed', async () => {
    expect(await client.get(`/products/categories?parent=${house.id}`)).toEqual([doors]);
    expect(doors).toStrictEqual({ id: doors.id, name: 'Doors', url: 'doors', parentCategory: house.id });
    const top = await client.get<WireCategory[]>('/categories?parent=0');
    expect(top.map(({ name, parentCategory }) => [name, parentCategory])).toEqual([
      ['Garden', 0],
      ['House', 0],
    ]);
    expect(await client.get('/products/categories?parent=999999')).toEqual([]);
    expectError(await client.send('/products/categories?parent=x'), 400);
    const { id } = await make();
    expect(await client.delete(`/products/${id}`)).toEqual({ success: true });
    for (const method of ['GET', 'DELETE', 'PUT'])
      expectError(await client.send(`/products/${id}`, { method, body: {} }), 404);
    expectError(await client.send('/products/categories', { method: 'POST', body: {} }), [404, 405]);
  });

  it('are digital with a file, or subscriptions, and only then say so', async () => {
    const digital = { type: 'digital', title: 'Book', file: 'https://files.example/b.pdf' };
    expect(await client.post('/products', digital)).toMatchObject(digital);
    const subscription = { cycles: 0, period: 2, periodUnit: 'WEEKLY' };
    const club = await client.post<WireProduct>('/products', { type: 'membership', title: 'Club', subscription });
    expect(club).toMatchObject({ subscription });
    expect(club).not.toHaveProperty('file');
    expect(await put(club.id, { subscription: { period: 1, periodUnit: 'monthly' } })).toMatchObject({
      subscription: { cycles: 0, period: 1, periodUnit: 'MONTHLY' },
    });
    expect(door).not.toHaveProperty('subscription');
  });

  it('make their url from the title, and categories that are new from their name', async () => {
    const product = await make({
      title: 'Café Table No. 1',
      categories: [{ name: 'Lounge' }, 999_999, { id: 77_777 }],
    });
    expect(product.url).toBe('cafe-table-no-1');
    expect(product.categories).toEqual([{ id: expect.any(Number), name: 'Lounge', url: 'lounge', parentCategory: 0 }]);
    expect(await put(product.id, { categories: ['lounge', { url: 'oak' }].slice(1) })).toMatchObject({
      categories: [oak],
    });
  });

  it.each([
    ['no type', { title: 'X' }],
    ['no title', { type: 'physical' }],
    ['an unknown type', { type: 'car', title: 'X' }],
    ['a price that is none', { type: 'physical', title: 'X', ...variant(1, { price: 'much' }) }],
    ['a price below 0', { type: 'physical', title: 'X', ...variant(-1) }],
    ['variants that are no list', { type: 'physical', title: 'X', variants: {} }],
    ['an unknown period', { type: 'physical', title: 'X', subscription: { period: 1, periodUnit: 'NOW' } }],
    ['one code twice', { type: 'physical', title: 'X', variants: [{ sku: 'same' }, { sku: 'SAME' }] }],
    ['a url with blanks', { type: 'physical', title: 'X', url: 'a b' }],
  ])('are refused with %s', async (_, body) => {
    expectError(await client.send('/products', { method: 'POST', body }), 400);
  });

  it('do not take the url of another', async () => {
    const { id } = await make();
    expectError(await client.send(`/products/${id}`, { method: 'PUT', body: { url: 'interior-door' } }), 400);
  });
});

it('are shown as of the past', async () => {
  const before = await make({ ...variant(5, { quantity: 2 }), categories: [oak] });
  const position = String(await app.log.head());
  await put(before.id, { title: 'Later', categories: [house], ...variant(6, { quantity: 1 }) });
  await client.delete(`/products/${before.id}`);
  const past = { headers: { 'x-as-of': position } };
  expect((await client.send(`/products/${before.id}`, past)).body).toEqual(before);
  const list = await client.send<WireList<WireProduct>>(`/products?category_id=${oak.id}&limit=1`, past);
  expect(list.body.items).toEqual([before]);
});

describe('prices', () => {
  const priced = async (first: object, then: object) => {
    const { id } = await make({ variants: [first] });
    const { variants } = await put(id, { variants: [then] });
    const [{ price, onSale, regularPrice, salePrice }] = variants as [WireVariant];
    return [price, onSale, regularPrice, salePrice];
  };
  const SALE = { price: 80, onSale: true, regularPrice: 100, salePrice: 80 };

  it.each([
    ['a sale that is told whole', SALE, {}, [80, true, 100, 80]],
    ['a sale that is told by its price', { price: 100, onSale: true, salePrice: 80 }, {}, [80, true, 100, 80]],
    ['a sale that is told by what was before', { price: 80, onSale: true, regularPrice: 100 }, {}, [80, true, 100, 80]],
    ['another price during a sale', SALE, { price: 70 }, [70, true, 100, 70]],
    ['another price in what was read', SALE, { ...SALE, price: 70 }, [70, true, 100, 70]],
    ['another regular price', SALE, { ...SALE, regularPrice: 110 }, [80, true, 110, 80]],
    ['another sale price', SALE, { ...SALE, salePrice: 75 }, [75, true, 100, 75]],
    ['the end of a sale', SALE, { ...SALE, onSale: false }, [100, false, 100, 80]],
    ['a new price after a sale', { ...SALE, onSale: false }, { price: 120 }, [120, false, 120, 80]],
    ['the end of a sale price', SALE, { salePrice: 0 }, [100, true, null, null]],
    ['numbers as text', { price: '19.90' }, { price: '20.10' }, [20.1, false, null, null]],
    ['nothing', { price: 0 }, {}, [0, false, null, null]],
  ])('%s', async (_, first, then, expected) => {
    expect(await priced(first, then)).toEqual(expected);
  });
});

describe('quantities', () => {
  it('are what is in all places together; what is said here corrects the usual place', async () => {
    const { id } = await make(variant(5, { quantity: 3 }));
    const key = await keyOf(id);
    const [row] = await app.sql<
      { variant: string }[]
    >`select variant from read.product_variants where product = ${key}`;
    const counted = await app.app.products.countStock(context, key, {
      ...{ variant: row?.variant ?? '', location: 'SHOP', level: '10' },
    });
    expect(counted.ok).toBe(true);
    expect((await read(id)).variants[0]?.quantity).toBe(13);
    expect((await put(id, variant(5, { quantity: 11 }))).variants[0]?.quantity).toBe(11);
    const [stock] = await app.sql`select stock from read.product_variants where product = ${key}`;
    expect(stock?.stock).toEqual({ WH1: '1', SHOP: '10' });
  });
});

const keyOf = async (id: number): Promise<string> =>
  (await app.sql<{ key: string }[]>`select key from read.products where ref = ${id}`)[0]?.key ?? '';

describe('webhooks', () => {
  it('case 28: tell of products that are made and changed, once for each change, as this API shows them', async () => {
    const events = ['product_created', 'product_updated'];
    await client.post('/webhooks', { target: receiver.url, secret: 's', events });
    const created = await make(variant(10, { quantity: 1 }));
    expect(await put(created.id, created)).toEqual(created);
    const updated = await put(created.id, { title: 'Told', variants: [{ price: 11, quantity: 5 }] });
    await client.delete(`/products/${created.id}`);
    const last = await make();
    const told = () => new Map(receiver.received.map((one) => [one.headers['webhook-id'], one]));
    await eventually(() => told().size >= 3);
    const seen = [...told().values()].map(({ headers, body }) => [headers['x-webhook-topic'], JSON.parse(body)]);
    expect(seen.filter(([, { id }]) => id === created.id)).toEqual([
      ['product_created', created],
      ['product_updated', updated],
    ]);
    expect(seen.filter(([, { id }]) => id !== created.id)).toEqual([['product_created', last]]);
  });
});

it('the read models are what the log says', async () => {
  const verified = await app.projections.verify(['products', 'product_variants', 'categories']);
  expect(verified.filter(({ equal }) => !equal)).toEqual([]);
});
