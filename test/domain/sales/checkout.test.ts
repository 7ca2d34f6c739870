import { describe, it } from 'vitest';
import { checkout } from '../../../src/domain/sales/checkout/decide.ts';
import { checkoutEvents } from '../../../src/domain/sales/checkout/events.ts';
import { given } from '../../support/decider.ts';

const { CheckoutStarted, CheckoutFinished } = checkoutEvents;
const started = CheckoutStarted({ quote: 'q1' });

describe('a checkout', () => {
  it('starts with a quote and goes on with it', () => {
    given(checkout).when({ type: 'StartCheckout', quote: 'q1' }).thenEvents([started]);
    given(checkout, started).when({ type: 'StartCheckout', quote: 'q2' }).thenNothing();
  });
  it('is finished once, and the next one is another', () => {
    const finished = CheckoutFinished({ quote: 'q1' });
    given(checkout, started).when({ type: 'FinishCheckout', quote: 'q1' }).thenEvents([finished]);
    given(checkout, started).when({ type: 'FinishCheckout', quote: 'q2' }).thenNothing();
    given(checkout, started, finished)
      .when({ type: 'StartCheckout', quote: 'q2' })
      .thenEvents([CheckoutStarted({ quote: 'q2' })]);
  });
});
