/** Sends mails that follow from events. What they say is made when they are sent. */
import { z } from 'zod';
import type { RequestContext, Result } from '../../application/context.ts';
import { NOTICES, type Notice } from '../../application/mail/notices.ts';
import type { Handler } from '../engine/handler.ts';

export const NOTICE_MESSAGE = 'notice';

const noticeMessage = z.object({ notice: z.enum(NOTICES), key: z.string() });
export type NoticeMessage = z.infer<typeof noticeMessage>;

/** `app.notices`. */
interface SendsNotices {
  send(context: RequestContext, notice: Notice, key: string): Promise<Result<unknown>>;
}

export const createNoticeHandler = (notices: SendsNotices): Handler => ({
  async deliver({ id, payload }) {
    const { notice, key } = noticeMessage.parse(payload);
    const sent = await notices.send(contextOf(id), notice, key);
    if (sent.ok) return { result: 'done' };
    const { code } = sent.refusal;
    if (code === 'MAIL_ADDRESS_MISSING') return { result: 'unwanted' };
    return { result: 'failed', error: code, blame: code === 'MAIL_FAILED' ? 'destination' : 'message' };
  },
});

const contextOf = (id: string): RequestContext => ({
  actor: { kind: 'process', id: 'notices' },
  surface: 'process',
  requestId: id,
  correlationId: id,
});
