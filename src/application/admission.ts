/** How much an API key may ask at a time and in a minute: limits of the key, or those for keys that have none of their own. */
import type { Principal } from './access.ts';
import type { RateLimiter } from './ports.ts';

export type Admitted =
  /** `leave` is to be called once when the request is answered. */
  { readonly admitted: true; leave(): void } | { readonly admitted: false; readonly retryAfterSeconds: number };

export interface Admission {
  /** Counts a request that begins. */
  enter(principal: Principal): Promise<Admitted>;
  /** Counts as that many requests more. Gives the seconds to wait when that is too much now; 0 when it is not. */
  charge(principal: Principal, requests: number): Promise<number>;
}

export interface DefaultLimits {
  readonly requestsPerMinute: number | undefined;
  readonly maxConcurrent: number | undefined;
}

/** Told to who has too many requests at one time: when one of them will be answered nobody knows. */
const BUSY_SECONDS = 1;

export function createAdmission(limiter: RateLimiter, defaults: DefaultLimits): Admission {
  const running = new Map<string, number>();

  const countOf = (key: string): number => running.get(key) ?? 0;

  function leave(key: string): void {
    const left = countOf(key) - 1;
    if (left > 0) running.set(key, left);
    else running.delete(key);
  }

  const self: Admission = {
    async enter(principal) {
      const { key, maxConcurrent } = principal;
      if (countOf(key) >= (maxConcurrent ?? defaults.maxConcurrent ?? Infinity))
        return { admitted: false, retryAfterSeconds: BUSY_SECONDS };
      running.set(key, countOf(key) + 1);
      const retryAfterSeconds = await self.charge(principal, 1);
      if (retryAfterSeconds === 0) return { admitted: true, leave: () => leave(key) };
      leave(key);
      return { admitted: false, retryAfterSeconds };
    },

    async charge({ key, requestsPerMinute }, requests) {
      const perMinute = requestsPerMinute ?? defaults.requestsPerMinute;
      if (perMinute === undefined || requests <= 0) return 0;
      return Math.ceil((await limiter.take(key, requests, perMinute)) / 1000);
    },
  };
  return self;
}
