/** How a checkout's events fold: the newest tells all. */
import type { CheckoutEvent } from './events.ts';

export interface CheckoutState {
  /** Key of the quote that is under way. */
  readonly quote: string | null;
}

export const initialCheckout: CheckoutState = { quote: null };

export const evolveCheckout = (_: CheckoutState, event: CheckoutEvent): CheckoutState => ({
  quote: event.type === 'CheckoutStarted' ? event.data.quote : null,
});
