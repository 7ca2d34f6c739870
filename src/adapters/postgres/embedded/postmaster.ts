/** One running PostgreSQL server: found, started, stopped. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import type { Binaries } from './binaries.ts';
import { CHILD_ENVIRONMENT, SUPERUSER } from './cluster.ts';
import { EmbeddedPostgresError, explain, isRace } from './fault.ts';
import type { Home } from './home.ts';
import { commandLineOf, isAlive } from './process.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const POLL_MS = 20;
/** Recovery after a crash replays the log; it takes as long as it takes, but not for ever. */
const START_LIMIT_MS = 5 * 60_000;
const STOP_LIMIT_MS = 30_000;
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/** The server that runs on this data directory, whoever started it; waits for one that is still starting. */
export async function findPostmaster(home: Home): Promise<Postmaster | undefined> {
  const pid = readPidFile(home)?.pid;
  if (!pid || !isOurs(pid, home)) return undefined;
  const found = await untilReady(home, pid);
  if (found) await checkAnswer(home, found);
  return found;
}

export function urlOf(home: Home, port: number): string {
  return `postgres://${SUPERUSER}:${readFileSync(home.password, 'utf8').trim()}@127.0.0.1:${port}/postgres`;
}

/** `undefined` when another process took the port or the data directory first: look again. */
export async function startPostmaster(
  home: Home,
  binaries: Binaries,
  durable: boolean,
): Promise<Postmaster | undefined> {
  removeStalePidFile(home);
  const port = await choosePort(home);
  const logged = openLog(home);
  const pid = launch(home, binaries, [...settings(port, durable)]);
  const started = pid === undefined ? undefined : await untilReady(home, pid);
  if (started) {
    writeFileSync(home.port, `${started.port}\n`);
    return started;
  }
  const output = readFileSync(home.log).subarray(logged).toString();
  if (isRace(output)) return undefined;
  throw explain('The database did not start', output, `log ${home.log}`);
}

/** Fast shutdown: ends sessions, writes a checkpoint, leaves. */
export async function stopPostmaster(home: Home, pid: number): Promise<void> {
  if (!isOurs(pid, home)) return;
  process.kill(pid, 'SIGINT');
  if (await gone(pid)) return;
  // Immediate shutdown loses nothing that was committed; the next start recovers.
  process.kill(pid, 'SIGQUIT');
  if (await gone(pid)) return;
  throw new EmbeddedPostgresError(`The database (process ${pid}) does not stop; see ${home.log}.`);
}

async function gone(pid: number): Promise<boolean> {
  for (const deadline = Date.now() + STOP_LIMIT_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    if (!isAlive(pid)) return true;
  }
  return false;
}

// --- Finding ---------------------------------------------------------------------------------------------------------

interface PidFile extends Postmaster {
  readonly ready: boolean;
}

/** Lines: pid, data directory, start time, port, socket directory, address, shared memory key, status. */
function readPidFile(home: Home): PidFile | undefined {
  try {
    const lines = readFileSync(join(home.cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/** The number alone proves nothing: after a restart of the machine or container another program may have it. */
export function isOurs(pid: number, home: Home): boolean {
  return isAlive(pid) && commandLineOf(pid).includes(`-D ${home.cluster}`);
}

/** PostgreSQL itself refuses to start while any process has the number in a left-over file. */
function removeStalePidFile(home: Home): void {
  const pid = readPidFile(home)?.pid;
  if (pid && !isOurs(pid, home)) rmSync(join(home.cluster, 'postmaster.pid'), { force: true });
}

async function untilReady(home: Home, pid: number): Promise<Postmaster | undefined> {
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    const file = readPidFile(home);
    if (file?.pid === pid && file.ready) return { pid, port: file.port };
    if (!isAlive(pid)) return undefined;
  }
  throw new EmbeddedPostgresError(`The database is still starting after ${START_LIMIT_MS / 1000} s; see ${home.log}.`);
}

async function checkAnswer(home: Home, found: Postmaster): Promise<void> {
  const sql = postgres(urlOf(home, found.port), { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await sql`select 1`;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `A database runs on ${home.cluster} (process ${found.pid}, port ${found.port}), but it does not answer with the password in ${home.password}.`,
      { cause },
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

// --- Starting --------------------------------------------------------------------------------------------------------

/**
 * In a session of its own and without our pipes: Ctrl-C in the terminal reaches the process group, and a write to a pipe
 * whose reader died would end the server before the application has finished with it.
 */
function launch(home: Home, binaries: Binaries, flags: readonly string[]): number | undefined {
  const log = openSync(home.log, 'a');
  try {
    const child = spawn(binaries.postgres, ['-D', home.cluster, ...flags], {
      ...home.account,
      cwd: home.dir,
      env: CHILD_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.on('error', (error) => writeFileSync(home.log, `${error.message}\n`, { flag: 'a' }));
    child.unref();
    return child.pid;
  } finally {
    closeSync(log);
  }
}

/** Returns the size before this start, so that only new lines are read when it fails. */
function openLog(home: Home): number {
  const size = statSync(home.log, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_LIMIT_BYTES) {
    closeSync(openSync(home.log, 'a', 0o600));
    return size;
  }
  truncateSync(home.log);
  return 0;
}

/** The port of the last start, so that a URL written down somewhere stays right, or else any free one. */
async function choosePort(home: Home): Promise<number> {
  const before = Number(readOptional(home.port) ?? 0);
  return (await listenable(before)) ?? (await listenable(0)) ?? 0;
}

async function listenable(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** For a machine of two cores that does other work too. */
function settings(port: number, durable: boolean): string[] {
  const safe = durable ? 'on' : 'off';
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    // The programs of a whole test run share one server.
    max_connections: durable ? 100 : 200,
    shared_buffers: '128MB',
    effective_cache_size: '512MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '1GB',
    random_page_cost: 1.1,
    // Compiling costs more than these short queries take.
    jit: 'off',
    // Parallel queries need /dev/shm, which containers keep small.
    max_parallel_workers_per_gather: 0,
    // Reading ahead in extra processes only helps machines with cores to spare.
    io_method: 'sync',
    // Tables that grow quickly are queried by old statistics until the next look at them. Tests have too many databases for it.
    autovacuum_naptime: durable ? '10s' : '1min',
    // What was acknowledged must survive a power cut. Tests alone give that up.
    fsync: safe,
    synchronous_commit: safe,
    full_page_writes: safe,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Statements and details would carry personal data into the log file.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
