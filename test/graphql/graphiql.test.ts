import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleTabs } from '../../src/graphql/examples.ts';
import { startTestApp, TEST_SECRET, type TestApp } from '../support/app.ts';
import { send } from '../support/http.ts';
import { followEvents } from '../support/sse.ts';
import { createAsk, createContact } from './client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

it('opens in a browser without a key and without asking anybody else', async () => {
  const { status, headers, text } = await send(`${app.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(status).toBe(200);
  expect(headers['content-type']).toContain('text/html');
  for (const name of ['query Newest', 'mutation Create', 'subscription Follow']) expect(text).toContain(name);
  const loaded = [...text.matchAll(/<(?:script|link)[^>]*(?:src|href)="?(https?:[^" >]+)/g)].map(([, url]) => url);
  expect(loaded).toEqual([]);
});

it.each(
  exampleTabs.map((tab) => [/^(query|mutation) .*/m.exec(tab.query)?.[0] ?? '', tab] as const).filter(([name]) => name),
)('has examples that work: %s', async (_name, { query, variables }) => {
  const { data, errors } = await createAsk(app)(query, JSON.parse(variables ?? '{}') as Record<string, unknown>);
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).not.toContain('"code"');
});

it('has an example that follows', async () => {
  const query = exampleTabs.at(-1)?.query;
  const stream = await followEvents(`${app.url}/graphql`, {
    ...{ authorization: `Bearer ${TEST_SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  await createContact(createAsk(app), { firstName: 'Followed' });
  expect((await stream.next()).data).toContain('"ContactCreated"');
  await stream.close();
});
