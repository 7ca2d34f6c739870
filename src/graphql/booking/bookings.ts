/** Bookings: type, queries, and the bookings of a contact and of an event. */
import type { Operator } from '../../domain/booking/bookableEvent/events.ts';
import { BOOKING_FIELDS } from '../../projections/bookings/fields.ts';
import {
  bookingByRef,
  bookingsByKeys,
  countBookings,
  newestBookingsOfContacts,
  newestBookingsOfEvents,
  pageOfBookings,
} from '../../projections/bookings/queries.ts';
import { builder } from '../builder.ts';
import { loadContact } from '../contact/queries.ts';
import { Contact } from '../contact/type.ts';
import { listQuery } from '../list.ts';
import { Money, moneyOf } from '../money.ts';
import { newestField, recordKind, recordQuery } from '../record.ts';
import { loadOrder, Order } from '../sales/orders.ts';
import { FormAnswer } from '../service/answers.ts';
import { BookableEvent, BookingOperator, loadBookableEvent } from './events.ts';

const BookingStatusEnum = builder.enumType('BookingStatus', {
  description: 'How a booking stands.',
  values: {
    PENDING: { value: 'pending', description: 'It waits for somebody to confirm it. Its seats are taken.' },
    CONFIRMED: { value: 'confirmed', description: 'It is certain.' },
    CANCELLED: { value: 'cancelled', description: 'It was called off.' },
  } as const,
});

const bookings = recordKind('Booking', bookingsByKeys);
export const loadBooking = bookings.load;

export const Booking = builder.node(bookings.ref, {
  description: 'Seats of a session that a contact booked.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the booking.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the booking.', resolve: ({ row }) => row.ref }),
    status: t.field({ type: BookingStatusEnum, description: 'How it stands.', resolve: ({ row }) => row.status }),
    eventName: t.string({ description: 'What the event was called then.', resolve: ({ row }) => row.eventName }),
    location: t.string({ nullable: true, description: 'Where it was to be then.', resolve: ({ row }) => row.location }),
    event: t.field({
      type: BookableEvent,
      nullable: true,
      description: 'The event as it is now.',
      resolve: ({ row, asOf }, _args, context) => loadBookableEvent(context, row.event, asOf),
    }),
    contact: t.field({
      type: Contact,
      nullable: true,
      description: 'Who booked. Null when the contact has been deleted.',
      resolve: ({ row, asOf }, _args, context) => loadContact(context, row.contact, asOf),
    }),
    order: t.field({
      type: Order,
      nullable: true,
      description: 'The order that it belongs to.',
      resolve: ({ row, asOf }, _args, context) =>
        row.order === null ? undefined : loadOrder(context, row.order, asOf),
    }),
    name: t.string({
      nullable: true,
      description: 'Name of the one who comes.',
      resolve: ({ row }) => row.name,
    }),
    email: t.string({
      nullable: true,
      description: 'E-mail address of the one who comes.',
      resolve: ({ row }) => row.email,
    }),
    start: t.field({ type: 'DateTime', description: 'When the session begins.', resolve: ({ row }) => row.startsAt }),
    end: t.field({ type: 'DateTime', description: 'When the session ends.', resolve: ({ row }) => row.endsAt }),
    seats: t.int({ description: 'How many seats.', resolve: ({ row }) => row.seats }),
    operator: t.field({
      type: BookingOperator,
      nullable: true,
      description: 'Who leads the session.',
      resolve: ({ row: { operator } }) => (operator.ref === undefined ? null : (operator as Operator)),
    }),
    serviceName: t.string({
      nullable: true,
      description: 'The service that was chosen.',
      resolve: ({ row }) => row.serviceName,
    }),
    serviceRef: t.int({ nullable: true, description: 'Number of the service.', resolve: ({ row }) => row.serviceRef }),
    price: t.field({
      type: Money,
      nullable: true,
      description: 'What one seat costs.',
      resolve: ({ row }) => moneyOf(row.priceAmount, row.priceCurrency),
    }),
    answers: t.field({
      type: [FormAnswer],
      description: 'What was answered in the form of the event.',
      resolve: ({ row }) => row.answers,
    }),
    cancelReason: t.string({
      nullable: true,
      description: 'Why it was called off.',
      resolve: ({ row }) => row.cancelReason,
    }),
    bookedAt: t.field({ type: 'DateTime', description: 'When it was made.', resolve: ({ row }) => row.bookedAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
  }),
});

recordQuery(bookings, { name: 'booking', description: 'One booking.', byRef: bookingByRef });

listQuery(bookings, {
  name: 'bookings',
  description: 'Bookings that meet a filter, in any order, page by page.',
  fields: {
    key: { ...BOOKING_FIELDS.key, description: 'The key under which events name the booking.' },
    ref: { ...BOOKING_FIELDS.ref, description: 'Number of the booking.' },
    eventKey: { ...BOOKING_FIELDS.event, description: 'Key of the event.' },
    eventRef: { ...BOOKING_FIELDS.eventRef, description: 'Number of the event.' },
    eventName: { ...BOOKING_FIELDS.eventName, description: 'What the event was called then.' },
    contactKey: { ...BOOKING_FIELDS.contact, description: 'Key of the contact.' },
    orderKey: { ...BOOKING_FIELDS.order, description: 'Key of the order.' },
    orderRef: { ...BOOKING_FIELDS.orderRef, description: 'Number of the order.' },
    name: { ...BOOKING_FIELDS.name, description: 'Name of the one who comes.' },
    email: { ...BOOKING_FIELDS.email, description: 'E-mail address of the one who comes.' },
    status: { ...BOOKING_FIELDS.status, description: '`pending`, `confirmed` or `cancelled`.' },
    start: { ...BOOKING_FIELDS.startsAt, description: 'When the session begins.' },
    end: { ...BOOKING_FIELDS.endsAt, description: 'When the session ends.' },
    bookedAt: { ...BOOKING_FIELDS.bookedAt, description: 'When it was made.' },
    updatedAt: { ...BOOKING_FIELDS.updatedAt, description: 'When it last changed.' },
  },
  page: pageOfBookings,
  count: countBookings,
});

newestField(Contact, 'bookings', {
  of: bookings,
  description: 'Bookings of the contact, newest first. The query `bookings` pages through all of them.',
  newest: newestBookingsOfContacts,
  parentOf: ({ contact }) => contact,
});

newestField(BookableEvent, 'bookings', {
  of: bookings,
  description: 'Bookings of the event, newest first. The query `bookings` pages through all of them.',
  newest: newestBookingsOfEvents,
  parentOf: ({ event }) => event,
});
