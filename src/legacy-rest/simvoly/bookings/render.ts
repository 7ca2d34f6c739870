/** A booking as this API shows it. */
import type { BookingRow } from '../../../projections/bookings/queries.ts';
import type { WireContact } from '../contacts/render.ts';
import { seconds } from '../wire.ts';

/** Location, operator and service are left out where there are none. */
export const renderBooking = (row: BookingRow, contactId: number) => ({
  id: row.ref,
  eventId: row.eventRef,
  contactId,
  name: row.name ?? '',
  email: row.email ?? '',
  start: seconds(row.startsAt),
  end: seconds(row.endsAt),
  eventData: { name: row.eventName, ...(row.location === null ? {} : { location: row.location }) },
  ...operatorOf(row),
  ...(row.serviceRef === null ? {} : { service: { id: row.serviceRef, name: row.serviceName ?? '' } }),
  formAnswers: row.answers.map(({ label, value }) => ({ name: label, value: String(value) })),
});

const operatorOf = ({ operator: { ref, name = '', email = '' } }: BookingRow) =>
  ref === undefined ? {} : { operator: { id: ref, name, email } };

/** What the webhook event `booking_created` carries: both spellings that receivers were written against. */
export const renderBookingEvent = (row: BookingRow, contact: WireContact | undefined) => ({
  ...renderBooking(row, contact?.id ?? 0),
  contact: contact ?? null,
  fromAnswers: row.answers.map(({ label, value }) => ({ field: label, value: String(value) })),
});
