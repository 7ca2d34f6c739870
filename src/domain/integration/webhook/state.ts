/** How a webhook's events fold. */
import type { WebhookEvent } from './events.ts';

export type WebhookState =
  | { readonly phase: 'absent' }
  | { readonly phase: 'active'; readonly ref: number }
  | { readonly phase: 'paused'; readonly ref: number }
  | { readonly phase: 'removed' };

export const initialWebhook: WebhookState = { phase: 'absent' };

export function evolveWebhook(state: WebhookState, event: WebhookEvent): WebhookState {
  switch (event.type) {
    case 'WebhookRegistered':
      return { phase: 'active', ref: event.data.ref };
    case 'WebhookPaused':
      return state.phase === 'active' ? { ...state, phase: 'paused' } : state;
    case 'WebhookResumed':
      return state.phase === 'paused' ? { ...state, phase: 'active' } : state;
    case 'WebhookRemoved':
      return { phase: 'removed' };
  }
}
