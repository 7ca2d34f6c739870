/** How reserved blocks fold: the next free number. */
import type { NumberSequenceEvent } from './events.ts';

export interface NumberSequenceState {
  readonly next: number;
}

export const initialNumberSequence: NumberSequenceState = { next: 1 };

export function evolveNumberSequence(_state: NumberSequenceState, event: NumberSequenceEvent): NumberSequenceState {
  return { next: event.data.first + event.data.count };
}
