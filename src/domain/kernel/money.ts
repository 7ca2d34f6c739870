/**
 * Money and exact decimals. Amounts are whole minor units (cents, pence) with an ISO 4217 currency; prices per unit, quantities
 * and rates are decimal text, because they may be finer than the smallest coin.
 */
import Big from 'big.js';
import { z } from 'zod';

/** Integer digits and places that a decimal can have: room for any price and rate, and none for work without end. */
const DECIMAL = /^-?\d{1,15}(\.\d{1,10})?$/;

/** Decimal text without exponent, e.g. `12.5`. */
export const decimal = z.string().regex(DECIMAL);
/** Minor units. */
export const amount = z.int();
/** ISO 4217 code. */
export const currency = z.string().regex(/^[A-Z]{3}$/);

export const isDecimal = (value: string): boolean => DECIMAL.test(value);
export const isCurrency = (value: string): boolean => currency.safeParse(value).success;

/** Currencies whose minor unit is not a hundredth. Stored amounts depend on it: an entry never changes. */
export const UNUSUAL_DIGITS: ReadonlyMap<string, number> = new Map(
  (
    [
      [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
      [3, 'BHD IQD JOD KWD LYD OMR TND'],
      [4, 'CLF UYW'],
    ] as const
  ).flatMap(([digits, codes]) => codes.split(' ').map((code): [string, number] => [code, digits])),
);

/** Decimal places of a currency's minor unit. */
export const minorDigits = (code: string): number => UNUSUAL_DIGITS.get(code) ?? 2;

/** Half a minor unit goes away from zero. Undefined when the amount does not fit a safe integer, or is no decimal at all. */
export function toMinor(value: string | Big, code: string): number | undefined {
  if (typeof value === 'string' && !isDecimal(value)) return undefined;
  return wholeNumber(new Big(value).times(new Big(10).pow(minorDigits(code))));
}

/** `1234` in EUR is `12.34`, in JPY `1234`. */
export const fromMinor = (minor: number, code: string): string =>
  new Big(minor).div(new Big(10).pow(minorDigits(code))).toFixed(minorDigits(code));

/** A decimal in its shortest form: equal values are equal text. */
export const shortest = (value: string): string => new Big(value).toFixed();

/** Rounded half away from zero; undefined beyond the safe integers. */
export function wholeNumber(value: Big): number | undefined {
  const rounded = Number(value.round(0, Big.roundHalfUp).toFixed(0));
  return Number.isSafeInteger(rounded) ? rounded + 0 : undefined;
}

/** Less than 0 when `a` is smaller, more when it is larger. Both are decimals. */
export const compareDecimals = (a: string, b: string): number => new Big(a).cmp(b);

/** In its shortest form; may be too long for a decimal. */
export const addDecimals = (a: string, b: string): string => new Big(a).plus(b).toFixed();

/** Rounded to the places that a decimal can have, in its shortest form; may be too long in front of the point. */
export const multiplyDecimals = (a: string, b: string): string =>
  new Big(a).times(b).round(10, Big.roundHalfUp).toFixed();
