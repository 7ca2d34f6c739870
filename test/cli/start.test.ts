/** `tributary start` as a process of its own. */
import { on, once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCli, jsonLines, startCli } from '../support/cli.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a port that is taken is said in one line, and the key of an empty log is told by the start that works', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  process.env.PORT = String(port);
  try {
    const failed = await createCli(database.url)('start');
    expect(failed).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${port} on 127.0.0.1 is taken. Set PORT to another one, or stop the program that uses it.\n`,
    });
    expect(jsonLines(await createCli(database.url)('keys', 'list', '--json'))).toEqual([]);
    other.close();
    await once(other, 'close');
    const { child, ended } = await startCli(database.url, 'start');
    await said(child.stdout, 'Ctrl-C stops.');
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/secret {2}ts_\w+\n/)]);
  } finally {
    delete process.env.PORT;
  }
}, 120_000);

async function said(stream: Readable | null, words: string): Promise<void> {
  let text = '';
  for await (const chunk of on(stream as Readable, 'data')) {
    text += String(chunk);
    if (text.includes(words)) return;
  }
}
