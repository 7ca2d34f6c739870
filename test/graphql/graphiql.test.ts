import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { send } from '../support/http.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

it('opens in a browser without a key and without asking anybody else', async () => {
  const { status, headers, text } = await send(`${app.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(status).toBe(200);
  expect(headers['content-type']).toContain('text/html');
  expect(text).toContain('query Newest');
  const loaded = [...text.matchAll(/<(?:script|link)[^>]*(?:src|href)="?(https?:[^" >]+)/g)].map(([, url]) => url);
  expect(loaded).toEqual([]);
});
