/** Waiting for a store that is away for a moment. What may be repeated, and what a fault is called, the store says. */
import type { LogUnavailable } from '../application/ports.ts';

const DELAYS_MS = [20, 100, 300, 800, 1500];
/** A caller is kept waiting no longer than this plus one attempt. */
const PATIENCE_MS = 5_000;

export interface FaultRules {
  /** Whether the fault can be gone a moment later. */
  readonly isPassing: (error: unknown) => boolean;
  /** The same fault without stored values in its message. */
  readonly unavailable: (error: unknown) => LogUnavailable;
}

export interface Patience {
  /** Does it again while the fault may pass, a bounded number of times, then throws `LogUnavailable`. For work that is safe to repeat. */
  persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Does it again for as long as the fault may pass. */
  persistForEver<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createPatience({ isPassing, unavailable }: FaultRules): Patience {
  async function persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const delay = DELAYS_MS[attempt];
        if (!isPassing(error) || delay === undefined || Date.now() > deadline || signal.aborted)
          throw unavailable(error);
        await pause(delay, signal);
      }
    }
  }

  async function persistForEver<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await persist(work, signal);
      } catch (error) {
        if (!unavailable(error).retryable || signal.aborted) throw error;
        await pause(DELAYS_MS.at(-1) ?? 0, signal);
      }
    }
  }

  return { persist, persistForEver };
}

/** How long to wait before the attempt with this number, counted from 0. */
export const delayBefore = (attempt: number): number => DELAYS_MS[attempt] ?? DELAYS_MS.at(-1) ?? 0;

/** Waits, but not beyond the end of the signal. Never throws. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** The result of the work, or undefined as soon as the signal ends; what the work does after that is nobody's concern. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve(undefined);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
