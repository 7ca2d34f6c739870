/** Bookings: type, queries, and the bookings of a contact and of an event. */
import type { Moment } from '../../application/ports.ts';
import type { Operator } from '../../domain/booking/bookableEvent/events.ts';
import { BOOKING_FIELDS } from '../../projections/bookings/fields.ts';
import {
  type BookingRow,
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
import type { GraphqlContext } from '../context.ts';
import { listQuery } from '../list.ts';
import { Money, moneyOf } from '../money.ts';
import { amountOfEach, ofEachCost, type RecordNode, recordQuery } from '../record.ts';
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

type BookingNode = RecordNode<'Booking', BookingRow>;

const bookingNode = (row: BookingRow, asOf: Moment | undefined): BookingNode => ({ __typename: 'Booking', row, asOf });

export const Booking = builder.node(builder.objectRef<BookingNode>('Booking'), {
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

export async function loadBooking(
  { loaders }: GraphqlContext,
  key: string,
  asOf?: Moment,
): Promise<BookingNode | undefined> {
  const row = await loaders.one(bookingsByKeys, key, asOf);
  return row && bookingNode(row, asOf);
}

recordQuery(Booking, {
  name: 'booking',
  kind: 'Booking',
  description: 'One booking.',
  load: loadBooking,
  byRef: ({ app }, ref, asOf) => bookingByRef(app.db, ref, asOf),
  node: bookingNode,
});

listQuery(Booking, {
  name: 'bookings',
  kind: 'Booking',
  description: 'Bookings that meet a filter, in any order, page by page.',
  fields: {
    key: { ...BOOKING_FIELDS.key, description: 'The key under which events name the booking.' },
    ref: { ...BOOKING_FIELDS.ref, description: 'Number of the booking.' },
    eventKey: { ...BOOKING_FIELDS.event, description: 'Key of the event.' },
    eventRef: { ...BOOKING_FIELDS.eventRef, description: 'Number of the event.' },
    eventName: { ...BOOKING_FIELDS.eventName, description: 'What the event was called then.' },
    contactKey: { ...BOOKING_FIELDS.contact, description: 'Key of the contact.' },
    name: { ...BOOKING_FIELDS.name, description: 'Name of the one who comes.' },
    email: { ...BOOKING_FIELDS.email, description: 'E-mail address of the one who comes.' },
    status: { ...BOOKING_FIELDS.status, description: '`pending`, `confirmed` or `cancelled`.' },
    start: { ...BOOKING_FIELDS.startsAt, description: 'When the session begins.' },
    end: { ...BOOKING_FIELDS.endsAt, description: 'When the session ends.' },
    bookedAt: { ...BOOKING_FIELDS.bookedAt, description: 'When it was made.' },
    updatedAt: { ...BOOKING_FIELDS.updatedAt, description: 'When it last changed.' },
  },
  page: ({ app }, query, fields) => pageOfBookings(app.db, query, fields),
  count: ({ app }, query, fields) => countBookings(app.db, query, fields),
  node: bookingNode,
});

const FIRST_DESCRIPTION = 'How many. 10 when left out.';

builder.objectField(Contact, 'bookings', (t) =>
  t.field({
    type: [Booking],
    description: 'Bookings of the contact, newest first. The query `bookings` pages through all of them.',
    complexity: ofEachCost,
    args: { first: t.arg.int({ description: FIRST_DESCRIPTION }) },
    resolve: async ({ row, asOf }, { first }, { loaders }) => {
      const limit = amountOfEach(first);
      const rows = await loaders.many(
        `bookingsOfContact:${limit}`,
        (db, contacts) => newestBookingsOfContacts(db, contacts, { limit, asOf }),
        row.key,
        ({ contact }) => contact,
        asOf,
      );
      return rows.map((found) => bookingNode(found, asOf));
    },
  }),
);

builder.objectField(BookableEvent, 'bookings', (t) =>
  t.field({
    type: [Booking],
    description: 'Bookings of the event, newest first. The query `bookings` pages through all of them.',
    complexity: ofEachCost,
    args: { first: t.arg.int({ description: FIRST_DESCRIPTION }) },
    resolve: async ({ row, asOf }, { first }, { loaders }) => {
      const limit = amountOfEach(first);
      const rows = await loaders.many(
        `bookingsOfEvent:${limit}`,
        (db, events) => newestBookingsOfEvents(db, events, { limit, asOf }),
        row.key,
        ({ event }) => event,
        asOf,
      );
      return rows.map((found) => bookingNode(found, asOf));
    },
  }),
);
