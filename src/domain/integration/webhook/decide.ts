/** What may happen to a webhook. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { type WebhookEvent, type WebhookTopic, webhookEvents } from './events.ts';
import { evolveWebhook, initialWebhook, type PresentWebhook, type WebhookState } from './state.ts';

export type WebhookCommand =
  | RegisterWebhook
  | { readonly type: 'NoteWebhookFailing'; readonly since: string }
  | { readonly type: 'PauseWebhook'; readonly reason: string }
  | { readonly type: 'ResumeWebhook' }
  | { readonly type: 'RemoveWebhook' };

export interface RegisterWebhook {
  readonly type: 'RegisterWebhook';
  readonly ref: number;
  readonly target: string;
  readonly secret: string;
  readonly topics: readonly WebhookTopic[];
  readonly source: string;
}

export type WebhookRefusal = 'WEBHOOK_EXISTS' | 'WEBHOOK_NOT_FOUND';
type WebhookDecision = Decision<WebhookEvent, WebhookRefusal>;

export function decideWebhook(state: WebhookState, command: WebhookCommand): WebhookDecision {
  switch (command.type) {
    case 'RegisterWebhook':
      return register(state, command);
    case 'NoteWebhookFailing':
      return whilePresent(state, ({ phase, failingSince }) =>
        phase === 'paused' || failingSince === command.since
          ? nothing
          : accept(webhookEvents.WebhookFailing({ since: command.since })),
      );
    case 'PauseWebhook':
      return whilePresent(state, () =>
        state.phase === 'paused' ? nothing : accept(webhookEvents.WebhookPaused({ reason: command.reason })),
      );
    case 'ResumeWebhook':
      return whilePresent(state, () => (state.phase === 'active' ? nothing : accept(webhookEvents.WebhookResumed({}))));
    case 'RemoveWebhook':
      if (state.phase === 'absent') return notFound;
      return state.phase === 'removed' ? nothing : accept(webhookEvents.WebhookRemoved({}));
  }
}

const notFound = refuse('WEBHOOK_NOT_FOUND', 'There is no such webhook.');

function register(state: WebhookState, { type: _, topics, ...data }: RegisterWebhook): WebhookDecision {
  if (state.phase === 'active' && state.ref === data.ref) return nothing;
  if (state.phase !== 'absent') return refuse('WEBHOOK_EXISTS', 'This webhook exists already.');
  return accept(webhookEvents.WebhookRegistered({ ...data, topics: [...new Set(topics)] }));
}

function whilePresent(state: WebhookState, decide: (webhook: PresentWebhook) => WebhookDecision): WebhookDecision {
  return state.phase === 'absent' || state.phase === 'removed' ? notFound : decide(state);
}

export const webhook = defineAggregate<WebhookState, WebhookCommand, WebhookEvent, WebhookRefusal>({
  category: 'webhook',
  events: webhookEvents,
  initial: initialWebhook,
  evolve: evolveWebhook,
  decide: decideWebhook,
});
