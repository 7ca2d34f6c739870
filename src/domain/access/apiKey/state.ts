/** How an API key's events fold. */
import type { ApiKeyEvent } from './events.ts';

export type ApiKeyState =
  | { readonly phase: 'absent' }
  | { readonly phase: 'active'; readonly apiKey: string }
  | { readonly phase: 'revoked' };

export const initialApiKey: ApiKeyState = { phase: 'absent' };

export function evolveApiKey(_state: ApiKeyState, event: ApiKeyEvent): ApiKeyState {
  switch (event.type) {
    case 'ApiKeyIssued':
      return { phase: 'active', apiKey: event.data.apiKey };
    case 'ApiKeyRevoked':
      return { phase: 'revoked' };
  }
}
