/** All that a client needs: fetch, and the types that the generator made. */
import type { TypedDocumentString } from './gql/graphql.ts';

export interface Connection {
  readonly url: string;
  /** Secret of an API key. */
  readonly secret: string;
}

/** Rejects when the answer holds errors. Refusals are no errors: they are members of the result's union. */
export async function ask<Result, Variables>(
  { url, secret }: Connection,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: String(document), variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Result; errors?: readonly { message: string }[] };
  if (errors?.[0] || !data) throw new Error(errors?.[0]?.message ?? `The server answered ${response.status}`);
  return data;
}
