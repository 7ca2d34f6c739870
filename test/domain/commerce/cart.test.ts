import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type AddToCart, type CartCommand, cart, priceCart } from '../../../src/domain/commerce/cart/decide.ts';
import { type CartEvent, type CartLine, cartEvents } from '../../../src/domain/commerce/cart/events.ts';
import type { CartState } from '../../../src/domain/commerce/cart/state.ts';
import { given } from '../../support/decider.ts';

const { CartStarted, AddedToCart, CartQuantityChanged, RemovedFromCart, CartEmptied, CartRepriced } = cartEvents;

const terms = { contact: null, band: null, taxable: 'Y', currency: 'GBP' } as const;
const line: CartLine = {
  ref: 11,
  product: 'p1',
  variant: 'v1',
  sku: 'SH-S',
  name: 'Shirt',
  size: 'S',
  category: 'SHI',
  unit: 'unit',
  quantity: '2',
  unitPrice: '10',
  taxRate: '0.2',
  location: null,
  customPrice: false,
  customRate: false,
  fixed: false,
};
const add = (change: Partial<CartLine> = {}): AddToCart => ({
  type: 'AddToCart',
  line: { ...line, ...change },
  shop: 'shop',
  terms,
});
const started = CartStarted({ ...terms, shop: 'shop' });
const added = AddedToCart(line);
const again = { unlessRepeated: 'adding again adds more' };
const gone = { unlessRepeated: 'what is gone cannot be named' };

describe('a cart', () => {
  it('begins with its first line', () =>
    given(cart)
      .when(add({ quantity: '02.0' }))
      .thenEvents([started, added], again));
  it('adds the same offer to its line, and anything else as a line of its own', () => {
    given(cart, started, added)
      .when(add({ ref: 12, quantity: '0.5' }))
      .thenEvents([CartQuantityChanged({ ref: 11, quantity: '2.5' })], again);
    const others: Partial<CartLine>[] = [
      { variant: 'v2' },
      { unit: 'case' },
      { location: 'WH2' },
      { fixed: true },
      { customPrice: true, unitPrice: '10' },
      { customRate: true },
    ];
    for (const other of others) {
      const next = { ...line, ref: 12, ...other };
      given(cart, started, added)
        .when(add(next))
        .thenEvents([AddedToCart(next)], again);
    }
  });
  it.each(['0', '-1', '1e9', 'abc', '', '0.33333', '9'.repeat(13)])('takes no quantity of %j', (quantity) => {
    given(cart, started, added).when(add({ quantity })).thenRefused('QUANTITY_INVALID');
    if (quantity !== '0')
      given(cart, started, added).when({ type: 'UpdateInCart', ref: 11, quantity }).thenRefused('QUANTITY_INVALID');
  });
  it('takes no line that comes to too much', () => {
    given(cart)
      .when(add({ quantity: '999999999999' }))
      .thenRefused('QUANTITY_INVALID');
    given(cart)
      .when(add({ unitPrice: '-1' }))
      .thenRefused('PRICE_INVALID');
    given(cart)
      .when(add({ quantity: '1000000000', unitPrice: '1' }))
      .thenEvents([started, AddedToCart({ ...line, quantity: '1000000000', unitPrice: '1' })], again);
  });
  it('takes no price of other terms', () =>
    given(cart, started, added)
      .when({ ...add(), terms: { ...terms, band: 'trade' } })
      .thenRefused('CART_TERMS_CHANGED'));
  it('changes a quantity, to nothing too, unless the line is fixed', () => {
    given(cart, started, added)
      .when({ type: 'UpdateInCart', ref: 11, quantity: '12.0' })
      .thenEvents([CartQuantityChanged({ ref: 11, quantity: '12' })]);
    given(cart, started, added)
      .when({ type: 'UpdateInCart', ref: 11, quantity: '0' })
      .thenEvents([RemovedFromCart({ ref: 11 })], gone);
    given(cart, started, added)
      .when({ type: 'UpdateInCart', ref: 9, quantity: '1' })
      .thenRefused('CART_LINE_NOT_FOUND');
    given(cart, started, AddedToCart({ ...line, fixed: true }))
      .when({ type: 'UpdateInCart', ref: 11, quantity: '1' })
      .thenRefused('CART_LINE_FIXED');
  });
  it('loses a line, all lines of a product code, everything', () => {
    const other = AddedToCart({ ...line, ref: 12, unit: 'case' });
    given(cart, started, added, other)
      .when({ type: 'RemoveFromCart', ref: 12 })
      .thenEvents([RemovedFromCart({ ref: 12 })], gone);
    given(cart, started, added, other)
      .when({ type: 'RemoveFromCart', sku: 'sh-s' })
      .thenEvents([RemovedFromCart({ ref: 11 }), RemovedFromCart({ ref: 12 })], gone);
    given(cart, started, added).when({ type: 'RemoveFromCart', sku: 'x' }).thenRefused('CART_LINE_NOT_FOUND');
    given(cart, started, added, other)
      .when({ type: 'EmptyCart' })
      .thenEvents([CartEmptied({ lines: [11, 12] })]);
    given(cart).when({ type: 'EmptyCart' }).thenNothing();
    given(cart).when({ type: 'RemoveFromCart', ref: 1 }).thenRefused('CART_LINE_NOT_FOUND');
  });
  it('is priced anew for somebody else, telling what differs', () => {
    const trade = { contact: 'c1', band: 'trade', taxable: 'N', currency: 'GBP' } as const;
    given(cart, started, added)
      .when({
        type: 'RepriceCart',
        terms: trade,
        prices: [
          { ref: 11, unitPrice: '8', taxRate: '0.2' },
          { ref: 99, unitPrice: '1', taxRate: '0' },
        ],
      })
      .thenEvents([CartRepriced({ ...trade, prices: [{ ref: 11, unitPrice: '8', taxRate: '0.2' }] })]);
    given(cart).when({ type: 'RepriceCart', terms: trade, prices: [] }).thenNothing();
  });
});

describe('totals', () => {
  const command: fc.Arbitrary<CartCommand> = fc.oneof(
    fc
      .record({
        variant: fc.constantFrom('v1', 'v2', 'v3'),
        quantity: fc.constantFrom('1', '2', '0.3333', '12.5'),
        ref: fc.integer({ min: 1, max: 12 }),
      })
      .map(({ variant, quantity, ref }) =>
        add({ variant, sku: variant, quantity, ref, unitPrice: PRICES[variant] ?? '1' }),
      ),
    fc.record({ ref: fc.integer({ min: 1, max: 12 }), quantity: fc.constantFrom('0', '1', '7') }).map((change) => ({
      type: 'UpdateInCart' as const,
      ...change,
    })),
    fc.integer({ min: 1, max: 12 }).map((ref) => ({ type: 'RemoveFromCart' as const, ref })),
  );
  const PRICES: Readonly<Record<string, string>> = { v1: '0.335', v2: '10', v3: '19.99' };
  const linesAfter = (commands: readonly CartCommand[]): readonly CartLine[] => {
    const state = commands.reduce<CartState>((before, next) => {
      const decision = cart.decide(before, next);
      const events: readonly CartEvent[] = decision.ok ? decision.events : [];
      return events.reduce(cart.evolve, before);
    }, cart.initial);
    return state.phase === 'open' ? state.lines : [];
  };

  test('are the sum of the lines, whatever was added and removed, in whatever order the lines stand', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const lines = linesAfter(commands);
        const priced = priceCart(terms, lines);
        expect(priced?.totals.total).toBe(priced?.lines.reduce((sum, { total }) => sum + total, 0));
        expect(priceCart(terms, [...lines].reverse())?.totals).toEqual(priced?.totals);
      }),
    );
  });
  test('of one product do not depend on how it was added', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }), (parts) => {
        const whole = parts.reduce((sum, part) => sum + part, 0);
        const piecemeal = linesAfter(parts.map((part, index) => add({ quantity: String(part), ref: index + 1 })));
        expect(piecemeal).toEqual([{ ...line, ref: 1, quantity: String(whole) }]);
      }),
    );
  });
  test('do not depend on the order in which things were put in', () => {
    const things = fc.array(fc.tuple(fc.constantFrom('v1', 'v2', 'v3'), fc.integer({ min: 1, max: 9_999 })), {
      minLength: 1,
      maxLength: 12,
    });
    const totalsOf = (parts: readonly (readonly [string, number])[]) =>
      priceCart(
        terms,
        linesAfter(
          parts.map(([variant, quantity], index) =>
            add({
              ...{ variant, sku: variant, ref: index + 1, unitPrice: PRICES[variant] ?? '1' },
              quantity: `0.${String(quantity).padStart(4, '0')}`,
            }),
          ),
        ),
      )?.totals;
    fc.assert(
      fc.property(
        things.chain((parts) =>
          fc.tuple(
            fc.constant(parts),
            fc.shuffledSubarray(parts, { minLength: parts.length, maxLength: parts.length }),
          ),
        ),
        ([parts, shuffled]) => {
          expect(totalsOf(shuffled)).toEqual(totalsOf(parts));
        },
      ),
    );
  });
  test('come back when the prices do, and pricing again changes nothing', () => {
    const price = fc.integer({ min: 0, max: 999_999 }).map((tenths) => String(tenths / 1_000));
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 8 }), price, (prices, other) => {
        const fill = prices.map((unitPrice, index) => add({ ref: index + 1, variant: `v${index}`, unitPrice }));
        const reprice = (priced: readonly string[], band: string | null): CartCommand => ({
          type: 'RepriceCart',
          terms: { ...terms, band },
          prices: priced.map((unitPrice, index) => ({ ref: index + 1, unitPrice, taxRate: line.taxRate })),
        });
        const before = linesAfter(fill);
        const there = reprice(
          prices.map(() => other),
          'trade',
        );
        const back = reprice(prices, null);
        expect(linesAfter([...fill, there, back])).toEqual(before);
        expect(linesAfter([...fill, there, there])).toEqual(linesAfter([...fill, there]));
        expect(priceCart(terms, linesAfter([...fill, there, back]))).toEqual(priceCart(terms, before));
      }),
    );
  });
  test('have no tax for buyers who are exempt or account for it themselves', () => {
    expect(priceCart(terms, [line])?.totals).toMatchObject({ net: 2000, tax: 400, total: 2400 });
    for (const taxable of ['N', 'R'] as const)
      expect(priceCart({ ...terms, taxable }, [line])?.totals).toMatchObject({ net: 2000, tax: 0, total: 2000 });
  });
});
