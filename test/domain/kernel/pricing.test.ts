import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMinor, isDecimal, minorDigits, shortest, toMinor } from '../../../src/domain/kernel/money.ts';
import {
  type Discount,
  type DocumentToPrice,
  type DocumentTotals,
  type LineToPrice,
  type PricedDocument,
  priceDocument,
  priceWithTax,
  shownPrice,
} from '../../../src/domain/kernel/pricing.ts';

const places = (digits: number, most: number) =>
  fc.integer({ min: 0, max: most * 10 ** digits }).map((value) => (value / 10 ** digits).toFixed(digits));
const percent = places(2, 100).map((value): Discount => ({ kind: 'percent', percent: value }));
const money = fc.integer({ min: 0, max: 100_000 }).map((amount): Discount => ({ kind: 'amount', amount }));
const line: fc.Arbitrary<LineToPrice> = fc.record({
  quantity: fc.integer({ min: 1, max: 9_999_999 }).map((value) => (value / 10_000).toFixed(4)),
  unitPrice: places(4, 5_000),
  discount: fc.option(fc.oneof(percent, money), { nil: undefined }),
  taxRate: fc.constantFrom('0', '0.05', '0.175', '0.2', '0.0725'),
});
const document: fc.Arbitrary<DocumentToPrice> = fc.record({
  currency: fc.constantFrom('EUR', 'GBP', 'JPY', 'KWD'),
  lines: fc.array(line, { maxLength: 8 }),
  discount: fc.option(fc.oneof(percent, money, fc.constant<Discount>({ kind: 'freeShipping' })), { nil: undefined }),
  shipping: fc.option(
    fc.record({ amount: fc.integer({ min: 0, max: 50_000 }), taxRate: fc.constantFrom('0', '0.2') }),
    { nil: undefined },
  ),
  taxed: fc.boolean(),
});

function priced(input: DocumentToPrice): PricedDocument {
  const pricing = priceDocument(input);
  if (!pricing.ok) throw new Error(`${pricing.problem.path} ${pricing.problem.message}`);
  return pricing.value;
}

const totalsOf = (input: Partial<DocumentToPrice> & Pick<DocumentToPrice, 'lines'>): DocumentTotals =>
  priced({ currency: 'GBP', taxed: true, ...input }).totals;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('priced documents', () => {
  it('have totals that are the sums of their lines and shipping', () => {
    fc.assert(
      fc.property(document, (input) => {
        const { lines, totals } = priced(input);
        const freed = input.discount?.kind === 'freeShipping' ? totals.shipping : 0;
        expect(totals.subtotal).toBe(sum(lines.map(({ subtotal }) => subtotal)));
        expect(totals.discount).toBe(sum(lines.map(({ discount }) => discount)) + freed);
        expect(totals.net).toBe(sum(lines.map(({ net }) => net)) + totals.shipping - freed);
        expect(totals.tax).toBe(sum(lines.map(({ tax }) => tax)) + totals.shippingTax);
        expect(totals.total).toBe(totals.net + totals.tax);
        for (const one of lines) {
          expect(one.net).toBe(one.subtotal - one.discount);
          expect(one.total).toBe(one.net + one.tax);
        }
      }),
    );
  });

  it('are whole minor units and never less than nothing', () => {
    fc.assert(
      fc.property(document, (input) => {
        const { lines, totals } = priced(input);
        for (const value of [totals, ...lines].flatMap((part) => Object.values(part))) {
          expect(Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)).toBe(true);
        }
      }),
    );
  });

  it('come out the same whenever they are priced, whatever the order of their lines', () => {
    fc.assert(
      fc.property(document, fc.infiniteStream(fc.nat()), (input, ranks) => {
        const shuffled = input.lines
          .map((one) => ({ one, rank: ranks.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        expect(priced(input)).toStrictEqual(priced(input));
        expect(priced({ ...input, lines: shuffled }).totals).toStrictEqual(priced(input).totals);
      }),
    );
  });

  it('do not remember a line that was added and taken away again', () => {
    fc.assert(
      fc.property(document, line, fc.nat(), (input, extra, where) => {
        const at = where % (input.lines.length + 1);
        const added = [...input.lines.slice(0, at), extra, ...input.lines.slice(at)];
        const removed = [...added.slice(0, at), ...added.slice(at + 1)];
        expect(priced({ ...input, lines: removed })).toStrictEqual(priced(input));
      }),
    );
  });

  it('take a discount off in full, in proportion, and never more than there is', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.nat(), (lines, given) => {
        const plain = lines.map((one) => ({ ...one, discount: undefined }));
        const before = totalsOf({ lines: plain });
        const after = totalsOf({ lines: plain, discount: { kind: 'amount', amount: given } });
        expect(after.discount).toBe(Math.min(given, before.subtotal));
      }),
    );
  });

  it('round half up, once for the price of a line and once for its tax', () => {
    const lines = [{ quantity: '24', unitPrice: '1.0025', taxRate: '0.175' }];
    expect(totalsOf({ lines })).toMatchObject({ subtotal: 2406, net: 2406, tax: 421, total: 2827 });
    expect(totalsOf({ lines: [{ quantity: '1', unitPrice: '0.005', taxRate: '0' }] }).net).toBe(1);
    expect(totalsOf({ lines: [{ quantity: '2', unitPrice: '10', taxRate: '0.175' }] })).toMatchObject({
      net: 2000,
      tax: 350,
      total: 2350,
    });
  });

  it('add no tax for buyers who are not taxed', () => {
    const lines = [{ quantity: '2', unitPrice: '10', taxRate: '0.2' }];
    const shipping = { amount: 500, taxRate: '0.2' };
    expect(totalsOf({ lines, shipping, taxed: false })).toMatchObject({ net: 2500, tax: 0, shippingTax: 0 });
  });

  it('leave out the charge for shipping where that is the discount', () => {
    const lines = [{ quantity: '1', unitPrice: '10', taxRate: '0.2' }];
    const shipping = { amount: 500, taxRate: '0.2' };
    expect(totalsOf({ lines, shipping, discount: { kind: 'freeShipping' } })).toStrictEqual({
      subtotal: 1000,
      discount: 500,
      shipping: 500,
      shippingTax: 0,
      net: 1000,
      tax: 200,
      total: 1200,
    });
  });

  it.each([
    ['lines.0.quantity', { quantity: '0' }],
    ['lines.0.quantity', { quantity: '-1' }],
    ['lines.0.quantity', { quantity: '1e9' }],
    ['lines.0.quantity', { quantity: 'NaN' }],
    ['lines.0.unitPrice', { unitPrice: '-0.01' }],
    ['lines.0.unitPrice', { unitPrice: '1,234.50' }],
    ['lines.0.taxRate', { taxRate: '-0.2' }],
    ['lines.0.discount', { discount: { kind: 'percent', percent: '100.01' } }],
    ['lines.0.discount', { discount: { kind: 'freeShipping' } }],
    ['lines', { quantity: '999999999999', unitPrice: '999999999999' }],
  ] as const)('are refused for a bad %s', (path, wrong) => {
    const bad: LineToPrice = { quantity: '1', unitPrice: '1', taxRate: '0', ...wrong };
    const pricing = priceDocument({ currency: 'EUR', lines: [bad], taxed: true });
    expect(pricing.ok ? undefined : pricing.problem.path).toBe(path);
  });
});

describe('money', () => {
  it('goes to minor units and back without loss', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'), (minor, code) => {
        expect(toMinor(fromMinor(minor, code), code)).toBe(minor);
      }),
    );
  });

  it('knows currencies without hundredths', () => {
    expect(['EUR', 'JPY', 'KWD', 'CLF'].map(minorDigits)).toEqual([2, 0, 3, 4]);
    expect([toMinor('1234.5', 'JPY'), toMinor('0.0005', 'KWD'), toMinor('-0.005', 'EUR')]).toEqual([1235, 1, -1]);
  });

  it('refuses what is no decimal or too much', () => {
    expect(['1e3', '', '.5', 'NaN', '0x1', '1 ', '9999999999999999'].map((text) => toMinor(text, 'EUR'))).toEqual(
      Array.from({ length: 7 }, () => undefined),
    );
    expect(toMinor('999999999999999', 'EUR')).toBeUndefined();
    expect(isDecimal('9'.repeat(100_000))).toBe(false);
  });

  it('shows prices with tax, and with the places that they have', () => {
    expect(priceWithTax('10', '0.175', 'GBP')).toBe('11.75');
    expect([shownPrice('10', 'GBP'), shownPrice('1.2345', 'GBP'), shownPrice('1.50', 'JPY')]).toEqual([
      '10.00',
      '1.2345',
      '1.5',
    ]);
    expect(['1.50', '100', '0.000'].map(shortest)).toEqual(['1.5', '100', '0']);
  });
});
