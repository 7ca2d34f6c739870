/** What may happen to a checkout. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing } from '../../kernel/decision.ts';
import { type CheckoutEvent, checkoutEvents } from './events.ts';
import { type CheckoutState, evolveCheckout, initialCheckout } from './state.ts';

export type CheckoutCommand =
  /** Goes on with the quote that is under way, or starts this one. */
  | { readonly type: 'StartCheckout'; readonly quote: string }
  | { readonly type: 'FinishCheckout'; readonly quote: string };

export function decideCheckout(state: CheckoutState, { type, quote }: CheckoutCommand): Decision<CheckoutEvent, never> {
  if (type === 'StartCheckout') {
    return state.quote === null ? accept(checkoutEvents.CheckoutStarted({ quote })) : nothing;
  }
  return state.quote === quote ? accept(checkoutEvents.CheckoutFinished({ quote })) : nothing;
}

export const checkout = defineAggregate<CheckoutState, CheckoutCommand, CheckoutEvent, never>({
  category: 'checkout',
  events: checkoutEvents,
  initial: initialCheckout,
  newestTellsAll: true,
  evolve: evolveCheckout,
  decide: decideCheckout,
});
