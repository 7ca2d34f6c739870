/** Bookable events: types and queries. */
import type { Operator, Service } from '../../domain/booking/bookableEvent/events.ts';
import { BOOKABLE_EVENT_FIELDS } from '../../projections/bookableEvents/fields.ts';
import {
  type BookableEventRow,
  bookableEventByRef,
  bookableEventsByKeys,
  countBookableEvents,
  pageOfBookableEvents,
} from '../../projections/bookableEvents/queries.ts';
import { type BookingSlotRow, slotsOfEvents } from '../../projections/bookingSlots/queries.ts';
import { builder } from '../builder.ts';
import { listQuery } from '../list.ts';
import { Money, moneyOf } from '../money.ts';
import { amountOfEach, ofEachCost, recordKind, recordQuery } from '../record.ts';
import { Form, loadForm } from '../service/forms.ts';

const bookableEvents = recordKind('BookableEvent', bookableEventsByKeys);
export const loadBookableEvent = bookableEvents.load;

export const BookingOperator = builder.objectRef<Operator>('BookingOperator').implement({
  description: 'A member of staff who leads sessions.',
  fields: (t) => ({
    ref: t.exposeInt('ref', { description: 'Number of the member of staff.' }),
    name: t.exposeString('name', { description: 'Name.' }),
    email: t.string({
      nullable: true,
      description: 'E-mail address.',
      resolve: ({ email }) => email ?? null,
    }),
  }),
});

const BookingService = builder.objectRef<Service>('BookingService').implement({
  description: 'Something that can be chosen with a session.',
  fields: (t) => ({
    ref: t.exposeInt('ref', { description: 'Number of the service.' }),
    name: t.exposeString('name', { description: 'Name.' }),
    price: t.field({
      type: Money,
      nullable: true,
      description: "What a seat costs with it. Null for the event's own price.",
      resolve: ({ price }) => price,
    }),
  }),
});

interface SlotNode {
  readonly row: BookingSlotRow;
  readonly event: BookableEventRow;
}

const BookableSlot = builder.objectRef<SlotNode>('BookableSlot').implement({
  description: 'A time at which an event takes place.',
  fields: (t) => ({
    start: t.field({ type: 'DateTime', description: 'When it begins.', resolve: ({ row }) => row.startsAt }),
    end: t.field({ type: 'DateTime', description: 'When it ends.', resolve: ({ row }) => row.endsAt }),
    operator: t.field({
      type: BookingOperator,
      nullable: true,
      description: 'Who leads it.',
      resolve: ({ row, event }) => event.operators.find(({ ref }) => ref === row.operator),
    }),
    seatsTaken: t.int({ description: 'How many seats are taken.', resolve: ({ row }) => row.seatsTaken }),
    seatsLeft: t.int({
      description: 'How many seats can be booked.',
      resolve: ({ row, event }) => Math.max(0, event.capacity - row.seatsTaken),
    }),
  }),
});

export const BookableEvent = builder.node(bookableEvents.ref, {
  description: 'An event that people can book: an appointment, a class, a tour.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name it.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Its number.', resolve: ({ row }) => row.ref }),
    name: t.string({ description: 'Name.', resolve: ({ row }) => row.name }),
    description: t.string({ nullable: true, description: 'Description.', resolve: ({ row }) => row.description }),
    location: t.string({ nullable: true, description: 'Where it takes place.', resolve: ({ row }) => row.location }),
    timezone: t.string({ description: 'Zone that its times are told in.', resolve: ({ row }) => row.timezone }),
    capacity: t.int({ description: 'Seats of each slot.', resolve: ({ row }) => row.capacity }),
    price: t.field({
      type: Money,
      nullable: true,
      description: 'What one seat costs. Null when it costs nothing.',
      resolve: ({ row }) => moneyOf(row.priceAmount, row.priceCurrency),
    }),
    needsConfirmation: t.boolean({
      description: 'Whether a booking waits for somebody to confirm it.',
      resolve: ({ row }) => row.needsConfirmation,
    }),
    form: t.field({
      type: Form,
      nullable: true,
      description: 'What is asked of those who book.',
      resolve: ({ row, asOf }, _args, context) => (row.form === null ? undefined : loadForm(context, row.form, asOf)),
    }),
    operators: t.field({
      type: [BookingOperator],
      description: 'Who leads sessions.',
      resolve: ({ row }) => row.operators,
    }),
    services: t.field({
      type: [BookingService],
      description: 'What can be chosen with a session.',
      resolve: ({ row }) => row.services,
    }),
    slots: t.field({
      type: [BookableSlot],
      description: 'Times at which it takes place, the earliest first.',
      complexity: ofEachCost,
      args: {
        from: t.arg({ type: 'DateTime', description: 'Only those that begin at this time or later.' }),
        to: t.arg({ type: 'DateTime', description: 'Only those that begin before this time.' }),
        first: t.arg.int({ description: 'How many. 10 when left out.' }),
      },
      resolve: async ({ row, asOf }, args, { loaders }) => {
        const limit = amountOfEach(args.first);
        const [from, to] = [args.from ?? undefined, args.to ?? undefined];
        const rows = await loaders.many(
          `slots:${limit}:${from}:${to}`,
          (db, events) => slotsOfEvents(db, events, { from, to, limit, asOf }),
          row.key,
          ({ event }) => event,
          asOf,
        );
        return rows.map((slot) => ({ row: slot, event: row }));
      },
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was created.', resolve: ({ row }) => row.createdAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
    closedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when it can no longer be booked.',
      resolve: ({ row }) => row.closedAt,
    }),
  }),
});

recordQuery(bookableEvents, { name: 'bookableEvent', description: 'One bookable event.', byRef: bookableEventByRef });

listQuery(bookableEvents, {
  name: 'bookableEvents',
  description: 'Bookable events that meet a filter, in any order, page by page.',
  fields: {
    key: { ...BOOKABLE_EVENT_FIELDS.key, description: 'The key under which events name it.' },
    ref: { ...BOOKABLE_EVENT_FIELDS.ref, description: 'Its number.' },
    name: { ...BOOKABLE_EVENT_FIELDS.name, description: 'Name.' },
    location: { ...BOOKABLE_EVENT_FIELDS.location, description: 'Where it takes place.' },
    createdAt: { ...BOOKABLE_EVENT_FIELDS.createdAt, description: 'When it was created.' },
    updatedAt: { ...BOOKABLE_EVENT_FIELDS.updatedAt, description: 'When it last changed.' },
    closedAt: { ...BOOKABLE_EVENT_FIELDS.closedAt, description: 'Since when it can no longer be booked.' },
  },
  page: pageOfBookableEvents,
  count: countBookableEvents,
});
