/** The operator's documents: HTML files in one directory. They are read when they are needed, so a change counts at once. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailDocuments } from '../../application/ports.ts';

const NAME = /^[A-Za-z0-9]+$/;
const NUMBERED = /^\d+\.html$/;

export const createMailDocuments = (directory: string): MailDocuments => ({
  async find(name) {
    if (!NAME.test(name)) return undefined;
    try {
      return await readFile(join(directory, `${name}.html`), 'utf8');
    } catch {
      // Not there, or not readable.
      return undefined;
    }
  },
  async haveNumbers() {
    const names = await readdir(directory).catch(() => []);
    return names.some((name) => NUMBERED.test(name));
  },
});
