/** Creates the data directory once, and refuses one that these programs cannot run. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo } from './account.ts';
import type { Binaries } from './binaries.ts';
import { codeOf, EmbeddedPostgresError, explain, OWN_DATABASE_HINT } from './fault.ts';
import type { Home } from './home.ts';

export const SUPERUSER = 'tributary';

/** Nothing of our environment reaches PostgreSQL: no PG* variable, no locale and no time zone of the machine. */
export const CHILD_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export async function ensureCluster(home: Home, binaries: Binaries, options: { durable: boolean }): Promise<void> {
  if (!existsSync(home.cluster)) await createCluster(home, binaries, options);
  checkVersion(home, binaries);
}

/** A draft is renamed when it is complete, so a crash half-way leaves no half data directory. */
async function createCluster(home: Home, binaries: Binaries, options: { durable: boolean }): Promise<void> {
  const draft = join(home.dir, `creating-${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  giveTo(home.account, draft);
  try {
    await initdb(home, binaries, draft, options);
    publish(draft, home.cluster);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The built-in locale sorts by code point: the same order on every machine, and cursors compare fast. */
async function initdb(home: Home, binaries: Binaries, draft: string, options: { durable: boolean }): Promise<void> {
  const flags = [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${home.password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(options.durable ? [] : ['--no-sync']),
  ];
  const { code, output } = await run(binaries.initdb, flags, home);
  if (code !== 0) throw explain('The database could not be created', output, `data directory ${home.cluster}`);
}

async function run(
  program: string,
  flags: readonly string[],
  home: Home,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, flags, {
      ...home.account,
      cwd: home.dir,
      env: CHILD_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: `${output}\n${error.message}` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** A folder with contents cannot be replaced by renaming: when another process was quicker, its cluster stands. */
function publish(draft: string, cluster: string): void {
  try {
    renameSync(draft, cluster);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

function checkVersion(home: Home, binaries: Binaries): void {
  const found = readVersion(home);
  if (found === binaries.major) return;
  throw new EmbeddedPostgresError(
    `The data directory ${home.cluster} was made by PostgreSQL ${found}, this program brings PostgreSQL ${binaries.major}. ` +
      'Dump it with the version of Tributary that made it and restore it here, or start that version. ' +
      OWN_DATABASE_HINT,
  );
}

function readVersion(home: Home): string {
  try {
    return readFileSync(join(home.cluster, 'PG_VERSION'), 'utf8').trim();
  } catch (cause) {
    if (codeOf(cause) !== 'EACCES') {
      throw new EmbeddedPostgresError(`${home.cluster} is not a complete PostgreSQL data directory (no PG_VERSION).`, {
        cause,
      });
    }
    throw new EmbeddedPostgresError(
      `The data directory ${home.cluster} belongs to another user. Start as the user that created it, or as root.`,
      { cause },
    );
  }
}
