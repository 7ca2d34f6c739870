/** `createBookableEvent`, `updateBookableEvent`, `offerSlots`, `withdrawSlots`, `closeBookableEvent`. */
import type { BookableEventInput } from '../../application/bookableEvents.ts';
import { builder, type InputFields } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { type InputOf, stated } from '../input.ts';
import { MoneyInput, minorMoney } from '../money.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults } from '../record.ts';
import { BookableEvent, loadBookableEvent } from './events.ts';

const BookingOperatorInput = builder.inputType('BookingOperatorInput', {
  description: 'A member of staff who leads sessions.',
  fields: (t) => ({
    ref: t.int({ required: true, description: 'Number of the member of staff.' }),
    name: t.string({ required: true, description: 'Name.' }),
    email: t.string({ description: 'E-mail address.' }),
  }),
});

const BookingServiceInput = builder.inputType('BookingServiceInput', {
  description: 'Something that can be chosen with a session.',
  fields: (t) => ({
    ref: t.int({ required: true, description: 'Number of your choice, unique within the event.' }),
    name: t.string({ required: true, description: 'Name.' }),
    price: t.field({ type: MoneyInput, description: "What a seat costs with it, instead of the event's own price." }),
  }),
});

const SlotInput = builder.inputType('SlotInput', {
  description: 'A time at which an event takes place.',
  fields: (t) => ({
    start: t.field({ type: 'DateTime', required: true, description: 'When it begins.' }),
    end: t.field({ type: 'DateTime', required: true, description: 'When it ends.' }),
    operator: t.int({ description: 'Number of the operator who leads it.' }),
  }),
});

const commonInputs = (t: InputFields) => ({
  description: t.string({ description: 'Description.' }),
  location: t.string({ description: 'Where it takes place.' }),
  timezone: t.string({ description: 'IANA name of the zone that its times are told in; `UTC` at first.' }),
  capacity: t.int({ description: 'Seats of each slot; 1 at first.' }),
  price: t.field({ type: MoneyInput, description: 'What one seat costs.' }),
  needsConfirmation: t.boolean({ description: 'Whether a booking waits for somebody to confirm it.' }),
  form: t.id({ description: 'What is asked of those who book: global id or key of a form.' }),
  operators: t.field({ type: [BookingOperatorInput], description: 'All who lead sessions.' }),
  services: t.field({ type: [BookingServiceInput], description: 'All that can be chosen with a session.' }),
});

const CreateBookableEventInput = builder.inputType('CreateBookableEventInput', {
  description: 'An event that people can book.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name.' }),
    ...commonInputs(t),
    slots: t.field({ type: [SlotInput], description: 'Times at which it takes place.' }),
  }),
});

const UpdateBookableEventInput = builder.inputType('UpdateBookableEventInput', {
  description: 'Changes of a bookable event. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: 'Name. It cannot be cleared.' }),
    ...commonInputs(t),
  }),
});

type CommonInput = Omit<InputOf<typeof UpdateBookableEventInput>, 'id'>;

/** A null list cannot be meant: it is as good as left out. */
function inputOf({ price, form, operators, services, ...plain }: CommonInput): BookableEventInput {
  const converted = {
    ...plain,
    price: minorMoney(price, 'price'),
    form: form ? keyOf('Form', form) : form,
    operators: operators ?? undefined,
    services: services?.map(({ price: own, ...service }) => ({
      ...service,
      ...stated({ price: minorMoney(own, 'services') }),
    })),
  };
  return stated(converted);
}

const REFUSALS = ['BOOKABLE_EVENT_INVALID', 'FORM_NOT_FOUND', 'INPUT_INVALID'] as const;
const PRESENT = ['BOOKABLE_EVENT_NOT_FOUND', 'BOOKABLE_EVENT_CLOSED'] as const;

const result = recordResults(BookableEvent, 'bookableEvent', loadBookableEvent);

const created = result('createBookableEvent', 'The event can be booked.', REFUSALS);

mutation(created, {
  description: 'Offers an event that people can book.',
  args: (t) => ({ input: t.arg({ type: CreateBookableEventInput, required: true, description: 'The event.' }) }),
  run: ({ input: { slots, ...input } }, command, { app }) =>
    app.bookableEvents.create(command, {
      ...inputOf(input),
      slots: slotsOf(slots),
    }),
});

const slotsOf = (slots: readonly InputOf<typeof SlotInput>[] | null | undefined) =>
  (slots ?? []).map(({ start, end, operator }) => ({ start, end, operator: operator ?? null }));

const updated = result('updateBookableEvent', 'The event is as the input says.', [...PRESENT, ...REFUSALS]);

mutation(updated, {
  description: 'Changes a bookable event. Bookings stay as they were made.',
  args: (t) => ({ input: t.arg({ type: UpdateBookableEventInput, required: true, description: 'The changes.' }) }),
  run: ({ input: { id, ...input } }, command, { app }) =>
    app.bookableEvents.update(command, keyOf('BookableEvent', id), inputOf(input)),
});

const offered = result('offerSlots', 'The event takes place at these times too.', [
  ...PRESENT,
  'BOOKABLE_EVENT_INVALID',
  'INPUT_INVALID',
]);

mutation(offered, {
  description: 'Adds times at which an event takes place, up to 1,000 at once. Those that it has already stay.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    slots: t.arg({ type: [SlotInput], required: true, description: 'The times.' }),
  }),
  run: ({ id, slots }, command, { app }) =>
    app.bookableEvents.offerSlots(command, keyOf('BookableEvent', id), slotsOf(slots)),
});

const withdrawn = result('withdrawSlots', 'The event can no longer be booked at these times.', [
  ...PRESENT,
  'INPUT_INVALID',
]);

mutation(withdrawn, {
  description: 'Takes times back. Bookings that were made for them stay.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    slots: t.arg({ type: [SlotInput], required: true, description: 'The times.' }),
  }),
  run: ({ id, slots }, command, { app }) =>
    app.bookableEvents.withdrawSlots(command, keyOf('BookableEvent', id), slotsOf(slots)),
});

const closed = result('closeBookableEvent', 'The event can no longer be booked.', ['BOOKABLE_EVENT_NOT_FOUND']);

mutation(closed, {
  description: 'Ends the booking of an event. Its bookings stay.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.bookableEvents.close(command, keyOf('BookableEvent', id)),
});
