import { describe, it } from 'vitest';
import { bookableEvent, type CreateBookableEvent } from '../../../src/domain/booking/bookableEvent/decide.ts';
import { bookableEventEvents } from '../../../src/domain/booking/bookableEvent/events.ts';
import { given } from '../../support/decider.ts';

const {
  BookableEventCreated,
  BookableEventChanged,
  BookableEventStaffed,
  BookableEventClosed,
  SlotsOffered,
  SlotsWithdrawn,
} = bookableEventEvents;

const slot = (key: string, start: number, operator: number | null = null) => ({
  key,
  start: `2026-05-04T${String(start).padStart(2, '0')}:00:00.000Z`,
  end: `2026-05-04T${String(start + 1).padStart(2, '0')}:00:00.000Z`,
  operator,
});

const olga = { ref: 2, name: 'Olga', email: 'olga@example.com' };
const facts = {
  ref: 4,
  settings: { name: 'Yoga', timezone: 'UTC', capacity: 8, needsConfirmation: false, location: 'Hall 2' },
  operators: [olga],
  services: [{ ref: 1, name: 'With mat' }],
  slots: [slot('s9', 9, 2)],
};
const create: CreateBookableEvent = { type: 'CreateBookableEvent', ...facts };
const created = BookableEventCreated(facts);

describe('a bookable event', () => {
  it('is created', () => given(bookableEvent).when(create).thenEvents([created]));
  it('is no other event', () =>
    given(bookableEvent, created)
      .when({ ...create, ref: 5 })
      .thenRefused('BOOKABLE_EVENT_EXISTS'));
  it('changes what differs', () =>
    given(bookableEvent, created)
      .when({ type: 'UpdateBookableEvent', settings: { name: 'Yoga', location: null, capacity: 9 } })
      .thenEvents([BookableEventChanged({ changes: { location: null, capacity: 9 } })]));
  it('changes its staff', () =>
    given(bookableEvent, created)
      .when({ type: 'UpdateBookableEvent', services: [] })
      .thenEvents([BookableEventStaffed({ operators: [olga], services: [] })]));
  it('is offered at further times, each once', () =>
    given(bookableEvent, created)
      .when({ type: 'OfferSlots', slots: [slot('s9', 9, 2), slot('s10', 10, 2)] })
      .thenEvents([SlotsOffered({ slots: [slot('s10', 10, 2)] })]));
  it('is withdrawn at times, which may be offered again', () => {
    const withdrawn = SlotsWithdrawn({ slots: ['s9'] });
    given(bookableEvent, created)
      .when({ type: 'WithdrawSlots', slots: ['s9', 'none'] })
      .thenEvents([withdrawn]);
    given(bookableEvent, created, withdrawn)
      .when({ type: 'OfferSlots', slots: [slot('s9', 9, 2)] })
      .thenEvents([SlotsOffered({ slots: [slot('s9', 9, 2)] })]);
  });
  it('is closed, and then stays as it is', () => {
    given(bookableEvent, created)
      .when({ type: 'CloseBookableEvent' })
      .thenEvents([BookableEventClosed({})]);
    given(bookableEvent, created, BookableEventClosed({}))
      .when({ type: 'OfferSlots', slots: [slot('s10', 10)] })
      .thenRefused('BOOKABLE_EVENT_CLOSED');
  });
  it.each([
    ['a slot that ends when it starts', { slots: [{ ...slot('a', 9), end: slot('a', 9).start }] }],
    ['a slot of an unknown operator', { slots: [slot('a', 9, 7)] }],
    ['an operator in two places', { slots: [slot('a', 9, 2), { ...slot('b', 8, 2), end: slot('a', 9).end }] }],
    ['a slot twice', { slots: [slot('a', 9), slot('a', 9)] }],
    ['an operator twice', { operators: [olga, olga] }],
    ['a service twice', { services: [...facts.services, ...facts.services] }],
  ])('is refused with %s', (_what, changes) =>
    given(bookableEvent)
      .when({ ...create, ...changes })
      .thenRefused('BOOKABLE_EVENT_INVALID'),
  );
  it('keeps operators who lead sessions, and its name', () => {
    given(bookableEvent, created)
      .when({ type: 'UpdateBookableEvent', operators: [] })
      .thenRefused('BOOKABLE_EVENT_INVALID');
    given(bookableEvent, created)
      .when({ type: 'UpdateBookableEvent', settings: { name: null } })
      .thenRefused('BOOKABLE_EVENT_INVALID');
  });
  it.each([
    { type: 'UpdateBookableEvent' as const },
    { type: 'OfferSlots' as const, slots: [] },
    { type: 'CloseBookableEvent' as const },
  ])('has to be there for $type', (command) =>
    given(bookableEvent).when(command).thenRefused('BOOKABLE_EVENT_NOT_FOUND'),
  );
});
