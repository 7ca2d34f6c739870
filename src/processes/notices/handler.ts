/** Sends mails that follow from events. What they say is made when they are sent. */
import { z } from 'zod';
import type { RequestContext, Result } from '../../application/context.ts';
import { NOTICES, type Notice } from '../../application/mail/notices.ts';
import { contextOf, type Handler } from '../engine/handler.ts';

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
    const sent = await notices.send(contextOf('notices', id), notice, key);
    if (sent.ok) return { result: 'done' };
    const { code, message } = sent.refusal;
    if (code === 'MAIL_ADDRESS_MISSING') return { result: 'unwanted' };
    const isServer = code === 'MAIL_FAILED' && !REJECTED.test(message);
    return { result: 'failed', error: code, blame: isServer ? 'destination' : 'message' };
  },
});

/** The mail server is well: it does not take this address, or this mail. Others need not wait. */
const REJECTED = /EENVELOPE|EMESSAGE/;
