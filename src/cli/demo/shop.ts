/** A small tea shop: categories and products, loaded through GraphQL. Loading twice changes nothing: every write has an idempotency key. */
import type { DemoKey } from './keys.ts';

interface DemoProduct {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly variants: readonly Readonly<Record<string, unknown>>[];
}

const CATEGORIES = [
  { name: 'Tea', code: 'TEA' },
  { name: 'Black tea', code: 'BLACK', parent: 'TEA' },
  { name: 'Green tea', code: 'GREEN', parent: 'TEA' },
  { name: 'Teaware', code: 'WARE' },
] as const;

const trade = (price: string) => [{ band: 'trade', price }];
const stock = (level: string) => [{ location: 'WH1', level }];

const PRODUCTS: readonly DemoProduct[] = [
  {
    name: 'Assam',
    category: 'BLACK',
    description: 'Malty and strong.',
    variants: [
      {
        sku: 'ASSAM-100',
        size: '100 g',
        price: '4.50',
        prices: trade('3.60'),
        caseQuantity: '12',
        stock: stock('240'),
      },
      { sku: 'ASSAM-500', size: '500 g', price: '19', prices: trade('15.20'), stock: stock('60') },
    ],
  },
  {
    name: 'Sencha',
    category: 'GREEN',
    description: 'Grassy and fresh.',
    variants: [{ sku: 'SENCHA-100', size: '100 g', price: '6.20', prices: trade('5'), stock: stock('120') }],
  },
  {
    name: 'Teapot',
    category: 'WARE',
    description: 'Holds a litre.',
    variants: [{ sku: 'POT-1', price: '28', stock: stock('14') }],
  },
];

const CREATE_CATEGORY = `mutation($input: CreateCategoryInput!, $key: String) {
  createCategory(input: $input, idempotencyKey: $key) { ... on CreateCategoryPayload { category { id } } } }`;
const CREATE_PRODUCT = `mutation($input: CreateProductInput!, $key: String) {
  createProduct(input: $input, idempotencyKey: $key) { __typename } }`;

export async function loadShop(url: string, { secret }: DemoKey): Promise<void> {
  const ids = new Map<string, string>();
  for (const { name, code, ...below } of CATEGORIES) {
    const parent = 'parent' in below ? { parent: ids.get(below.parent) } : {};
    const { createCategory } = await ask<{ createCategory: { category?: { id: string } } }>(CREATE_CATEGORY, {
      input: { name, code, ...parent },
      key: `demo category ${code}`,
    });
    if (createCategory.category) ids.set(code, createCategory.category.id);
  }
  for (const { category, ...product } of PRODUCTS) {
    const categories = [ids.get(category)].filter((id) => id !== undefined);
    const input = { ...product, taxRate: '0.2', categories };
    await ask(CREATE_PRODUCT, { input, key: `demo product ${product.name}` });
  }

  async function ask<T>(query: string, variables: object): Promise<T> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
    if (errors) throw new Error(`The sample shop was refused: ${JSON.stringify(errors)}`);
    return data;
  }
}

/** A visit, call by call: each is a method and its parameters. */
const TOUR: readonly (readonly [method: string, ...parameters: string[]])[] = [
  ['getProducts', 'category=Tea', 'filter=code,name,price'],
  ['addToCart', 'session_id=tour', 'sku=ASSAM-100', 'quantity=2'],
  [
    'clientLogin',
    'session_id=tour',
    'client_username=edsger@dijkstra.example',
    'client_password=shortest-path',
    'filter=contact_firstname,contact_lastname',
  ],
  ['getCart', 'session_id=tour'],
  [
    'addOrder',
    'session_id=tour',
    'order_address1=88 Herengracht',
    'order_postcode=1015',
    'order_country=NL',
    'card_holdername=E W Dijkstra',
    'card_number=4929000005559',
    'card_expire_month=12',
    'card_expire_year=39',
    'card_cv2=123',
  ],
  ['getOrders', 'session_id=tour', 'filter=order_ref,order_state,order_paid,order_grandtotal'],
  ['endCartSession', 'session_id=tour'],
];

export const shopTour = (url: string, { secret }: DemoKey): string[] =>
  TOUR.map(([method, ...parameters]) => {
    const sent = [`apikey=${secret}`, ...parameters].map((parameter) => `-d '${parameter}'`);
    return `  curl -s ${url}/api/v1/${method} ${sent.join(' ')}`;
  });
