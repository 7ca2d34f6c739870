/** What the application needs to know of messages on their way to receivers. Implemented by the outbox of the processes. */
import type { Json } from '../domain/kernel/event.ts';
import type { Position } from './ports.ts';

export const DELIVERY_STATES = ['due', 'done', 'parked', 'discarded'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A message on its way to a receiver, or one that was. */
export interface DeliveryRecord {
  /** The same for all attempts: receivers recognise a repetition by it. */
  readonly id: string;
  /** Order of creation; a decimal string. */
  readonly seq: string;
  readonly destination: string;
  readonly payload: Json;
  /** Of the event that it tells of. */
  readonly position: Position;
  readonly createdAt: string;
  readonly state: DeliveryState;
  readonly dueAt: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastDurationMs: number | null;
  readonly lastError: string | null;
  readonly finishedAt: string | null;
}

export interface DeliveryAttempt {
  readonly attempt: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  /** Beginning of the answer. */
  readonly response: string | null;
}

export interface DestinationHealth {
  readonly destination: string;
  readonly failingSince: string | null;
  /** Nothing is sent before. */
  readonly blockedUntil: string | null;
  readonly heldAt: string | null;
  readonly holdReason: string | null;
  readonly due: number;
  readonly parked: number;
}

/** All that is given has to fit. */
export interface DeliverySelection {
  readonly ids?: readonly string[];
  readonly states?: readonly DeliveryState[];
  readonly kind?: string;
  readonly destination?: string;
  /** Exclusive. */
  readonly after?: Position;
  /** Inclusive. */
  readonly upTo?: Position;
}

/** Messages on their way, as operators see them. Finished ones are kept for a while. */
export interface DeliveryOutbox {
  /** Newest first; `before` is the `seq` of the last one of the previous page. */
  list(
    selection?: DeliverySelection,
    page?: { readonly limit?: number; readonly before?: string },
  ): Promise<readonly DeliveryRecord[]>;
  attempts(id: string): Promise<readonly DeliveryAttempt[]>;
  /** How many a `retry` of the same selection would send again. */
  count(selection: DeliverySelection): Promise<number>;
  /** Sends again, with the same ids and contents; returns how many. */
  retry(selection: DeliverySelection): Promise<number>;
  destinations(): Promise<readonly DestinationHealth[]>;
}

export interface ProbedReceiver {
  readonly target: string;
  readonly secret: string;
  readonly source: string;
  /** Number of the registration. */
  readonly ref: number;
}

/** Sends a receiver one message that tells of nothing, and waits for the answer. */
export type ProbeReceiver = (receiver: ProbedReceiver) => Promise<Omit<DeliveryAttempt, 'attempt' | 'startedAt'>>;
