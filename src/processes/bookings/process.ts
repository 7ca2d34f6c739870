/**
 * Gives seats back that no booking rests on. The use cases do so themselves; this is for the time when one was cut off between
 * holding seats and using them, or between moving on and letting go.
 */
import { z } from 'zod';
import type { Hold } from '../../application/bookings.ts';
import type { RequestContext } from '../../application/context.ts';
import type { BookingEvent } from '../../domain/booking/booking/events.ts';
import type { SlotEvent } from '../../domain/booking/slot/events.ts';
import { contextOf, type Handler } from '../engine/handler.ts';
import { definePolicy, NOTHING_FOLLOWS, send } from '../engine/process.ts';

export const BOOKING_MESSAGE = 'settleSeats';

const settleMessage = z.object({ booking: z.string(), slot: z.string(), hold: z.string() });

/** What holds seats for longer than this without using them has been cut off. */
const UNUSED_MS = 60_000;
/** By then the use case has let go, nearly always, and this finds nothing to do. */
const GRACE_MS = 5_000;

export const bookingProcess = definePolicy<SlotEvent | BookingEvent>({
  name: 'bookings',
  summary: 'Gives seats back that no booking rests on.',
  categories: ['slot', 'booking'],
  react: (event) => {
    switch (event.type) {
      case 'SeatsHeld':
        return settle({ slot: event.key, hold: event.data.hold, booking: event.data.booking }, UNUSED_MS);
      case 'BookingRescheduled':
      case 'BookingCancelled':
        return settle({ ...event.data.previous, booking: event.key }, GRACE_MS);
      default:
        return NOTHING_FOLLOWS;
    }
  },
});

const settle = ({ booking, slot, hold }: Hold, delayMs: number) =>
  send({ kind: BOOKING_MESSAGE, destination: 'bookings', payload: { booking, slot, hold }, delayMs });

export function createBookingHandler(bookings: {
  settle(context: RequestContext, hold: Hold): Promise<void>;
}): Handler {
  return {
    async deliver({ id, payload }) {
      await bookings.settle(contextOf('bookings', id), settleMessage.parse(payload));
      return { result: 'done' };
    },
  };
}
