/** Bookings, cancelled ones too. */

import { type Operator, operator } from '../../domain/booking/bookableEvent/events.ts';
import type { BookingEvent, Place } from '../../domain/booking/booking/events.ts';
import { type Answer, answer, answersByField } from '../../domain/kernel/answers.ts';
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export type BookingStatus = 'pending' | 'confirmed' | 'cancelled';

export const bookings = defineModel<BookingEvent>()({
  name: 'bookings',
  version: 2,
  summary: 'Bookings of sessions, cancelled ones too.',
  categories: ['booking'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    /** The event as it was when it was booked. */
    event: col.requiredText(),
    eventRef: col.requiredInteger(),
    eventName: col.requiredText(),
    location: col.text(),
    slot: col.requiredText(),
    startsAt: col.requiredTimestamp(),
    endsAt: col.requiredTimestamp(),
    operator: col.record<Partial<Operator>>({ personal: operator }),
    serviceRef: col.integer(),
    serviceName: col.text(),
    seats: col.requiredInteger(),
    /** Of one seat. */
    priceAmount: col.bigint(),
    priceCurrency: col.text(),
    /** Key of the contact. */
    contact: col.requiredText(),
    name: col.text({ personal: true }),
    email: col.text({ personal: true }),
    formKey: col.text(),
    formRef: col.integer(),
    formAlias: col.text(),
    formName: col.text(),
    /** The order that it belongs to: its key and number. */
    order: col.text(),
    orderRef: col.integer(),
    answers: col.list<Answer>({ personal: answer.array() }),
    /** The answers by field, to filter by. */
    values: col.record<Record<string, CustomValue>>({ personal: true }),
    status: col.requiredText<BookingStatus>(),
    cancelReason: col.text({ personal: true }),
    bookedAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['contact', 'ref'] },
    { on: ['starts_at', 'ref'] },
    { on: ['order'], where: '"order" is not null' },
    { on: ['event', 'ref'] },
  ],
  handlers: {
    SessionBooked: ({ id, data, occurredAt }, change) =>
      change.insert(id, {
        ref: data.ref,
        event: data.event.key,
        eventRef: data.event.ref,
        eventName: data.event.name,
        location: data.event.location ?? null,
        ...placed(data.place),
        serviceRef: data.service?.ref ?? null,
        serviceName: data.service?.name ?? null,
        seats: data.seats,
        priceAmount: data.price?.amount ?? null,
        priceCurrency: data.price?.currency ?? null,
        contact: data.contact,
        name: data.attendee.name ?? null,
        email: data.attendee.email ?? null,
        formKey: data.form?.key ?? null,
        formRef: data.form?.ref ?? null,
        formAlias: data.form?.alias ?? null,
        formName: data.form?.name ?? null,
        answers: data.answers,
        values: answersByField(data.answers),
        status: data.confirmed ? 'confirmed' : 'pending',
        bookedAt: occurredAt,
        updatedAt: occurredAt,
      }),
    BookingConfirmed: ({ id, occurredAt }, change) => change.update(id, { status: 'confirmed', updatedAt: occurredAt }),
    BookingRescheduled: ({ id, data, occurredAt }, change) =>
      change.update(id, { ...placed(data.place), updatedAt: occurredAt }),
    BookingLinkedToOrder: ({ id, data: { order }, occurredAt }, change) =>
      change.update(id, { order: order?.key ?? null, orderRef: order?.ref ?? null, updatedAt: occurredAt }),
    BookingCancelled: ({ id, data, occurredAt }, change) =>
      change.update(id, { status: 'cancelled', cancelReason: data.reason, updatedAt: occurredAt }),
  },
});

const placed = ({ slot, operator }: Place) => ({
  slot: slot.key,
  startsAt: slot.start,
  endsAt: slot.end,
  operator: operator ?? {},
});

export type BookingRow = ModelRow<typeof bookings>;
