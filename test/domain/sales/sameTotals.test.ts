/** What a buyer sees in the cart is what the order comes to, to the penny. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { priceCart } from '../../../src/domain/commerce/cart/decide.ts';
import type { CartLine } from '../../../src/domain/commerce/cart/events.ts';
import { priceSale } from '../../../src/domain/sales/document.ts';

const decimal = (most: number, places: number) =>
  fc.integer({ min: 1, max: most * 10 ** places }).map((whole) => String(whole / 10 ** places));

const line = fc.record({
  ref: fc.integer({ min: 1, max: 1e9 }),
  quantity: decimal(1_000, 4),
  unitPrice: decimal(1_000, 4),
  taxRate: fc.constantFrom('0', '0.05', '0.175', '0.2', '0.999'),
});

const OTHERWISE: Omit<CartLine, 'ref' | 'quantity' | 'unitPrice' | 'taxRate'> = {
  ...{ product: 'p1', variant: 'v1', sku: 'TEA', name: 'Tea', size: null, category: null, unit: 'unit' },
  ...{ location: null, customPrice: false, customRate: false, fixed: false },
};

it('cart and order come to the same, line by line and in all', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 20 }),
      fc.constantFrom('GBP', 'JPY', 'KWD'),
      fc.constantFrom('Y', 'N', 'R'),
      (lines, currency, taxable) => {
        const inCart = lines.map((one) => ({ ...OTHERWISE, ...one }));
        const cart = priceCart({ contact: null, band: null, taxable, currency }, inCart);
        const priced = priceSale({
          ...{ contact: null, company: null, buyer: {}, currency, taxable, discount: null, shipping: null },
          lines: lines.map((one) => ({ ...one, name: 'Tea' })),
        });
        if (!cart || !priced.ok) throw new Error('not priced');
        expect(priced.sale.totals).toEqual(cart.totals);
        expect(priced.sale.lines.map(({ amounts }) => amounts)).toEqual(cart.lines);
        const sum = (name: 'net' | 'tax' | 'total') => cart.lines.reduce((total, one) => total + one[name], 0);
        expect([cart.totals.net, cart.totals.tax, cart.totals.total]).toEqual([sum('net'), sum('tax'), sum('total')]);
      },
    ),
  );
});
