/** The only reader of the environment. Every problem is reported at once, by name; values of secrets never are. */
import { join, resolve } from 'node:path';
import { z } from 'zod';

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const PAYMENT_GATEWAYS = ['simulator', 'opayo'] as const;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const CURRENCY_STYLES = ['symbol', 'entity', 'code'] as const;

const COUNTED_STATUSES = 'Succeeded,Completed,Failed,Refunded,Processing,Pending,Hold,Draft';

const oneOf = (values: readonly string[]): string => `must be one of ${values.join(', ')}`;

const port = wholeNumber(0, 65_535, 'must be a port number from 0 to 65535 (0 takes any free one)');
const limit = wholeNumber(1, Number.MAX_SAFE_INTEGER, 'must be a whole number above 0; leave it out for no limit');
const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

// Some of these name several hosts, which no URL parser accepts: only the beginning is checked here.
const postgresUrl = startingWith(/^postgres(ql)?:\/\/./, 'must be a URL that begins with postgres://');
const eventStoreUrl = startingWith(/^esdb(\+discover)?:\/\/./, 'must be a URL that begins with esdb://');
const timeZone = z.string().refine(isTimeZone, 'must be a time zone by its IANA name, such as Europe/London');
const smtpUrl = startingWith(/^smtps?:\/\/./, 'must be a URL that begins with smtp:// or smtps://');
const path = z.string().transform((given) => resolve(given));
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an absolute http or https URL' })
  .transform((value) => value.replace(/\/+$/, ''));

const Environment = z.object({
  PORT: port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  /** Base of the absolute URLs in answers and webhooks; where callers reach us when that is not HOST and PORT. */
  PUBLIC_URL: httpUrl.optional(),
  DATA_DIR: path.default(resolve('.data')),
  DATABASE_URL: postgresUrl.optional(),
  EVENTSTORE_URL: eventStoreUrl.optional(),
  BOOTSTRAP_API_KEY: z.string().optional(),
  BOOTSTRAP_API_SECRET: z.string().optional(),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'must be an e-mail address, perhaps as Name <address>')
    .default('no-reply@localhost'),
  /** Who is told when something is wrong, such as a webhook that cannot be delivered. */
  OWNER_EMAIL: z.email('must be an e-mail address').optional(),
  MAIL_DIR: path.optional(),
  MAIL_TEMPLATES: path.optional(),
  PAYMENT_GATEWAY: z.enum(PAYMENT_GATEWAYS, oneOf(PAYMENT_GATEWAYS)).default('simulator'),
  /** Whether cards are charged at all; without it every checkout leaves a quote. */
  ACCEPT_PAYMENTS: flag.default(true),
  /** What becomes of a checkout that nothing is charged for. */
  REMIT_PAYMENT_CREATES: z.enum(['quote', 'order'], 'must be quote or order').default('quote'),
  /** Of prices and sales that name none; what is stored is not converted. */
  SHOP_CURRENCY: z
    .string()
    .toUpperCase()
    .refine((code) => CURRENCIES.has(code), 'must be an ISO 4217 currency code, such as GBP')
    .default('GBP'),
  /** How many days a quote that a checkout leaves can be accepted. */
  QUOTE_VALID_DAYS: wholeNumber(1, 36_500, 'must be a whole number of days from 1 to 36500').optional(),
  /** 0 by the rules of the gateway's account, 1 always, 2 never, 3 asked but never refused for it. */
  PAYMENT_3D_SECURE: z.enum(['0', '1', '2', '3'], 'must be 0, 1, 2 or 3').default('2'),
  /** The same of address and security code: 2 unchecked, 3 checked without consequences. */
  PAYMENT_AVS_CV2: z.enum(['0', '1', '2', '3'], 'must be 0, 1, 2 or 3').optional(),
  OPAYO_URL: httpUrl.default('https://live.opayo.eu.elavon.com/gateway/service'),
  OPAYO_VENDOR: z.string().optional(),
  /** After which a shopping session that nobody uses ends. */
  SESSION_IDLE_MINUTES: wholeNumber(1, 525_600, 'must be a whole number of minutes from 1 to 525600').default(1_440),
  WEBHOOK_ALLOW_PRIVATE: flag.default(false),
  GRAPHQL_INTROSPECTION: flag.default(true),
  /** Zone in which the Jetpack API writes out dates and times. */
  JETPACK_TIME_ZONE: timeZone.default('UTC'),
  /** Statuses of transactions that count in the totals of the Jetpack API. */
  JETPACK_COUNTED_STATUSES: z.string().default(COUNTED_STATUSES),
  /** Whether the SalesSystem API tells what is usual where a filter is missing that it asks for. */
  SALESSYSTEM_LENIENT_FILTER: flag.default(false),
  /** How the SalesSystem API writes currencies: £, &#163; for pages in other character sets, or GBP. */
  SALESSYSTEM_CURRENCY: z.enum(CURRENCY_STYLES, oneOf(CURRENCY_STYLES)).default('symbol'),
  /** Codes of the activities that the SalesSystem API lists to everybody. */
  SALESSYSTEM_ACTIVITY_TYPES: z.string().default('DD1'),
  /** How long a token of the Treepl API is good for. */
  TREEPL_TOKEN_SECONDS: wholeNumber(1, 31_536_000, 'must be a whole number of seconds from 1 to 31536000').default(
    3_600,
  ),
  /** Most of a list in one answer of the Treepl API: every one of them is in memory. */
  TREEPL_MAX_LIMIT: wholeNumber(1, 10_000, 'must be a whole number from 1 to 10000').default(1_000),
  /** Shortest password that the Treepl API sets. */
  TREEPL_MIN_PASSWORD: wholeNumber(1, 1_000, 'must be a whole number from 1 to 1000').default(1),
  LOG_LEVEL: z.enum(LOG_LEVELS, oneOf(LOG_LEVELS)).default('info'),
  RATE_LIMIT_PER_MINUTE: limit.optional(),
  MAX_CONCURRENT_PER_KEY: limit.optional(),
  /** An open stream costs memory and a reader of the log for as long as it is open. */
  MAX_LIVE_PER_KEY: wholeNumber(1, Number.MAX_SAFE_INTEGER, 'must be a whole number above 0').default(100),
});

/** What every variable is called. */
export const VARIABLES: readonly string[] = Object.keys(Environment.shape);

type Variables = z.output<typeof Environment>;

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Without a slash at the end. */
  readonly publicUrl: string | undefined;
  /** Absolute. */
  readonly dataDir: string;
  /** The embedded PostgreSQL when absent. */
  readonly databaseUrl: string | undefined;
  /** The Postgres log when absent. */
  readonly eventStoreUrl: string | undefined;
  /** A random key is created on an empty log when absent. */
  readonly bootstrap: { readonly key: string; readonly secret: string } | undefined;
  readonly mail: {
    /** Mails are written to files when absent. */
    readonly smtpUrl: string | undefined;
    /** Who they come from, as `address` or `Name <address>`. */
    readonly from: string;
    /** Address of whoever looks after the installation; nobody is told when absent. */
    readonly owner: string | undefined;
    /** Where the files go. */
    readonly directory: string;
    /** Where the operator's own documents are: `order.html`, `17.html`. */
    readonly templates: string;
  };
  readonly paymentGateway: Variables['PAYMENT_GATEWAY'];
  /** ISO 4217, in capitals. */
  readonly shopCurrency: string;
  readonly checkout: {
    readonly acceptPayments: boolean;
    readonly unpaidCreates: 'quote' | 'order';
    /** For ever when absent. */
    readonly quoteValidDays: number | undefined;
  };
  readonly payment3dSecure: Variables['PAYMENT_3D_SECURE'];
  readonly paymentAvsCv2: Variables['PAYMENT_AVS_CV2'];
  /** Where the real gateway is, and who we are there. */
  readonly opayo: { readonly url: string; readonly vendor: string };
  readonly sessionIdleMinutes: number;
  readonly webhookAllowPrivate: boolean;
  /** Whether GraphQL tells its schema to queries; the file at /graphql/schema.graphql stays. */
  readonly graphqlIntrospection: boolean;
  /** What single old APIs are to do; the variables are called after them. */
  readonly site: {
    readonly timeZone: string;
    /** In lower case. */
    readonly countedStatuses: readonly string[];
    readonly tokenSeconds: number;
    readonly maxLimit: number;
    readonly minPassword: number;
    readonly lenientFilter: boolean;
    readonly activityTypes: readonly string[];
    readonly currencyStyle: Variables['SALESSYSTEM_CURRENCY'];
  };
  readonly logLevel: Variables['LOG_LEVEL'];
  /** For every API key that sets none of its own; `undefined` is no limit. */
  readonly rateLimitPerMinute: number | undefined;
  readonly maxConcurrentPerKey: number | undefined;
  /** How many may follow the log live with one API key: subscriptions and `GET /changes` together. */
  readonly maxLivePerKey: number;
}

/** Throws a ConfigError that lists every problem. A variable that is set but empty counts as absent. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = Environment.safeParse(present);
  const problems = [
    ...(parsed.error?.issues ?? []).map(describe),
    ...halfBootstrap(present),
    ...namelessVendor(present),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(
      `The configuration has ${countOf(problems)}:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
  return fromVariables(parsed.data);
}

function fromVariables(variables: Variables): Config {
  const { BOOTSTRAP_API_KEY: key, BOOTSTRAP_API_SECRET: secret } = variables;
  return {
    port: variables.PORT,
    host: variables.HOST,
    publicUrl: variables.PUBLIC_URL,
    dataDir: variables.DATA_DIR,
    databaseUrl: variables.DATABASE_URL,
    eventStoreUrl: variables.EVENTSTORE_URL,
    bootstrap: key && secret ? { key, secret } : undefined,
    mail: {
      smtpUrl: variables.SMTP_URL,
      from: variables.MAIL_FROM,
      owner: variables.OWNER_EMAIL,
      directory: variables.MAIL_DIR ?? join(variables.DATA_DIR, 'mail'),
      templates: variables.MAIL_TEMPLATES ?? join(variables.DATA_DIR, 'mail-templates'),
    },
    paymentGateway: variables.PAYMENT_GATEWAY,
    shopCurrency: variables.SHOP_CURRENCY,
    checkout: {
      acceptPayments: variables.ACCEPT_PAYMENTS,
      unpaidCreates: variables.REMIT_PAYMENT_CREATES,
      quoteValidDays: variables.QUOTE_VALID_DAYS,
    },
    payment3dSecure: variables.PAYMENT_3D_SECURE,
    paymentAvsCv2: variables.PAYMENT_AVS_CV2,
    opayo: { url: variables.OPAYO_URL, vendor: variables.OPAYO_VENDOR ?? '' },
    sessionIdleMinutes: variables.SESSION_IDLE_MINUTES,
    webhookAllowPrivate: variables.WEBHOOK_ALLOW_PRIVATE,
    graphqlIntrospection: variables.GRAPHQL_INTROSPECTION,
    site: {
      timeZone: variables.JETPACK_TIME_ZONE,
      countedStatuses: variables.JETPACK_COUNTED_STATUSES.split(',').map((status) => status.trim().toLowerCase()),
      tokenSeconds: variables.TREEPL_TOKEN_SECONDS,
      maxLimit: variables.TREEPL_MAX_LIMIT,
      minPassword: variables.TREEPL_MIN_PASSWORD,
      lenientFilter: variables.SALESSYSTEM_LENIENT_FILTER,
      activityTypes: variables.SALESSYSTEM_ACTIVITY_TYPES.split(',').map((code) => code.trim()),
      currencyStyle: variables.SALESSYSTEM_CURRENCY,
    },
    logLevel: variables.LOG_LEVEL,
    rateLimitPerMinute: variables.RATE_LIMIT_PER_MINUTE,
    maxConcurrentPerKey: variables.MAX_CONCURRENT_PER_KEY,
    maxLivePerKey: variables.MAX_LIVE_PER_KEY,
  };
}

function halfBootstrap(present: Readonly<Record<string, string | undefined>>): string[] {
  const given = [present.BOOTSTRAP_API_KEY, present.BOOTSTRAP_API_SECRET].filter((value) => value !== undefined);
  return given.length === 1 ? ['BOOTSTRAP_API_KEY and BOOTSTRAP_API_SECRET go together: set both or neither'] : [];
}

function namelessVendor(present: Readonly<Record<string, string | undefined>>): string[] {
  const nameless = present.PAYMENT_GATEWAY === 'opayo' && present.OPAYO_VENDOR === undefined;
  return nameless ? ['OPAYO_VENDOR must be set where PAYMENT_GATEWAY is opayo'] : [];
}

/** The value is left out on purpose: it may be a secret, or contain one. */
function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')} ${issue.message}`;
}

const countOf = (problems: readonly string[]): string =>
  problems.length === 1 ? 'a problem' : `${problems.length} problems`;

function wholeNumber(least: number, most: number, message: string) {
  const inRange = (text: string): boolean => Number(text) >= least && Number(text) <= most;
  return z.string().regex(/^\d+$/, { error: message, abort: true }).refine(inRange, message).transform(Number);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function startingWith(pattern: RegExp, message: string) {
  return z.string().regex(pattern, message);
}

/** Libraries look twice at whatever they are given where nobody says that this is no development. Before they are loaded. */
export function presumeProduction(): void {
  process.env.NODE_ENV ??= 'production';
}
