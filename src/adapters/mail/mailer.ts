/** Sends mails by SMTP, or writes them to files where there is no server. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Clock, Mailer, OutgoingMail } from '../../application/ports.ts';

export interface SmtpOptions {
  readonly url: string;
  readonly from: string;
  /** For each step of the conversation. Default 10 s. */
  readonly timeoutMs?: number;
}

export interface MailFileOptions {
  readonly directory: string;
  readonly from: string;
  readonly clock: Clock;
}

const TIMEOUT_MS = 10_000;

export interface ClosableMailer extends Mailer {
  close(): void;
}

export function createSmtpMailer({ url, from, timeoutMs = TIMEOUT_MS }: SmtpOptions): ClosableMailer {
  const transport = createTransport({
    url,
    pool: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...CONTENT_ONLY,
  });
  return {
    send: (mail) => answered(() => transport.sendMail(messageOf(mail, from))),
    close: () => transport.close(),
  };
}

/** One `.eml` file per mail; it appears under its name when it is whole. */
export function createMailFiles({ directory, from, clock }: MailFileOptions): ClosableMailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...CONTENT_ONLY });
  return {
    send: (mail) =>
      answered(async () => {
        const { message } = await transport.sendMail({ ...messageOf(mail, from), date: clock.now() });
        await mkdir(directory, { recursive: true, mode: 0o700 });
        const name = `${clock.now().toISOString().replace(/[:.]/g, '-')}-${randomUUID()}`;
        await writeFile(join(directory, `.${name}`), message, { mode: 0o600 });
        await rename(join(directory, `.${name}`), join(directory, `${name}.eml`));
      }),
    close: () => transport.close(),
  };
}

/** Nothing in a mail may name a file or an address whose content is put in. */
const CONTENT_ONLY = { disableFileAccess: true, disableUrlAccess: true } as const;

/** As one address, whatever is in it: commas make no list. */
const messageOf = ({ to, ...mail }: OutgoingMail, from: string): SendMailOptions => ({
  ...mail,
  from,
  to: { name: '', address: to },
});

/** The words of a mail server may quote the receiver; its codes do not. */
async function answered(send: () => Promise<unknown>): ReturnType<Mailer['send']> {
  try {
    await send();
    return { ok: true };
  } catch (error) {
    const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
    return { ok: false, reason: [code, responseCode].filter(Boolean).join(' ') || 'UNKNOWN' };
  }
}
