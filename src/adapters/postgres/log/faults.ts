/** Tells faults that pass by from those that stay, and keeps stored values out of error messages. */
import { LogUnavailable } from '../../../application/ports.ts';
import { createPatience } from '../../patience.ts';

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

export const { persist, persistForEver } = createPatience({ isPassing, unavailable });
