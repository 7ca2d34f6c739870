/** Mails that follow from what happened: to buyers, to new members, and to the owner of the site about webhooks and payments. */
import type { WebhookEvent } from '../../domain/integration/webhook/events.ts';
import type { MemberEvent } from '../../domain/membership/member/events.ts';
import type { OrderEvent } from '../../domain/sales/order/events.ts';
import type { PaymentEvent } from '../../domain/sales/payment/events.ts';
import { definePolicy, NOTHING_FOLLOWS, type ProcessEvent, send } from '../engine/process.ts';
import { NOTICE_MESSAGE, type NoticeMessage } from './handler.ts';

type NoticedEvent = WebhookEvent | OrderEvent | MemberEvent | PaymentEvent;

/** A gateway that can tell what became of a charge has told by then. */
const DOUBT_GRACE_MS = 30_000;

export const noticesProcess = definePolicy<NoticedEvent>({
  name: 'notices',
  summary: 'Mails buyers what they ordered, new members a password, and the owner what is wrong.',
  categories: ['member', 'order', 'payment', 'webhook'],
  react(event) {
    const notice = noticeOf(event);
    if (!notice) return NOTHING_FOLLOWS;
    const payload: NoticeMessage = { notice, key: event.key };
    const delayMs = notice === 'paymentUncertain' ? DOUBT_GRACE_MS : 0;
    return send({ kind: NOTICE_MESSAGE, destination: 'mail', orderingKey: event.key, payload, delayMs });
  },
});

function noticeOf(event: ProcessEvent<NoticedEvent>): NoticeMessage['notice'] | undefined {
  switch (event.type) {
    case 'MemberRegistered':
      return event.data.wantsPassword ? 'memberPassword' : undefined;
    case 'OrderPlaced':
    case 'OrderStatusChanged':
      return event.data.status === 'completed' ? 'orderAccess' : undefined;
    case 'OrderAccessRequested':
      return 'orderAccess';
    case 'OrderNoticeRequested':
      return 'orderChanged';
    case 'PaymentDoubted':
      return 'paymentUncertain';
    case 'WebhookFailing':
      return 'webhookFailing';
    case 'WebhookPaused':
      return 'webhookPaused';
    default:
      return undefined;
  }
}
