/** PostgreSQL refuses to run as root. Here is chosen which ordinary account it runs under when we are root. */
import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync, statSync } from 'node:fs';
import { EmbeddedPostgresError, OWN_DATABASE_HINT } from './fault.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Numbers that every common system reserves for "nobody in particular"; used when no account file can be read. */
const NOBODY: Account = { uid: 65534, gid: 65534 };

/** The account for a cluster, or `undefined` to run as ourselves. An existing cluster keeps the account that it has. */
export function serviceAccount(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = ownerOf(cluster) ?? named('postgres') ?? named('nobody') ?? NOBODY;
  checkSwitch(account);
  return account;
}

function ownerOf(path: string): Account | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

function named(name: string): Account | undefined {
  const fields = accountLines()
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  return uid > 0 && gid > 0 ? { uid, gid } : undefined;
}

function accountLines(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Containers may take away root's right to become somebody else. */
function checkSwitch(account: Account): void {
  const failure = spawnSync('/bin/sh', ['-c', 'exit 0'], { ...account, cwd: '/', stdio: 'ignore' }).error;
  if (!failure) return;
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and this process may not switch to uid ${account.uid} (${failure.message}). ` +
      `Start it as an ordinary user. ${OWN_DATABASE_HINT}`,
  );
}

/** Whether every path exists for the account: asked of the system itself, so modes, groups and access lists all count. */
export function canRead(account: Account | undefined, ...paths: readonly string[]): boolean {
  const test = 'for path in "$@"; do test -r "$path" || exit 1; done';
  return spawnSync('/bin/sh', ['-c', test, 'sh', ...paths], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Whether the account can pass through this folder. */
export function canEnter(account: Account | undefined, folder: string): boolean {
  const test = 'test -x "$1"';
  return spawnSync('/bin/sh', ['-c', test, 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

export function giveTo(account: Account | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}
