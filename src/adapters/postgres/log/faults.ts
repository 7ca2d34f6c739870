/** Tells faults that pass by from those that stay, and keeps stored values out of error messages. */
import { LogUnavailable } from '../../../application/ports.ts';

/** Lost or refused connections, as named by Node and by postgres.js. */
const CONNECTION_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/**
 * SQLSTATE classes of faults that can pass by themselves: connection (08), transaction rollback (40), resources such as a
 * full disk or too many clients (53), operator intervention such as a shutdown (57), system error (58); and 25006, a
 * primary that has just become a standby.
 */
const PASSING_STATES = /^(08|40|53|57|58)|^25006$/;

const DELAYS_MS = [20, 100, 300, 800, 1500];
/** A caller is kept waiting no longer than this plus one attempt. */
const PATIENCE_MS = 5_000;

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

export const isPassing = (error: unknown): boolean =>
  CONNECTION_CODES.has(codeOf(error)) || PASSING_STATES.test(codeOf(error));

/** The driver's error carries the statement's parameters, and Postgres quotes values in its details: only the code goes on. */
export function unavailable(error: unknown): LogUnavailable {
  if (error instanceof LogUnavailable) return error;
  return new LogUnavailable(`The Postgres log failed (${codeOf(error)})`, { retryable: isPassing(error) });
}

/** Does it again while the fault may pass, a bounded number of times, then throws `LogUnavailable`. For work that is safe to repeat. */
export async function persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const delay = DELAYS_MS[attempt];
      if (!isPassing(error) || delay === undefined || Date.now() > deadline || signal.aborted) throw unavailable(error);
      await pause(delay, signal);
    }
  }
}

/** Does it again for as long as the fault may pass. */
export async function persistForEver<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await persist(work, signal);
    } catch (error) {
      if (!unavailable(error).retryable || signal.aborted) throw error;
      await pause(DELAYS_MS.at(-1) ?? 0, signal);
    }
  }
}

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
