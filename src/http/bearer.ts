/** Who comes in by `Authorization: Bearer <secret>`, for addresses that belong to no API of old. */
import type { Context } from 'hono';
import type { Principal } from '../application/access.ts';
import type { Application } from '../application/application.ts';
import type { Scope } from '../domain/access/apiKey/events.ts';
import { bearerToken } from '../legacy-rest/kit/request.ts';
import { admit, type EdgeEnv, TooManyRequests } from './edge.ts';

/** The program behind the request, or the answer that sends it away. Such keys need the front `graphql`, which these belong to. */
export async function admitted(c: Context<EdgeEnv>, app: Application, scope: Scope): Promise<Principal | Response> {
  const secret = bearerToken(c.req.header('authorization'));
  const principal = secret === undefined ? undefined : await app.access.authenticate({ secret });
  if (!principal) {
    c.header('WWW-Authenticate', 'Bearer realm="tributary"');
    return refusal(c, 401, 'unauthenticated', 'Send the secret of an API key: `Authorization: Bearer …`.');
  }
  if (!principal.fronts.includes('graphql') || !principal.scopes.includes(scope)) {
    return refusal(c, 403, 'forbidden', `This API key lacks the scope ${scope} or the front graphql.`);
  }
  try {
    await admit(c, app, principal);
    return principal;
  } catch (error) {
    if (error instanceof TooManyRequests) return refusal(c, 429, 'too_many_requests', 'Try again later.');
    throw error;
  }
}

export const refusal = (
  c: Context<EdgeEnv>,
  status: 400 | 401 | 403 | 409 | 429 | 503,
  error: string,
  message: string,
): Response => c.json({ error, message, requestId: c.get('requestId') }, status);

/** Pulls only as fast as the caller reads, and lets go of the source when the caller goes away. */
export function streamOf(
  lines: AsyncIterable<string>,
  onCancel: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      // A source that waits for news has to be woken before it can be left.
      cancel() {
        onCancel();
        void iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}
