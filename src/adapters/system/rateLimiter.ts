/** Counts in this process: behind several servers a key has the limit at each of them. */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiter } from '../../application/ports.ts';

const WINDOW_SECONDS = 60;

export function createRateLimiter(): RateLimiter {
  const limiters = new Map<number, RateLimiterMemory>();

  function limiterFor(perMinute: number): RateLimiterMemory {
    const found = limiters.get(perMinute);
    if (found) return found;
    const made = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS, keyPrefix: String(perMinute) });
    limiters.set(perMinute, made);
    return made;
  }

  return {
    take: (key, points, perMinute) =>
      limiterFor(perMinute)
        .consume(key, points)
        .then(
          () => 0,
          (refused: RateLimiterRes) => Math.max(refused.msBeforeNext, 1),
        ),
  };
}
