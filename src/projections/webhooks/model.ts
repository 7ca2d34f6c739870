/** Webhooks that are registered, active or paused. */
import type { WebhookEvent, WebhookTopic } from '../../domain/integration/webhook/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export const webhooks = defineModel<WebhookEvent>()({
  name: 'webhooks',
  version: 1,
  summary: 'Registered webhooks with their topics.',
  categories: ['webhook'],
  temporal: false,
  columns: {
    ref: col.requiredInteger(),
    target: col.requiredText(),
    secret: col.requiredText(),
    topics: col.list<WebhookTopic>(),
    source: col.requiredText(),
    registeredAt: col.requiredTimestamp(),
    pausedAt: col.timestamp(),
    pauseReason: col.text(),
  },
  indexes: [{ on: ['ref'], unique: true }],
  handlers: {
    WebhookRegistered: ({ id, data, occurredAt }, change) => change.insert(id, { ...data, registeredAt: occurredAt }),
    WebhookPaused: ({ id, data, occurredAt }, change) =>
      change.update(id, { pausedAt: occurredAt, pauseReason: data.reason }),
    WebhookResumed: ({ id }, change) => change.update(id, { pausedAt: null, pauseReason: null }),
    WebhookRemoved: ({ id }, change) => change.remove(id),
  },
});

export type WebhookRow = ModelRow<typeof webhooks>;
