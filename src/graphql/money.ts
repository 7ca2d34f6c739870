/** Amounts of money, in and out. */
import { fromMinor, isCurrency, toMinor } from '../domain/kernel/money.ts';
import { builder } from './builder.ts';
import { publicError } from './errors.ts';

/** In whole minor units, as events hold it. */
export interface MinorMoney {
  readonly amount: number;
  readonly currency: string;
}

export const Money = builder.objectRef<MinorMoney>('Money').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.string({
      description: 'In major units, as exact decimal text with the places of the currency, e.g. `12.50`.',
      resolve: ({ amount, currency }) => fromMinor(amount, currency),
    }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code.' }),
  }),
});

export const MoneyInput = builder.inputType('MoneyInput', {
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.string({ required: true, description: 'In major units, as decimal text, e.g. `12.5`.' }),
    currency: t.string({ required: true, description: 'ISO 4217 code.' }),
  }),
});

/** Null and missing stay as they are. */
export function minorMoney<T extends null | undefined>(
  input: { readonly amount: string; readonly currency: string } | T,
  argument: string,
): MinorMoney | T {
  if (!input) return input as T;
  const currency = input.currency.trim().toUpperCase();
  const amount = isCurrency(currency) ? toMinor(input.amount.trim(), currency) : undefined;
  if (amount === undefined) {
    throw publicError('ARGUMENT_INVALID', 'Money is a decimal amount and an ISO 4217 currency code.', { argument });
  }
  return { amount, currency };
}

export const moneyOf = (amount: number | null, currency: string | null): MinorMoney | null =>
  amount === null || currency === null ? null : { amount, currency };
