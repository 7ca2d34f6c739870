import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ask, createAsk, createContact } from '../graphql/client.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Cli, createCli, jsonLines, startCli } from '../support/cli.ts';

let app: TestApp;
let ask: Ask;
let cli: Cli;

interface Printed {
  readonly position: string;
  readonly stream: string;
  readonly type: string;
  readonly data: unknown;
}

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  cli = createCli(app.databaseUrl);
  await createContact(ask, { firstName: 'Ann', email: 'ann@example.com' });
});
afterAll(() => app.stop());

test('head tells the newest position', async () => {
  const head = await app.log.head();
  expect(jsonLines(await cli('log', 'head', '--json'))).toEqual([{ position: String(head) }]);
  expect((await cli('log', 'head')).stdout).toBe(`${head}\n`);
});

test('read gives events in order, after a position, up to a limit, of one stream, and never a secret', async () => {
  const all = jsonLines<Printed>(await cli('log', 'read', '--json'));
  expect(all.map(({ type }) => type)).toContain('ContactCreated');
  const positions = all.map(({ position }) => Number(position));
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));

  const [first, second] = all;
  const after = await cli('log', 'read', '--after', first?.position ?? '', '--limit', '1', '--json');
  expect(jsonLines<Printed>(after).map(({ position }) => position)).toEqual([second?.position]);

  const key = all.find(({ type }) => type === 'ApiKeyIssued');
  expect(key?.data).toMatchObject({ secretDigest: '(hidden)' });
  const created = all.find(({ type }) => type === 'ContactCreated');
  const stream = jsonLines<Printed>(await cli('log', 'read', '--stream', created?.stream ?? '', '--json'));
  expect(stream.map(({ type }) => type)).toEqual(['ContactCreated']);
  expect((await cli('log', 'read')).stdout).toMatch(
    /^@\d+ {2}\d{4}-.* {2}contact-\w+ #0 {2}ContactCreated {2}\(graphql\)$/m,
  );
}, 120_000);

test('tail prints events as they come until it is told to stop', async () => {
  const { child, ended } = await startCli(
    app.databaseUrl,
    'log',
    'tail',
    '--json',
    '--after',
    String(await app.log.head()),
  );
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await createContact(ask, { firstName: 'While it looks' });
  await expect.poll(() => printed, { timeout: 20_000 }).toContain('While it looks');
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a reader that goes away early is no fault', async () => {
  const { child, ended } = await startCli(app.databaseUrl, 'log', 'read', '--json');
  child.stdout?.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

test.each([
  [['log', 'read', '--after', 'x'], '--after takes a whole number, not "x"'],
  [['log', 'read', '--limit', '-1'], '--limit takes a whole number, not "-1"'],
  [['log', 'tail', '--after', '1.5'], '--after takes a whole number, not "1.5"'],
  [['log', 'read', '--stream', 'nothing-here'], 'There are no events in stream nothing-here'],
  [['fog'], "unknown command 'fog'"],
])('%j ends with 1 and one clear line', async (args, message) => {
  const { code, stdout, stderr } = await cli(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});
