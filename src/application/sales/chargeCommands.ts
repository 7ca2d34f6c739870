/** What the answers of a gateway mean to a payment. */
import type { ChargeOutcome, ChargeRequest } from './gateway.ts';

/** All that may be kept of a card. */
export const hintOf = ({ card }: Omit<ChargeRequest, 'code'>) => ({
  brand: card.brand ?? null,
  lastDigits: card.number.slice(-4),
  expiry: card.expiry,
});

export function commandOf(outcome: ChargeOutcome) {
  switch (outcome.result) {
    case 'captured':
      return { type: 'CapturePayment', facts: defined(outcome.facts) } as const;
    case 'declined':
      return { type: 'DeclinePayment', code: outcome.code } as const;
    case 'challenged':
      return { type: 'ChallengePayment', facts: defined(outcome.facts) } as const;
    case 'uncertain':
      return { type: 'DoubtPayment', reason: outcome.reason } as const;
  }
}

const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
