/** What is stored about the seats of one slot. A seat is held here before a booking is made or moved. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key } from '../../kernel/fragments.ts';

const seats = z.int().positive();

export const SeatsHeld = defineEvent('SeatsHeld', {
  summary: 'Seats of a slot were taken for a booking that is about to be made or moved.',
  schema: z.strictObject({
    /** Names this taking of seats; a booking that moves has another one in its new slot. */
    hold: key,
    booking: key,
    seats,
  }),
});

export const SeatsReleased = defineEvent('SeatsReleased', {
  summary: 'Seats of a slot are free again.',
  schema: z.strictObject({ hold: key, booking: key, seats }),
});

export const slotEvents = { SeatsHeld, SeatsReleased };
export type SlotEvent = EventOf<typeof slotEvents>;
