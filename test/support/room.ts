/** Where test data lies. */
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';
const PLENTY_BYTES = 2 * 1024 ** 3;

/**
 * In memory where there is plenty. A run makes and deletes some hundred thousand files, and ext4 spends minutes looking for
 * inodes that were not freed just now.
 */
export function roomForData(): string {
  return isRoomy(MEMORY) ? MEMORY : tmpdir();
}

/** All that `roomForData` may ever have said. */
export const ROOMS: readonly string[] = [MEMORY, tmpdir()];

/** Programs are copied beside the data when they cannot be run where they are, so they must be allowed to run there. */
function isRoomy(folder: string): boolean {
  if (!existsSync('/proc/mounts') || !existsSync(folder)) return false;
  const [, options = 'noexec'] =
    new RegExp(`^\\S+ ${folder} tmpfs (\\S+)`, 'm').exec(readFileSync('/proc/mounts', 'utf8')) ?? [];
  if (/\b(noexec|ro)\b/.test(options)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= PLENTY_BYTES;
}
