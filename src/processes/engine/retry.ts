/** When to try again: exponential back-off with full jitter, over days. Pure; randomness comes in as a number from 0 to 1. */

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

export interface RetryPolicy extends Backoff {
  /** A message whose attempts have failed for this long is parked. The last attempt is made at about this time. */
  readonly giveUpAfterMs: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** The first attempts seconds apart, later ones hours; three days and a bit in all. */
export const DEFAULT_RETRY: RetryPolicy = { baseMs: 5 * SECOND, capMs: 8 * HOUR, giveUpAfterMs: 73 * HOUR };

/** Wait before the next attempt after this many failed ones: anything up to base, 2 × base, 4 × base… up to the cap. */
export const backoffMs = ({ baseMs, capMs }: Backoff, failures: number, random: number): number =>
  Math.round(random * Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1)));

export interface Failure {
  readonly now: Date;
  readonly firstTriedAt: Date;
  /** Attempts so far, this one included. */
  readonly tries: number;
  /** What the receiver asked for. */
  readonly retryAfterMs?: number;
  readonly random: number;
}

/** Time of the next attempt, or `undefined` when it is time to give up. */
export function nextAttempt(policy: RetryPolicy, failure: Failure): Date | undefined {
  const end = failure.firstTriedAt.getTime() + policy.giveUpAfterMs;
  const now = failure.now.getTime();
  if (now >= end) return undefined;
  const wished = now + Math.max(backoffMs(policy, failure.tries, failure.random), failure.retryAfterMs ?? 0);
  return new Date(Math.min(wished, end));
}
