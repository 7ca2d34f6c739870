/** A shop's side of the API, and the server it talks to. */
import { expect } from 'vitest';
import type { IssueKeyInput } from '../../../src/application/access.ts';
import type { Config } from '../../../src/config.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';

export type Parameters = Readonly<Record<string, string | number | readonly string[]>>;
export type Body = Record<string, unknown>;

export interface Shop {
  readonly server: TestApp;
  /** Everything that was ever answered, to look for what must not be in it. */
  readonly answers: string[];
  /** POST form with the key. */
  call(method: string, parameters?: Parameters, key?: string): Promise<Body>;
  /** Any request at all. */
  send(path: string, init?: RequestInit): Promise<{ response: Response; text: string }>;
  json(path: string, init?: RequestInit): Promise<Body>;
  issueKey(input: Partial<IssueKeyInput>): Promise<string>;
  stop(): Promise<void>;
}

export const SYSTEM = {
  actor: { kind: 'system', id: 'test' },
  surface: 'cli',
  requestId: 'test',
  correlationId: 'test',
} as const;

export async function openShop(settings: Partial<Config> = {}): Promise<Shop> {
  const server = await startTestApp(settings);
  const answers: string[] = [];
  const shop: Shop = {
    server,
    answers,
    async send(path, init) {
      const response = await fetch(server.url + path, init);
      const text = await response.text();
      answers.push(text);
      return { response, text };
    },
    async json(path, init) {
      const { response, text } = await shop.send(path, init);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      return JSON.parse(text) as Body;
    },
    call: (method, parameters = {}, key = server.secret) =>
      shop.json('/api/v1/', { method: 'POST', body: form({ apikey: key, method, ...parameters }) }),
    async issueKey(input) {
      const issued = await server.app.access.issueKey(SYSTEM, { name: 'a shop', ...input });
      if (!issued.ok || issued.value.secret === null) throw new Error('no key');
      return issued.value.secret;
    },
    stop: () => server.stop(),
  };
  return shop;
}

export function form(parameters: Parameters): URLSearchParams {
  const pairs = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    typeof value === 'object' ? value.map((item) => [name, item]) : [[name, String(value)]],
  );
  return new URLSearchParams(pairs);
}

export const PASSWORD = 'correct horse 9';
let registered = 0;

/** A registration whose e-mail address nobody has yet. */
export function newcomer(more: Parameters = {}): Parameters {
  registered++;
  return {
    client_firstname: 'Ada',
    client_lastname: 'Lovelace',
    client_email: `ada${registered}@example.com`,
    client_password: PASSWORD,
    ...more,
  };
}

export const ok = (body: Body): Body => {
  expect(body).toMatchObject({ error_code: null, error_message: null });
  return body;
};

/** Registers somebody and gives the session, logged in. */
export async function register(shop: Shop, more: Parameters = {}) {
  const client = newcomer(more);
  const body = ok(await shop.call('addContact', client));
  const {
    session_id: session,
    contact_key: key,
    contact_ref: ref,
  } = body as {
    session_id: string;
    contact_key: string;
    contact_ref: number;
  };
  return { session, key, ref, email: String(client.client_email) };
}
