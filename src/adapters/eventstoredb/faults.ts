/** Tells faults that pass by from those that stay. The client wraps most of them, but raw gRPC errors come through too. */
import { LogUnavailable } from '../../application/ports.ts';
import { createPatience } from '../patience.ts';

/** The client's names for a server that is away, slow, or no longer the leader. */
const PASSING_TYPES: ReadonlySet<unknown> = new Set([
  'unavailable',
  'deadline-exceeded',
  'timeout',
  'cancelled',
  'not-leader',
]);

/** gRPC: cancelled, deadline exceeded, internal (a reset HTTP/2 stream), unavailable. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([1, 4, 13, 14]);

const fieldOf = (error: unknown, field: 'type' | 'code'): unknown =>
  typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[field] : undefined;

/** No node of a cluster answered: the client says so without a type or a code. */
const isUndiscovered = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Failed to discover');

export const isPassing = (error: unknown): boolean =>
  PASSING_TYPES.has(fieldOf(error, 'type')) || PASSING_CODES.has(fieldOf(error, 'code')) || isUndiscovered(error);

export const isOfType = (error: unknown, type: string): boolean => fieldOf(error, 'type') === type;

/** The client's messages name streams and hosts: only the kind of fault goes on. */
export function unavailable(error: unknown): LogUnavailable {
  if (error instanceof LogUnavailable) return error;
  const kind = fieldOf(error, 'type') ?? fieldOf(error, 'code') ?? 'unknown';
  return new LogUnavailable(`The EventStoreDB log failed (${String(kind)})`, { retryable: isPassing(error) });
}

export const { persist } = createPatience({ isPassing, unavailable });
