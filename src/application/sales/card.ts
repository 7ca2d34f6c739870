/** Cards as buyers type them, and the parties of a payment, checked before a gateway is bothered. Nothing here is kept. */
import type { Address } from '../../domain/kernel/fragments.ts';
import type { Buyer, Terms } from '../../domain/sales/document.ts';
import { countryCode } from '../countries.ts';
import type { Card, PostalParty } from './gateway.ts';

/** As typed; blank means not given. */
export interface CardInput {
  readonly holder?: string | null | undefined;
  readonly number?: string | null | undefined;
  readonly startMonth?: string | null | undefined;
  readonly startYear?: string | null | undefined;
  readonly expireMonth?: string | null | undefined;
  readonly expireYear?: string | null | undefined;
  readonly issue?: string | null | undefined;
  readonly cv2?: string | null | undefined;
  /** The gateway's name for the brand; by the number when left out. */
  readonly brand?: string | null | undefined;
}

/** What is wrong, by `card.…` and `delivery.…`. The values are not repeated. */
export type PaymentProblems = Readonly<Record<string, string>>;

export interface ReadyPayment {
  readonly card: Card;
  readonly billing: PostalParty;
  readonly delivery: PostalParty;
}

export type PaymentReading =
  | { readonly ok: true; readonly value: ReadyPayment }
  | { readonly ok: false; readonly problems: PaymentProblems };

const MAX_DIGITS = 30;

export function readPayment(typed: CardInput, sale: { readonly buyer: Buyer; readonly terms: Terms }): PaymentReading {
  const { billingAddress = sale.terms.deliveryAddress, deliveryAddress = billingAddress } = sale.terms;
  const problems = { ...cardProblems(typed), ...addressProblems(deliveryAddress) };
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      card: cardOf(typed),
      billing: party(sale.terms.billingRecipient?.name, billingAddress, sale.buyer),
      delivery: party(sale.terms.deliveryRecipient?.name, deliveryAddress, sale.buyer),
    },
  };
}

const trimmed = (text: string | null | undefined): string => text?.trim() ?? '';
const digitsOf = (text: string | null | undefined): string => trimmed(text).replace(/[\s-]/g, '');

const isMonth = (text: string): boolean => /^(0?[1-9]|1[0-2])$/.test(text);
const isYear = (text: string): boolean => /^(20)?\d{2}$/.test(text);

function cardProblems(typed: CardInput): Record<string, string> {
  const { startMonth, startYear } = typed;
  const started = trimmed(startMonth) !== '' || trimmed(startYear) !== '';
  const number = digitsOf(typed.number);
  const checks: readonly (readonly [name: string, isFine: boolean, message: string])[] = [
    ['holder', trimmed(typed.holder) !== '', 'Must be given.'],
    ['number', /^\d+$/.test(number) && number.length <= MAX_DIGITS, 'Must be digits.'],
    ['expireMonth', isMonth(trimmed(typed.expireMonth)), 'Must be a month, 01 to 12.'],
    ['expireYear', isYear(trimmed(typed.expireYear)), 'Must be a year of two digits.'],
    ['startMonth', !started || isMonth(trimmed(startMonth)), 'Must be a month, 01 to 12.'],
    ['startYear', !started || isYear(trimmed(startYear)), 'Must be a year of two digits.'],
    ['issue', /^\d{0,2}$/.test(trimmed(typed.issue)), 'Must be one or two digits.'],
    ['cv2', /^(\d{3,4})?$/.test(trimmed(typed.cv2)), 'Must be three or four digits.'],
  ];
  return Object.fromEntries(
    checks.flatMap(([name, isFine, message]) => (isFine ? [] : [[`card.${name}`, message] as const])),
  );
}

const NEEDED = ['line1', 'postcode', 'country'] as const;

const addressProblems = (address: Address = {}): Record<string, string> =>
  Object.fromEntries(
    NEEDED.flatMap((name) => (address[name] ? [] : [[`delivery.${name}`, 'Must be given for a payment.'] as const])),
  );

function cardOf(typed: CardInput): Card {
  const monthYear = (month: string, year: string): string => month.padStart(2, '0') + year.slice(-2);
  const start = trimmed(typed.startMonth) && monthYear(trimmed(typed.startMonth), trimmed(typed.startYear));
  const [issue, cv2, brand] = [trimmed(typed.issue), trimmed(typed.cv2), trimmed(typed.brand).toUpperCase()];
  return {
    holder: trimmed(typed.holder),
    number: digitsOf(typed.number),
    expiry: monthYear(trimmed(typed.expireMonth), trimmed(typed.expireYear)),
    ...(start ? { start } : {}),
    ...(issue ? { issue } : {}),
    ...(cv2 ? { cv2 } : {}),
    ...(brand ? { brand } : {}),
  };
}

/** Gateways want names in two parts, and a city, which not every address has. */
function party(name: string | undefined, address: Address = {}, buyer: Buyer): PostalParty {
  const words = (name ?? buyer.name ?? '').trim().split(/\s+/);
  const surname = words.at(-1) || 'Customer';
  const { line1 = '', line2, line3, city, postcode = '', country = '', region } = address;
  return {
    firstNames: words.slice(0, -1).join(' ') || surname,
    surname,
    line1,
    line2,
    city: city ?? line3 ?? line2 ?? line1,
    postcode,
    country: countryCode(country) ?? country,
    state: region,
    phone: buyer.phone,
  };
}
