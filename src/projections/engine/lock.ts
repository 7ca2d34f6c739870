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
  const connection = openConnection(sql);
  const close = () => connection.end({ timeout: 1 });
  try {
    const call = options.wait ? 'pg_advisory_lock' : 'pg_try_advisory_lock';
    const [row] = await connection.unsafe<{ got: unknown; pid: number }[]>(
      `select ${call}($1::int, $2::int) as got, pg_backend_pid() as pid`,
      [LOCK_SPACE, lock],
    );
    if (!row || row.got === false) {
      await close();
      return undefined;
    }
    return hold(connection, row.pid, options.heartbeatMs ?? 2_000);
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
