/** How a webhook's events fold. */
import type { WebhookEvent } from './events.ts';

export type WebhookState = { readonly phase: 'absent' } | PresentWebhook | { readonly phase: 'removed' };

export interface PresentWebhook {
  readonly phase: 'active' | 'paused';
  readonly ref: number;
  readonly target: string;
  /** Beginning of the last time that its receiver was known to fail. */
  readonly failingSince: string | null;
  readonly pauseReason: string | null;
}

export const initialWebhook: WebhookState = { phase: 'absent' };

export function evolveWebhook(state: WebhookState, event: WebhookEvent): WebhookState {
  if (event.type === 'WebhookRegistered') {
    const { ref, target } = event.data;
    return { phase: 'active', ref, target, failingSince: null, pauseReason: null };
  }
  if (state.phase === 'absent' || state.phase === 'removed') return state;
  switch (event.type) {
    case 'WebhookFailing':
      return { ...state, failingSince: event.data.since };
    case 'WebhookPaused':
      return { ...state, phase: 'paused', pauseReason: event.data.reason };
    case 'WebhookResumed':
      return { ...state, phase: 'active', pauseReason: null };
    case 'WebhookRemoved':
      return { phase: 'removed' };
  }
}
