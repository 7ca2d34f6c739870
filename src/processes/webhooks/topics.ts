/** Which webhook topic a command is worth. A further resource is one line here and one in the renderer. */
import type { WebhookTopic } from '../../domain/integration/webhook/events.ts';
import type { ProcessEvent } from '../engine/process.ts';

export interface Subject {
  readonly category: string;
  readonly key: string;
}

export interface TopicRule {
  /** Stream category of the resource. */
  readonly category: string;
  /** Given the types of all events that one command appended to it. */
  topicOf(types: readonly string[]): WebhookTopic | undefined;
  /** What is told of, where it is not the resource itself; undefined for nothing. Deliveries about one subject keep their order. */
  subjectOf?(event: ProcessEvent): Subject | undefined;
}

/** Created by one event; any other is a change. */
const createdOrUpdated =
  (created: string, topic: WebhookTopic, otherwise: WebhookTopic) => (types: readonly string[]) =>
    types.includes(created) ? topic : otherwise;

export const TOPIC_RULES: readonly TopicRule[] = [
  {
    category: 'booking',
    topicOf: (types) => (types.includes('SessionBooked') ? 'booking_created' : undefined),
  },
  {
    category: 'contact',
    // Creation and any change are one topic; nobody is told of removals.
    topicOf: (types) => (types.includes('ContactDeleted') ? undefined : 'contact_updated'),
  },
  {
    category: 'order',
    topicOf: (types) =>
      types.every((type) => ABOUT_MAIL.has(type))
        ? undefined
        : createdOrUpdated('OrderPlaced', 'order_created', 'order_updated')(types),
  },
  {
    category: 'payment',
    topicOf: (types) => (types.some((type) => SETTLING.has(type)) ? 'order_updated' : undefined),
    subjectOf: orderOfPayment,
  },
  {
    category: 'product',
    topicOf: (types) =>
      types.includes('ProductRemoved')
        ? undefined
        : createdOrUpdated('ProductCreated', 'product_created', 'product_updated')(types),
  },
  { category: 'submission', topicOf: () => 'form_submitted' },
];

/** Events that change nothing about an order but what its buyer was told. */
const ABOUT_MAIL: ReadonlySet<string> = new Set(['OrderAccessSent', 'OrderAccessRequested']);

/** Events that change how much of an order has been paid. */
const SETTLING: ReadonlySet<string> = new Set([
  'PaymentRecorded',
  'PaymentChanged',
  'PaymentCaptured',
  'PaymentRefunded',
  'PaymentVoided',
]);

/** Later events of a payment do not name its order: then the renderer finds it. */
function orderOfPayment({ type, data, key }: ProcessEvent): Subject | undefined {
  if (type !== 'PaymentRecorded') return { category: 'payment', key };
  const { order } = data as { readonly order: string | null };
  return order === null ? undefined : { category: 'order', key: order };
}
