/** What is stored about lists that contacts subscribe to. Who is on a list is said by the contacts. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { ref, text } from '../../kernel/fragments.ts';

export const SubscriberListCreated = defineEvent('SubscriberListCreated', {
  summary: 'A list was opened for e-mail marketing.',
  schema: z.strictObject({ ref, name: text }),
});

export const SubscriberListRenamed = defineEvent('SubscriberListRenamed', {
  summary: 'A subscriber list got another name.',
  schema: z.strictObject({ name: text }),
});

export const SubscriberListDeleted = defineEvent('SubscriberListDeleted', {
  summary: 'A subscriber list was closed. Nobody is on it any more, whatever contacts had been told.',
  schema: z.strictObject({}),
});

export const subscriberListEvents = { SubscriberListCreated, SubscriberListRenamed, SubscriberListDeleted };
export type SubscriberListEvent = EventOf<typeof subscriberListEvents>;
