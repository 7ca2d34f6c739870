/** Who carries out messages, by kind. Registered at composition. */
import type { RequestContext } from '../../application/context.ts';
import type { Position } from '../../application/ports.ts';
import type { Json } from '../../domain/kernel/event.ts';

export interface StoredMessage {
  /** The same for all attempts, and for the same event whenever it is processed. */
  readonly id: string;
  readonly kind: string;
  readonly destination: string;
  readonly orderingKey: string | null;
  readonly payload: Json;
  /** Of the event that it follows. */
  readonly position: Position;
  /** When that event occurred. ISO 8601, UTC. */
  readonly occurredAt: string;
}

export interface Attempt extends StoredMessage {
  /** From 1; counts on when an operator has it tried again. */
  readonly attempt: number;
  /** What `prepare` made; empty for a handler without it. */
  readonly prepared: string;
}

export interface Facts {
  /** Status of the answer, where there is such a thing. */
  readonly status?: number;
  /** Beginning of the answer, for operators. No secrets. */
  readonly response?: string;
}

export type Outcome =
  | (Facts & { readonly result: 'done' })
  | (Facts & {
      readonly result: 'failed';
      /** A stable code, for operators. */
      readonly error: string;
      /** Whether the receiver is to blame rather than this message: then its other messages are slowed as well. */
      readonly blame: 'message' | 'destination';
      readonly retryAfterMs?: number;
    })
  /** Trying again cannot help: parked at once. */
  | (Facts & { readonly result: 'hopeless'; readonly error: string })
  /** Nobody wants it any more. */
  | (Facts & { readonly result: 'unwanted' });

export interface Handler {
  /**
   * Makes what is sent, once: it is stored before the first attempt, so that all attempts send the same. Throwing counts as a
   * failed attempt.
   */
  prepare?(message: StoredMessage, signal: AbortSignal): Promise<string>;
  /** Must bear being called again for a message that was carried out before. Throwing counts as a failed attempt. */
  deliver(attempt: Attempt, signal: AbortSignal): Promise<Outcome>;
}

export type Handlers = Readonly<Record<string, Handler>>;

/** Who asks where a process does; `id` names the message, or what else it asks for. */
export const contextOf = (process: string, id: string): RequestContext => ({
  actor: { kind: 'process', id: process },
  surface: 'process',
  requestId: id,
  correlationId: id,
});
