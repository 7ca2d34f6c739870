/**
 * Uniqueness without a query: one claim stream per normalised value, named by a keyed hash. The claim comes first, the record
 * second; a claim whose record never came is completed by the next asker, who creates the record under the claimed key.
 */
import { claim } from '../domain/identity/claim/decide.ts';
import type { RequestContext } from './context.ts';
import type { Executor } from './execute.ts';
import type { Clock, Digests } from './ports.ts';

export type ClaimKind =
  | 'apiKey'
  | 'categoryCode'
  | 'categoryUrl'
  | 'companyEmail'
  | 'companyName'
  | 'contactEmail'
  | 'memberToken'
  | 'paymentReference'
  | 'productSku'
  | 'productUrl';

/** How a holder stands to the value: it has it, it has yet to be created, it has another value now, or it is gone for good. */
export type Standing = 'holds' | 'not-created' | 'moved-on' | 'gone';

export interface Claims {
  /**
   * Takes the value for `holder`, or tells who has it. A claim is taken over when its holder is gone, or has moved on for
   * longer than a change could still be under way.
   */
  claim(
    context: RequestContext,
    kind: ClaimKind,
    value: string,
    holder: string,
    standing: (holder: string) => Promise<Standing>,
  ): Promise<ClaimOutcome>;
  release(context: RequestContext, kind: ClaimKind, value: string, holder: string): Promise<void>;
  /** Who holds the value, by the log itself. */
  holder(kind: ClaimKind, value: string): Promise<string | undefined>;
}

export interface ClaimOutcome {
  readonly holder: string;
  /** Whether the record of the holder exists; false means that it is the asker's to create under this key. */
  readonly exists: boolean;
}

/** A change of value claims the new one before it changes the record. Until this has passed, that change may be under way. */
const LEASE_MS = 60_000;

export function createClaims(deps: { executor: Executor; digests: Digests; clock: Clock }): Claims {
  const { executor, digests, clock } = deps;
  const claimId = (kind: ClaimKind, value: string): string => `${kind}.${digests.digest(`claim:${kind}`, value)}`;

  return {
    async claim(context, kind, value, holder, standing) {
      const id = claimId(kind, value);
      const first = await executor.execute(context, claim, id, { type: 'ClaimValue', holder }, { assumeNew: true });
      if (first.ok) return { holder, exists: false };
      const present = first.state.holder ?? holder;
      const stands = await standing(present);
      if (stands === 'holds') return { holder: present, exists: true };
      if (stands === 'not-created') return { holder: present, exists: false };
      if (stands === 'moved-on' && !(await leaseIsOver(id))) return { holder: present, exists: true };
      const taken = await executor.execute(context, claim, id, { type: 'ClaimValue', holder, from: present });
      return taken.ok ? { holder, exists: false } : { holder: taken.state.holder ?? present, exists: true };
    },

    async release(context, kind, value, holder) {
      await executor.execute(context, claim, claimId(kind, value), { type: 'ReleaseValue', holder });
    },

    async holder(kind, value) {
      return (await executor.load(claim, claimId(kind, value))).state.holder ?? undefined;
    },
  };

  async function leaseIsOver(id: string): Promise<boolean> {
    const { last } = await executor.load(claim, id);
    return last === undefined || clock.now().getTime() - Date.parse(last.metadata.occurredAt) > LEASE_MS;
  }
}
