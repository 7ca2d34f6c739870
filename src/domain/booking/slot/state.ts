/** How the events of a slot fold: who holds how many seats. */
import type { SlotEvent } from './events.ts';

export interface SlotState {
  readonly holds: Readonly<Record<string, { readonly booking: string; readonly seats: number }>>;
}

export const initialSlot: SlotState = { holds: {} };

export function evolveSlot({ holds }: SlotState, event: SlotEvent): SlotState {
  const { hold, booking, seats } = event.data;
  if (event.type === 'SeatsHeld') return { holds: { ...holds, [hold]: { booking, seats } } };
  const { [hold]: _, ...others } = holds;
  return { holds: others };
}

export const seatsTaken = ({ holds }: SlotState): number =>
  Object.values(holds).reduce((sum, { seats }) => sum + seats, 0);
