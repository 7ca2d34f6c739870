/**
 * Tells registered receivers what happened: one message per command, resource and webhook. Which webhooks there are is folded
 * from their own events, so a change goes to exactly those that had been registered before it in the log.
 */
import { z } from 'zod';
import { WEBHOOK_TOPICS, type WebhookEvent, type WebhookTopic } from '../../domain/integration/webhook/events.ts';
import type { DomainEvent } from '../../domain/kernel/event.ts';
import { defineProcess, type Effect, NOTHING_FOLLOWS, type ProcessEvent, type Reaction } from '../engine/process.ts';
import { TOPIC_RULES, type TopicRule } from './topics.ts';

export const WEBHOOK_MESSAGE = 'webhook';

/** What a delivery is about; its content is made when it is first sent, as the resource stood at the position. */
export const webhookMessage = z.object({
  webhook: z.string(),
  topic: z.enum(WEBHOOK_TOPICS),
  /** Key of the resource. */
  key: z.string(),
  position: z.string(),
});
export type WebhookMessage = z.infer<typeof webhookMessage>;

interface Registration {
  readonly key: string;
  readonly topics: readonly WebhookTopic[];
}

/** In order of registration. */
type Registrations = readonly Registration[];

export const webhookDestination = (key: string): string => `webhook:${key}`;

export const webhookProcess = webhookFanOut(TOPIC_RULES);

export function webhookFanOut(rules: readonly TopicRule[]) {
  return defineProcess<DomainEvent>()<Registrations>({
    name: 'webhooks',
    summary: 'Tells registered webhooks of changes.',
    categories: ['webhook', ...rules.map(({ category }) => category)],
    memory: { version: 1, initial: [], instanceOf: () => 'registrations' },
    react: (event, registrations) =>
      isWebhookEvent(event) ? follow(event, registrations) : { effects: tell(rules, event, registrations) },
  });
}

const isWebhookEvent = (event: ProcessEvent): event is ProcessEvent<WebhookEvent> => event.category === 'webhook';

function follow(event: ProcessEvent<WebhookEvent>, registrations: Registrations): Reaction<Registrations> {
  const destination = webhookDestination(event.key);
  const others = registrations.filter(({ key }) => key !== event.key);
  switch (event.type) {
    case 'WebhookRegistered':
      return { state: [...others, { key: event.key, topics: event.data.topics }], effects: [] };
    case 'WebhookFailing':
      return NOTHING_FOLLOWS;
    case 'WebhookPaused':
      return { effects: [{ do: 'hold', destination, reason: event.data.reason }] };
    case 'WebhookResumed':
      return { effects: [{ do: 'release', destination }] };
    case 'WebhookRemoved':
      return { state: others, effects: [{ do: 'discard', destination }] };
  }
}

function tell(rules: readonly TopicRule[], event: ProcessEvent, registrations: Registrations): readonly Effect[] {
  const { command } = event;
  if (!command.last) return NOTHING_FOLLOWS.effects;
  const rule = rules.find(({ category }) => category === event.category);
  const topic = rule?.topicOf(command.types);
  const subject = rule?.subjectOf ? rule.subjectOf(event) : event;
  if (!topic || !subject) return NOTHING_FOLLOWS.effects;
  const { category, key } = subject;
  return registrations
    .filter(({ topics }) => topics.includes(topic))
    .map((webhook) => ({
      do: 'send',
      kind: WEBHOOK_MESSAGE,
      destination: webhookDestination(webhook.key),
      orderingKey: `${category}-${key}`,
      payload: { webhook: webhook.key, topic, key, position: event.position.toString() } satisfies WebhookMessage,
    }));
}
