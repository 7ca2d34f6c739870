/** Bookings of a contact. Cancelled ones are left out: this API could not tell them from the others. */
import type { Application } from '../../application/application.ts';
import {
  answerFieldsOfBookings,
  type BookingRow,
  countBookings,
  listBookings,
} from '../../projections/bookings/queries.ts';
import type { ContactRow } from '../../projections/contacts/queries.ts';
import type { FilterField } from '../../projections/filter/filter.ts';
import { FORM_FIELDS, type Listing, memberFields, namedFields, valueField } from './lists.ts';
import { renderForm, renderMember } from './render.ts';

export async function bookingsOf({ db }: Application, contact: ContactRow): Promise<Listing<BookingRow>> {
  const answered = (await answerFieldsOfBookings(db, contact.key)).map(
    ({ name, type }) => [`EventBookingFields.${name}`, valueField('"values"', name, type)] as const,
  );
  const standing = { only: { contact: contact.key }, except: { status: 'cancelled' } };
  return {
    fields: namedFields([...FIELDS, ...memberFields('bookings'), ...answered]),
    list: (query, fields) => listBookings(db, { ...query, ...standing }, fields),
    count: (query, fields) => countBookings(db, { ...query, ...standing }, fields),
    render: (row) => renderBooking(row, contact),
  };
}

function renderBooking(row: BookingRow, contact: ContactRow) {
  return {
    Id: row.ref,
    EventId: row.eventRef,
    OrderId: row.orderRef ?? 0,
    FormId: row.formRef ?? 0,
    MemberId: contact.ref,
    Allocation: row.seats,
    CreatedDateTime: row.bookedAt,
    CustomCrmGroups: {},
    Member: renderMember(contact),
    Form: renderForm(row),
    Event: { Id: row.eventRef, Name: row.eventName },
    EventBookingFields: row.values,
  };
}

const FIELDS: readonly (readonly [string, FilterField])[] = [
  ['Id', { sql: 'ref', type: 'number' }],
  ['EventId', { sql: 'event_ref', type: 'number' }],
  ['OrderId', { sql: 'coalesce(order_ref, 0)', type: 'number' }],
  ['Allocation', { sql: 'seats', type: 'number' }],
  ['CreatedDateTime', { sql: 'booked_at', type: 'instant' }],
  ['Event.Id', { sql: 'event_ref', type: 'number' }],
  ['Event.Name', { sql: 'event_name', type: 'text' }],
  ...FORM_FIELDS,
];
