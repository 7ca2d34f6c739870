/** A client of the Jetpack API as its users write one: paths, credentials in the query, JSON bodies. */
import { expect } from 'vitest';
import type { IssueKeyInput } from '../../../src/application/access.ts';
import type { DefineCustomFieldInput } from '../../../src/application/customFields.ts';
import type { Config } from '../../../src/config.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
  readonly body: unknown;
}

export type Row = Record<string, unknown>;

export interface CallOptions {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** Path before the endpoint. */
  readonly root?: string;
  readonly credentials?: Readonly<Record<string, string>>;
}

export const PLUGIN = '/jetpack/plugin/zbs_api';
export const BETA = '/jetpack/beta/zbs_api';

export interface Jetpack {
  readonly app: TestApp;
  call(endpoint: string, options?: CallOptions): Promise<Answer>;
  /** POST with a body; expects 200. */
  post<T = Row>(endpoint: string, body?: unknown, options?: CallOptions): Promise<T>;
  /** GET with query parameters; expects 200. */
  get<T = Row>(endpoint: string, query?: CallOptions['query'], options?: CallOptions): Promise<T>;
  /** The customer with this address, as `customer_search` shows it. */
  find(email: string, options?: CallOptions): Promise<Row>;
  stop(): Promise<void>;
}

export async function startJetpack(overrides: Partial<Config> = {}): Promise<Jetpack> {
  const app = await startTestApp({ logLevel: 'error' as never, ...overrides });
  const valid = { api_key: app.key, api_secret: app.secret };

  async function call(endpoint: string, options: CallOptions = {}): Promise<Answer> {
    const { method = 'GET', query = {}, body, contentType = 'application/json', root = '/zbs_api' } = options;
    const parameters = new URLSearchParams({ ...(options.credentials ?? valid), ...query });
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${app.url}${root}/${endpoint}?${parameters}`, {
      method,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: sent, headers: { 'content-type': contentType } }),
    });
    const text = await response.text();
    const answer = { status: response.status, contentType: response.headers.get('content-type'), text };
    return { ...answer, body: method === 'HEAD' ? undefined : (JSON.parse(text) as unknown) };
  }

  async function ok<T>(endpoint: string, options: CallOptions): Promise<T> {
    const answer = await call(endpoint, options);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.contentType).toMatch(/^application\/json/i);
    return answer.body as T;
  }

  return {
    app,
    call,
    post: (endpoint, body, options) => ok(endpoint, { method: 'POST', body, ...options }),
    get: (endpoint, query = {}, options = {}) => ok(endpoint, { ...options, query }),
    find: (email, options = {}) => ok('customer_search', { ...options, query: { email } }),
    stop: () => app.stop(),
  };
}

/** A context for calling the application directly, as another front would. */
export const elsewhere = (app: TestApp) =>
  ({
    actor: { kind: 'system', id: 'test' },
    surface: 'graphql',
    requestId: app.app.ids.uuid(),
    correlationId: app.app.ids.uuid(),
  }) as const;

/** Credentials of a new key. */
export async function keyWith(app: TestApp, input: Omit<IssueKeyInput, 'name'>): Promise<Record<string, string>> {
  const issued = await app.app.access.issueKey(elsewhere(app), { name: 'Test', ...input });
  if (!issued.ok) throw new Error(issued.refusal.code);
  return { api_key: issued.value.apiKey, api_secret: issued.value.secret ?? '' };
}

export async function defineField(
  app: TestApp,
  alias: string,
  rest: Partial<Omit<DefineCustomFieldInput, 'alias'>> = {},
): Promise<void> {
  const defined = await app.app.customFields.define(elsewhere(app), { entity: 'contact', alias, ...rest });
  expect(
    defined.ok,
    JSON.stringify(defined, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
  ).toBe(true);
}
