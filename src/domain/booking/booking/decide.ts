/** What may happen to a booking. The seats have been held in the slot before `BookSession` and `RescheduleBooking` come here. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { checkAnswers, type FormField, type FormReference, type GivenAnswers } from '../../kernel/answers.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import type { OrderReference } from '../../kernel/fragments.ts';
import type { Price } from '../bookableEvent/events.ts';
import { type BookingEvent, bookingEvents, type PastPlace, type Place } from './events.ts';
import { type Booking, type BookingState, evolveBooking, initialBooking, restsOn } from './state.ts';

export type BookingCommand =
  | BookSession
  | RescheduleBooking
  | { readonly type: 'ConfirmBooking' }
  | { readonly type: 'CancelBooking'; readonly reason: string | null }
  | { readonly type: 'LinkBookingToOrder'; readonly order: OrderReference | null }
  /** Gives up a taking of seats, unless the booking rests on it. */
  | { readonly type: 'AbandonHold'; readonly hold: string };

export interface BookSession {
  readonly type: 'BookSession';
  readonly ref: number;
  readonly event: { readonly key: string; readonly ref: number; readonly name: string; readonly location?: string };
  readonly place: Place;
  readonly service: { readonly ref: number; readonly name: string } | null;
  readonly seats: number;
  readonly price: Price | null;
  readonly contact: string;
  readonly attendee: { readonly name?: string; readonly email?: string };
  readonly form: FormReference | null;
  /** What the form asks. */
  readonly fields: readonly FormField[];
  readonly answers: GivenAnswers;
  readonly confirmed: boolean;
  readonly order?: OrderReference | null;
}

export interface RescheduleBooking {
  readonly type: 'RescheduleBooking';
  readonly place: Place;
}

export type BookingRefusal =
  | 'ANSWERS_INVALID'
  | 'BOOKING_CANCELLED'
  | 'BOOKING_EXISTS'
  | 'BOOKING_NOT_FOUND'
  /** It took so long that the seats were given back. */
  | 'SEATS_LOST';
type BookingDecision = Decision<BookingEvent, BookingRefusal>;

export function decideBooking(state: BookingState, command: BookingCommand): BookingDecision {
  if (command.type === 'BookSession') return book(state, command);
  if (command.type === 'AbandonHold') return abandon(state, command.hold);
  if (state.phase === 'absent') return refuse('BOOKING_NOT_FOUND', 'There is no such booking.');
  switch (command.type) {
    case 'ConfirmBooking':
      return unlessCancelled(state, () =>
        state.phase === 'confirmed' ? nothing : accept(bookingEvents.BookingConfirmed({})),
      );
    case 'RescheduleBooking':
      return unlessCancelled(state, () => reschedule(state, command));
    case 'LinkBookingToOrder':
      return state.order?.key === command.order?.key ? nothing : accept(linked(command.order));
    case 'CancelBooking':
      return state.phase === 'cancelled'
        ? nothing
        : accept(bookingEvents.BookingCancelled({ reason: command.reason, previous: pastOf(state) }));
  }
}

const seatsLost = refuse('SEATS_LOST', 'It took too long, and the seats were given back. Book again.');

function book(state: BookingState, { type: _, fields, answers, order = null, ...data }: BookSession): BookingDecision {
  if (state.phase !== 'absent')
    return state.ref === data.ref ? nothing : refuse('BOOKING_EXISTS', 'This booking exists already.');
  if (state.past.includes(data.place.hold)) return seatsLost;
  const checked = checkAnswers(fields, answers);
  if (!checked.ok) return refuse('ANSWERS_INVALID', 'Some answers are not valid.', ...checked.problems);
  return accept<BookingEvent>(
    bookingEvents.SessionBooked({ ...data, answers: checked.answers }),
    ...(order === null ? [] : [linked(order)]),
  );
}

const linked = (order: OrderReference | null) =>
  bookingEvents.BookingLinkedToOrder({ order: order && { key: order.key, ref: order.ref } });

function reschedule(booking: Booking, { place }: RescheduleBooking): BookingDecision {
  if (restsOn(booking, place.hold) || booking.place.slot.key === place.slot.key) return nothing;
  if (booking.past.includes(place.hold)) return seatsLost;
  return accept(bookingEvents.BookingRescheduled({ place, previous: pastOf(booking) }));
}

function abandon(state: BookingState, hold: string): BookingDecision {
  const isSettled = restsOn(state, hold) || state.past.includes(hold);
  return isSettled ? nothing : accept(bookingEvents.HoldAbandoned({ hold }));
}

const pastOf = ({ place }: Booking): PastPlace => ({ slot: place.slot.key, hold: place.hold });

const unlessCancelled = (booking: Booking, decide: () => BookingDecision): BookingDecision =>
  booking.phase === 'cancelled' ? refuse('BOOKING_CANCELLED', 'The booking was called off.') : decide();

export const booking = defineAggregate<BookingState, BookingCommand, BookingEvent, BookingRefusal>({
  category: 'booking',
  events: bookingEvents,
  initial: initialBooking,
  evolve: evolveBooking,
  decide: decideBooking,
});
