/**
 * The one place where totals come from: carts, quotes, orders and invoices are priced here, so no two of them can round
 * differently. Exact decimal arithmetic; a line is rounded once for its price and once for its tax, and totals are sums of lines.
 */
import Big from 'big.js';
import { z } from 'zod';
import { amount, decimal, isDecimal, minorDigits, wholeNumber } from './money.ts';

/** What is taken off: a percentage, a sum of money in minor units, or the charge for shipping (of a document only). */
export const discount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), percent: decimal }),
  z.strictObject({ kind: z.literal('amount'), amount: amount.nonnegative() }),
  z.strictObject({ kind: z.literal('freeShipping') }),
]);
export type Discount = z.infer<typeof discount>;

export interface LineToPrice {
  /** Decimal text, greater than 0. */
  readonly quantity: string;
  /** Net price of one, in major units; may be finer than the currency. */
  readonly unitPrice: string;
  readonly discount?: Discount | undefined;
  /** Fraction: `0.2` is 20 %. */
  readonly taxRate: string;
}

export interface DocumentToPrice<Line extends LineToPrice = LineToPrice> {
  readonly currency: string;
  readonly lines: readonly Line[];
  /** On everything; spread over the lines in proportion, before tax. */
  readonly discount?: Discount | undefined;
  readonly shipping?: { readonly amount: number; readonly taxRate: string } | undefined;
  /** False for buyers who are exempt or account for the tax themselves. */
  readonly taxed: boolean;
}

/** Minor units. `subtotal − discount = net`, `net + tax = total`. */
export const pricedAmounts = z.strictObject({
  subtotal: amount,
  discount: amount,
  net: amount,
  tax: amount,
  total: amount,
});
export type PricedAmounts = z.infer<typeof pricedAmounts>;

/** `subtotal − discount + shipping = net`, `net + tax = total`; each is the sum over lines and shipping. */
export const documentTotals = pricedAmounts.extend({
  /** Charge for shipping before discount and tax. */
  shipping: amount,
  shippingTax: amount,
});
export type DocumentTotals = z.infer<typeof documentTotals>;

export interface PricedDocument {
  /** In the order of the lines that went in. */
  readonly lines: readonly PricedAmounts[];
  readonly totals: DocumentTotals;
}

export interface PricingProblem {
  readonly path: string;
  readonly message: string;
}

export type Pricing =
  | { readonly ok: true; readonly value: PricedDocument }
  | { readonly ok: false; readonly problem: PricingProblem };

/** The order of lines never matters. A problem is told where an input is out of range; nothing is thrown. */
export function priceDocument(document: DocumentToPrice): Pricing {
  const problem = inputProblem(document);
  if (problem) return { ok: false, problem };
  const before = document.lines.map((line) => beforeTax(line, document.currency));
  const shared = sharedDiscount(document, before);
  const lines = document.lines.map((line, index) => {
    const { subtotal, own } = before[index] as BeforeTax;
    return amounts(subtotal, own.plus(shared[index] ?? 0), document.taxed ? line.taxRate : '0');
  });
  const shipping = shippingAmounts(document);
  return fitting(lines, shipping);
}

/** What one costs with tax, rounded to the currency, as decimal text. */
export const priceWithTax = (unitPrice: string, taxRate: string, code: string): string =>
  new Big(unitPrice).times(new Big(taxRate).plus(1)).toFixed(minorDigits(code), Big.roundHalfUp);

/** A price per unit as it is shown: with the places of the currency, or more where it has more. */
export const shownPrice = (unitPrice: string, code: string): string => {
  const places = Math.max(minorDigits(code), (unitPrice.split('.')[1] ?? '').replace(/0+$/, '').length);
  return new Big(unitPrice).toFixed(places);
};

interface BeforeTax {
  readonly subtotal: Big;
  /** The line's own discount. */
  readonly own: Big;
}

interface ExactAmounts {
  readonly subtotal: Big;
  readonly discount: Big;
  readonly net: Big;
  readonly tax: Big;
}

const rounded = (value: Big): Big => value.round(0, Big.roundHalfUp);
const smaller = (a: Big, b: Big): Big => (a.lt(b) ? a : b);
const sum = (values: readonly Big[]): Big => values.reduce((total, value) => total.plus(value), new Big(0));

function beforeTax(line: LineToPrice, code: string): BeforeTax {
  const subtotal = rounded(new Big(line.unitPrice).times(line.quantity).times(new Big(10).pow(minorDigits(code))));
  return { subtotal, own: off(line.discount, subtotal) };
}

/** Never more than there is to take it off. */
function off(given: Discount | undefined, from: Big): Big {
  if (given?.kind === 'amount') return smaller(new Big(given.amount), from);
  return given?.kind === 'percent' ? rounded(from.times(given.percent).div(100)) : new Big(0);
}

function amounts(subtotal: Big, less: Big, taxRate: string): ExactAmounts {
  const net = subtotal.minus(less);
  return { subtotal, discount: less, net, tax: rounded(net.times(taxRate)) };
}

function shippingAmounts({ shipping, discount: given, taxed }: DocumentToPrice): ExactAmounts {
  const charge = new Big(shipping?.amount ?? 0);
  const free = given?.kind === 'freeShipping' ? charge : new Big(0);
  return amounts(charge, free, taxed ? (shipping?.taxRate ?? '0') : '0');
}

/** The document's discount, split over the lines by what they cost. */
function sharedDiscount({ discount: given, lines }: DocumentToPrice, before: readonly BeforeTax[]): readonly Big[] {
  const weights = before.map(({ subtotal, own }) => subtotal.minus(own));
  const whole = off(given, sum(weights));
  return whole.eq(0) ? [] : split(whole, weights, lines);
}

/**
 * Largest remainder: the parts add up to the whole. Lines that compare equal here have the same price and rate, so whichever of
 * them gets the odd coin the totals are the same; that makes totals independent of the order of lines.
 */
function split(whole: Big, weights: readonly Big[], lines: readonly LineToPrice[]): readonly Big[] {
  const total = sum(weights);
  const shares = weights.map((weight, index) => {
    const exact = whole.times(weight);
    const floor = exact.div(total).round(0, Big.roundDown);
    const share = floor.times(total).gt(exact) ? floor.minus(1) : floor;
    return { index, share, rest: exact.minus(share.times(total)), weight, rate: new Big(lines[index]?.taxRate ?? 0) };
  });
  const odd = Number(whole.minus(sum(shares.map(({ share }) => share))).toFixed(0));
  const favoured = new Set(
    [...shares]
      .sort((a, b) => b.rest.cmp(a.rest) || b.weight.cmp(a.weight) || b.rate.cmp(a.rate) || a.index - b.index)
      .slice(0, odd)
      .map(({ index }) => index),
  );
  return shares.map(({ share, index }) => (favoured.has(index) ? share.plus(1) : share));
}

function fitting(lines: readonly ExactAmounts[], shipping: ExactAmounts): Pricing {
  const all = [...lines, shipping];
  const net = sum(all.map((part) => part.net));
  const tax = sum(all.map((part) => part.tax));
  const exact = {
    subtotal: sum(lines.map((line) => line.subtotal)),
    discount: sum(all.map((part) => part.discount)),
    shipping: shipping.subtotal,
    shippingTax: shipping.tax,
    net,
    tax,
    total: net.plus(tax),
  };
  const parts = Object.values(exact);
  if (parts.some((part) => wholeNumber(part) === undefined)) return outOfRange;
  const totals = Object.fromEntries(
    Object.entries(exact).map(([name, part]) => [name, wholeNumber(part) ?? 0]),
  ) as DocumentTotals;
  return { ok: true, value: { lines: lines.map(plainAmounts), totals } };
}

const plainAmounts = ({ subtotal, discount: less, net, tax }: ExactAmounts): PricedAmounts => ({
  subtotal: Number(subtotal.toFixed(0)),
  discount: Number(less.toFixed(0)),
  net: Number(net.toFixed(0)),
  tax: Number(tax.toFixed(0)),
  total: Number(net.plus(tax).toFixed(0)),
});

const outOfRange: Pricing = { ok: false, problem: { path: 'lines', message: 'come to more than can be counted' } };

function inputProblem(document: DocumentToPrice): PricingProblem | undefined {
  const { shipping } = document;
  for (const [index, line] of document.lines.entries()) {
    const problem = lineProblem(line);
    if (problem) return { ...problem, path: `lines.${index}.${problem.path}` };
  }
  if (shipping && (!Number.isSafeInteger(shipping.amount) || shipping.amount < 0))
    return { path: 'shipping.amount', message: 'is not an amount of money' };
  if (shipping && !isRate(shipping.taxRate)) return { path: 'shipping.taxRate', message: RATE };
  return discountProblem(document.discount);
}

const RATE = 'is not a fraction of at least 0';
const isRate = (value: string): boolean => isDecimal(value) && !value.startsWith('-');

function lineProblem(line: LineToPrice): PricingProblem | undefined {
  if (!isDecimal(line.quantity) || new Big(line.quantity).lte(0))
    return { path: 'quantity', message: 'is not a number greater than 0' };
  if (!isDecimal(line.unitPrice) || new Big(line.unitPrice).lt(0))
    return { path: 'unitPrice', message: 'is not a price of at least 0' };
  if (!isRate(line.taxRate)) return { path: 'taxRate', message: RATE };
  return line.discount?.kind === 'freeShipping'
    ? { path: 'discount', message: 'is for a whole document' }
    : discountProblem(line.discount);
}

function discountProblem(given: Discount | undefined): PricingProblem | undefined {
  const fits =
    given?.kind === 'percent'
      ? isRate(given.percent) && new Big(given.percent).lte(100)
      : given?.kind !== 'amount' || (Number.isSafeInteger(given.amount) && given.amount >= 0);
  return fits ? undefined : { path: 'discount', message: 'is not a discount' };
}
