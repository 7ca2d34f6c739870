/** `bookSession`, `rescheduleBooking`, `confirmBooking`, `cancelBooking`, `linkBookingToOrder`. */
import { builder } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults } from '../record.ts';
import { answersOf, FormAnswerInput } from '../service/answers.ts';
import { Booking, loadBooking } from './bookings.ts';

const OPERATOR_DESCRIPTION = 'Number of the operator; whoever has free seats then when left out.';

const BookSessionInput = builder.inputType('BookSessionInput', {
  description: 'Seats to book.',
  fields: (t) => ({
    event: t.id({ required: true, description: 'Which event: its global id or its key.' }),
    start: t.field({ type: 'DateTime', required: true, description: 'When the session begins.' }),
    operator: t.int({ description: OPERATOR_DESCRIPTION }),
    service: t.int({ description: 'Number of the service.' }),
    seats: t.int({ description: 'How many seats; 1 when left out.' }),
    contact: t.id({
      description: 'Who books: global id or key. Without it the contact is found, or created, by the e-mail address.',
    }),
    email: t.string({ description: 'E-mail address of the one who comes, where the form does not ask for it.' }),
    name: t.string({ description: 'Name of the one who comes, where the form does not ask for it.' }),
    phone: t.string({ description: 'Phone number for a new contact, where the form does not ask for it.' }),
    answers: t.field({ type: [FormAnswerInput], description: 'Answers to the form of the event.' }),
    order: t.id({ description: 'The order that it belongs to: global id or key.' }),
  }),
});

const TIME_REFUSALS = ['BOOKABLE_EVENT_NOT_FOUND', 'SLOT_NOT_FOUND', 'SLOT_PAST', 'SLOT_FULL', 'SEATS_LOST'] as const;

const result = recordResults(Booking, 'booking', loadBooking);

const booked = result('bookSession', 'The seats are booked.', [
  ...TIME_REFUSALS,
  'SERVICE_NOT_FOUND',
  'ANSWERS_INVALID',
  'CONTACT_NOT_FOUND',
  'ORDER_NOT_FOUND',
  'EMAIL_REQUIRED',
  'EMAIL_INVALID',
  'INPUT_INVALID',
]);

mutation(booked, {
  description: 'Books seats of a session. However many ask at once, no seat is given twice.',
  args: (t) => ({ input: t.arg({ type: BookSessionInput, required: true, description: 'The seats.' }) }),
  run: ({ input }, command, { app }) => {
    const { event, contact, answers, start, operator, service, seats, email, name, phone, order } = input;
    return app.bookings.book(command, {
      event: keyOf('BookableEvent', event),
      start,
      operator: operator ?? null,
      service: service ?? null,
      seats: seats ?? null,
      contact: contact ? keyOf('Contact', contact) : null,
      email: email ?? null,
      name: name ?? null,
      phone: phone ?? null,
      answers: answersOf(answers),
      order: order ? keyOf('Order', order) : null,
    });
  },
});

const rescheduled = result('rescheduleBooking', 'The booking is for this time.', [
  'BOOKING_NOT_FOUND',
  'BOOKING_CANCELLED',
  ...TIME_REFUSALS,
]);

mutation(rescheduled, {
  description: 'Moves a booking to another time of its event. It keeps its seats until it has the new ones.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    start: t.arg({ type: 'DateTime', required: true, description: 'When the other session begins.' }),
    operator: t.arg.int({ description: OPERATOR_DESCRIPTION }),
  }),
  run: ({ id, start, operator }, command, { app }) =>
    app.bookings.reschedule(command, keyOf('Booking', id), {
      start,
      operator: operator ?? null,
    }),
});

const confirmed = result('confirmBooking', 'The booking is certain.', ['BOOKING_NOT_FOUND', 'BOOKING_CANCELLED']);

mutation(confirmed, {
  description: 'Confirms a booking.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.bookings.confirm(command, keyOf('Booking', id)),
});

const cancelled = result('cancelBooking', 'The booking is called off, and its seats are free.', ['BOOKING_NOT_FOUND']);

mutation(cancelled, {
  description: 'Calls a booking off. Its seats are free again.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    reason: t.arg.string({ description: 'Why.' }),
  }),
  run: ({ id, reason }, command, { app }) => app.bookings.cancel(command, keyOf('Booking', id), reason ?? null),
});

const linked = result('linkBookingToOrder', 'The booking belongs to this order.', [
  'BOOKING_NOT_FOUND',
  'ORDER_NOT_FOUND',
]);

mutation(linked, {
  description: 'Says which order a booking belongs to, or that it belongs to none.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    order: t.arg.id({ description: 'The order: global id or key. Null for none.' }),
  }),
  run: ({ id, order }, command, { app }) =>
    app.bookings.linkToOrder(command, keyOf('Booking', id), order ? keyOf('Order', order) : null),
});
