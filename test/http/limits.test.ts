/** Limits of API keys, as each front tells of them. They are off unless somebody sets them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Answer, send } from '../support/http.ts';

const PER_MINUTE = 3;

interface Asker {
  readonly front: string;
  ask(app: TestApp): Promise<Answer>;
  /** How this API says that it was too much. */
  readonly refusal: { readonly status: number; readonly body: unknown };
}

const bearer = ({ secret }: TestApp) => ({ authorization: `Bearer ${secret}`, 'content-type': 'application/json' });

const askers: readonly Asker[] = [
  {
    front: 'graphql',
    ask: (app) =>
      send(`${app.url}/graphql`, { method: 'POST', headers: bearer(app), body: { query: '{ __typename }' } }),
    refusal: { status: 429, body: { errors: [{ extensions: { code: 'RATE_LIMITED' } }] } },
  },
  {
    front: 'jetpack',
    ask: ({ url, key, secret }) => send(`${url}/zbs_api/status?api_key=${key}&api_secret=${secret}`),
    refusal: { status: 429, body: { success: false, data: { status: 'Too many requests' } } },
  },
  {
    front: 'treepl',
    ask: (app) => send(`${app.url}/api/v2/admin/contacts`, { headers: bearer(app) }),
    refusal: { status: 429, body: { Message: 'Too many requests' } },
  },
  {
    front: 'salessystem',
    ask: ({ url, secret }) => send(`${url}/api/v1/startSession?apikey=${secret}`),
    refusal: { status: 200, body: { error_code: 9050 } },
  },
  {
    front: 'simvoly',
    ask: (app) => send(`${app.url}/api/site/contacts`, { headers: bearer(app) }),
    refusal: { status: 429, body: { success: false, message: 'Too many requests' } },
  },
];

describe.each(askers)('requests in a minute through $front', ({ ask, refusal }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ rateLimitPerMinute: PER_MINUTE });
  });
  afterAll(() => app.stop());

  it(`answers ${PER_MINUTE} and refuses the next, with how long to wait`, async () => {
    for (let number = 0; number < PER_MINUTE; number++) {
      const { body, status } = await ask(app);
      expect(status).toBe(200);
      expect(body).not.toMatchObject(refusal.body as object);
    }
    const { status, body, headers } = await ask(app);
    expect(status).toBe(refusal.status);
    expect(body).toMatchObject(refusal.body as object);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  });
});

describe('requests at one time', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ maxConcurrentPerKey: 2 });
  });
  afterAll(() => app.stop());

  it.each(askers)('are counted through $front, and not beyond their end', async ({ ask, refusal }) => {
    const principal = await app.app.access.authenticate({ secret: app.secret });
    if (!principal) throw new Error('the key of the test is unknown');
    const others = [await app.app.admission.enter(principal), await app.app.admission.enter(principal)];
    const { body, headers } = await ask(app);
    expect(body).toMatchObject(refusal.body as object);
    expect(headers['retry-after']).toBe('1');
    for (const other of others) if (other.admitted) other.leave();
    for (let number = 0; number < 5; number++) expect((await ask(app)).headers['retry-after']).toBeUndefined();
  });
});

describe('the cost of GraphQL', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ rateLimitPerMinute: 5 });
  });
  afterAll(() => app.stop());

  it('counts as requests by the thousand', async () => {
    const query = '{ contacts(first: 100) { nodes { ref history(first: 50) { nodes { position } } } } }';
    const ask = () => send(`${app.url}/graphql`, { method: 'POST', headers: bearer(app), body: { query } });
    const { status, headers, body } = await ask();
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });
});
