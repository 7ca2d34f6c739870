import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBusiness } from '../../src/cli/demo/business.ts';
import { loadServices } from '../../src/cli/demo/services.ts';
import { createAsk } from '../graphql/client.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const COUNTS = `{
  contacts { totalCount } forms { totalCount } formSubmissions { totalCount } cases { totalCount }
  bookableEvents { totalCount } bookings { totalCount }
}`;

test('the sample business is loaded, and loading it again changes nothing', async () => {
  const ask = createAsk(app);
  const load = async () => {
    await loadBusiness(app.url, app, () => undefined);
    await loadServices(app.url, app);
  };
  await load();
  const { data } = await ask(COUNTS);
  const one = { totalCount: 1 };
  expect(data).toMatchObject({ forms: one, formSubmissions: one, cases: one, bookableEvents: one, bookings: one });
  await load();
  expect((await ask(COUNTS)).data).toEqual(data);
});
