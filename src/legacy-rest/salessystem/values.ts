/**
 * Kinds of parameters. Everything arrives as text; a blank value is `null`: not given where a record is made, cleared where it
 * is changed. A missing parameter is `undefined`.
 */
import { z } from 'zod';
import { countryCode, isCountryCode } from '../../application/countries.ts';
import { storable } from '../../application/input.ts';
import { isEmail } from '../../domain/kernel/email.ts';
import { day as storedDay } from '../../domain/kernel/fragments.ts';
import { parseInstant } from '../../projections/filter/filter.ts';
import { parseBoolean } from './parameters.ts';

/** No field of the original holds more; what does is no text for a field. */
const MAX_TEXT = 10_000;

const sent = z
  .string({ error: ({ input }) => (input === undefined ? 'Must be given.' : 'Must be a single value.') })
  .max(MAX_TEXT, 'Is too long.');

type Value<T> = z.ZodType<T | null | undefined>;

/** A value that `read` can make of the text; `problem` is what the caller is told otherwise. */
function value<T>(read: (text: string) => T | undefined, problem: string): Value<T> {
  return sent
    .transform((given, context): T | null => {
      const trimmed = storable(given).trim();
      if (trimmed === '') return null;
      const result = read(trimmed);
      if (result !== undefined) return result;
      context.addIssue({ code: 'custom', message: problem });
      return z.NEVER;
    })
    .optional();
}

export const text: Value<string> = value((given) => given, '');
export const email: Value<string> = value((given) => (isEmail(given) ? given : undefined), 'Is not an e-mail address.');
export const yesNo: Value<boolean> = value(parseBoolean, 'Must be Y or N.');
export const day: Value<string> = value(parseDay, 'Must be a date, YYYY-MM-DD.');
export const integer: Value<number> = value(parseInteger, 'Must be a whole number.');
/** A decimal number, as text. */
export const decimal: Value<string> = value(parseDecimal, 'Must be a number.');
export const flag: Value<boolean> = value(parseBoolean, 'Must be true or false.');
export const instant: Value<string> = value((given) => parseInstant(given), 'Must be a date, YYYY-MM-DDThh:mm:ss.');
export const country: Value<string> = value(
  (given) => (isCountryCode(given) ? countryCode(given) : undefined),
  'Must be an ISO 3166-1 country code of two letters.',
);
export const currency: Value<string> = value(parseCurrency, 'Must be an ISO 4217 currency code.');

export const oneOf = <const T extends string>(...words: T[]): Value<T> =>
  value((given) => words.find((word) => word.toLowerCase() === given.toLowerCase()), `Must be ${words.join(' or ')}.`);

/** Yes and no in all their forms, and `R`. */
export const taxable: Value<'Y' | 'N' | 'R'> = value((given) => {
  if (given.toUpperCase() === 'R') return 'R';
  const taxed = parseBoolean(given);
  if (taxed === undefined) return undefined;
  return taxed ? 'Y' : 'N';
}, 'Must be Y, N or R.');

/** Anything but the address of a web page is dropped without a word. */
export const url: Value<string> = sent
  .transform((given) => {
    const trimmed = given.trim();
    if (trimmed === '') return null;
    return /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed) ? trimmed : undefined;
  })
  .optional();

const MIN_PASSWORD = 6;

/** Blanks count, at its ends too. */
export const password: Value<string> = sent
  .transform((given) => (given === '' ? null : given))
  .refine((given) => given === null || given.length >= MIN_PASSWORD, `Must be at least ${MIN_PASSWORD} characters.`)
  .refine((given) => given === null || !/\p{Cc}/u.test(given), 'Must be printable characters.')
  .optional();

/** A password that is compared and not set, so its form does not matter. */
export const knownPassword: Value<string> = sent.transform((given) => given || null).optional();

/** Must be there and not blank. */
export const required = <T>(kind: Value<T>): z.ZodType<T> =>
  kind.transform((given, context): T => {
    if (given !== null && given !== undefined) return given;
    context.addIssue({ code: 'custom', message: 'Must be given.' });
    return z.NEVER;
  });

/** May be missing, but not blank. */
export const neverBlank = <T>(kind: Value<T>): z.ZodType<T | undefined> =>
  kind.transform((given, context): T | undefined => {
    if (given !== null) return given;
    context.addIssue({ code: 'custom', message: 'Must not be empty.' });
    return z.NEVER;
  });

/** Names asked for; the parameter `filter` is read from all its forms before it comes here. */
export const filter = z.array(z.string()).optional();
export const requiredFilter = z.array(z.string(), { error: 'Must be given.' });

/** The day in UTC. */
function parseDay(given: string): string | undefined {
  if (!storedDay.safeParse(given.slice(0, 10)).success) return undefined;
  return parseInstant(given)?.slice(0, 10);
}

function parseDecimal(given: string): string | undefined {
  const plain = given.replace(/^\p{Sc}/u, '').replace(/(?<=\d),(?=\d{3}\b)/g, '');
  return /^[+-]?\d{1,15}(\.\d{1,10})?$/.test(plain) ? plain.replace(/^\+/, '') : undefined;
}

function parseInteger(given: string): number | undefined {
  const plain = given.replace(/^\p{Sc}/u, '').replace(/(?<=\d),(?=\d{3}\b)/g, '');
  return /^[+-]?\d{1,15}$/.test(plain) ? Number(plain) : undefined;
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

function parseCurrency(given: string): string | undefined {
  const code = given.toUpperCase();
  return CURRENCIES.has(code) ? code : undefined;
}
