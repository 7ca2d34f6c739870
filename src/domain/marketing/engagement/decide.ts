/** What may happen to one mailing to one contact. Each step implies those before it, so none counts without them. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision } from '../../kernel/decision.ts';
import { type EngagementEvent, engagementEvents } from './events.ts';
import { type EngagementState, evolveEngagement, initialEngagement } from './state.ts';

export const ENGAGEMENTS = ['sent', 'opened', 'clicked'] as const;
export type EngagementKind = (typeof ENGAGEMENTS)[number];

export interface RecordEngagement {
  readonly type: 'RecordEngagement';
  readonly kind: EngagementKind;
  readonly list: string;
  readonly contact: string;
  readonly mailing: string;
}

export function decideEngagement(state: EngagementState, command: RecordEngagement): Decision<EngagementEvent, never> {
  const { kind, list, contact, mailing } = command;
  const clicked = kind === 'clicked';
  const opened = clicked || kind === 'opened';
  return accept<EngagementEvent>(
    ...(state.sent ? [] : [engagementEvents.MailingSent({ list, contact, mailing })]),
    ...(opened && !state.opened ? [engagementEvents.MailingOpened({ list })] : []),
    ...(clicked && !state.clicked ? [engagementEvents.MailingClicked({ list })] : []),
  );
}

export const engagement = defineAggregate<EngagementState, RecordEngagement, EngagementEvent, never>({
  category: 'engagement',
  events: engagementEvents,
  initial: initialEngagement,
  evolve: evolveEngagement,
  decide: decideEngagement,
});
