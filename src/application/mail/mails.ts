/** Mails: a document of the operator or the words that come with the program, filled and handed on. */
import { isEmail } from '../../domain/kernel/email.ts';
import { type Result, refused, success } from '../context.ts';
import type { MailDocuments, Mailer, OutgoingMail } from '../ports.ts';
import { escapeHtml, type MailValues, render, titleOf, wordsOf } from './render.ts';
import { MAIL_TEMPLATES, type MailTemplateName } from './templates.ts';

export interface MailRequest {
  readonly template: MailTemplateName;
  /** Number of a document to take instead. Any number stands for the usual words while the operator has no such documents. */
  readonly document?: number | null | undefined;
  readonly to: string;
  readonly values: MailValues;
}

export interface Mails {
  /** Refuses with MAIL_FAILED, for a document too that the operator should have and has not. Nothing that happened before is undone by it. */
  send(request: MailRequest): Promise<Result<undefined>>;
}

interface Dependencies {
  readonly mailer: Mailer;
  readonly documents: MailDocuments;
}

export function createMails({ mailer, documents }: Dependencies): Mails {
  return {
    async send(request) {
      const to = request.to.trim();
      if (!isEmail(to)) return failed('NO_ADDRESS');
      const document = await documentFor(request);
      if (document === 'missing') return failed('NO_DOCUMENT');
      const sent = await mailer.send({ to, ...(document ? fromDocument(document.html, request) : builtIn(request)) });
      return sent.ok ? success(undefined) : failed(sent.reason);
    },
  };

  async function documentFor({ document, template }: MailRequest): Promise<{ html: string } | 'missing' | undefined> {
    const isNumbered = typeof document === 'number';
    const numbered = isNumbered ? await documents.find(String(document)) : undefined;
    if (isNumbered && numbered === undefined && (await documents.haveNumbers())) return 'missing';
    const html = numbered ?? (await documents.find(template));
    return html === undefined ? undefined : { html };
  }
}

const asIs = (text: string): string => text;

function builtIn({ template, values }: MailRequest): Omit<OutgoingMail, 'to'> {
  const { subject, text } = MAIL_TEMPLATES[template];
  return { subject: render(subject, values, asIs), text: render(text, values, asIs) };
}

function fromDocument(document: string, { template, values }: MailRequest): Omit<OutgoingMail, 'to'> {
  const html = render(document, values, escapeHtml);
  const subject = render(titleOf(document) ?? MAIL_TEMPLATES[template].subject, values, asIs);
  return { subject, html, text: wordsOf(html) };
}

const failed = (reason: string) => refused('MAIL_FAILED', `The mail could not be sent: ${reason}.`);
