/** What may happen to a credential. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing } from '../../kernel/decision.ts';
import { type CredentialEvent, credentialEvents } from './events.ts';
import { type CredentialState, evolveCredential, initialCredential } from './state.ts';

export type CredentialCommand =
  | { readonly type: 'SetPassword'; readonly hash: string }
  | { readonly type: 'RemovePassword' };

export function decideCredential(state: CredentialState, command: CredentialCommand): Decision<CredentialEvent, never> {
  switch (command.type) {
    case 'SetPassword':
      return state.hash === command.hash ? nothing : accept(credentialEvents.PasswordSet({ hash: command.hash }));
    case 'RemovePassword':
      return state.hash === null ? nothing : accept(credentialEvents.PasswordRemoved({}));
  }
}

export const credential = defineAggregate<CredentialState, CredentialCommand, CredentialEvent, never>({
  category: 'credential',
  events: credentialEvents,
  initial: initialCredential,
  evolve: evolveCredential,
  decide: decideCredential,
});
