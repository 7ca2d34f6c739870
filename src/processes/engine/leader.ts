/**
 * One server at a time runs the processes: whoever holds a session lock of Postgres. It ends with its connection, so a server
 * that died is followed within seconds. A leader that has lost the lock without noticing is stopped by its checkpoints.
 */
import postgres from 'postgres';
import { describeError, type Logger } from '../../logger.ts';
import type { Db } from '../../projections/engine/db.ts';
import { LOCK_SPACE } from '../../projections/engine/schema.ts';
import { LOCK_LEADER } from './schema.ts';
import { createWakeup } from './wakeup.ts';

export interface Leadership {
  start(): void;
  isLeader(): boolean;
  stop(): Promise<void>;
}

export interface LeadershipOptions {
  readonly sql: Db;
  readonly logger: Logger;
  /** How often to try, and how often a leader looks whether it still is one. */
  readonly pollMs: number;
  /** Works until the signal. */
  readonly lead: (signal: AbortSignal) => Promise<void>;
}

export function createLeadership({ sql, logger, pollMs, lead }: LeadershipOptions): Leadership {
  const wakeup = createWakeup();
  const connection = ownConnection(sql);
  let leading = false;
  let stopping = false;
  let loop: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        const session = await acquire();
        if (session !== undefined) await reign(session);
      } catch (error) {
        logger.warn({ error: describeError(error) }, 'no lead of the processes');
      }
      if (!stopping) await wakeup.wait(pollMs);
    }
  }

  /** The id of the session that holds the lock now. */
  async function acquire(): Promise<number | undefined> {
    const [row] = await connection<{ won: boolean; session: number }[]>`
      select pg_try_advisory_lock(${LOCK_SPACE}::int, ${LOCK_LEADER}::int) as won, pg_backend_pid() as session`;
    return row?.won ? row.session : undefined;
  }

  async function reign(session: number): Promise<void> {
    const end = new AbortController();
    const work = lead(end.signal);
    leading = true;
    try {
      while (!stopping && (await holds(session))) await wakeup.wait(pollMs);
    } finally {
      leading = false;
      end.abort();
      await work;
      // Otherwise the next leader would have to wait until this server closes.
      await connection`select pg_advisory_unlock_all()`.catch(() => undefined);
    }
  }

  /** The driver connects anew by itself: only another session id tells that the lock is gone. */
  async function holds(session: number): Promise<boolean> {
    const [row] = await connection<{ session: number }[]>`select pg_backend_pid() as session`;
    return row?.session === session;
  }

  return {
    start() {
      loop ??= run();
    },
    isLeader: () => leading,
    async stop() {
      stopping = true;
      wakeup.wake();
      await loop;
      await connection.end({ timeout: 1 });
    },
  };
}

/** One connection that is never closed for age or idleness: the lock lives as long as it does. */
function ownConnection(sql: Db): Db {
  // As the driver's own `listen` does it: its options, once parsed, are taken as they are.
  const options = { ...sql.options, max: 1, idle_timeout: null, max_lifetime: null };
  return postgres(options as unknown as postgres.Options<Record<string, never>>) as unknown as Db;
}
