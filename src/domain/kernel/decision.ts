/** The answer of a decider: events to append (perhaps none, when the wish is already true), or a refusal. Never an exception. */
import type { DomainEvent } from './event.ts';

/** A "no" that a caller can act on. `code` is stable and part of every API; `message` holds no personal data. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  /** What was wrong with which input field, as a dotted path of the command. */
  readonly fields?: readonly FieldProblem[];
}

export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export type Decision<Event extends DomainEvent = DomainEvent, Code extends string = string> =
  | { readonly ok: true; readonly events: readonly Event[] }
  | { readonly ok: false; readonly refusal: Refusal<Code> };

export const accept = <Event extends DomainEvent>(
  ...events: Event[]
): { readonly ok: true; readonly events: readonly Event[] } => ({
  ok: true,
  events,
});

/** The wish is already true. */
export const nothing = accept<never>();

export const refuse = <Code extends string>(code: Code, message: string, ...fields: FieldProblem[]) =>
  ({ ok: false, refusal: fields.length === 0 ? { code, message } : { code, message, fields } }) as const;
