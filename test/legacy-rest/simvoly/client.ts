/** This API as its clients use it, on a program of its own. */
import { expect } from 'vitest';
import type { TestApp } from '../../support/app.ts';
import { type Answer, type Sent, send } from '../../support/http.ts';

export const SITE = '/api/site';

export interface WireContact {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly note: string | null;
  readonly address: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly country: string | null;
  readonly companyName: string | null;
  readonly createdOn: number;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  readonly tags: readonly string[];
  readonly memberId?: number;
  readonly subscribed: boolean;
  readonly subscriberLists: readonly number[];
}

export interface WireWebhook {
  readonly id: string;
  readonly target: string;
  readonly secret: string;
  readonly events: readonly string[];
}

export interface WireError {
  readonly success: false;
  readonly message: string;
}

export interface WireList<T> {
  readonly items: readonly T[];
  readonly totalCount: number;
  readonly limit: number;
  readonly skip: number;
}

export interface Client {
  /** `path` below the API, e.g. `/contacts/7`. */
  send<T>(path: string, sent?: Sent): Promise<Answer<T>>;
  /** The body of an answer that has to be 200. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<unknown>;
}

export function clientOf(app: Pick<TestApp, 'url' | 'secret'>, secret = app.secret): Client {
  const sendTo = <T>(path: string, { headers, ...sent }: Sent = {}) =>
    send<T>(`${app.url}${SITE}${path}`, {
      ...sent,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
    });
  const ok = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
    const { status, body, text } = await answer;
    if (status !== 200) throw new Error(`${status} ${text}`);
    return body;
  };
  return {
    send: sendTo,
    get: (path) => ok(sendTo(path)),
    post: (path, body) => ok(sendTo(path, { method: 'POST', body })),
    put: (path, body) => ok(sendTo(path, { method: 'PUT', body })),
    delete: (path) => ok(sendTo(path, { method: 'DELETE' })),
  };
}

/** The one error body of this API, under the status that is expected. */
export function expectError({ status, headers, body, text }: Answer, expected: number | readonly number[]): void {
  expect([expected].flat(), text.slice(0, 300)).toContain(status);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(body).toEqual({ success: false, message: expect.stringMatching(/\S/) });
  expect(text).not.toMatch(/node_modules|\.ts:|select |insert /i);
}
