/** The program as it is installed: compiled once for a whole test run, by the first test that starts it as a process of its own. */
import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inject } from 'vitest';

const COMPILER = join('node_modules', '.bin', 'tsc');
const POLL_MS = 50;

/** Starts `tributary` with these arguments. */
export async function spawnProgram(
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly stdio?: StdioOptions },
): Promise<ChildProcess> {
  return spawn(process.execPath, [await compiled(), ...args], {
    env: { ...process.env, ...options.env },
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
  });
}

async function compiled(): Promise<string> {
  const folder = inject('programFolder');
  const done = join(folder, 'done');
  if (await isFirst(folder)) {
    // Types are checked elsewhere, and that takes long.
    await promisify(execFile)(COMPILER, [
      ...['-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')],
      ...['--noCheck', '--incremental', 'false'],
    ]).catch(() => undefined);
    await writeFile(done, '');
  }
  while (!existsSync(done)) await delay(POLL_MS);
  return join(folder, 'dist', 'cli', 'main.js');
}

/** Making a folder works for one of all workers. */
async function isFirst(folder: string): Promise<boolean> {
  return mkdir(join(folder, 'lock')).then(
    () => true,
    () => false,
  );
}
