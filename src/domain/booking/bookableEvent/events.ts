/** What is stored about events that people can book: an appointment, a class, a tour. */
import { z } from 'zod';
import { formReference } from '../../kernel/answers.ts';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { email, instant, key, patchSchema, personalText, ref, text } from '../../kernel/fragments.ts';
import { amount, currency } from '../../kernel/money.ts';
import type { Patch } from '../../kernel/patch.ts';

/** What one seat costs. */
export const price = z.strictObject({ amount, currency });
export type Price = z.infer<typeof price>;

/** A member of staff who leads sessions. */
export const operator = z.strictObject({ ref, name: personalText, email: email.optional() });
export type Operator = z.infer<typeof operator>;

/** Something that can be chosen with a session; its price takes the place of the event's. */
export const service = z.strictObject({ ref, name: text, price: price.optional() });
export type Service = z.infer<typeof service>;

/** A time at which the event takes place. */
export const slot = z.strictObject({
  key,
  start: instant,
  end: instant,
  /** Ref of the operator who leads it. */
  operator: ref.nullable(),
});
export type Slot = z.infer<typeof slot>;

const settingFields = {
  name: text,
  description: text.optional(),
  location: text.optional(),
  /** IANA name of the zone that its times are told in. */
  timezone: text,
  /** Seats of each slot. */
  capacity: z.int().positive(),
  price: price.optional(),
  /** Whether a booking waits for somebody to confirm it. */
  needsConfirmation: z.boolean(),
  /** What is asked of those who book. */
  form: formReference.optional(),
};

export const settings = z.strictObject(settingFields);
export type BookableEventSettings = z.infer<typeof settings>;
export type BookableEventSettingsPatch = Patch<BookableEventSettings>;

export const BookableEventCreated = defineEvent('BookableEventCreated', {
  summary: 'The business offered an event that people can book.',
  schema: z.strictObject({
    ref,
    settings,
    operators: z.array(operator),
    services: z.array(service),
    slots: z.array(slot),
  }),
});

export const BookableEventChanged = defineEvent('BookableEventChanged', {
  summary: 'Settings of a bookable event changed; null means cleared, missing means unchanged. Bookings stay as made.',
  schema: z.strictObject({ changes: patchSchema(settingFields) as z.ZodType<BookableEventSettingsPatch> }),
});

export const BookableEventStaffed = defineEvent('BookableEventStaffed', {
  summary: 'Operators or services of a bookable event changed; both are stated as they are now.',
  schema: z.strictObject({ operators: z.array(operator), services: z.array(service) }),
});

export const SlotsOffered = defineEvent('SlotsOffered', {
  summary: 'A bookable event takes place at further times.',
  schema: z.strictObject({ slots: z.array(slot).min(1) }),
});

export const SlotsWithdrawn = defineEvent('SlotsWithdrawn', {
  summary: 'Times can no longer be booked. Bookings that were made for them stay.',
  schema: z.strictObject({ slots: z.array(key).min(1) }),
});

export const BookableEventClosed = defineEvent('BookableEventClosed', {
  summary: 'An event can no longer be booked. Its bookings stay.',
  schema: z.strictObject({}),
});

export const bookableEventEvents = {
  BookableEventCreated,
  BookableEventChanged,
  BookableEventStaffed,
  SlotsOffered,
  SlotsWithdrawn,
  BookableEventClosed,
};
export type BookableEventEvent = EventOf<typeof bookableEventEvents>;
