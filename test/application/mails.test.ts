import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMailDocuments } from '../../src/adapters/mail/documents.ts';
import { createMails } from '../../src/application/mail/mails.ts';
import { escapeHtml, render, titleOf, wordsOf } from '../../src/application/mail/render.ts';
import { MAIL_TEMPLATES, type MailTemplateName } from '../../src/application/mail/templates.ts';
import type { OutgoingMail } from '../../src/application/ports.ts';

const plain = (text: string) => text;

describe('a template', () => {
  it('shows values, lists and what depends on a value', () => {
    const template =
      'Hi {{name}}.{{#lines}} {{n}} for {{name}};{{/lines}}{{#paid}} Paid.{{/paid}}{{#gone}} Gone.{{/gone}}';
    const lines = [{ n: '1' }, { n: '2', name: 'Bob' }];
    expect(render(template, { name: 'Ada', lines, paid: 'yes', gone: '' }, plain)).toBe(
      'Hi Ada. 1 for Ada; 2 for Bob; Paid.',
    );
  });

  it('never takes a value for a template, nor for HTML', () => {
    expect(render('{{a}}{{#l}}{{a}}{{/l}}', { a: '{{b}}', b: 'secret', l: 'x' }, plain)).toBe('{{b}}{{b}}');
    expect(render('{{a}}', { a: '<b>&"\'' }, escapeHtml)).toBe('&lt;b&gt;&amp;&quot;&#39;');
    expect(render('{{constructor}}{{unknown}}', {}, plain)).toBe('');
  });

  it('gives its title and its words', () => {
    const html =
      '<html><head><title>A &amp; B</title><style>p{}</style></head><body><h1>Hi</h1><p>One<br>two</p></body></html>';
    expect(titleOf(html)).toBe('A & B');
    expect(wordsOf(html)).toBe('Hi\nOne\ntwo\n');
    expect(titleOf('<p>none</p>')).toBeUndefined();
  });
});

function mailsWith(documents: Readonly<Record<string, string>>, reason?: string) {
  const sent: OutgoingMail[] = [];
  const mails = createMails({
    documents: {
      find: async (name) => documents[name],
      haveNumbers: async () => Object.keys(documents).some((name) => /^\d+$/.test(name)),
    },
    mailer: {
      async send(mail) {
        if (reason) return { ok: false, reason };
        sent.push(mail);
        return { ok: true };
      },
    },
  });
  return { mails, sent };
}

const ORDER = {
  template: 'order',
  to: 'ada@example.com',
  values: { name: 'Ada', ref: '7', subtotal: '1.00', tax: '0.20', total: '1.20', currency: 'GBP', lines: [] },
} as const;

describe('a mail', () => {
  it('says something sensible without any document', async () => {
    const { mails, sent } = mailsWith({});
    await mails.send(ORDER);
    expect(sent[0]).toMatchObject({ to: 'ada@example.com', subject: 'Your order 7' });
    expect(sent[0]?.text).toContain('Total 1.20 GBP');
    expect(sent[0]?.text).not.toContain('It is paid');
  });

  it('is made of the document that is asked for, of the one with its name, or of the usual words', async () => {
    const { mails, sent } = mailsWith({ 17: '<title>N{{ref}}</title><p>Hi {{name}}</p>', order: '<p>Named</p>' });
    for (const document of [17, undefined]) await mails.send({ ...ORDER, document });
    expect(sent.map(({ subject, text }) => [subject, text])).toEqual([
      ['N7', 'Hi Ada\n'],
      ['Your order 7', 'Named\n'],
    ]);
    expect(sent[0]?.html).toContain('<p>Hi Ada</p>');
  });

  it('of a number that is none of the documents is not sent; where none has a number, any will do', async () => {
    const numbered = mailsWith({ 17: '<p>Hi {{name}}</p>', order: '<p>Named</p>' });
    for (const document of [18, -17, 1.5]) {
      const refusal = { ok: false, refusal: { code: 'MAIL_FAILED', message: expect.stringContaining('NO_DOCUMENT') } };
      expect(await numbered.mails.send({ ...ORDER, document })).toEqual(refusal);
    }
    expect(numbered.sent).toEqual([]);
    const named = mailsWith({ order: '<p>Named</p>' });
    await named.mails.send({ ...ORDER, document: 18 });
    expect(named.sent.map(({ text }) => text)).toEqual(['Named\n']);
  });

  it('that cannot be sent is a refusal without the address', async () => {
    const refusals = [
      await mailsWith({}, 'EENVELOPE 550').mails.send(ORDER),
      await mailsWith({}).mails.send({ ...ORDER, to: 'ada' }),
    ];
    for (const result of refusals) {
      expect(result.ok ? '' : result.refusal.code).toBe('MAIL_FAILED');
      expect(JSON.stringify(result)).not.toContain('ada');
    }
  });

  it.each(Object.keys(MAIL_TEMPLATES) as MailTemplateName[])('%s has balanced braces', (name) => {
    const { subject, text } = MAIL_TEMPLATES[name];
    expect(render(subject + text, {}, plain)).not.toMatch(/\{\{|\}\}/);
  });
});

describe('documents', () => {
  it('are files of a directory and nothing outside it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'documents-'));
    const documents = createMailDocuments(join(directory, '.'));
    await writeFile(join(directory, 'order.html'), '<p>Named</p>');
    expect(await documents.haveNumbers()).toBe(false);
    await writeFile(join(directory, '17.html'), '<p>Hi</p>');
    expect(await documents.haveNumbers()).toBe(true);
    expect(await createMailDocuments(join(directory, 'x')).haveNumbers()).toBe(false);
    expect(await documents.find('17')).toBe('<p>Hi</p>');
    expect(await documents.find('18')).toBeUndefined();
    expect(await createMailDocuments(join(directory, 'x')).find('../17')).toBeUndefined();
    await rm(directory, { recursive: true });
  });
});
