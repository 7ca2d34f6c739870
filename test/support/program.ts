/** The program as a process of its own, built once for a whole test run by the first test that starts it. */
import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inject } from 'vitest';

/** `installed` is what `npm run build` makes. `bundled` is the same in few files, which start in half the time: for tests that start it often. */
export type Build = 'installed' | 'bundled';

interface Recipe {
  readonly tool: string;
  readonly flags: (out: string) => readonly string[];
  readonly main: string;
}

const RECIPES: Readonly<Record<Build, Recipe>> = {
  installed: {
    tool: 'tsc',
    // Types are checked elsewhere, and that takes long.
    flags: (out) => ['-p', 'tsconfig.build.json', '--outDir', out, '--noCheck', '--incremental', 'false'],
    main: join('cli', 'main.js'),
  },
  bundled: {
    // Comes with tsx.
    tool: 'esbuild',
    flags: (out) => [
      ...['src/cli/main.ts', `--outdir=${out}`, '--bundle', '--splitting', '--format=esm', '--platform=node'],
      ...['--target=node20', '--keep-names', '--external:@node-rs/argon2', '--log-level=error'],
      `--banner:js=import { createRequire as requireHere } from 'node:module'; const require = requireHere(import.meta.url);`,
    ],
    main: 'main.js',
  },
};
const POLL_MS = 50;

export interface SpawnOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly stdio?: StdioOptions;
  readonly build?: Build;
}

/** Starts `tributary` with these arguments. */
export async function spawnProgram(args: readonly string[], options: SpawnOptions): Promise<ChildProcess> {
  return spawn(process.execPath, [await built(options.build ?? 'installed'), ...args], {
    env: { ...process.env, ...options.env },
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
  });
}

async function built(build: Build): Promise<string> {
  const folder = join(inject('programFolder'), build);
  const { tool, flags, main } = RECIPES[build];
  const done = join(folder, 'done');
  if (await isFirst(folder)) {
    const program = join('node_modules', '.bin', tool);
    await promisify(execFile)(program, [...flags(join(folder, 'dist'))]).catch(() => undefined);
    await writeFile(done, '');
  }
  while (!existsSync(done)) await delay(POLL_MS);
  return join(folder, 'dist', main);
}

/** Making a folder works for one of all workers. */
async function isFirst(folder: string): Promise<boolean> {
  return mkdir(folder).then(
    () => true,
    () => false,
  );
}
