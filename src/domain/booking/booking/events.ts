/** What is stored about a booking of a session. */
import { z } from 'zod';
import { answer, formReference } from '../../kernel/answers.ts';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { email, key, orderReference, personalText, ref, text } from '../../kernel/fragments.ts';
import { operator, price, slot } from '../bookableEvent/events.ts';

/** The seats that a booking has. */
const place = z.strictObject({
  slot: slot.omit({ operator: true }),
  /** Who leads the session, as known then. */
  operator: operator.nullable(),
  /** Names the taking of seats in the slot's own stream. */
  hold: key,
});
export type Place = z.infer<typeof place>;

/** Seats that a booking had and needs no longer. */
const past = z.strictObject({ slot: key, hold: key });
export type PastPlace = z.infer<typeof past>;

export const SessionBooked = defineEvent('SessionBooked', {
  summary: 'A contact booked a session. Event, service and form are stated as they were then.',
  schema: z.strictObject({
    ref,
    event: z.strictObject({ key, ref, name: text, location: text.optional() }),
    place,
    service: z.strictObject({ ref, name: text }).nullable(),
    seats: z.int().positive(),
    /** What one seat costs. */
    price: price.nullable(),
    /** Key of the contact. */
    contact: key,
    attendee: z.strictObject({ name: personalText.optional(), email: email.optional() }),
    form: formReference.nullable(),
    answers: z.array(answer),
    confirmed: z.boolean(),
  }),
});

export const BookingConfirmed = defineEvent('BookingConfirmed', {
  summary: 'The business confirmed a booking.',
  schema: z.strictObject({}),
});

export const BookingRescheduled = defineEvent('BookingRescheduled', {
  summary: 'A booking was moved to another time.',
  schema: z.strictObject({ place, previous: past }),
});

export const BookingCancelled = defineEvent('BookingCancelled', {
  summary: 'A booking was called off.',
  schema: z.strictObject({ reason: personalText.nullable(), previous: past }),
});

export const BookingLinkedToOrder = defineEvent('BookingLinkedToOrder', {
  summary: 'A booking belongs to this order now, or to none.',
  schema: z.strictObject({ order: orderReference.nullable() }),
});

export const HoldAbandoned = defineEvent('HoldAbandoned', {
  summary: 'Seats were held for the booking, but what they were held for never happened and no longer may.',
  schema: z.strictObject({ hold: key }),
});

export const bookingEvents = {
  SessionBooked,
  BookingConfirmed,
  BookingRescheduled,
  BookingCancelled,
  BookingLinkedToOrder,
  HoldAbandoned,
};
export type BookingEvent = EventOf<typeof bookingEvents>;
