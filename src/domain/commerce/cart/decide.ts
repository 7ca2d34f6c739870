/** What may happen to a cart. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { addDecimals, compareDecimals, isDecimal, shortest } from '../../kernel/money.ts';
import { sameValue } from '../../kernel/patch.ts';
import { type PricedDocument, priceDocument } from '../../kernel/pricing.ts';
import { type CartEvent, type CartLine, type CartTerms, cartEvents } from './events.ts';
import { type CartState, evolveCart, initialCart, type OpenCart } from './state.ts';

export type CartCommand = AddToCart | UpdateInCart | RemoveFromCart | { readonly type: 'EmptyCart' } | RepriceCart;

export interface AddToCart {
  readonly type: 'AddToCart';
  readonly line: CartLine;
  /** For a cart that is not there yet. */
  readonly shop: string;
  readonly terms: CartTerms;
}

export interface UpdateInCart {
  readonly type: 'UpdateInCart';
  readonly ref: number;
  /** Nothing left of a line takes it out. */
  readonly quantity: string;
}

/** A line, or every line with a product code. */
export type RemoveFromCart = { readonly type: 'RemoveFromCart' } & (
  | { readonly ref: number }
  | { readonly sku: string }
);

export interface RepriceCart {
  readonly type: 'RepriceCart';
  readonly terms: CartTerms;
  /** By number of the line. Lines that are not named keep their price. */
  readonly prices: readonly { readonly ref: number; readonly unitPrice: string; readonly taxRate: string }[];
}

export type CartRefusal =
  | 'CART_NOT_FOUND'
  | 'CART_FULL'
  | 'CART_LINE_NOT_FOUND'
  | 'CART_LINE_FIXED'
  | 'CART_TERMS_CHANGED'
  | 'QUANTITY_INVALID'
  | 'PRICE_INVALID';

type Decided = Decision<CartEvent, CartRefusal>;

/** As many lines as an order can have. */
export const MAX_CART_LINES = 20_000;
/** Minor units of a line with tax: so many lines of that size still make a total that can be counted. */
const MAX_LINE_TOTAL = 400_000_000_000;

export function decideCart(state: CartState, command: CartCommand): Decided {
  switch (command.type) {
    case 'AddToCart':
      return add(state, command);
    case 'UpdateInCart':
      return state.phase === 'absent' ? noLine : update(state, command);
    case 'RemoveFromCart':
      return remove(state, command);
    case 'EmptyCart':
      if (state.phase === 'absent' || state.lines.length === 0) return nothing;
      return accept(cartEvents.CartEmptied({ lines: state.lines.map(({ ref }) => ref) }));
    case 'RepriceCart':
      return state.phase === 'absent' ? nothing : reprice(state, command);
  }
}

const noLine = refuse('CART_LINE_NOT_FOUND', 'There is no such line in the cart.');

function add(state: CartState, { line: given, shop, terms }: AddToCart): Decided {
  if (!isQuantity(given.quantity)) return badQuantity;
  const line = { ...given, quantity: shortest(given.quantity) };
  if (state.phase === 'absent') {
    return (
      problemOf(line, terms) ??
      accept<CartEvent>(cartEvents.CartStarted({ ...terms, shop }), cartEvents.AddedToCart(line))
    );
  }
  // The price was looked up for terms that have changed meanwhile; whoever asked looks it up again.
  if (!sameValue(state.terms, terms)) return refuse('CART_TERMS_CHANGED', 'The terms of the cart have changed.');
  const equal = state.lines.find((present) => isSameOffer(present, line));
  if (equal) return raise(state, equal, line.quantity);
  if (state.lines.length >= MAX_CART_LINES) return refuse('CART_FULL', `A cart has ${MAX_CART_LINES} lines at most.`);
  return problemOf(line, state.terms) ?? accept(cartEvents.AddedToCart(line));
}

function raise(state: OpenCart, line: CartLine, by: string): Decided {
  const quantity = addDecimals(line.quantity, by);
  return changeQuantity(state, line, quantity);
}

function changeQuantity(state: OpenCart, line: CartLine, quantity: string): Decided {
  if (!isQuantity(quantity)) return badQuantity;
  const { ref } = line;
  return problemOf({ ...line, quantity }, state.terms) ?? accept(cartEvents.CartQuantityChanged({ ref, quantity }));
}

const OFFER = ['variant', 'unit', 'location', 'customPrice', 'customRate', 'fixed'] as const;

/** Lines that differ in quantity alone are one line. */
function isSameOffer(a: CartLine, b: CartLine): boolean {
  if (OFFER.some((field) => a[field] !== b[field])) return false;
  return (
    (!a.customPrice || compareDecimals(a.unitPrice, b.unitPrice) === 0) &&
    (!a.customRate || compareDecimals(a.taxRate, b.taxRate) === 0)
  );
}

function update(state: OpenCart, { ref, quantity }: UpdateInCart): Decided {
  const line = state.lines.find((present) => present.ref === ref);
  if (!line) return noLine;
  if (line.fixed) return refuse('CART_LINE_FIXED', 'The quantity of this line cannot be changed.');
  if (!isDecimal(quantity)) return badQuantity;
  const plain = shortest(quantity);
  if (plain === line.quantity) return nothing;
  return plain === '0' ? accept(cartEvents.RemovedFromCart({ ref })) : changeQuantity(state, line, plain);
}

function remove(state: CartState, command: RemoveFromCart): Decided {
  const lines = state.phase === 'absent' ? [] : state.lines;
  const isMeant = (line: CartLine): boolean =>
    'ref' in command ? line.ref === command.ref : line.sku.toLowerCase() === command.sku.toLowerCase();
  const meant = lines.filter(isMeant);
  return meant.length === 0 ? noLine : accept(...meant.map(({ ref }) => cartEvents.RemovedFromCart({ ref })));
}

function reprice(state: OpenCart, { terms, prices }: RepriceCart): Decided {
  const present = new Map(state.lines.map((line) => [line.ref, line]));
  const differing = prices.filter(({ ref, unitPrice, taxRate }) => {
    const line = present.get(ref);
    return line && (line.unitPrice !== unitPrice || line.taxRate !== taxRate);
  });
  if (differing.length === 0 && sameValue(state.terms, terms)) return nothing;
  return accept(cartEvents.CartRepriced({ ...terms, prices: differing.map((price) => ({ ...price })) }));
}

/** More than nothing, with four places at most. */
const isQuantity = (quantity: string): boolean =>
  isDecimal(quantity) && compareDecimals(quantity, '0') > 0 && /^\d{1,12}(\.\d{1,4}0*)?$/.test(quantity);

const badQuantity = refuse('QUANTITY_INVALID', 'The quantity is not valid.', {
  path: 'quantity',
  message: 'is not a number greater than 0 with four places at most',
});

function problemOf(line: CartLine, terms: CartTerms): Decided | undefined {
  const priced = priceCart(terms, [line]);
  if (!priced) return refuse('PRICE_INVALID', 'The price is not valid.', { path: 'unitPrice', message: 'is no price' });
  if (priced.totals.total <= MAX_LINE_TOTAL) return undefined;
  return refuse('QUANTITY_INVALID', 'The line comes to too much.', { path: 'quantity', message: 'is too large' });
}

/** What the lines come to; undefined when one cannot be priced, which no line of a cart is. */
export function priceCart({ currency, taxable }: CartTerms, lines: readonly CartLine[]): PricedDocument | undefined {
  const pricing = priceDocument({ currency, lines, taxed: taxable === 'Y' });
  return pricing.ok ? pricing.value : undefined;
}

export const cart = defineAggregate<CartState, CartCommand, CartEvent, CartRefusal>({
  category: 'cart',
  hot: true,
  events: cartEvents,
  initial: initialCart,
  evolve: evolveCart,
  decide: decideCart,
});
