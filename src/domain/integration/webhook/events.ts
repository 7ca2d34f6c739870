/** What is stored about webhooks: who wants to be told of what. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { instant, ref, text } from '../../kernel/fragments.ts';

/** What can be subscribed to. */
export const WEBHOOK_TOPICS = [
  'order_created',
  'order_updated',
  'product_created',
  'product_updated',
  'form_submitted',
  'contact_updated',
  'booking_created',
] as const;
export type WebhookTopic = (typeof WEBHOOK_TOPICS)[number];

export const WebhookRegistered = defineEvent('WebhookRegistered', {
  summary: 'A receiver asked to be told of some topics. The secret signs deliveries, so it has to be kept as it is.',
  schema: z.strictObject({
    ref,
    target: text.meta({ secret: true }),
    secret: z.string().meta({ secret: true }),
    topics: z.array(z.enum(WEBHOOK_TOPICS)).min(1),
    /** Host name that deliveries name as their source: the one the receiver registered through. */
    source: z.string(),
  }),
});

export const WebhookFailing = defineEvent('WebhookFailing', {
  summary: 'No delivery has succeeded since then; deliveries are tried again.',
  schema: z.strictObject({ since: instant }),
});

export const WebhookPaused = defineEvent('WebhookPaused', {
  summary: 'Deliveries wait until the webhook is resumed; none is lost.',
  schema: z.strictObject({ reason: text }),
});

export const WebhookResumed = defineEvent('WebhookResumed', {
  summary: 'Waiting deliveries go out again.',
  schema: z.strictObject({}),
});

export const WebhookRemoved = defineEvent('WebhookRemoved', {
  summary: 'The receiver is told nothing more.',
  schema: z.strictObject({}),
});

export const webhookEvents = { WebhookRegistered, WebhookFailing, WebhookPaused, WebhookResumed, WebhookRemoved };
export type WebhookEvent = EventOf<typeof webhookEvents>;
