import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { send } from '../support/http.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const UUID = /^[0-9a-f-]{36}$/;

describe('request ids', () => {
  const idFor = async (given: string): Promise<unknown> =>
    (await send(`${app.url}/healthz`, { headers: { 'x-request-id': given } })).headers['x-request-id'];

  it('are made up where none is given', async () => {
    const ids = await Promise.all([1, 2].map(async () => (await send(`${app.url}/healthz`)).headers['x-request-id']));
    expect(ids[0]).toMatch(UUID);
    expect(ids[0]).not.toBe(ids[1]);
  });
  it('are taken over from the caller', async () => expect(await idFor('order-17.retry_2')).toBe('order-17.retry_2'));
  it.each(['a b', 'x'.repeat(65), '<script>', 'a;b'])('are not taken over when they look like %j', async (given) =>
    expect(await idFor(given)).toMatch(UUID),
  );
  it('stand in the metadata of the events', async () => {
    await send(`${app.url}/api/site/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.secret}`, 'x-request-id': 'traced-1' },
      body: { email: 'traced@example.com' },
    });
    const requestIds: string[] = [];
    for await (const { metadata } of app.log.readAll({ categories: ['contact'] })) requestIds.push(metadata.requestId);
    expect(requestIds).toEqual(['traced-1']);
  });
});

describe('the root', () => {
  it('says what is here, to programs as JSON and to people as a page', async () => {
    const { status, body } = await send<Record<string, unknown>>(`${app.url}/`);
    expect([status, body]).toMatchObject([200, { docs: '/docs', openapi: { jetpack: '/docs/jetpack/openapi.json' } }]);
    const places = [body.docs, body.schema, body.health, ...Object.values(body.openapi as Record<string, string>)];
    for (const place of places) expect((await send(`${app.url}${place}`)).status, String(place)).toBe(200);
    const seen = await fetch(`${app.url}/`, { headers: { accept: 'text/html,*/*' } });
    expect([seen.url, seen.headers.get('content-type')]).toEqual([`${app.url}/docs`, 'text/html; charset=UTF-8']);
  });
});

describe('an address where nothing is', () => {
  it.each(['/', '/nothing', '/../etc/passwd', '/%00', '/%E0%A4%A', `/${'a'.repeat(6000)}`])(
    'answers %s as JSON, without a stack',
    async (path) => {
      const answer = await send(`${app.url}${path}`);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body).toBeTypeOf('object');
      expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules/);
    },
  );
});

describe('bytes that are no request', () => {
  const reply = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('utf8');
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

  it.each([
    ['a line of noise', '\u0001\u0002\u0003 noise\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a header of 40 kB', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ])('get a short answer in JSON: %s', async (_what, bytes, status) => {
    const text = await reply(bytes);
    expect(text.split(' ')[1]).toBe(String(status));
    expect(text).toContain('application/json');
  });
});

describe('/metrics', () => {
  it('counts requests by front, method and status, and names no record', async () => {
    const headers = { authorization: `Bearer ${app.secret}` };
    await send(`${app.url}/api/site/contacts/search-by-email?email=secret.person@example.com`, { headers });
    const { text } = await send(`${app.url}/metrics`);
    expect(text).toContain('tributary_http_request_seconds_count{front="simvoly",method="GET",status="404"} 1');
    expect(text).toMatch(/tributary_projection_lag_seconds\{model="contacts"\} \d/);
    expect(text).not.toContain('secret.person');
  });
});
