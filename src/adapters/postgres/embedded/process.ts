/** What can be known about other processes without being their parent. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { codeOf } from './fault.ts';

/** A zombie counts as dead: in containers without an init process nobody collects it, and a signal still finds it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return stat(pid)?.[0] !== 'Z';
}

/** Tells two processes apart that were given the same number one after the other. */
export function birthOf(pid: number): string {
  // Field 22 of /proc/<pid>/stat; the first field kept here is the third.
  return stat(pid)?.[19] ?? ps(pid, 'lstart=');
}

export function commandLineOf(pid: number): string {
  return readOptional(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? ps(pid, 'command=');
}

/** The fields after the process name, which may itself contain blanks and brackets. */
function stat(pid: number): string[] | undefined {
  const text = readOptional(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** For systems without /proc. */
function ps(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
