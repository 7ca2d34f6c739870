import { expect, test } from 'vitest';
import type { DestinationHealth } from '../../src/application/deliveryPorts.ts';
import { createLogger } from '../../src/logger.ts';
import { watchReceivers } from '../../src/processes/webhooks/watch.ts';

const NOW = new Date('2026-05-03T12:00:00.000Z');
const HOUR = 3_600_000;

const health = (key: string, failingFor: number | null, heldAt: string | null = null): [string, DestinationHealth] => [
  key,
  {
    destination: `webhook:${key}`,
    failingSince: failingFor === null ? null : new Date(NOW.getTime() - failingFor).toISOString(),
    blockedUntil: null,
    heldAt,
    holdReason: null,
    due: 3,
    parked: 0,
  },
];

test('a receiver that fails is noted, and after two days paused, with the reason; others are left alone', async () => {
  const paused: string[][] = [];
  const noted: string[][] = [];
  const watch = watchReceivers({
    health: async () =>
      new Map([
        health('well', null),
        health('ill', 47 * HOUR),
        health('lost', 48 * HOUR),
        health('held', 90 * HOUR, '2026-05-01T00:00:00.000Z'),
      ]),
    noteFailing: async (_context, key, since) => noted.push([key, since]),
    pause: async ({ actor }, key, reason) => paused.push([actor.kind, key, reason]),
    clock: { now: () => NOW },
    logger: createLogger('silent'),
  });
  await watch.look();
  await watch.stop();
  expect(noted).toEqual([
    ['ill', '2026-05-01T13:00:00.000Z'],
    ['lost', '2026-05-01T12:00:00.000Z'],
  ]);
  expect(paused).toEqual([['process', 'lost', 'No delivery has succeeded since 2026-05-01T12:00:00.000Z.']]);
});

test('a database out of reach is looked at again later', async () => {
  let looks = 0;
  const watch = watchReceivers({
    async health() {
      looks += 1;
      throw new Error('gone');
    },
    noteFailing: async () => undefined,
    pause: async () => undefined,
    clock: { now: () => NOW },
    logger: createLogger('silent'),
    lookMs: 5,
  });
  await expect.poll(() => looks, { timeout: 10_000 }).toBeGreaterThan(2);
  await watch.stop();
});
