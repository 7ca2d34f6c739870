/** The whole program, charging cards through a gateway: killed while a charge is under way, and searched for card data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { call } from './fronts.ts';

const SECRET = 'secretof_cards';
const GOOD = '4929000005559';
const DECLINED = '4929602110085639';
const CV2 = '917';
const HOLDER = 'Cardia Holderova';

let database: TestDatabase;
let gateway: TestGateway;
let child: ChildProcess | undefined;
let url = '';
let printed = '';

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await startGateway(() => new Date());
  url = await start();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  gateway.stop();
  await database.drop();
});

async function start(): Promise<string> {
  const from = printed.length;
  const server = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'start'], {
    env: {
      ...process.env,
      PORT: '0',
      DATABASE_URL: database.url,
      BOOTSTRAP_API_KEY: 'keyof_cards',
      BOOTSTRAP_API_SECRET: SECRET,
      PAYMENT_GATEWAY: 'opayo',
      OPAYO_URL: gateway.url,
      OPAYO_VENDOR: 'teashop',
      LOG_LEVEL: 'trace',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = server;
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
  }
  for (;;) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed.slice(from))?.[0];
    if (found) return found;
    if (server.exitCode !== null) throw new Error(`the server has ended: ${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const shop = async (method: string, parameters: Record<string, string>) =>
  (
    await call(`${url}/api/v1/`, {
      method: 'POST',
      body: new URLSearchParams({ apikey: SECRET, method, ...parameters }),
    })
  ).body;

const ask = async (query: string, variables: object = {}) =>
  (
    await call(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
  ).body.data;

const card = (number = GOOD) => ({
  card_holdername: HOLDER,
  card_number: number,
  card_expire_month: '01',
  card_expire_year: '39',
  card_cv2: CV2,
});

let session = '';

it('killed with -9 after the gateway took the money, it neither charges again nor loses the order', async () => {
  await ask(
    `mutation { createProduct(input: { name: "Tea", type: PHYSICAL, taxRate: "0.2",
      variants: [{ sku: "TEA", price: "2.50" }] }) { __typename } }`,
  );
  const visitor = await shop('addContact', {
    client_firstname: 'Ada',
    client_lastname: 'Lovelace',
    client_email: 'ada@cards.example',
    client_password: 'correct horse 9',
    client_address1: '1 Main Rd',
    client_postcode: 'N1',
    client_country: 'GB',
  });
  session = visitor.session_id;
  expect(await shop('addToCart', { session_id: session, sku: 'TEA', quantity: '4' })).toMatchObject({
    error_code: null,
  });
  gateway.beforeAnswer = async () => {
    child?.kill('SIGKILL');
    return false;
  };
  await expect(shop('addOrder', { session_id: session, ...card() })).rejects.toThrow();
  gateway.beforeAnswer = async () => true;
  expect(gateway.charged).toHaveLength(1);

  url = await start();
  // The buyer tries again, more than once: nobody knows yet what became of the first charge.
  for (let tries = 0; tries < 2; tries++) {
    expect(await shop('addOrder', { session_id: session, ...card() })).toMatchObject({
      error_code: 1083,
      order_state: 'Quote',
    });
  }
  expect(gateway.charged).toHaveLength(1);

  // Somebody looks it up at the gateway by the number that it was sent.
  const { payments } = await ask('{ payments { nodes { id reference phase } } }');
  expect(payments.nodes).toMatchObject([{ reference: gateway.charged[0], phase: 'AUTHORISING' }]);
  await ask('mutation($id: ID!) { resolvePayment(id: $id, taken: true) { __typename } }', {
    id: payments.nodes[0].id,
  });
  const order = await shop('addOrder', { session_id: session, ...card() });
  expect(order).toMatchObject({ error_code: null, order_state: 'Deliver', order_total: 12 });
  expect(gateway.charged).toHaveLength(1);
  const { items } = await shop('getOrders', { session_id: session, filter: 'order_ref,order_paid' });
  expect(items).toEqual([{ order_ref: order.order_ref, order_paid: 'Y' }]);
});

it('keeps card data out of everything that it prints and stores, whatever goes wrong', async () => {
  const pay = (more: Record<string, string>) => shop('addOrder', { session_id: session, ...card(), ...more });
  await pay(card(DECLINED));
  await pay({ card_holdername: 'SIM-GARBAGE' });
  await pay({ card_expire_month: 'x' });
  await pay({ order_country: 'XX' });
  await pay({ apikey: 'wrong' });
  await shop('addTransaction', {
    session_id: session,
    transaction_method: 'Gateway',
    transaction_amount: '1',
    ...card(),
  });
  await call(`${url}/api/v1/addOrder?${new URLSearchParams({ apikey: SECRET, session_id: session, ...card() })}`);
  const variables = { card: { holder: HOLDER, number: GOOD, expireMonth: '01', expireYear: '39', cv2: CV2 } };
  for (const id of ['nosuch', '"', 'T3JkZXI6eA==']) {
    await ask(
      `mutation($card: CardInput) { takePayment(input: { sale: ${JSON.stringify(id)}, card: $card }, idempotencyKey: "k${id.length}") {
        __typename } }`,
      variables,
    );
  }
  await call(`${url}/graphql`, { method: 'POST', body: `{"query":"{ nope(card: \\"${GOOD}\\") }"`, headers: {} }).catch(
    () => undefined,
  );
  expect(gateway.seen.length).toBeGreaterThan(2);
  expect(printed.length).toBeGreaterThan(1_000);
  expect(await found([GOOD, DECLINED, `"${CV2}"`, HOLDER])).toEqual([]);
});

/** Where any of these is in what was printed or stored. */
async function found(secrets: readonly string[]): Promise<string[]> {
  const sql = connect(database.url);
  const tables = await sql<{ schema: string; name: string }[]>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
  const places = new Map([['what was printed', printed]]);
  for (const { schema, name } of tables) {
    const rows = await sql<{ text: string }[]>`select t::text as text from ${sql(schema)}.${sql(name)} as t`;
    places.set(name, rows.map(({ text }) => text).join('\n'));
  }
  await sql.end();
  expect(places.size).toBeGreaterThan(20);
  return [...places].flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
  );
}
