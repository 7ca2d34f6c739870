/** Who asks, through which front, and under which request; travels from the front to the metadata of every event. */
import type { Refusal } from '../domain/kernel/decision.ts';
import type { Actor, Position, Surface } from './ports.ts';

export interface RequestContext {
  readonly actor: Actor;
  readonly surface: Surface;
  readonly requestId: string;
  readonly correlationId: string;
  /** The event or command that led to this one; the request itself when absent. */
  readonly causationId?: string;
  /** A repeated write with the same key changes nothing and gets the first answer. */
  readonly idempotencyKey?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const success = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const refused = (
  code: string,
  message: string,
  ...paths: string[]
): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: paths.length === 0 ? { code, message } : { code, message, fields: paths.map((path) => ({ path, message })) },
});

/** What a write gives back: which record, and where in the log it stands now. */
export interface Written {
  readonly key: string;
  readonly ref: number;
  readonly position: Position;
}
