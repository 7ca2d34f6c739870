/** Names that filters and sorting on bookings may use. */
import type { FieldResolver, FilterField } from '../filter/filter.ts';

export const BOOKING_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  event: { sql: 'event', type: 'text' },
  eventRef: { sql: 'event_ref', type: 'number' },
  eventName: { sql: 'event_name', type: 'text' },
  contact: { sql: 'contact', type: 'text' },
  name: { sql: 'name', type: 'text' },
  email: { sql: 'email', type: 'text' },
  status: { sql: 'status', type: 'text' },
  seats: { sql: 'seats', type: 'number' },
  order: { sql: '"order"', type: 'text' },
  orderRef: { sql: 'order_ref', type: 'number' },
  formRef: { sql: 'form_ref', type: 'number' },
  formAlias: { sql: 'form_alias', type: 'text' },
  formName: { sql: 'form_name', type: 'text' },
  startsAt: { sql: 'starts_at', type: 'instant' },
  endsAt: { sql: 'ends_at', type: 'instant' },
  bookedAt: { sql: 'booked_at', type: 'instant' },
  updatedAt: { sql: 'updated_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;

const FIELDS: ReadonlyMap<string, FilterField> = new Map(Object.entries(BOOKING_FIELDS));

export const bookingFields: FieldResolver = (name) => FIELDS.get(name);
