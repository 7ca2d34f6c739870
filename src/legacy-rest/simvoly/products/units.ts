/** How often a subscription is charged, in the words of this API. */
import type { SubscriptionUnit } from '../../../domain/commerce/product/events.ts';

export const SUBSCRIPTION_WORDS: { readonly [K in SubscriptionUnit]: string } = {
  daily: 'DAILY',
  weekly: 'WEEKLY',
  monthly: 'MONTHLY',
  yearly: 'YEARLY',
};

const UNITS: ReadonlyMap<string, SubscriptionUnit> = new Map([
  ...Object.entries(SUBSCRIPTION_WORDS).map(([unit, word]) => [word, unit as SubscriptionUnit] as const),
  ...(['DAY', 'DAYS'] as const).map((word) => [word, 'daily'] as const),
  ...(['WEEK', 'WEEKS'] as const).map((word) => [word, 'weekly'] as const),
  ...(['MONTH', 'MONTHS'] as const).map((word) => [word, 'monthly'] as const),
  ...(['YEAR', 'YEARS'] as const).map((word) => [word, 'yearly'] as const),
]);

export const subscriptionUnit = (word: string): SubscriptionUnit | undefined => UNITS.get(word.trim().toUpperCase());
