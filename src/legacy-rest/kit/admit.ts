/** The door behind authentication: counts the request against the limits of its key. */
import type { Context } from 'hono';
import type { Principal } from '../../application/access.ts';
import type { Application } from '../../application/application.ts';
import type { EdgeEnv } from './api.ts';

/** Each API answers it in its own dialect. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super('This API key has used up its limit');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Lets the request of an authenticated program in, or sets `Retry-After` and throws TooManyRequests. The edge tells when it has ended. */
export async function admit(c: Context<EdgeEnv>, { admission }: Application, principal: Principal): Promise<void> {
  if (c.get('leave')) return;
  c.set('principalKey', principal.key);
  const entered = await admission.enter(principal);
  if (entered.admitted) return c.set('leave', entered.leave);
  c.header('Retry-After', String(entered.retryAfterSeconds));
  throw new TooManyRequests(entered.retryAfterSeconds);
}
