/** The times of bookable events with the seats that are taken. */
import type { BookableEventEvent, Slot } from '../../domain/booking/bookableEvent/events.ts';
import type { SlotEvent } from '../../domain/booking/slot/events.ts';
import { type Change, type ChangeMakers, col, defineModel, type ModelRow, plus } from '../engine/model.ts';

const columns = {
  /** Key of the event. */
  event: col.requiredText(),
  startsAt: col.requiredTimestamp(),
  endsAt: col.requiredTimestamp(),
  /** Ref of the operator. */
  operator: col.integer(),
  offered: col.boolean(),
  seatsTaken: col.requiredInteger(),
};

type Columns = typeof columns;

const offer = (event: string, slots: readonly Slot[], change: ChangeMakers<Columns>): Change<Columns>[] =>
  slots.map(({ key, start, end, operator }) =>
    change.upsert(key, { event, startsAt: start, endsAt: end, operator, offered: true }),
  );

export const bookingSlots = defineModel<BookableEventEvent | SlotEvent>()({
  name: 'booking_slots',
  version: 1,
  summary: 'Times of bookable events, withdrawn ones too, with the seats that are taken.',
  categories: ['bookableEvent', 'slot'],
  temporal: true,
  columns,
  indexes: [{ on: ['event', 'starts_at'] }],
  handlers: {
    BookableEventCreated: ({ id, data }, change) => offer(id, data.slots, change),
    SlotsOffered: ({ id, data }, change) => offer(id, data.slots, change),
    SlotsWithdrawn: ({ data }, change) => data.slots.map((key) => change.update(key, { offered: false })),
    SeatsHeld: ({ id, data }, change) => change.update(id, { seatsTaken: plus(data.seats) }),
    SeatsReleased: ({ id, data }, change) => change.update(id, { seatsTaken: plus(-data.seats) }),
  },
});

export type BookingSlotRow = ModelRow<typeof bookingSlots>;
