/** Which webhook topic a command is worth. A further resource is one line here and one in the renderer. */
import type { WebhookTopic } from '../../domain/integration/webhook/events.ts';

export interface TopicRule {
  /** Stream category of the resource. */
  readonly category: string;
  /** Given the types of all events that one command appended to it. */
  topicOf(types: readonly string[]): WebhookTopic | undefined;
}

export const TOPIC_RULES: readonly TopicRule[] = [
  {
    category: 'contact',
    // Creation and any change are one topic; nobody is told of removals.
    topicOf: (types) => (types.includes('ContactDeleted') ? undefined : 'contact_updated'),
  },
];
