/**
 * Bookings of sessions. Seats are held in the slot's own stream first, then the booking is made or moved; what a crash leaves
 * held is given back by a process (`settle`).
 */
import { bookableEvent } from '../domain/booking/bookableEvent/decide.ts';
import type { Operator, Slot } from '../domain/booking/bookableEvent/events.ts';
import type { BookableEvent } from '../domain/booking/bookableEvent/state.ts';
import { type BookingCommand, type BookSession, booking } from '../domain/booking/booking/decide.ts';
import type { Place } from '../domain/booking/booking/events.ts';
import { type Booking, restsOn } from '../domain/booking/booking/state.ts';
import { slot as slotAggregate } from '../domain/booking/slot/decide.ts';
import { checkAnswers, type FormField, type FormReference, type GivenAnswers } from '../domain/kernel/answers.ts';
import type { OrderReference } from '../domain/kernel/fragments.ts';
import { type Attendee, attendeeOf } from './attendees.ts';
import { instantOf } from './bookableEvents.ts';
import type { Contacts } from './contacts.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executor } from './execute.ts';
import type { Forms } from './forms.ts';
import { type Idempotency, newKey, withoutKey } from './idempotency.ts';
import { blankIsNull, storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Clock, Ids, ReadModels } from './ports.ts';
import { namedOrder } from './references.ts';

export interface TimeInput {
  /** When the session starts. ISO 8601. */
  readonly start: string;
  /** Ref of the operator; whoever has free seats then when left out. */
  readonly operator?: number | null;
}

export interface BookSessionInput extends TimeInput, Attendee {
  /** Key of the event. */
  readonly event: string;
  /** Ref of a service. */
  readonly service?: number | null;
  readonly seats?: number | null;
  readonly answers?: GivenAnswers;
  /** Key of the order that it belongs to. */
  readonly order?: string | null;
}

/** A taking of seats in a slot for a booking. */
export interface Hold {
  readonly booking: string;
  readonly slot: string;
  readonly hold: string;
}

export interface Bookings {
  /**
   * Refuses with BOOKABLE_EVENT_NOT_FOUND, SLOT_NOT_FOUND, SLOT_PAST, SLOT_FULL, SERVICE_NOT_FOUND, ANSWERS_INVALID,
   * CONTACT_NOT_FOUND, ORDER_NOT_FOUND, EMAIL_REQUIRED, EMAIL_INVALID and INPUT_INVALID.
   */
  book(context: RequestContext, input: BookSessionInput): Promise<Result<Written>>;
  /** Refuses with BOOKING_NOT_FOUND and BOOKING_CANCELLED, and about the new time as `book` does. */
  reschedule(context: RequestContext, key: string, time: TimeInput): Promise<Result<Written>>;
  confirm(context: RequestContext, key: string): Promise<Result<Written>>;
  cancel(context: RequestContext, key: string, reason?: string | null): Promise<Result<Written>>;
  /** `null` for no order. Refuses with BOOKING_NOT_FOUND and ORDER_NOT_FOUND. */
  linkToOrder(context: RequestContext, key: string, order: string | null): Promise<Result<Written>>;
  /** Gives held seats back unless the booking rests on them. */
  settle(context: RequestContext, hold: Hold): Promise<void>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly idempotency: Idempotency;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly readModels: ReadModels;
  readonly contacts: Contacts;
  readonly forms: Forms;
}

export function createBookings(deps: Dependencies): Bookings {
  const { executor, idempotency, numbers, ids, clock, readModels, contacts, forms } = deps;

  return {
    book: (context, input) =>
      idempotency.once(context, 'bookSession', input, () => book(context, blankIsNull(storable(input)))),
    reschedule: (context, key, time) =>
      idempotency.once(context, 'rescheduleBooking', { key, time }, () => reschedule(context, key, time)),
    confirm: (context, key) =>
      idempotency.once(context, 'confirmBooking', { key }, () => change(context, key, { type: 'ConfirmBooking' })),
    cancel: (context, key, reason = null) =>
      idempotency.once(context, 'cancelBooking', { key, reason }, () =>
        cancel(context, key, blankIsNull(storable(reason))),
      ),
    linkToOrder: (context, key, order) =>
      idempotency.once(context, 'linkBookingToOrder', { key, order }, async () => {
        const named = await namedOrder(executor, order);
        return named.ok ? change(context, key, { type: 'LinkBookingToOrder', order: named.value }) : named;
      }),
    settle,
  };

  async function book(context: RequestContext, input: BookSessionInput): Promise<Result<Written>> {
    const { state: event } = await executor.load(bookableEvent, input.event);
    if (event.phase !== 'open') return eventNotFound;
    const asked = await askedOf(event, input);
    if (!asked.ok) return asked;
    const key = newKey(ids, 'booking', context);
    const held = await hold(context, event, key, asked.value.seats, input);
    if (!held.ok) return held;
    const made = await make(context, key, { event, input, place: held.value, asked: asked.value });
    if (!made.ok) await release(context, { booking: key, slot: held.value.slot.key, hold: held.value.hold });
    return made;
  }

  /** Everything about the wish that can be wrong before seats are held. */
  async function askedOf(event: BookableEvent, { service, seats, answers = {}, order }: BookSessionInput) {
    const chosen = event.services.find(({ ref }) => ref === service);
    if (typeof service === 'number' && !chosen)
      return refused('SERVICE_NOT_FOUND', 'There is no such service.', 'service');
    const amount = seats ?? 1;
    if (!Number.isSafeInteger(amount) || amount < 1) return refused('INPUT_INVALID', 'Seats are 1 or more.', 'seats');
    const { form } = event.settings;
    const fields = form ? ((await forms.find({ key: form.key }))?.fields ?? []) : [];
    const checked = checkAnswers(fields, answers);
    if (!checked.ok) return answersInvalid(checked.problems);
    const named = await namedOrder(executor, order);
    if (!named.ok) return named;
    return success({ service: chosen, seats: amount, form: form ?? null, fields, answers, order: named.value });
  }

  async function make(
    context: RequestContext,
    key: string,
    { event, input, place, asked }: Wish,
  ): Promise<Result<Written>> {
    const attendee = await attendeeOf({ executor, contacts }, context, input, asked.fields, asked.answers);
    if (!attendee.ok) return attendee;
    const { name, location } = event.settings;
    const { service } = asked;
    return change(context, key, {
      type: 'BookSession',
      ref: await numbers.next(context, 'booking'),
      event: { key: input.event, ref: event.ref, name, ...(location ? { location } : {}) },
      place,
      service: service ? { ref: service.ref, name: service.name } : null,
      seats: asked.seats,
      price: service?.price ?? event.settings.price ?? null,
      contact: attendee.value.contact,
      attendee: attendee.value.attendee,
      form: asked.form,
      fields: asked.fields,
      answers: asked.answers,
      confirmed: !event.settings.needsConfirmation,
      order: asked.order,
    });
  }

  async function reschedule(context: RequestContext, key: string, time: TimeInput): Promise<Result<Written>> {
    const { state: before, last } = await executor.load(booking, key);
    if (before.phase === 'absent') return bookingNotFound;
    if (before.phase === 'cancelled') return bookingCancelled;
    if (isThere(before, time)) return written(key, before.ref, last?.position);
    const { state: event } = await executor.load(bookableEvent, before.event);
    if (event.phase !== 'open') return eventNotFound;
    const held = await hold(context, event, key, before.seats, time);
    if (!held.ok) return held;
    const moved = await change(context, key, { type: 'RescheduleBooking', place: held.value });
    const { slot, hold: taken } = held.value;
    // Two moves at one time may have left either place: what the booking does not rest on is free again.
    await settle(context, { booking: key, slot: slot.key, hold: taken });
    await settle(context, { booking: key, slot: before.place.slot.key, hold: before.place.hold });
    return moved;
  }

  async function cancel(context: RequestContext, key: string, reason: string | null): Promise<Result<Written>> {
    const executed = await executor.execute(context, booking, key, { type: 'CancelBooking', reason });
    if (!executed.ok) return executed;
    const { state, position } = executed;
    if (state.phase === 'absent') return bookingNotFound;
    await release(context, { booking: key, slot: state.place.slot.key, hold: state.place.hold });
    return written(key, state.ref, position);
  }

  /** Takes seats in the first slot at that time that has them. */
  async function hold(
    context: RequestContext,
    event: BookableEvent,
    key: string,
    seats: number,
    time: TimeInput,
  ): Promise<Result<Place>> {
    const candidates = slotsAt(event, time);
    if (candidates.length === 0) return slotNotFound;
    if (candidates.every(({ start }) => start <= clock.now().toISOString())) return slotPast;
    const holdKey = newKey(ids, `hold:${key}`, context);
    const { capacity } = event.settings;
    for (const { operator, ...slot } of candidates) {
      const command = { type: 'HoldSeats', hold: holdKey, booking: key, seats, capacity } as const;
      const held = await executor.execute(context, slotAggregate, slot.key, command);
      if (held.ok) return success({ slot, operator: operatorOf(event, operator), hold: holdKey });
    }
    return slotFull;
  }

  /** The booking says first that it gives the seats up, so a slow command cannot come to rest on them later. */
  async function settle(context: RequestContext, held: Hold): Promise<void> {
    const plain = withoutKey(context);
    const { state: slot } = await executor.load(slotAggregate, held.slot);
    if (!slot.holds[held.hold]) return;
    const { state } = await executor.execute(plain, booking, held.booking, { type: 'AbandonHold', hold: held.hold });
    if (!restsOn(state, held.hold)) await release(plain, held);
  }

  async function release(context: RequestContext, { slot, hold: held }: Hold): Promise<void> {
    const executed = await executor.execute(context, slotAggregate, slot, { type: 'ReleaseSeats', hold: held });
    if (executed.ok) await readModels.reached(executed.position ?? 0n);
  }

  async function change(context: RequestContext, key: string, command: BookingCommand): Promise<Result<Written>> {
    const executed = await executor.execute(context, booking, key, command);
    if (!executed.ok) return executed;
    return written(key, executed.state.phase === 'absent' ? 0 : executed.state.ref, executed.position);
  }

  async function written(key: string, ref: number, position = 0n): Promise<Result<Written>> {
    await readModels.reached(position);
    return success({ key, ref, position });
  }
}

interface Wish {
  readonly event: BookableEvent;
  readonly input: BookSessionInput;
  readonly place: Place;
  readonly asked: {
    readonly service: BookableEvent['services'][number] | undefined;
    readonly seats: number;
    readonly form: FormReference | null;
    readonly fields: readonly FormField[];
    readonly answers: BookSession['answers'];
    readonly order: OrderReference | null;
  };
}

function slotsAt({ slots }: BookableEvent, { start, operator }: TimeInput): readonly Slot[] {
  const instant = instantOf(start);
  return slots.filter((slot) => slot.start === instant && (typeof operator !== 'number' || slot.operator === operator));
}

function isThere({ place }: Booking, { start, operator }: TimeInput): boolean {
  return place.slot.start === instantOf(start) && (typeof operator !== 'number' || place.operator?.ref === operator);
}

const operatorOf = ({ operators }: BookableEvent, wanted: number | null): Operator | null =>
  operators.find(({ ref }) => ref === wanted) ?? null;

const answersInvalid = (fields: readonly { readonly path: string; readonly message: string }[]) =>
  ({ ok: false, refusal: { code: 'ANSWERS_INVALID', message: 'Some answers are not valid.', fields } }) as const;

const eventNotFound = refused('BOOKABLE_EVENT_NOT_FOUND', 'There is no such event to be booked.', 'event');
const slotNotFound = refused('SLOT_NOT_FOUND', 'The event does not take place then.', 'start');
const slotPast = refused('SLOT_PAST', 'That time is over.', 'start');
const slotFull = refused('SLOT_FULL', 'There are not enough free seats at that time.', 'start');
const bookingNotFound = refused('BOOKING_NOT_FOUND', 'There is no such booking.');
const bookingCancelled = refused('BOOKING_CANCELLED', 'The booking was called off.');
