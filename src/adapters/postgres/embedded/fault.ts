/** Turns what PostgreSQL says when it will not start into what its owner can do about it. */

export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

export const OWN_DATABASE_HINT = 'Set DATABASE_URL to use a PostgreSQL of your own instead.';

/** Another process was quicker, or one that died is not quite gone; looking again helps. */
const RACES = [
  /could not bind IPv4 address/i,
  /Address already in use/i,
  /lock file "postmaster.pid" already exists/i,
  /pre-existing shared memory block/i,
];

export function isRace(output: string): boolean {
  return RACES.some((pattern) => pattern.test(output));
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /No space left on device|Disk quota exceeded/i,
    'the disk is full. Free some space and start again; nothing that was stored is lost',
  ],
  [/could not bind IPv4 address|Address already in use/i, 'no port on 127.0.0.1 could be taken'],
  [/error while loading shared libraries|GLIBC_/i, `this system lacks libraries that it needs. ${OWN_DATABASE_HINT}`],
  [/could not (create shared memory|map anonymous shared memory)/i, 'the machine has too little memory left for it'],
  [/could not look up effective user ID/i, `the user it runs as has no entry in /etc/passwd. ${OWN_DATABASE_HINT}`],
  [
    /has (wrong ownership|invalid permissions)/i,
    'its data directory must belong to the user it runs as, with mode 0700',
  ],
  [/Read-only file system/i, 'its data directory is on a read-only file system'],
  [/Permission denied/i, 'it may not read or write its data directory'],
];

/** `what` says what was attempted; `output` is what the program printed; `place` is where to look next. */
export function explain(what: string, output: string, place: string): EmbeddedPostgresError {
  const advice = ADVICE.find(([pattern]) => pattern.test(output))?.[1];
  const tail = output.trim().split('\n').slice(-8).join('\n');
  const reason = advice ? `: ${advice}` : '';
  return new EmbeddedPostgresError(`${what}${reason}.\n(${place})\n${tail}`.trimEnd());
}

/** The system error code of a failed call, if it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
