/**
 * A process: "when this happened, that should follow". Declared once and pure: events in, effects out. State, effects and
 * checkpoint are stored in one transaction by the engine; effects are carried out later, at least once, by the handler of their
 * kind.
 */
import type { Position } from '../../application/ports.ts';
import type { DomainEvent, Json } from '../../domain/kernel/event.ts';

/** An event as a process sees it: its decoded data and where it stands. */
export interface EventFacts {
  /** Id of the stored event. */
  readonly eventId: string;
  readonly category: string;
  /** The aggregate's key: the stream name without its category. */
  readonly key: string;
  readonly revision: number;
  readonly position: Position;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly command: CommandFacts;
}

/** What the command that led to the event did to this stream, all of it: an append is never seen in halves. */
export interface CommandFacts {
  readonly id: string;
  /** Types of its events, in order. */
  readonly types: readonly string[];
  /** True for the last of them: the place for what should follow once per command. */
  readonly last: boolean;
}

export type ProcessEvent<Event extends DomainEvent = DomainEvent> = Event extends DomainEvent
  ? EventFacts & Event
  : never;

/** Something to be done outside of the log, by the handler of its kind. */
export interface Message {
  readonly do: 'send';
  readonly kind: string;
  /** Who gets it. Concurrency, back-off and pauses are per destination, so name receivers, not records. */
  readonly destination: string;
  /** A message waits for earlier ones to the same destination with the same key. Without a key it waits for none. */
  readonly orderingKey?: string;
  /** What the handler needs; no secrets. */
  readonly payload: Json;
  /** Not before this long after the event occurred. */
  readonly delayMs?: number;
}

/** Keeps the rows of a destination back, lets them go, or drops what has not been delivered. */
export interface Control {
  readonly do: 'hold' | 'release' | 'discard';
  readonly destination: string;
  readonly reason?: string;
}

export type Effect = Message | Control;

export interface Reaction<State> {
  /** The new state; `null` ends the instance, absent leaves it as it was. */
  readonly state?: State | null;
  readonly effects: readonly Effect[];
}

type Effects = { readonly effects: readonly Effect[] };

export const NOTHING_FOLLOWS: Effects = { effects: [] };

/** One message follows. */
export const send = (message: Omit<Message, 'do'>): Effects => ({ effects: [{ do: 'send', ...message }] });

/** What a process remembers between events, one state per instance. */
export interface Memory<Event extends DomainEvent, State> {
  /** Raise it whenever the shape or the meaning of the state changes: it is then folded anew, without repeating messages. */
  readonly version: number;
  readonly initial: State;
  /** Which instance an event belongs to; `undefined` passes the event over. */
  instanceOf(event: ProcessEvent<Event>): string | undefined;
}

interface Declaration {
  /** Never changes: checkpoints, states and message ids hang on it. */
  readonly name: string;
  readonly summary: string;
  /** Stream categories to listen to. */
  readonly categories: readonly string[];
  /**
   * Which events messages are sent for when the process is new to an installation: those after its first start (default), or
   * all. State is folded from the beginning in either case.
   */
  readonly start?: 'now' | 'beginning';
}

export interface StatelessProcess<Event extends DomainEvent> extends Declaration {
  react(event: ProcessEvent<Event>): Reaction<never>;
}

export interface StatefulProcess<Event extends DomainEvent, State> extends Declaration {
  readonly memory: Memory<Event, State>;
  react(event: ProcessEvent<Event>, state: State): Reaction<State>;
}

/** A process as the engine runs it, whatever its events and state. */
export interface Process extends Declaration {
  readonly memory?: Memory<DomainEvent, Json>;
  react(event: ProcessEvent, state: Json): Reaction<Json>;
}

/**
 * Declares a process that decides on each event alone.
 *
 * @example
 * export const welcome = definePolicy<ContactEvent>({
 *   name: 'welcome', summary: 'Greets new contacts.', categories: ['contact'],
 *   react: (event) => event.type === 'ContactCreated'
 *     ? send({ kind: 'mail', destination: 'mail', payload: { template: 'welcome', contact: event.key } })
 *     : NOTHING_FOLLOWS,
 * });
 */
export const definePolicy = <Event extends DomainEvent>(process: StatelessProcess<Event>): Process =>
  checked(process as unknown as Process);

/** Declares a process that joins facts arriving in any order. Its state must be JSON. */
export const defineProcess =
  <Event extends DomainEvent>() =>
  <State>(process: StatefulProcess<Event, State>): Process =>
    checked(process as unknown as Process);

function checked(process: Process): Process {
  if (!/^[a-z][A-Za-z]*$/.test(process.name)) throw new Error(`Process ${process.name} must be named by letters only`);
  if (process.categories.length === 0) throw new Error(`Process ${process.name} listens to nothing`);
  return process;
}
