/** What the simulated gateway finds wrong with a request, as the real one would say it. */
import type { Fields } from '../direct.ts';

export interface Fault {
  readonly status: 'INVALID' | 'MALFORMED';
  readonly code: number;
}

type Check = (fields: Fields, now: Date) => boolean;

const missing =
  (name: string): Check =>
  (fields) =>
    !fields[name];

const CURRENCIES = new Set(['GBP', 'EUR', 'USD', 'AUD', 'CAD', 'CHF', 'JPY', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK']);

/** In the order in which the real gateway looks. True means that it is wrong. */
const CHECKS: readonly (readonly [code: number, status: Fault['status'], isWrong: Check])[] = [
  [3034, 'MALFORMED', missing('Vendor')],
  [3039, 'MALFORMED', missing('TxType')],
  [3009, 'INVALID', missing('VendorTxCode')],
  [3080, 'INVALID', ({ VendorTxCode = '' }) => VendorTxCode.length > 40],
  [3031, 'MALFORMED', missing('Amount')],
  [3045, 'MALFORMED', missing('Currency')],
  [3003, 'INVALID', ({ Currency = '' }) => !CURRENCIES.has(Currency)],
  [3032, 'INVALID', ({ Amount = '' }) => !/^\d+(\.\d+)?$/.test(Amount)],
  [3006, 'INVALID', ({ Amount = '', Currency }) => places(Amount) > (Currency === 'JPY' ? 0 : 2)],
  [3005, 'INVALID', ({ Amount = '' }) => Number(Amount) < 0.01 || Number(Amount) > 100_000],
  [3013, 'MALFORMED', missing('Description')],
  [5012, 'MALFORMED', missing('CardHolder')],
  [5010, 'INVALID', missing('CardNumber')],
  [5026, 'INVALID', ({ CardNumber = '' }) => !/^\d+$/.test(CardNumber)],
  [4048, 'INVALID', ({ CardNumber = '' }) => CardNumber.length < 12 || CardNumber.length > 20],
  [5011, 'INVALID', ({ CardNumber = '' }) => !hasCheckDigit(CardNumber)],
  [5014, 'MALFORMED', missing('ExpiryDate')],
  [5028, 'INVALID', ({ ExpiryDate = '' }) => !MONTH_YEAR.test(ExpiryDate)],
  [5013, 'INVALID', ({ ExpiryDate = '' }, now) => isPast(ExpiryDate, now)],
  [5027, 'INVALID', ({ StartDate }) => StartDate !== undefined && !MONTH_YEAR.test(StartDate)],
  [4025, 'INVALID', ({ IssueNumber }) => IssueNumber !== undefined && !/^\d{1,2}$/.test(IssueNumber)],
  [3055, 'MALFORMED', missing('CardType')],
  [5019, 'INVALID', ({ CV2 }) => CV2 !== undefined && !/^\d+$/.test(CV2)],
  [5018, 'INVALID', ({ CV2, CardType }) => CV2 !== undefined && CV2.length !== (CardType === 'AMEX' ? 4 : 3)],
  [5020, 'MALFORMED', missing('BillingAddress1')],
  [3090, 'MALFORMED', missing('BillingPostCode')],
];

const MONTH_YEAR = /^(0[1-9]|1[0-2])\d{2}$/;

const places = (amount: string): number => amount.split('.')[1]?.length ?? 0;

function isPast(expiry: string, now: Date): boolean {
  const [month, year] = [Number(expiry.slice(0, 2)), 2000 + Number(expiry.slice(2))];
  return Date.UTC(year, month) <= now.getTime();
}

function hasCheckDigit(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

export function faultIn(fields: Fields, now: Date): Fault | undefined {
  const found = CHECKS.find(([, , isWrong]) => isWrong(fields, now));
  return found && { code: found[0], status: found[1] };
}
