/** The past of a record, read from its own stream: every event with who, where from and what changed; and its state at any moment. */
import type { Aggregate } from '../domain/kernel/aggregate.ts';
import { streamName } from '../domain/kernel/aggregate.ts';
import type { Catalogue } from '../domain/kernel/codec.ts';
import type { DomainEvent, Json } from '../domain/kernel/event.ts';
import { differences, type FieldChange } from '../domain/kernel/patch.ts';
import { decodeRecorded } from './execute.ts';
import type { EventLog, EventMetadata, Moment, Position } from './ports.ts';
import { withoutSecrets } from './redact.ts';

export interface HistoryEntry {
  readonly id: string;
  readonly type: string;
  readonly revision: number;
  readonly position: Position;
  readonly metadata: EventMetadata;
  /** Leaf by leaf; unset is null. What no decision asks for, such as a note, is in the data alone. */
  readonly changes: readonly FieldChange[];
  /** What the event says, in its newest version, without secrets. Worked out when it is asked for. */
  data(): Json;
}

export interface History {
  of<State, Command, Event extends DomainEvent, Code extends string>(
    aggregate: Aggregate<State, Command, Event, Code>,
    id: string,
  ): AsyncIterable<HistoryEntry>;
  /** The state as it was; the initial state before the first event. */
  stateAt<State, Command, Event extends DomainEvent, Code extends string>(
    aggregate: Aggregate<State, Command, Event, Code>,
    id: string,
    moment: Moment,
  ): Promise<State>;
}

export function createHistory(deps: { log: EventLog; catalogue: Catalogue }): History {
  const { log, catalogue } = deps;
  return {
    async *of(aggregate, id) {
      let before = aggregate.initial;
      for await (const recorded of log.readStream(streamName(aggregate.category, id))) {
        const after = aggregate.evolve(before, decodeRecorded(catalogue, recorded) as never);
        const { id: eventId, type, revision, position, metadata } = recorded;
        const data = () => withoutSecrets(catalogue, recorded);
        yield { id: eventId, type, revision, position, metadata, changes: differences(before, after), data };
        before = after;
      }
    },

    async stateAt(aggregate, id, moment) {
      let state = aggregate.initial;
      for await (const recorded of log.readStream(streamName(aggregate.category, id))) {
        if (!isBy(moment, recorded.position, recorded.metadata.occurredAt)) break;
        state = aggregate.evolve(state, decodeRecorded(catalogue, recorded) as never);
      }
      return state;
    },
  };
}

const isBy = (moment: Moment, position: Position, occurredAt: string): boolean =>
  'position' in moment ? position <= moment.position : Date.parse(occurredAt) <= moment.time.getTime();
