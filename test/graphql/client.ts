/** Asks a running program over HTTP, as any client would. */
import { TEST_SECRET, type TestApp } from '../support/app.ts';

export interface Answer<Data = Record<string, never>> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data;
  readonly errors: readonly GraphqlError[] | undefined;
  readonly extensions: { readonly cost?: { readonly requested: number; readonly limit: number } } | undefined;
}

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly requestId?: string };
}

export type Ask = <Data = Loose>(
  query: string,
  variables?: Record<string, unknown>,
  headers?: Record<string, string>,
) => Promise<Answer<Data>>;

/** For answers that a test compares as a whole. */
export type Loose = Readonly<Record<string, unknown>>;

export function createAsk(app: Pick<TestApp, 'url'>, secret: string = TEST_SECRET): Ask {
  return async (query, variables = {}, headers = {}) => {
    const response = await send(app, { body: JSON.stringify({ query, variables }), secret, headers });
    const body = (await response.json()) as Pick<Answer<never>, 'data' | 'errors' | 'extensions'>;
    return { status: response.status, headers: response.headers, ...body };
  };
}

export const send = (
  app: Pick<TestApp, 'url'>,
  options: { body?: string; secret?: string; headers?: Record<string, string>; method?: string },
): Promise<Response> =>
  fetch(`${app.url}/graphql`, {
    method: options.method ?? 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.secret === undefined ? {} : { authorization: `Bearer ${options.secret}` }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: options.body }),
  });

export const CREATE = `mutation Create($input: CreateContactInput!, $key: String) {
  createContact(input: $input, idempotencyKey: $key) {
    __typename
    ... on CreateContactPayload { position contact { id key ref email firstName } }
    ... on Refusal { code message fields { path message } }
  }
}`;

export interface Created {
  readonly createContact: {
    readonly __typename: string;
    readonly position: string;
    readonly contact: {
      readonly id: string;
      readonly key: string;
      readonly ref: number;
      readonly email: string | null;
    };
    readonly code: string;
    readonly fields: readonly { readonly path: string; readonly message: string }[];
  };
}

export async function createContact(ask: Ask, input: Record<string, unknown>): Promise<Created['createContact']> {
  const { data, errors } = await ask<Created>(CREATE, { input });
  if (errors || data.createContact.__typename !== 'CreateContactPayload') {
    throw new Error(`The contact was not created: ${JSON.stringify(errors ?? data)}`);
  }
  return data.createContact;
}
