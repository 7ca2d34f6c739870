import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from '../../src/logger.ts';
import { startServer } from '../../src/main.ts';
import { TEST_SECRET, testConfig } from '../support/app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('a stopping server finishes the request that is running, takes no new one, and keeps what it answered', async () => {
  const config = testConfig(database.url);
  const server = await startServer(config, createLogger('silent'));
  const body = JSON.stringify({ email: 'last@example.com', name: 'Last Minute' });
  const running = request(`${server.url}/api/site/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_SECRET}`, 'content-length': String(Buffer.byteLength(body)) },
  });
  running.write(body.slice(0, 10));
  await new Promise((resolve) => setTimeout(resolve, 50));

  const stopped = server.close();
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  running.end(body.slice(10));
  const [response] = await once(running, 'response');
  expect(response.statusCode).toBe(200);
  response.resume();
  await stopped;

  const again = await startServer(config, createLogger('silent'));
  const found = await fetch(`${again.url}/api/site/contacts/search-by-email?email=last@example.com`, {
    headers: { authorization: `Bearer ${TEST_SECRET}` },
  });
  expect(await found.json()).toMatchObject({ name: 'Last Minute' });
  await again.close();
});

it('a stopping server does not wait for who connected and never said anything', async () => {
  const server = await startServer(testConfig(database.url), createLogger('silent'));
  const { hostname, port } = new URL(server.url);
  const silent = connect(Number(port), hostname);
  await once(silent, 'connect');
  // Half of what it waits for running requests.
  const outcome = await Promise.race([server.close().then(() => 'stopped'), sleep(5_000, 'waiting', { ref: false })]);
  expect(outcome).toBe('stopped');
  silent.destroy();
});
