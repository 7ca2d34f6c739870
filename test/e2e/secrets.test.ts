/** What must not be told is looked for in everything the program prints, however talkative it was told to be. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { spawnProgram } from '../support/program.ts';
import { allFronts, call } from './fronts.ts';

const KEY = 'keyof_secrets';
const SECRET = 'secretof_secrets';
const PERSON = { email: 'private.person@example.com', firstName: 'Privatia', lastName: 'Personova' };
const PASSWORD = 'hunter2-hunter2';

let database: TestDatabase;
let server: ChildProcess;
let printed = '';

beforeAll(async () => {
  database = await createTestDatabase();
  server = await spawnProgram(['start'], {
    env: {
      PORT: '0',
      DATABASE_URL: database.url,
      BOOTSTRAP_API_KEY: KEY,
      BOOTSTRAP_API_SECRET: SECRET,
      LOG_LEVEL: 'trace',
    },
  });
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
  }
});
afterAll(async () => {
  server.kill('SIGKILL');
  await database.drop();
});

async function address(): Promise<string> {
  for (;;) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (found) return found;
    if (server.exitCode !== null) throw new Error(`the server has ended: ${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('prints no secret, no password and nothing personal, whatever is asked and whatever goes wrong', async () => {
  const url = await address();
  const fronts = allFronts({ url, key: KEY, secret: SECRET });
  for (const front of fronts) {
    await front.create({ ...PERSON, email: `${front.name}.${PERSON.email}` });
    await front.read(`${front.name}.${PERSON.email}`).catch(() => undefined);
  }
  const authorization = `Bearer ${SECRET}`;
  const attempts: [string, RequestInit][] = [
    [`/zbs_api/customers?api_key=${KEY}&api_secret=wrong-${SECRET}`, {}],
    [
      `/zbs_api/create_customer?api_key=${KEY}&api_secret=${SECRET}`,
      { method: 'POST', body: `{"email":"${PERSON.email}` },
    ],
    [`/api/site/contacts/search-by-email?email=${PERSON.email}%00`, { headers: { authorization } }],
    [
      '/api/site/contacts',
      { method: 'POST', headers: { authorization }, body: `{"name":"${PERSON.lastName}\\u0000"}` },
    ],
    [
      '/graphql',
      {
        method: 'POST',
        headers: { authorization },
        body: `{"query":"{ contactByEmail(email: \\"${PERSON.email}\\") { nope } }"}`,
      },
    ],
    [`/api/v1/clientLogin?apikey=${SECRET}&client_username=${PERSON.email}&client_password=${PASSWORD}`, {}],
    [`/api/v1/oauth/token?ClientId=${KEY}&ClientSecret=${SECRET}x`, { method: 'POST' }],
  ];
  for (const [path, init] of attempts) await call(`${url}${path}`, init).catch(() => undefined);
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;

  expect(printed).toContain('request');
  for (const hidden of [SECRET, PASSWORD, PERSON.email, PERSON.firstName, PERSON.lastName]) {
    expect(printed.includes(hidden), `printed ${hidden}`).toBe(false);
  }
});
