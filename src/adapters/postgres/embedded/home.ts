/** Where an embedded PostgreSQL lives on disk, made reachable for the account that it runs under. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Account, canEnter, giveTo, serviceAccount } from './account.ts';
import { codeOf, EmbeddedPostgresError } from './fault.ts';

export interface Home {
  readonly dir: string;
  /** PGDATA. */
  readonly cluster: string;
  readonly log: string;
  readonly password: string;
  /** The port of the last start; kept while it is free. */
  readonly port: string;
  /** One file per process that uses this server. */
  readonly users: string;
  readonly account: Account | undefined;
}

/** Holds the path of the real home when `dataDir` cannot be reached by the account. */
const POINTER = 'postgres.location';
const ELSEWHERE = '/var/lib/tributary';

/** The home that exists below `dataDir`, without creating anything. */
export function locateHome(dataDir: string): Home | undefined {
  const dir = pointedTo(dataDir) ?? join(resolve(dataDir), 'postgres');
  return existsSync(join(dir, 'cluster')) ? describe(realpathSync(dir)) : undefined;
}

export function prepareHome(dataDir: string, log: (message: string) => void): Home {
  try {
    makeFolder(dataDir, 0o711);
    const home = describe(realpathSync(chooseFolder(realpathSync(dataDir), log)));
    makeFolder(home.users, 0o700);
    writePassword(home);
    return home;
  } catch (error) {
    throw asAdvice(dataDir, error);
  }
}

function describe(dir: string): Home {
  const at = (name: string): string => join(dir, name);
  const cluster = at('cluster');
  return {
    dir,
    cluster,
    log: at('postgres.log'),
    password: at('password'),
    port: at('port'),
    users: at('users'),
    account: serviceAccount(cluster),
  };
}

function chooseFolder(dataDir: string, log: (message: string) => void): string {
  const existing = pointedTo(dataDir);
  const inside = join(dataDir, 'postgres');
  const account = serviceAccount(join(existing ?? inside, 'cluster'));
  if (!existing && (!account || openFor(account, dataDir))) return makeFolder(inside, 0o755);
  const elsewhere = existing ?? moveElsewhere(dataDir);
  log(
    `The database is kept in ${elsewhere}: PostgreSQL does not run as root, and other users cannot enter ${dataDir}. ` +
      'Choose a DATA_DIR that they can enter (not below /root) to keep it there.',
  );
  return elsewhere;
}

function pointedTo(dataDir: string): string | undefined {
  const pointer = join(dataDir, POINTER);
  if (!existsSync(pointer)) return undefined;
  const target = readFileSync(pointer, 'utf8').trim();
  if (existsSync(target)) return target;
  throw new EmbeddedPostgresError(
    `${pointer} says that the database of this DATA_DIR is in ${target}, but there is nothing. ` +
      'Bring that folder back, or remove the file to start with an empty database.',
  );
}

/** Opens our own folder, and nothing above it, to the account alone: through its group. */
function openFor(account: Account, dataDir: string): boolean {
  if (canEnter(account, dataDir)) return true;
  const stat = statSync(dataDir);
  if (stat.uid !== 0 || !canEnter(account, dirname(dataDir))) return false;
  chownSync(dataDir, 0, account.gid);
  chmodSync(dataDir, stat.mode | 0o010);
  return canEnter(account, dataDir);
}

function moveElsewhere(dataDir: string): string {
  const target = join(ELSEWHERE, randomBytes(8).toString('hex'));
  makeFolder(ELSEWHERE, 0o755);
  makeFolder(target, 0o755);
  writeFileSync(join(dataDir, POINTER), `${target}\n`);
  return target;
}

/** Creates a folder with exactly this mode, whatever the umask; folders that exist are left as they are. */
function makeFolder(path: string, mode: number): string {
  const wanted = resolve(path);
  if (existsSync(wanted)) return wanted;
  makeFolder(dirname(wanted), mode);
  try {
    mkdirSync(wanted);
    chmodSync(wanted, mode);
  } catch (error) {
    // Another process that starts at the same moment made it.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return wanted;
}

/** The first writer wins, so two processes that start together agree. */
function writePassword(home: Home): void {
  try {
    writeFileSync(home.password, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  // initdb reads it as the account.
  giveTo(home.account, home.password);
}

function asAdvice(dataDir: string, error: unknown): unknown {
  const reasons: Record<string, string> = {
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'a part of the path is a file',
  };
  const reason = reasons[codeOf(error) ?? ''];
  if (!reason) return error;
  return new EmbeddedPostgresError(`DATA_DIR ${resolve(dataDir)} cannot be used: ${reason}.`, { cause: error });
}
