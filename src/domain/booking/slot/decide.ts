/** What may happen to the seats of a slot. One stream per slot, so however many ask at once, no seat is given twice. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { type SlotEvent, slotEvents } from './events.ts';
import { evolveSlot, initialSlot, type SlotState, seatsTaken } from './state.ts';

export type SlotCommand =
  | {
      readonly type: 'HoldSeats';
      readonly hold: string;
      readonly booking: string;
      readonly seats: number;
      /** Seats that the slot has. */
      readonly capacity: number;
    }
  | { readonly type: 'ReleaseSeats'; readonly hold: string };

export type SlotRefusal = 'SLOT_FULL';

export function decideSlot(state: SlotState, command: SlotCommand): Decision<SlotEvent, SlotRefusal> {
  const held = state.holds[command.hold];
  if (command.type === 'ReleaseSeats')
    return held ? accept(slotEvents.SeatsReleased({ hold: command.hold, ...held })) : nothing;
  const { hold, booking, seats, capacity } = command;
  if (held) return nothing;
  if (seatsTaken(state) + seats > capacity) return refuse('SLOT_FULL', 'There are not enough free seats at that time.');
  return accept(slotEvents.SeatsHeld({ hold, booking, seats }));
}

export const slot = defineAggregate<SlotState, SlotCommand, SlotEvent, SlotRefusal>({
  category: 'slot',
  events: slotEvents,
  initial: initialSlot,
  evolve: evolveSlot,
  decide: decideSlot,
});
