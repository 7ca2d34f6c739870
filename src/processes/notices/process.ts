/** Mails that follow from what happened: to buyers, to new members, and to the owner of the site about webhooks. */
import type { WebhookEvent } from '../../domain/integration/webhook/events.ts';
import type { MemberEvent } from '../../domain/membership/member/events.ts';
import type { OrderEvent } from '../../domain/sales/order/events.ts';
import { definePolicy, NOTHING_FOLLOWS, type ProcessEvent } from '../engine/process.ts';
import { NOTICE_MESSAGE, type NoticeMessage } from './handler.ts';

type NoticedEvent = WebhookEvent | OrderEvent | MemberEvent;

export const noticesProcess = definePolicy<NoticedEvent>({
  name: 'notices',
  summary: 'Mails buyers what they ordered, new members a password, and the owner what is wrong with webhooks.',
  categories: ['member', 'order', 'webhook'],
  react(event) {
    const notice = noticeOf(event);
    if (!notice) return NOTHING_FOLLOWS;
    const payload: NoticeMessage = { notice, key: event.key };
    return {
      effects: [{ do: 'send', kind: NOTICE_MESSAGE, destination: 'mail', orderingKey: event.key, payload }],
    };
  },
});

function noticeOf(event: ProcessEvent<NoticedEvent>): NoticeMessage['notice'] | undefined {
  switch (event.type) {
    case 'MemberRegistered':
      return event.data.wantsPassword ? 'memberPassword' : undefined;
    case 'OrderPlaced':
    case 'OrderStatusChanged':
      return event.data.status === 'completed' ? 'orderAccess' : undefined;
    case 'OrderNoticeRequested':
      return 'orderChanged';
    case 'WebhookFailing':
      return 'webhookFailing';
    case 'WebhookPaused':
      return 'webhookPaused';
    default:
      return undefined;
  }
}
