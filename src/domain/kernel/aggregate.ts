/** What the write path needs to know of an aggregate. Everything in it is pure and synchronous. */
import type { Decision } from './decision.ts';
import type { AnyEventDefinition, DomainEvent } from './event.ts';

export interface Aggregate<State, Command, Event extends DomainEvent, Code extends string = string> {
  /** First part of the stream name. Letters only: EventStoreDB splits a stream name at its first dash. */
  readonly category: string;
  readonly events: Readonly<Record<string, AnyEventDefinition>>;
  readonly initial: State;
  /** Every event states all that counts, so the newest is enough: a stream of any length is read in one step. */
  readonly newestTellsAll?: true;
  /** Streams get many commands in a short time, so what they fold to stays in memory for a while. */
  readonly hot?: true;
  evolve(state: State, event: Event): State;
  decide(state: State, command: Command): Decision<Event, Code>;
}

export function defineAggregate<State, Command, Event extends DomainEvent, Code extends string>(
  aggregate: Aggregate<State, Command, Event, Code>,
): Aggregate<State, Command, Event, Code> {
  if (!/^[a-z][A-Za-z]*$/.test(aggregate.category))
    throw new Error(`Category ${aggregate.category} must be letters only`);
  return aggregate;
}

/** `contact` and `0a1B…` make `contact-0a1B…`. An id may hold dashes, a category may not. */
export const streamName = (category: string, id: string): string => `${category}-${id}`;

export function splitStreamName(stream: string): { category: string; id: string } {
  const dash = stream.indexOf('-');
  return dash < 0 ? { category: stream, id: '' } : { category: stream.slice(0, dash), id: stream.slice(dash + 1) };
}
