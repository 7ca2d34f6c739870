/** Looks after receivers that fail: it is noted, and after long they are paused, so that nothing of theirs is given up. */
import type { RequestContext } from '../../application/context.ts';
import type { DestinationHealth } from '../../application/deliveryPorts.ts';
import type { Clock } from '../../application/ports.ts';
import { describeError, type Logger } from '../../logger.ts';
import { contextOf } from '../engine/handler.ts';

const HOUR = 3_600_000;
/** Short of the time after which single messages are given up. */
export const PAUSE_AFTER_MS = 48 * HOUR;
const LOOK_MS = 60_000;

export interface WatchDependencies {
  /** `app.webhookDeliveries.health` */
  health(): Promise<ReadonlyMap<string, DestinationHealth>>;
  /** `app.webhooks` */
  noteFailing(context: RequestContext, key: string, since: string): Promise<unknown>;
  pause(context: RequestContext, key: string, reason: string): Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pauseAfterMs?: number;
  readonly lookMs?: number;
}

export interface Watch {
  /** Looks once. Every server may: a webhook is paused once. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

export function watchReceivers(deps: WatchDependencies): Watch {
  const { clock, logger, pauseAfterMs = PAUSE_AFTER_MS, lookMs = LOOK_MS } = deps;
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const now = clock.now().getTime();
    for (const [key, { heldAt, failingSince }] of await deps.health()) {
      if (heldAt !== null || failingSince === null) continue;
      await deps.noteFailing(contextOf('webhooks', `watch-${key}`), key, failingSince);
      if (now - Date.parse(failingSince) < pauseAfterMs) continue;
      await deps.pause(contextOf('webhooks', `watch-${key}`), key, `No delivery has succeeded since ${failingSince}.`);
      logger.warn({ webhook: key, failingSince }, 'a webhook was paused: its receiver has failed for too long');
    }
  };
  const timer = setInterval(() => {
    looking = look().catch((error: unknown) =>
      logger.warn({ error: describeError(error) }, 'receivers could not be looked after'),
    );
  }, lookMs);
  timer.unref();
  return {
    look,
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
