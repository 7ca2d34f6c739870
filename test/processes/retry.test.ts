import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs, DEFAULT_RETRY, nextAttempt } from '../../src/processes/engine/retry.ts';

const HOUR = 3_600_000;

test('waits double up to the cap, anything between nothing and that', () => {
  expect([1, 2, 3, 4, 40].map((tries) => backoffMs({ baseMs: 1_000, capMs: 5_000 }, tries, 1))).toEqual([
    1_000, 2_000, 4_000, 5_000, 5_000,
  ]);
  expect(backoffMs({ baseMs: 1_000, capMs: 5_000 }, 3, 0.25)).toBe(1_000);
  expect(backoffMs({ baseMs: 1_000, capMs: 5_000 }, 3, 0)).toBe(0);
});

test('the default schedule always lasts more than three days and makes a bounded number of attempts', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (jitter) => {
      const start = Date.parse('2026-01-01T00:00:00Z');
      let now = start;
      let tries = 1;
      for (; tries < 500; tries++) {
        const random = jitter[tries % jitter.length] ?? 1;
        const next = nextAttempt(DEFAULT_RETRY, { now: new Date(now), firstTriedAt: new Date(start), tries, random });
        if (!next) break;
        now = next.getTime();
      }
      expect(now - start).toBe(73 * HOUR);
      expect(tries).toBeLessThan(500);
    }),
  );
});

test('a receiver may ask for a longer wait, not for one beyond the end', () => {
  const failure = { now: new Date(0), firstTriedAt: new Date(0), tries: 1, random: 0.5 };
  expect(nextAttempt(DEFAULT_RETRY, { ...failure, retryAfterMs: HOUR })?.getTime()).toBe(HOUR);
  expect(nextAttempt(DEFAULT_RETRY, { ...failure, retryAfterMs: 1 })?.getTime()).toBe(2_500);
  expect(nextAttempt(DEFAULT_RETRY, { ...failure, retryAfterMs: 1000 * HOUR })?.getTime()).toBe(73 * HOUR);
});
