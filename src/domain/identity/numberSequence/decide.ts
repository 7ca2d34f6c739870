/** What may happen to a number sequence. Each reservation is new on purpose: asking twice gives two blocks. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision } from '../../kernel/decision.ts';
import { type NumberSequenceEvent, numberSequenceEvents } from './events.ts';
import { evolveNumberSequence, initialNumberSequence, type NumberSequenceState } from './state.ts';

export interface ReserveNumbers {
  readonly type: 'ReserveNumbers';
  readonly count: number;
}

export function decideNumberSequence(
  state: NumberSequenceState,
  command: ReserveNumbers,
): Decision<NumberSequenceEvent, never> {
  return accept(numberSequenceEvents.NumbersReserved({ first: state.next, count: command.count }));
}

export const numberSequence = defineAggregate<NumberSequenceState, ReserveNumbers, NumberSequenceEvent, never>({
  category: 'numbers',
  events: numberSequenceEvents,
  initial: initialNumberSequence,
  newestTellsAll: true,
  evolve: evolveNumberSequence,
  decide: decideNumberSequence,
});
