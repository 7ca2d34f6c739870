/** How a bookable event's events fold. */
import { applyPatch } from '../../kernel/patch.ts';
import type { BookableEventEvent, BookableEventSettings, Operator, Service, Slot } from './events.ts';

export type BookableEventState = { readonly phase: 'absent' } | BookableEvent;

export interface BookableEvent {
  readonly phase: 'open' | 'closed';
  readonly ref: number;
  readonly settings: BookableEventSettings;
  readonly operators: readonly Operator[];
  readonly services: readonly Service[];
  /** Those that can be booked. */
  readonly slots: readonly Slot[];
}

export const initialBookableEvent: BookableEventState = { phase: 'absent' };

export function evolveBookableEvent(state: BookableEventState, event: BookableEventEvent): BookableEventState {
  if (event.type === 'BookableEventCreated') return { phase: 'open', ...event.data };
  return state.phase === 'absent' ? state : evolvePresent(state, event);
}

function evolvePresent(
  present: BookableEvent,
  event: Exclude<BookableEventEvent, { type: 'BookableEventCreated' }>,
): BookableEvent {
  switch (event.type) {
    case 'BookableEventChanged':
      return { ...present, settings: applyPatch(present.settings, event.data.changes) };
    case 'BookableEventStaffed':
      return { ...present, ...event.data };
    case 'SlotsOffered':
      return { ...present, slots: [...present.slots, ...event.data.slots] };
    case 'SlotsWithdrawn':
      return { ...present, slots: present.slots.filter(({ key }) => !event.data.slots.includes(key)) };
    case 'BookableEventClosed':
      return { ...present, phase: 'closed' };
  }
}
