/**
 * Carries out messages: takes what is due, hands it to the handlers, and settles the answers. One loop does all that touches
 * the outbox, so answers that come in while it is busy are settled together.
 */
import type { Clock } from '../../application/ports.ts';
import { describeError, type Logger } from '../../logger.ts';
import { deadline } from './deadline.ts';
import type { Handlers, Outcome } from './handler.ts';
import type { Claimed, Outbox, Settlement } from './outbox.ts';
import { type Backoff, backoffMs, nextAttempt, type RetryPolicy } from './retry.ts';
import { createWakeup } from './wakeup.ts';

export interface WorkerSettings {
  readonly retry: RetryPolicy;
  /** Waits of a whole destination, once it has failed `suspectAfter` times in a row. */
  readonly destinationBackoff: Backoff;
  readonly suspectAfter: number;
  /** Messages under way at a time in this server, and of those to one destination. */
  readonly concurrency: number;
  readonly perDestination: number;
  /** How often to look without having been told. */
  readonly pollMs: number;
  /** A handler that takes longer has failed. */
  readonly handlerMs: number;
  /** A message taken by a server that died is taken again after this. Longer than handlers may take. */
  readonly leaseMs: number;
  /** How long a stop waits for what is under way. */
  readonly stopMs: number;
}

export interface WorkerDependencies {
  readonly outbox: Outbox;
  readonly handlers: Handlers;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
  readonly settings: WorkerSettings;
}

export interface Worker {
  start(): void;
  /** There may be something new. */
  wake(): void;
  stop(): Promise<void>;
}

/** How much of an answer is kept for operators. */
const RESPONSE_CHARACTERS = 1_000;
const FAULT_PAUSE_MS = 500;

export function createWorker(deps: WorkerDependencies): Worker {
  const { outbox, handlers, clock, logger, random, settings } = deps;
  const kinds = Object.keys(handlers);
  const busy = new Map<string, number>();
  const wakeup = createWakeup();
  const cut = new AbortController();
  let settlements: Settlement[] = [];
  let underWay = 0;
  let stopping = false;
  let loop: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping || underWay > 0 || settlements.length > 0) {
      if (cut.signal.aborted) return;
      try {
        await settle();
        if (!stopping && (await take())) continue;
        await wakeup.wait(settings.pollMs);
      } catch (error) {
        logger.warn({ error: describeError(error) }, 'the outbox is out of reach');
        await wakeup.wait(FAULT_PAUSE_MS);
      }
    }
  }

  async function settle(): Promise<void> {
    if (settlements.length === 0) return;
    const batch = settlements;
    settlements = [];
    try {
      await outbox.settle(batch, clock.now(), { suspectAfter: settings.suspectAfter, waitMs: destinationWait });
    } catch (error) {
      // An answer that is not noted would be asked for again.
      settlements = [...batch, ...settlements];
      throw error;
    }
  }

  const destinationWait = (failures: number): number =>
    failures < settings.suspectAfter
      ? 0
      : backoffMs(settings.destinationBackoff, failures - settings.suspectAfter + 1, random());

  /** True when there may be more. */
  async function take(): Promise<boolean> {
    const { perDestination, suspectAfter, leaseMs } = settings;
    const limit = settings.concurrency - underWay;
    if (limit <= 0) return false;
    const claimed = await outbox.claim({
      ...{ kinds, limit, perDestination, suspectAfter, busy, leaseMs },
      now: clock.now(),
    });
    for (const { destination } of claimed) count(destination, 1);
    if (claimed.length > 0) void carryOut(claimed);
    return claimed.length > 0;
  }

  function count(destination: string, difference: number): void {
    underWay += difference;
    const left = (busy.get(destination) ?? 0) + difference;
    if (left === 0) busy.delete(destination);
    else busy.set(destination, left);
  }

  async function carryOut(claimed: readonly Claimed[]): Promise<void> {
    const ready = claimed.filter((message) => message.prepared !== null || !handlers[message.kind]?.prepare);
    const unprepared = claimed.filter((message) => !ready.includes(message));
    for (const message of ready) void deliver(message);
    if (unprepared.length === 0) return;
    const startedAt = clock.now();
    const prepared = await Promise.allSettled(unprepared.map(prepare));
    const done = prepared.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const stored =
      done.length === 0 ? undefined : await outbox.storePrepared(done).catch((error: unknown) => ({ error }));
    for (const [index, message] of unprepared.entries()) {
      const result = prepared[index];
      if (result?.status === 'fulfilled' && !stored) void deliver({ ...message, prepared: result.value.prepared });
      else finish(message, startedAt, failure(stored?.error ?? (result?.status === 'rejected' && result.reason)));
    }
  }

  async function prepare(message: Claimed): Promise<{ id: string; prepared: string }> {
    const text = await limited(async (signal) => (await handlers[message.kind]?.prepare?.(message, signal)) ?? '');
    return { id: message.id, prepared: text };
  }

  async function deliver(message: Claimed): Promise<void> {
    const startedAt = clock.now();
    const { prepared, ...rest } = message;
    const outcome = await limited(
      async (signal) =>
        handlers[message.kind]?.deliver({ ...rest, prepared: prepared ?? '' }, signal) ?? Promise.reject(new Error()),
    ).catch(failure);
    finish(message, startedAt, outcome);
  }

  async function limited<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, clear } = deadline(settings.handlerMs, cut.signal);
    return orAborted(signal, work(signal)).finally(clear);
  }

  /** A handler is not trusted to heed its signal or not to throw. */
  function failure(error: unknown): Outcome {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) logger.warn({ error: describeError(error) }, 'a message handler threw');
    return { result: 'failed', error: code ?? (error instanceof Error ? error.name : 'Error'), blame: 'message' };
  }

  function finish(message: Claimed, startedAt: Date, outcome: Outcome): void {
    count(message.destination, -1);
    // Cut off by a stop: nobody knows what became of it. The lease runs out and another server tries again.
    if (!cut.signal.aborted) settlements.push(settlement(message, startedAt, outcome));
    wakeup.wake();
  }

  function settlement(message: Claimed, startedAt: Date, outcome: Outcome): Settlement {
    const now = clock.now();
    const { id, destination, attempt } = message;
    const retryAfterMs = outcome.result === 'failed' ? (outcome.retryAfterMs ?? 0) : 0;
    return {
      ...{ id, destination, attempt, retryAfterMs },
      ...nextState(message, outcome, now),
      startedAt: startedAt.toISOString(),
      durationMs: Math.max(0, now.getTime() - startedAt.getTime()),
      status: outcome.status ?? null,
      error: 'error' in outcome ? outcome.error : null,
      response: outcome.response === undefined ? null : excerpt(outcome.response),
      health: healthFrom(outcome),
    };
  }

  function nextState(message: Claimed, outcome: Outcome, now: Date): Pick<Settlement, 'state' | 'dueAt'> {
    if (outcome.result === 'done') return { state: 'done', dueAt: null };
    if (outcome.result === 'unwanted') return { state: 'discarded', dueAt: null };
    if (outcome.result === 'hopeless') return { state: 'parked', dueAt: null };
    const { firstTriedAt, tries } = message;
    const { retryAfterMs = 0 } = outcome;
    const next = nextAttempt(settings.retry, { now, firstTriedAt, tries, retryAfterMs, random: random() });
    return next ? { state: 'due', dueAt: next.toISOString() } : { state: 'parked', dueAt: null };
  }

  return {
    start() {
      loop ??= run();
    },
    wake: wakeup.wake,
    async stop() {
      stopping = true;
      wakeup.wake();
      const timer = setTimeout(() => {
        cut.abort();
        wakeup.wake();
      }, settings.stopMs);
      await loop;
      clearTimeout(timer);
    },
  };
}

function healthFrom(outcome: Outcome): Settlement['health'] {
  if (outcome.result === 'done') return 'well';
  return outcome.result === 'failed' && outcome.blame === 'destination' ? 'ill' : 'unknown';
}

/** Postgres takes no U+0000 in text, nor half of a surrogate pair. */
const excerpt = (text: string): string => text.slice(0, RESPONSE_CHARACTERS).replaceAll('\u0000', '').toWellFormed();

class HandlerTooSlow extends Error {
  override readonly name = 'HandlerTooSlow';
  readonly code = 'TIMEOUT';
}

async function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new HandlerTooSlow('The handler took too long'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}
