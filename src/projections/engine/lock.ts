/** An advisory lock that is held by a session: gone with the process that had it, whatever ended that process. */
import { setTimeout as delay } from 'node:timers/promises';
import { LOCK_SPACE } from './checkpoints.ts';
import { backendPid, type Db, openConnection } from './db.ts';

export interface HeldLock {
  /** Aborted when the lock was lost. Looked at every `heartbeatMs`, so writers need a fence besides. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface LockOptions {
  /** Waits for the lock instead of giving up. */
  readonly wait?: boolean;
  readonly heartbeatMs?: number;
}

/** Undefined when another session has it. */
export async function takeLock(sql: Db, lock: number, options: LockOptions = {}): Promise<HeldLock | undefined> {
  return (await takeLocks(sql, [lock], options)).held;
}

export interface Taken {
  /** All of them, by one session; undefined when it could not have all. */
  readonly held: HeldLock | undefined;
  /** Those that other sessions have. */
  readonly denied: readonly number[];
}

/** All or none: a connection for each would be as many as there are read models. */
export async function takeLocks(sql: Db, locks: readonly number[], options: LockOptions = {}): Promise<Taken> {
  const connection = openConnection(sql);
  const close = () => connection.end({ timeout: 1 });
  try {
    const call = options.wait ? 'pg_advisory_lock' : 'pg_try_advisory_lock';
    const rows = await connection.unsafe<{ lock: number; got: unknown; pid: number }[]>(
      `select lock, ${call}($1::int, lock) as got, pg_backend_pid() as pid from unnest($2::int[]) as lock`,
      [LOCK_SPACE, locks as number[]],
    );
    const denied = rows.filter(({ got }) => got === false).map(({ lock }) => lock);
    const [row] = rows;
    if (row && denied.length === 0) return { held: hold(connection, row.pid, options.heartbeatMs ?? 2_000), denied };
    await close();
    return { held: undefined, denied };
  } catch (error) {
    await close();
    throw error;
  }
}

function hold(connection: Db, pid: number, heartbeatMs: number): HeldLock {
  const lost = new AbortController();
  const released = new AbortController();
  void watch(connection, pid, heartbeatMs, released.signal).then(() => lost.abort());
  return {
    lost: lost.signal,
    release: async () => {
      released.abort();
      await connection.end({ timeout: 1 });
    },
  };
}

/** Ends when the session is another one than that which took the lock, or cannot be asked. */
async function watch(connection: Db, pid: number, heartbeatMs: number, released: AbortSignal): Promise<void> {
  try {
    do await delay(heartbeatMs, undefined, { signal: released, ref: false });
    while ((await backendPid(connection)) === pid);
  } catch {
    // Unreachable or released: in both cases the lock is not ours any more.
  }
}
