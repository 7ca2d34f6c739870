import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAsk } from '../graphql/client.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Cli, createCli, jsonLines } from '../support/cli.ts';

let app: TestApp;
let cli: Cli;

beforeAll(async () => {
  app = await startTestApp();
  cli = createCli(app.databaseUrl);
});
afterAll(() => app.stop());

const statusOf = async (secret: string): Promise<number> => (await createAsk(app, secret)('{ __typename }')).status;

test('a key that is issued opens the running server, is listed without its secret, and is closed by revoking it', async () => {
  const issued = await cli('keys', 'issue', 'Web shop', '--scopes', 'read', '--fronts', 'graphql,simvoly', '--json');
  expect(issued).toMatchObject({ code: 0, stderr: '' });
  const [made] = jsonLines<{ key: string; secret: string; name: string }>(issued);
  expect(made).toEqual({ key: expect.stringMatching(/^tk_/), secret: expect.stringMatching(/^ts_/), name: 'Web shop' });
  expect(await statusOf(made?.secret ?? '')).toBe(200);

  const listed = await cli('keys', 'list', '--json');
  expect(jsonLines(listed)).toContainEqual({
    ...{ key: made?.key, name: 'Web shop', scopes: ['read'], fronts: ['graphql', 'simvoly'], revoked: null },
    issued: expect.stringMatching(/^\d{4}-/),
  });
  expect(listed.stdout).not.toContain(made?.secret);

  const revoked = await cli('keys', 'revoke', made?.key ?? '', '--json');
  expect(jsonLines(revoked)).toEqual([{ key: made?.key, revoked: true }]);
  await expect.poll(() => statusOf(made?.secret ?? ''), { timeout: 10_000 }).toBe(401);
  const table = await cli('keys', 'list');
  expect(table.stdout.split('\n')[0]).toMatch(/^key +name +scopes +fronts +issued +revoked$/);
}, 120_000);

test('people are told key and secret on a line each', async () => {
  const { stdout } = await cli('keys', 'issue', 'By hand');
  expect(stdout).toMatch(/^key +tk_\w+\nsecret +ts_\w+\n$/);
});

test('a key has the limits that it was issued with', async () => {
  const issued = await cli('keys', 'issue', 'Slow', '--requests-per-minute', '1', '--max-concurrent', '2', '--json');
  const [made] = jsonLines<{ secret: string }>(issued);
  expect(await statusOf(made?.secret ?? '')).toBe(200);
  expect(await statusOf(made?.secret ?? '')).toBe(429);
});

test.each([
  [['keys', 'issue', 'X', '--scopes', 'read,fly'], 'There is no scope "fly". There are: read, write'],
  [['keys', 'issue', 'X', '--fronts', 'carrier-pigeon'], 'There is no front "carrier-pigeon". There are: graphql'],
  [
    ['keys', 'issue', 'X', '--jetpack-options', 'loose'],
    'There is no option "loose". There are: strict_errors, match_',
  ],
  [['keys', 'issue', 'X', '--treepl-options', 'loose'], 'There is no option "loose". There are: known_custom'],
  [['keys', 'issue', 'X', '--max-concurrent', '0'], 'It must be a whole number above 0'],
  [['keys', 'issue', ''], 'An API key needs a name'],
  [['keys', 'issue'], "missing required argument 'name'"],
  [['keys', 'revoke', 'tk_of_nobody'], 'API key'],
  [['keys', 'forge'], "unknown command 'forge'"],
  [['keys', 'list', '--yaml'], "unknown option '--yaml'"],
])('%j ends with 1 and one clear line', async (args, message) => {
  const { code, stdout, stderr } = await cli(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});
