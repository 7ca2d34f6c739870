/** Lists that contacts subscribe to, with what became of the mailings to them. Who is on a list is asked of the contacts. */
import type { EngagementEvent } from '../../domain/marketing/engagement/events.ts';
import type { SubscriberListEvent } from '../../domain/marketing/subscriberList/events.ts';
import { col, defineModel, type ModelRow, plus } from '../engine/model.ts';

export const subscriberLists = defineModel<SubscriberListEvent | EngagementEvent>()({
  name: 'subscriber_lists',
  version: 2,
  summary: 'Subscriber lists with mailings sent, opened and clicked, each counted once per mailing and contact.',
  categories: ['subscriberList', 'engagement'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    name: col.requiredText(),
    createdAt: col.requiredTimestamp(),
    sent: col.requiredInteger(),
    opened: col.requiredInteger(),
    clicked: col.requiredInteger(),
  },
  indexes: [{ on: ['ref'], unique: true }],
  handlers: {
    SubscriberListCreated: ({ id, data, occurredAt }, change) => change.insert(id, { ...data, createdAt: occurredAt }),
    SubscriberListRenamed: ({ id, data }, change) => change.update(id, data),
    SubscriberListDeleted: ({ id }, change) => change.remove(id),
    MailingSent: ({ data }, change) => change.update(data.list, { sent: plus(1) }),
    MailingOpened: ({ data }, change) => change.update(data.list, { opened: plus(1) }),
    MailingClicked: ({ data }, change) => change.update(data.list, { clicked: plus(1) }),
  },
});

export type SubscriberListRow = ModelRow<typeof subscriberLists>;
