/** The whole program, as `npm start` builds it, on a database and a loopback port of its own. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { type Server, startServer } from '../../src/main.ts';
import { createTestDatabase, makeOnce } from './postgres.ts';

export interface TestApp extends Server {
  /** Public half and secret of a key that may do everything. */
  readonly key: string;
  readonly secret: string;
  readonly config: Config;
  /** Stops the program and drops its database. */
  stop(): Promise<void>;
}

export const TEST_KEY = 'test_key';
export const TEST_SECRET = 'test_secret_0123456789';

export const TEST_SITE: Config['site'] = {
  timeZone: 'UTC',
  countedStatuses: ['succeeded', 'completed', 'refunded', 'pending', 'hold'],
  tokenSeconds: 3_600,
  maxLimit: 1_000,
  minPassword: 1,
  lenientFilter: false,
  activityTypes: ['DD1'],
  currencyStyle: 'symbol',
};

export function testConfig(databaseUrl: string, overrides: Partial<Config> = {}): Config {
  return {
    port: 0,
    host: '127.0.0.1',
    publicUrl: undefined,
    dataDir: '/nonexistent',
    databaseUrl,
    eventStoreUrl: undefined,
    bootstrap: { key: TEST_KEY, secret: TEST_SECRET },
    mail: {
      smtpUrl: undefined,
      from: 'Tea Shop <shop@example.com>',
      owner: 'owner@example.com',
      directory: join(tmpdir(), `tributary-mail-${randomUUID()}`),
      templates: '/nonexistent',
    },
    paymentGateway: 'simulator',
    shopCurrency: 'GBP',
    checkout: { acceptPayments: true, unpaidCreates: 'quote', quoteValidDays: undefined },
    payment3dSecure: '2',
    paymentAvsCv2: undefined,
    opayo: { url: 'http://127.0.0.1:1', vendor: 'test' },
    webhookAllowPrivate: true,
    graphqlIntrospection: true,
    site: TEST_SITE,
    logLevel: 'silent',
    rateLimitPerMinute: undefined,
    maxConcurrentPerKey: undefined,
    maxLivePerKey: 100,
    sessionIdleMinutes: 1_440,
    ...overrides,
  };
}

/** What every test program would make first, its tables above all, is made once in a run and copied. */
async function startedOnce(): Promise<string> {
  return makeOnce('started_once', async (url) => {
    const server = await startServer(testConfig(url), createLogger('silent'));
    await server.close();
  });
}

export async function startTestApp(overrides: Partial<Config> = {}): Promise<TestApp> {
  // With its log elsewhere the program has to begin with an empty database.
  const fresh = overrides.eventStoreUrl !== undefined || overrides.bootstrap !== undefined;
  const database = await createTestDatabase(fresh ? {} : { template: await startedOnce() });
  const config = testConfig(database.url, overrides);
  const server = await startServer(config, createLogger(config.logLevel));
  return {
    ...server,
    config,
    key: TEST_KEY,
    secret: TEST_SECRET,
    async stop() {
      await server.close();
      await database.drop();
      await rm(config.mail.directory, { recursive: true, force: true });
    },
  };
}
