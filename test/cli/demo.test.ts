import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBusiness } from '../../src/cli/demo/business.ts';
import { examples } from '../../src/cli/demo/examples.ts';
import { loadServices } from '../../src/cli/demo/services.ts';
import { loadShop } from '../../src/cli/demo/shop.ts';
import { createAsk } from '../graphql/client.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const COUNTS = `{
  contacts { totalCount } forms { totalCount } formSubmissions { totalCount } cases { totalCount }
  bookableEvents { totalCount } bookings { totalCount } companies { totalCount } activities { totalCount }
  products { totalCount } categories { totalCount }
}`;

test('the sample business is loaded, and loading it again changes nothing', async () => {
  const ask = createAsk(app);
  const load = async () => {
    await loadBusiness(app.url, app, () => undefined);
    await loadServices(app.url, app);
    await loadShop(app.url, app);
  };
  await load();
  const { data } = await ask(COUNTS);
  const one = { totalCount: 1 };
  expect(data).toMatchObject({
    forms: one,
    formSubmissions: one,
    cases: one,
    bookableEvents: one,
    bookings: one,
    companies: one,
    activities: one,
    products: { totalCount: 3 },
    categories: { totalCount: 4 },
  });
  await load();
  expect((await ask(COUNTS)).data).toEqual(data);
});

test('the requests to Jetpack that the demo prints are answered, in each shape', async () => {
  const lines = examples(app.url, app).filter((line) => line.includes('zbs_api'));
  expect(lines).toHaveLength(5);
  for (const line of lines) {
    const [, url = ''] = /curl -s '([^']+)'/.exec(line) ?? [];
    const [, body] = / -d '([^']+)'/.exec(line) ?? [];
    const response = await fetch(url, body === undefined ? {} : { method: 'POST', body });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as object;
    expect(JSON.stringify(answer)).toMatch(/grace@hopper|Navy Computing|Look for moths/);
  }
});

test('the visit to a shop that the demo prints ends in an order that is paid', async () => {
  const lines = examples(app.url, app).filter((line) => line.includes('/api/v1/'));
  const answers = new Map<string, Record<string, unknown>>();
  for (const line of lines) {
    const [, url = '', method = ''] = /curl -s (\S+\/api\/v1\/(\w+))/.exec(line) ?? [];
    const parameters = [...line.matchAll(/ -d '([^']+)'/g)].map(([, parameter = '']) => parameter.split(/=(.*)/s));
    const body = new URLSearchParams(parameters.map(([name = '', value = '']) => [name, value]));
    const answer = (await (await fetch(url, { method: 'POST', body })).json()) as Record<string, unknown>;
    expect(answer, method).toMatchObject({ error_code: null });
    answers.set(method, answer);
  }
  expect(answers.get('getProducts')).toMatchObject({ found: 2 });
  expect(answers.get('getCart')).toMatchObject({ grandtotal: '10.80' });
  expect(answers.get('getOrders')).toMatchObject({ items: [{ order_state: 'Deliver', order_paid: 'Y' }] });
});
