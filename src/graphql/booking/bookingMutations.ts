/** `bookSession`, `rescheduleBooking`, `confirmBooking`, `cancelBooking`, `linkBookingToOrder`. */
import { builder } from '../builder.ts';
import { commandContext } from '../context.ts';
import { keyOf } from '../ids.ts';
import { idempotencyArg } from '../mutation.ts';
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

builder.mutationField('bookSession', (t) =>
  t.field({
    type: booked.union,
    description: 'Books seats of a session. However many ask at once, no seat is given twice.',
    args: {
      input: t.arg({ type: BookSessionInput, required: true, description: 'The seats.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input, idempotencyKey }, context) => {
      const { event, contact, answers, start, operator, service, seats, email, name, phone, order } = input;
      return booked.answer(
        await context.app.bookings.book(commandContext(context, idempotencyKey), {
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
        }),
      );
    },
  }),
);

const rescheduled = result('rescheduleBooking', 'The booking is for this time.', [
  'BOOKING_NOT_FOUND',
  'BOOKING_CANCELLED',
  ...TIME_REFUSALS,
]);

builder.mutationField('rescheduleBooking', (t) =>
  t.field({
    type: rescheduled.union,
    description: 'Moves a booking to another time of its event. It keeps its seats until it has the new ones.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      start: t.arg({ type: 'DateTime', required: true, description: 'When the other session begins.' }),
      operator: t.arg.int({ description: OPERATOR_DESCRIPTION }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, start, operator, idempotencyKey }, context) =>
      rescheduled.answer(
        await context.app.bookings.reschedule(commandContext(context, idempotencyKey), keyOf('Booking', id), {
          start,
          operator: operator ?? null,
        }),
      ),
  }),
);

const confirmed = result('confirmBooking', 'The booking is certain.', ['BOOKING_NOT_FOUND', 'BOOKING_CANCELLED']);

builder.mutationField('confirmBooking', (t) =>
  t.field({
    type: confirmed.union,
    description: 'Confirms a booking.',
    args: { id: t.arg.id({ required: true, description: ID_DESCRIPTION }), ...idempotencyArg(t) },
    resolve: async (_root, { id, idempotencyKey }, context) =>
      confirmed.answer(
        await context.app.bookings.confirm(commandContext(context, idempotencyKey), keyOf('Booking', id)),
      ),
  }),
);

const cancelled = result('cancelBooking', 'The booking is called off, and its seats are free.', ['BOOKING_NOT_FOUND']);

builder.mutationField('cancelBooking', (t) =>
  t.field({
    type: cancelled.union,
    description: 'Calls a booking off. Its seats are free again.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      reason: t.arg.string({ description: 'Why.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, reason, idempotencyKey }, context) =>
      cancelled.answer(
        await context.app.bookings.cancel(
          commandContext(context, idempotencyKey),
          keyOf('Booking', id),
          reason ?? null,
        ),
      ),
  }),
);

const linked = result('linkBookingToOrder', 'The booking belongs to this order.', [
  'BOOKING_NOT_FOUND',
  'ORDER_NOT_FOUND',
]);

builder.mutationField('linkBookingToOrder', (t) =>
  t.field({
    type: linked.union,
    description: 'Says which order a booking belongs to, or that it belongs to none.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      order: t.arg.id({ description: 'The order: global id or key. Null for none.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, order, idempotencyKey }, context) =>
      linked.answer(
        await context.app.bookings.linkToOrder(
          commandContext(context, idempotencyKey),
          keyOf('Booking', id),
          order ? keyOf('Order', order) : null,
        ),
      ),
  }),
);
