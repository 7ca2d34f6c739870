/** Mails that the program under test has written to files. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface WrittenMail {
  readonly headers: string;
  /** Decoded, as far as quoted-printable goes. */
  readonly body: string;
}

/** Oldest first. */
export async function mailsIn(directory: string): Promise<readonly WrittenMail[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(files.map(async (name) => parsed(await readFile(join(directory, name), 'utf8'))));
}

function parsed(message: string): WrittenMail {
  const end = message.indexOf('\r\n\r\n');
  return { headers: message.slice(0, end).replace(/\r\n[ \t]/g, ' '), body: decoded(message.slice(end + 4)) };
}

const decoded = (text: string): string =>
  Buffer.from(
    text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`))),
    'latin1',
  )
    .toString('utf8')
    .replace(/\r\n/g, '\n');
