/** A subscription in the background, of which a case looks at what has come. */
import type {
  EventBatch,
  EventLog,
  Position,
  RecordedEvent,
  SubscribeOptions,
} from '../../../../src/application/ports.ts';
import { CASE_TIMEOUT_MS } from './suite.ts';
import { sleep } from './tools.ts';

export interface Follower {
  readonly batches: EventBatch[];
  readonly events: RecordedEvent[];
  /** Of the last batch. */
  readonly position: Position | undefined;
  /** Waits until what has been delivered fulfils the condition; fails when it never does. */
  until(condition: (follower: Follower) => boolean): Promise<void>;
  /** Aborts the subscription and waits for its end; throws what the subscription threw. */
  stop(): Promise<void>;
}

/** Subscribes in the background and keeps all that arrives. */
export function follow(log: EventLog, options: Partial<SubscribeOptions> = {}): Follower {
  const controller = new AbortController();
  const batches: EventBatch[] = [];
  const events: RecordedEvent[] = [];
  const run = async (): Promise<void> => {
    for await (const batch of log.subscribe({ signal: controller.signal, ...options })) {
      batches.push(batch);
      events.push(...batch.events);
    }
  };
  let failure: unknown;
  const running = run().catch((error: unknown) => {
    failure = error ?? new Error('the subscription failed');
  });
  const follower: Follower = {
    batches,
    events,
    get position() {
      return batches.at(-1)?.position;
    },
    async until(condition) {
      const deadline = Date.now() + CASE_TIMEOUT_MS / 3;
      while (!condition(follower)) {
        if (failure) throw failure;
        if (Date.now() > deadline)
          throw new Error(`the subscription never got there: ${batches.length} batches, ${events.length} events`);
        await sleep(2);
      }
    },
    async stop() {
      controller.abort();
      await running;
      if (failure) throw failure;
    },
  };
  return follower;
}

export async function following(
  log: EventLog,
  options: Partial<SubscribeOptions>,
  body: (follower: Follower) => Promise<void>,
): Promise<void> {
  const follower = follow(log, options);
  try {
    await body(follower);
  } finally {
    await follower.stop();
  }
}
