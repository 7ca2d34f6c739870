import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailFiles, createSmtpMailer } from '../../../src/adapters/mail/mailer.ts';
import { systemClock } from '../../../src/adapters/system/clock.ts';
import { mailsIn } from '../../support/mail.ts';

const FROM = 'Tea Shop <shop@example.com>';
const MAIL = { to: 'ada@example.com', subject: 'Déjà vu', text: 'Two lines\nof words, café.' };

const cleaners: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleaners.splice(0)) await clean();
});

describe('mails as files', () => {
  async function files() {
    const directory = join(await mkdtemp(join(tmpdir(), 'mails-')), 'deep', 'er');
    cleaners.push(() => rm(join(directory, '..', '..'), { recursive: true }));
    return { directory, mailer: createMailFiles({ directory, from: FROM, clock: systemClock }) };
  }

  it('are whole messages that only their owner may read', async () => {
    const { directory, mailer } = await files();
    expect(await mailer.send(MAIL)).toEqual({ ok: true });
    const [mail] = await mailsIn(directory);
    expect(mail?.headers).toContain('From: Tea Shop <shop@example.com>');
    expect(mail?.headers).toContain('To: ada@example.com');
    expect(mail?.headers).toContain('Subject: =?UTF-8?Q?D=C3=A9j=C3=A0_vu?=');
    expect(mail?.body).toContain('Two lines\nof words, café.');
    const [name = ''] = await readdir(directory);
    expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
  });

  it('carry HTML beside the words', async () => {
    const { directory, mailer } = await files();
    await mailer.send({ ...MAIL, html: '<p>Words</p>' });
    const [mail] = await mailsIn(directory);
    expect(mail?.headers).toContain('multipart/alternative');
    expect(mail?.body).toContain('<p>Words</p>');
  });

  it('go to one receiver and have one subject, whatever is in them', async () => {
    const { directory, mailer } = await files();
    await mailer.send({ ...MAIL, to: 'a@example.com, b@example.com', subject: 'x\r\nBcc: c@example.com' });
    const [mail] = await mailsIn(directory);
    expect(mail?.headers).not.toMatch(/^Bcc:/m);
    expect(mail?.headers.match(/^To:.*$/m)?.[0]).not.toMatch(/^To: a@example.com, b@example.com$/);
  });

  it('say why none was written', async () => {
    const mailer = createMailFiles({ directory: '/dev/null/mail', from: FROM, clock: systemClock });
    expect(await mailer.send(MAIL)).toEqual({ ok: false, reason: 'ENOTDIR' });
  });
});

describe('mails by SMTP', () => {
  it('arrive', async () => {
    const { url, received } = await smtpServer();
    const mailer = createSmtpMailer({ url, from: FROM });
    cleaners.push(() => mailer.close());
    expect(await mailer.send(MAIL)).toEqual({ ok: true });
    expect(received.join('\n')).toContain('RCPT TO:<ada@example.com>');
    expect(received.join('\n')).toContain('Subject: =?UTF-8?Q?D=C3=A9j=C3=A0_vu?=');
  });

  it('that are refused say so with codes, and not with words that quote the receiver', async () => {
    const { url } = await smtpServer('550 no ada@example.com here');
    const mailer = createSmtpMailer({ url, from: FROM });
    cleaners.push(() => mailer.close());
    expect(await mailer.send(MAIL)).toEqual({ ok: false, reason: 'EENVELOPE 550' });
  });

  it('fail when there is no server, and when it says nothing', async () => {
    const { url, server } = await smtpServer(undefined, { silent: true });
    const silent = createSmtpMailer({ url, from: FROM, timeoutMs: 200 });
    cleaners.push(() => silent.close());
    expect(await silent.send(MAIL)).toMatchObject({ ok: false, reason: 'ETIMEDOUT' });
    const port = (server.address() as AddressInfo).port;
    await new Promise((done) => server.close(done));
    const nowhere = createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: FROM });
    cleaners.push(() => nowhere.close());
    expect(await nowhere.send(MAIL)).toMatchObject({ ok: false });
  });
});

/** Speaks just enough SMTP. */
async function smtpServer(refuse?: string, { silent = false } = {}) {
  const received: string[] = [];
  const server: Server = createServer((socket) => {
    let inData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    socket.on('error', () => undefined);
    if (silent) return;
    say('220 ready');
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        received.push(line);
        if (inData) {
          if (line !== '.') continue;
          inData = false;
          say('250 taken');
        } else if (/^EHLO/.test(line)) say('250 here');
        else if (/^RCPT/.test(line)) say(refuse ?? '250 fine');
        else if (/^DATA/.test(line)) {
          inData = true;
          say('354 go on');
        } else say(/^QUIT/.test(line) ? '221 bye' : '250 fine');
      }
    });
    cleaners.push(() => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleaners.push(() => server.close());
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, received, server };
}
