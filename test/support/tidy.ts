/** Test files that share a process: each must leave it as it was, or the next one would meet what it never asked for. */
import { afterAll, expect, vi } from 'vitest';

const OPEN = /^TCP/;
const environment = { ...process.env };

afterAll(async () => {
  expect(vi.isFakeTimers(), 'the clock is real again').toBe(false);
  // Names alone: values may be secret.
  const names = Object.keys({ ...environment, ...process.env });
  expect(
    names.filter((name) => process.env[name] !== environment[name]),
    'left in the environment',
  ).toEqual([]);
  // A connection that was closed takes a moment to go.
  await vi.waitFor(
    () =>
      expect(
        process.getActiveResourcesInfo().filter((name) => OPEN.test(name)),
        'servers and connections',
      ).toEqual([]),
    { timeout: 10_000 },
  );
});
