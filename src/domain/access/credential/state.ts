/** How a credential's events fold. */
import type { CredentialEvent } from './events.ts';

export interface CredentialState {
  readonly hash: string | null;
}

export const initialCredential: CredentialState = { hash: null };

export function evolveCredential(_state: CredentialState, event: CredentialEvent): CredentialState {
  switch (event.type) {
    case 'PasswordSet':
      return { hash: event.data.hash };
    case 'PasswordRemoved':
      return initialCredential;
  }
}
