import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BookSession, booking } from '../../../src/domain/booking/booking/decide.ts';
import { bookingEvents } from '../../../src/domain/booking/booking/events.ts';
import { slot } from '../../../src/domain/booking/slot/decide.ts';
import { slotEvents } from '../../../src/domain/booking/slot/events.ts';
import { type SlotState, seatsTaken } from '../../../src/domain/booking/slot/state.ts';
import { given } from '../../support/decider.ts';

const { SessionBooked, BookingConfirmed, BookingRescheduled, BookingCancelled, BookingLinkedToOrder, HoldAbandoned } =
  bookingEvents;
const { SeatsHeld, SeatsReleased } = slotEvents;

const hold = { type: 'HoldSeats' as const, hold: 'h1', booking: 'b1', seats: 2, capacity: 3 };
const held = SeatsHeld({ hold: 'h1', booking: 'b1', seats: 2 });

describe('the seats of a slot', () => {
  it('are held', () => given(slot).when(hold).thenEvents([held]));
  it('are not given twice', () =>
    given(slot, held)
      .when({ ...hold, hold: 'h2', booking: 'b2' })
      .thenRefused('SLOT_FULL'));
  it('are given to the last one', () =>
    given(slot, held)
      .when({ ...hold, hold: 'h2', seats: 1 })
      .thenEvents([SeatsHeld({ hold: 'h2', booking: 'b1', seats: 1 })]));
  it('are released once', () => {
    given(slot, held)
      .when({ type: 'ReleaseSeats', hold: 'h1' })
      .thenEvents([SeatsReleased({ hold: 'h1', booking: 'b1', seats: 2 })]);
    given(slot).when({ type: 'ReleaseSeats', hold: 'h1' }).thenNothing();
  });

  it('are never more than there are, whatever is held and released in whatever order', () => {
    const command = fc.oneof(
      fc.record({
        type: fc.constant('HoldSeats' as const),
        hold: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        booking: fc.constant('b'),
        seats: fc.integer({ min: 1, max: 5 }),
        capacity: fc.constant(7),
      }),
      fc.record({ type: fc.constant('ReleaseSeats' as const), hold: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let state: SlotState = slot.initial;
        for (const one of commands) {
          const decision = slot.decide(state, one);
          if (decision.ok) state = decision.events.reduce((before, event) => slot.evolve(before, event), state);
          expect(seatsTaken(state)).toBeLessThanOrEqual(7);
        }
      }),
    );
  });
});

const place = (key: string, holdKey: string) => ({
  slot: { key, start: '2026-05-04T09:00:00.000Z', end: '2026-05-04T10:00:00.000Z' },
  operator: null,
  hold: holdKey,
});
const facts = {
  ref: 9,
  event: { key: 'e1', ref: 4, name: 'Yoga' },
  place: place('s1', 'h1'),
  service: null,
  seats: 1,
  price: null,
  contact: 'c1',
  attendee: { email: 'ada@example.com' },
  form: null,
  answers: [],
  confirmed: false,
};
const book: BookSession = { type: 'BookSession', ...facts, fields: [], answers: {} };
const booked = SessionBooked(facts);
const previous = { slot: 's1', hold: 'h1' };
const cancelled = BookingCancelled({ reason: null, previous });

describe('a booking', () => {
  it('is made', () => given(booking).when(book).thenEvents([booked]));
  it('is no other booking', () =>
    given(booking, booked)
      .when({ ...book, ref: 10 })
      .thenRefused('BOOKING_EXISTS'));
  it('is refused with answers that nobody asked for', () =>
    given(booking)
      .when({ ...book, answers: { x: 1 } })
      .thenRefused('ANSWERS_INVALID'));
  it('is confirmed', () =>
    given(booking, booked)
      .when({ type: 'ConfirmBooking' })
      .thenEvents([BookingConfirmed({})]));
  it('belongs to an order, and to none, called off too', () => {
    const order = { key: 'o1', ref: 12 };
    const linked = BookingLinkedToOrder({ order });
    given(booking)
      .when({ ...book, order })
      .thenEvents([booked, linked]);
    given(booking, booked, linked).when({ type: 'LinkBookingToOrder', order }).thenNothing();
    given(booking, booked, linked, cancelled)
      .when({ type: 'LinkBookingToOrder', order: null })
      .thenEvents([BookingLinkedToOrder({ order: null })]);
    given(booking).when({ type: 'LinkBookingToOrder', order }).thenRefused('BOOKING_NOT_FOUND');
  });
  it('is moved', () =>
    given(booking, booked)
      .when({ type: 'RescheduleBooking', place: place('s2', 'h2') })
      .thenEvents([BookingRescheduled({ place: place('s2', 'h2'), previous })]));
  it('is called off, and then cannot change', () => {
    given(booking, booked)
      .when({ type: 'CancelBooking', reason: 'Ill' })
      .thenEvents([BookingCancelled({ reason: 'Ill', previous })]);
    given(booking, booked, cancelled).when({ type: 'ConfirmBooking' }).thenRefused('BOOKING_CANCELLED');
    given(booking, booked, cancelled)
      .when({ type: 'RescheduleBooking', place: place('s2', 'h2') })
      .thenRefused('BOOKING_CANCELLED');
  });
  it('has to be there', () => given(booking).when({ type: 'ConfirmBooking' }).thenRefused('BOOKING_NOT_FOUND'));
});

describe('held seats', () => {
  it('that the booking rests on are kept', () =>
    given(booking, booked).when({ type: 'AbandonHold', hold: 'h1' }).thenNothing());
  it('that ended are not given up again', () =>
    given(booking, booked, cancelled).when({ type: 'AbandonHold', hold: 'h1' }).thenNothing());
  it('that nothing came of are given up, and a command that comes too late does not get them', () => {
    given(booking)
      .when({ type: 'AbandonHold', hold: 'h1' })
      .thenEvents([HoldAbandoned({ hold: 'h1' })]);
    given(booking, HoldAbandoned({ hold: 'h1' }))
      .when(book)
      .thenRefused('SEATS_LOST');
    given(booking, booked, HoldAbandoned({ hold: 'h2' }))
      .when({ type: 'RescheduleBooking', place: place('s2', 'h2') })
      .thenRefused('SEATS_LOST');
  });
});
