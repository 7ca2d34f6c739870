/** What operators may do with a read model that an event has paused. That it is paused is known to the read side alone. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing } from '../../kernel/decision.ts';
import { type ReadModelEvent, readModelEvents } from './events.ts';
import { evolveReadModel, initialReadModel, isSkipped, type ReadModelState } from './state.ts';

interface Fault {
  readonly stream: string;
  readonly revision: number;
  readonly eventType: string;
  readonly reason: string;
}

export type ReadModelCommand =
  | ({ readonly type: 'SkipReadModelEvent' } & Fault)
  | ({ readonly type: 'RetryReadModel' } & Fault);

export function decideReadModel(state: ReadModelState, command: ReadModelCommand): Decision<ReadModelEvent, never> {
  const { stream, revision, eventType, reason } = command;
  const fault = { stream, revision, type: eventType, reason };
  if (command.type === 'RetryReadModel') return accept(readModelEvents.ReadModelRetried(fault));
  return isSkipped(state, fault) ? nothing : accept(readModelEvents.ReadModelEventSkipped(fault));
}

export const readModel = defineAggregate<ReadModelState, ReadModelCommand, ReadModelEvent, never>({
  category: 'readModel',
  events: readModelEvents,
  initial: initialReadModel,
  evolve: evolveReadModel,
  decide: decideReadModel,
});
