/** What may happen to a claim. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { type ClaimEvent, claimEvents } from './events.ts';
import { type ClaimState, evolveClaim, initialClaim } from './state.ts';

export type ClaimCommand =
  /** `from` names the present holder when the asker has found that its claim no longer counts. */
  | { readonly type: 'ClaimValue'; readonly holder: string; readonly from?: string }
  | { readonly type: 'ReleaseValue'; readonly holder: string };

export type ClaimRefusal = 'VALUE_TAKEN';

export function decideClaim(state: ClaimState, command: ClaimCommand): Decision<ClaimEvent, ClaimRefusal> {
  switch (command.type) {
    case 'ClaimValue':
      if (state.holder === command.holder) return nothing;
      if (state.holder !== null && state.holder !== command.from)
        return refuse('VALUE_TAKEN', 'This value belongs to another record.');
      return accept(claimEvents.ValueClaimed({ holder: command.holder }));
    case 'ReleaseValue':
      return state.holder === command.holder ? accept(claimEvents.ValueReleased({ holder: command.holder })) : nothing;
  }
}

export const claim = defineAggregate<ClaimState, ClaimCommand, ClaimEvent, ClaimRefusal>({
  category: 'claim',
  events: claimEvents,
  initial: initialClaim,
  evolve: evolveClaim,
  decide: decideClaim,
});
