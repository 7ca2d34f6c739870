/** How a claim's events fold: either free, or held by one record. */
import type { ClaimEvent } from './events.ts';

export interface ClaimState {
  readonly holder: string | null;
}

export const initialClaim: ClaimState = { holder: null };

export function evolveClaim(_state: ClaimState, event: ClaimEvent): ClaimState {
  switch (event.type) {
    case 'ValueClaimed':
      return { holder: event.data.holder };
    case 'ValueReleased':
      return initialClaim;
  }
}
