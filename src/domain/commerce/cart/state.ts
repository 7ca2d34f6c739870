/** How a cart's events fold. */
import type { CartEvent, CartLine, CartTerms } from './events.ts';

export type CartState = { readonly phase: 'absent' } | OpenCart;

export interface OpenCart {
  readonly phase: 'open';
  readonly shop: string;
  readonly terms: CartTerms;
  /** In the order in which they were added. */
  readonly lines: readonly CartLine[];
}

export const initialCart: CartState = { phase: 'absent' };

export function evolveCart(state: CartState, event: CartEvent): CartState {
  if (event.type === 'CartStarted') {
    const { shop, ...terms } = event.data;
    return { phase: 'open', shop, terms, lines: [] };
  }
  if (state.phase === 'absent') return state;
  switch (event.type) {
    case 'AddedToCart':
      return { ...state, lines: [...state.lines, event.data] };
    case 'CartQuantityChanged': {
      const { ref, quantity } = event.data;
      return { ...state, lines: state.lines.map((line) => (line.ref === ref ? { ...line, quantity } : line)) };
    }
    case 'RemovedFromCart':
      return { ...state, lines: state.lines.filter(({ ref }) => ref !== event.data.ref) };
    case 'CartEmptied':
      return { ...state, lines: [] };
    case 'CartRepriced': {
      const { prices, ...terms } = event.data;
      const byRef = new Map(prices.map((price) => [price.ref, price]));
      return { ...state, terms, lines: state.lines.map((line) => ({ ...line, ...byRef.get(line.ref) })) };
    }
  }
}
