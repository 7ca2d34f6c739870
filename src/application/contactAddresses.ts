/** The e-mail addresses that stand for a contact: its main one and its aliases. No two contacts share one. */
import { contact } from '../domain/crm/contact/decide.ts';
import type { ContactState } from '../domain/crm/contact/state.ts';
import { normaliseEmail } from '../domain/kernel/email.ts';
import type { ClaimOutcome, Claims } from './claims.ts';
import { type RequestContext, type Result, refused } from './context.ts';
import type { Executor } from './execute.ts';

export interface ContactAddresses {
  claim(context: RequestContext, address: string, key: string): Promise<ClaimOutcome>;
  /** Who has the address, by the log itself. */
  holder(address: string): Promise<string | undefined>;
  /**
   * Claims the addresses, makes the change that brings them, and frees those of them and of the `former` ones that the contact
   * does not have then; what a crash leaves over is settled by the next asker. Refuses with EMAIL_TAKEN.
   */
  exchange<T>(
    context: RequestContext,
    key: string,
    addresses: { readonly former: readonly string[]; readonly wanted: readonly string[] },
    change: () => Promise<Result<T>>,
  ): Promise<Result<T>>;
}

export const emailTaken = refused('EMAIL_TAKEN', 'Another contact has this e-mail address.', 'email');

/** All addresses in the form under which two are the same. */
export const addressesOf = (email: string | null, aliases: readonly string[] = []): string[] => [
  ...new Set([...(email === null ? [] : [email]), ...aliases].map(normaliseEmail)),
];

export function createContactAddresses(deps: { executor: Executor; claims: Claims }): ContactAddresses {
  const { executor, claims } = deps;

  const self: ContactAddresses = {
    claim: (context, address, key) => {
      const normalised = normaliseEmail(address);
      return claims.claim(context, 'contactEmail', normalised, key, async (holder) => {
        const { state } = await executor.load(contact, holder);
        if (state.phase === 'absent') return 'not-created';
        if (state.phase === 'deleted') return 'gone';
        return present(state).includes(normalised) ? 'holds' : 'moved-on';
      });
    },

    holder: (address) => claims.holder('contactEmail', normaliseEmail(address)),

    async exchange(context, key, { former, wanted }, change) {
      const brought = wanted.filter((address) => !former.includes(address));
      const gone = former.filter((address) => !wanted.includes(address));
      for (const [index, address] of brought.entries()) {
        if ((await self.claim(context, address, key)).holder === key) continue;
        await release(context, key, brought.slice(0, index));
        return emailTaken;
      }
      const result = await change();
      await release(context, key, result.ok ? gone : brought);
      return result;
    },
  };
  return self;

  /** Another request may have given the contact one of them in the meantime. */
  async function release(context: RequestContext, key: string, addresses: readonly string[]): Promise<void> {
    if (addresses.length === 0) return;
    const inUse = present((await executor.load(contact, key)).state);
    for (const address of addresses)
      if (!inUse.includes(address)) await claims.release(context, 'contactEmail', address, key);
  }
}

/** What a contact has now. */
export const present = (state: ContactState): string[] =>
  state.phase === 'active' ? addressesOf(state.email, state.aliases) : [];
