import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, VARIABLES } from '../src/config.ts';

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message
        .split('\n')
        .slice(1)
        .map((line) => line.replace('  - ', ''));
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  test('needs nothing', () => {
    expect(readConfig({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      publicUrl: undefined,
      dataDir: resolve('.data'),
      databaseUrl: undefined,
      eventStoreUrl: undefined,
      bootstrap: undefined,
      mail: {
        smtpUrl: undefined,
        from: 'no-reply@localhost',
        directory: resolve('.data/mail'),
        templates: resolve('.data/mail-templates'),
      },
      paymentGateway: 'simulator',
      shopCurrency: 'GBP',
      checkout: { acceptPayments: true, unpaidCreates: 'quote' },
      payment3dSecure: '2',
      paymentAvsCv2: undefined,
      opayo: { url: 'https://live.opayo.eu.elavon.com/gateway/service', vendor: '' },
      sessionIdleMinutes: 1_440,
      webhookAllowPrivate: false,
      graphqlIntrospection: true,
      site: {
        timeZone: 'UTC',
        countedStatuses: 'succeeded completed failed refunded processing pending hold draft'.split(' '),
        tokenSeconds: 3_600,
        maxLimit: 1_000,
        minPassword: 1,
        lenientFilter: false,
        activityTypes: ['DD1'],
        currencyStyle: 'symbol',
      },
      logLevel: 'info',
      rateLimitPerMinute: undefined,
      maxConcurrentPerKey: undefined,
      maxLivePerKey: 100,
    });
  });

  test('takes every variable', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://crm.example.com/base/',
      DATA_DIR: '/srv/crm',
      DATABASE_URL: 'postgres://u:p@a:1,b:2/crm',
      EVENTSTORE_URL: 'esdb+discover://a:2113,b:2113?tls=true',
      BOOTSTRAP_API_KEY: 'key',
      BOOTSTRAP_API_SECRET: 'secret',
      SMTP_URL: 'smtps://mail.example.com',
      MAIL_FROM: 'Tea Shop <shop@example.com>',
      MAIL_DIR: '/srv/mail',
      MAIL_TEMPLATES: '/srv/templates',
      PAYMENT_GATEWAY: 'opayo',
      ACCEPT_PAYMENTS: 'false',
      REMIT_PAYMENT_CREATES: 'order',
      PAYMENT_3D_SECURE: '1',
      PAYMENT_AVS_CV2: '3',
      OPAYO_URL: 'https://pay.example/service/',
      OPAYO_VENDOR: 'teashop',
      SESSION_IDLE_MINUTES: '30',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      JETPACK_TIME_ZONE: 'Australia/Perth',
      JETPACK_COUNTED_STATUSES: 'Paid, Part paid',
      SHOP_CURRENCY: 'eur',
      QUOTE_VALID_DAYS: '30',
      SALESSYSTEM_LENIENT_FILTER: 'true',
      SALESSYSTEM_CURRENCY: 'entity',
      SALESSYSTEM_ACTIVITY_TYPES: 'DD1, DD2',
      TREEPL_TOKEN_SECONDS: '900',
      TREEPL_MAX_LIMIT: '250',
      TREEPL_MIN_PASSWORD: '8',
      LOG_LEVEL: 'debug',
      RATE_LIMIT_PER_MINUTE: '600',
      MAX_CONCURRENT_PER_KEY: '8',
      MAX_LIVE_PER_KEY: '3',
    });
    expect(config).toEqual({
      port: 0,
      host: '0.0.0.0',
      publicUrl: 'https://crm.example.com/base',
      dataDir: '/srv/crm',
      databaseUrl: 'postgres://u:p@a:1,b:2/crm',
      eventStoreUrl: 'esdb+discover://a:2113,b:2113?tls=true',
      bootstrap: { key: 'key', secret: 'secret' },
      mail: {
        smtpUrl: 'smtps://mail.example.com',
        from: 'Tea Shop <shop@example.com>',
        directory: '/srv/mail',
        templates: '/srv/templates',
      },
      paymentGateway: 'opayo',
      shopCurrency: 'EUR',
      checkout: { acceptPayments: false, unpaidCreates: 'order', quoteValidDays: 30 },
      payment3dSecure: '1',
      paymentAvsCv2: '3',
      opayo: { url: 'https://pay.example/service', vendor: 'teashop' },
      sessionIdleMinutes: 30,
      webhookAllowPrivate: true,
      graphqlIntrospection: true,
      site: {
        timeZone: 'Australia/Perth',
        countedStatuses: ['paid', 'part paid'],
        tokenSeconds: 900,
        maxLimit: 250,
        minPassword: 8,
        lenientFilter: true,
        activityTypes: ['DD1', 'DD2'],
        currencyStyle: 'entity',
      },
      logLevel: 'debug',
      rateLimitPerMinute: 600,
      maxConcurrentPerKey: 8,
      maxLivePerKey: 3,
    });
  });

  test('the table in the README has every variable, and no other', async () => {
    const rows = (await readFile('README.md', 'utf8')).match(/^\| `[A-Z].*?\|/gm) ?? [];
    expect(rows.flatMap((row) => row.match(/[A-Z][A-Z0-9_]+/g)).sort()).toEqual([...VARIABLES].sort());
  });

  test.each([
    ['SHOP_CURRENCY', 'pounds', 'must be an ISO 4217 currency code, such as GBP'],
    ['QUOTE_VALID_DAYS', '0', 'must be a whole number of days from 1 to 36500'],
    ['SALESSYSTEM_LENIENT_FILTER', 'yes', 'must be true or false'],
    ['SALESSYSTEM_CURRENCY', 'GBP', 'must be one of symbol, entity, code'],
    ['TREEPL_TOKEN_SECONDS', '0', 'must be a whole number of seconds from 1 to 31536000'],
    ['TREEPL_MAX_LIMIT', '10001', 'must be a whole number from 1 to 10000'],
    ['TREEPL_MIN_PASSWORD', '1001', 'must be a whole number from 1 to 1000'],
  ])('%s=%s is refused', (name, value, message) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name} ${message}`]);
  });

  test('a variable that is set but empty counts as absent', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '  ' })).toMatchObject({ port: 4000, databaseUrl: undefined });
  });

  test('reports every problem at once', () => {
    expect(
      problemsOf({ PORT: '70000', LOG_LEVEL: 'loud', WEBHOOK_ALLOW_PRIVATE: 'yes', RATE_LIMIT_PER_MINUTE: '0' }),
    ).toEqual([
      'PORT must be a port number from 0 to 65535 (0 takes any free one)',
      'WEBHOOK_ALLOW_PRIVATE must be true or false',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
      'RATE_LIMIT_PER_MINUTE must be a whole number above 0; leave it out for no limit',
    ]);
  });

  test.each(['Mars/Olympus', '+25:00', 'Perth'])('JETPACK_TIME_ZONE=%s is refused', (JETPACK_TIME_ZONE) => {
    expect(problemsOf({ JETPACK_TIME_ZONE })).toEqual([
      'JETPACK_TIME_ZONE must be a time zone by its IANA name, such as Europe/London',
    ]);
  });

  test.each(['-1', '80.5', '1e3', 'http', '0x50', '65536'])('PORT=%s is refused once', (PORT) => {
    expect(problemsOf({ PORT })).toHaveLength(1);
  });

  test.each(['crm.example.com', 'ftp://crm.example.com', '/base'])('PUBLIC_URL=%s is refused', (PUBLIC_URL) => {
    expect(problemsOf({ PUBLIC_URL })).toEqual(['PUBLIC_URL must be an absolute http or https URL']);
  });

  test.each(['shop', 'Tea Shop <shop>', 'a@b\r\nBcc: c@d'])('MAIL_FROM=%j is refused', (MAIL_FROM) => {
    expect(problemsOf({ MAIL_FROM })).toEqual(['MAIL_FROM must be an e-mail address, perhaps as Name <address>']);
  });

  test('a bootstrap key without its secret is refused', () => {
    const expected = ['BOOTSTRAP_API_KEY and BOOTSTRAP_API_SECRET go together: set both or neither'];
    expect(problemsOf({ BOOTSTRAP_API_KEY: 'key' })).toEqual(expected);
    expect(problemsOf({ BOOTSTRAP_API_SECRET: 'hush' })).toEqual(expected);
  });

  test('secrets are never repeated', () => {
    const lines = problemsOf({
      DATABASE_URL: 'mysql://u:hush@h/d',
      EVENTSTORE_URL: 'http://u:hush@h',
      SMTP_URL: 'hush',
      BOOTSTRAP_API_SECRET: 'hush',
    });
    expect(lines).toHaveLength(4);
    expect(lines.join()).not.toContain('hush');
  });
});
