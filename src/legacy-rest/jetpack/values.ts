/** Values as clients send them: numbers as text, flags in four spellings, and anything at all where a text belongs. */
import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]).optional();

/** A text field. Numbers and booleans are taken as text; `null`, lists and objects count as not sent. */
export const looseText = scalar
  .catch(undefined)
  .transform((value) => (value === undefined || value === null ? undefined : asText(value)));

/** A positive whole number, also as text; anything else counts as not sent. */
export const loosePositive = scalar.catch(undefined).transform((value) => {
  const number = integer(value);
  return number !== undefined && number > 0 && number <= MAX_INTEGER ? number : undefined;
});

/** A whole number, also as text; anything else counts as not sent. */
export const looseInteger = scalar.catch(undefined).transform(integer);

/** Record ids and owners are Postgres integers. */
const MAX_INTEGER = 2_147_483_647;

/** `true` is `1` and `false` is blank, as in the language of the original. */
export function asText(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '';
  return String(value);
}

/** A whole number out of a number or numeric text. */
export function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.trunc(number) : undefined;
}

/** `true`, `1`, `"1"`, `"true"`. */
export const isOn = (value: unknown): boolean =>
  value === true || value === 1 || (typeof value === 'string' && /^(1|true)$/i.test(value.trim()));

/** What the original's language counts as true. */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value) && value !== '0';
}
