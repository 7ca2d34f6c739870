/** How a booking's events fold into what decisions need. */
import type { OrderReference } from '../../kernel/fragments.ts';
import type { BookingEvent, Place } from './events.ts';

interface Holds {
  /** Takings of seats that have ended or been given up: they never become the booking's place again. */
  readonly past: readonly string[];
}

export type BookingState = (Holds & { readonly phase: 'absent' }) | Booking;

export interface Booking extends Holds {
  readonly phase: 'pending' | 'confirmed' | 'cancelled';
  readonly ref: number;
  readonly event: string;
  readonly contact: string;
  readonly seats: number;
  readonly place: Place;
  readonly order: OrderReference | null;
}

export const initialBooking: BookingState = { phase: 'absent', past: [] };

export function evolveBooking(state: BookingState, event: BookingEvent): BookingState {
  if (event.type === 'HoldAbandoned') return { ...state, past: [...state.past, event.data.hold] };
  if (event.type === 'SessionBooked') {
    const { ref, event: of, contact, seats, place, confirmed } = event.data;
    const { past } = state;
    const phase = confirmed ? 'confirmed' : 'pending';
    return { phase, ref, event: of.key, contact, seats, place, order: null, past };
  }
  if (state.phase === 'absent') return state;
  switch (event.type) {
    case 'BookingConfirmed':
      return { ...state, phase: 'confirmed' };
    case 'BookingRescheduled':
      return { ...state, place: event.data.place, past: [...state.past, event.data.previous.hold] };
    case 'BookingLinkedToOrder':
      return { ...state, order: event.data.order };
    case 'BookingCancelled':
      return { ...state, phase: 'cancelled', past: [...state.past, event.data.previous.hold] };
  }
}

/** Whether this taking of seats is the one that the booking rests on. */
export const restsOn = (state: BookingState, hold: string): boolean =>
  (state.phase === 'pending' || state.phase === 'confirmed') && state.place.hold === hold;
