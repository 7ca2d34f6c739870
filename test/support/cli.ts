/** The `tributary` command as a process of its own, beside whatever uses the same database. */
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { spawnProgram } from './program.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Runs the command on a database. */
export async function startCli(databaseUrl: string, ...args: readonly string[]): Promise<Started> {
  const env = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' };
  const child = await spawnProgram(args, { env, build: 'bundled' });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = Promise.all([code, collected(child.stdout), collected(child.stderr)]);
  return { child, ended: ended.then(([exit, stdout, stderr]) => ({ code: exit, stdout, stderr })) };
}

export type Cli = (...args: readonly string[]) => Promise<Ended>;

export const createCli =
  (databaseUrl: string): Cli =>
  async (...args) =>
    (await startCli(databaseUrl, ...args)).ended;

/** What a stream said until it ended or was left. */
function collected(stream: Readable | null): Promise<string> {
  let said = '';
  if (!stream) return Promise.resolve(said);
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  return new Promise((resolve) => stream.once('close', () => resolve(said)));
}

/** What a command printed with `--json`: one value a line. */
export const jsonLines = <T = Record<string, unknown>>({ stdout }: Pick<Ended, 'stdout'>): T[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
