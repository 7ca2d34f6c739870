/** Every way to say no: codes with the literal messages of the original, and the one error that carries them. */
import type { Refusal } from '../../domain/kernel/decision.ts';
import type { Fields } from './answer.ts';

/** Codes that are answered today; a method that needs another one adds it here. */
export const MESSAGES = {
  1001: 'Not found.',
  1011: 'Data input was invalid.',
  1051: 'Not found when adding to Shopping Basket.',
  1061: 'Sales Order could not be added.',
  1067: 'Line Items could not be added.',
  1071: 'Data Invalid Payment could not be processed.',
  1083: 'Payment could not be processed.',
  1092: 'Paperwork generation exception.',
  1501: 'Client is not logged in.',
  1503: 'Client is logged in.',
  1507: 'Contact has empty basket.',
  1511: 'Username and Password do not match.',
  1515: 'Username not found.',
  2003: 'An ERROR has occurred on the System.',
  9001: 'Unauthenticated Request',
  9002: 'Unregistered Method',
  9008: 'Invalid API Key',
  9012: 'Invalid Host',
  9015: 'Invalid Referrer',
  9050: 'Too many connections',
} as const;
export type ErrorCode = keyof typeof MESSAGES;

/** Messages by the name of the input parameter. */
export type InvalidFields = Readonly<Record<string, string>>;

/** What any step of a method may throw to answer with. */
export class SalesSystemError extends Error {
  override readonly name = 'SalesSystemError';
  readonly code: ErrorCode;
  readonly invalid: InvalidFields | undefined;
  /** Fields of the method's own that are told beside the error. */
  readonly told: Fields;
  constructor(code: ErrorCode, invalid?: InvalidFields, told: Fields = {}) {
    super(MESSAGES[code]);
    this.code = code;
    this.invalid = invalid;
    this.told = told;
  }
}

export const invalid = (fields: InvalidFields): SalesSystemError => new SalesSystemError(1011, fields);

const BY_REFUSAL: Readonly<Record<string, ErrorCode>> = {
  // The contact of the session has been removed meanwhile.
  CONTACT_NOT_FOUND: 1501,
  NOT_LOGGED_IN: 1501,
  PRODUCT_NOT_FOR_SALE: 1051,
  CART_LINE_NOT_FOUND: 1001,
  CART_EMPTY: 1507,
  ORDER_NOT_FOUND: 1001,
  PRODUCT_NOT_FOUND: 1001,
  MAIL_FAILED: 1092,
  LOGIN_UNKNOWN: 1515,
  LOGIN_WRONG: 1511,
  LOGIN_THROTTLED: 1511,
};

const PARAMETER_BY_PATH: Readonly<Record<string, string>> = {
  email: 'client_email',
  password: 'client_password',
  unit: 'uom',
  unitPrice: 'unitprice',
  taxRate: 'unittaxrate',
};

/** A refusal of the application in this dialect. */
export function refusalError({ code, message, fields = [] }: Refusal): SalesSystemError {
  const known = BY_REFUSAL[code];
  if (known !== undefined) return new SalesSystemError(known);
  if (code === 'CART_LINE_FIXED') return invalid({ ref: message });
  if (code === 'CART_FULL') return invalid({ sku: message });
  if (code === 'EMAIL_TAKEN' || code === 'EMAIL_INVALID') return invalid({ client_email: message });
  return invalid(Object.fromEntries(fields.map((field) => [parameterOf(field.path), field.message])));
}

const parameterOf = (path: string): string => PARAMETER_BY_PATH[path] ?? path.split('.').at(-1) ?? path;
