/** What an operator can tell a paused model. Works from any process: the leader is woken. */
import type { Position } from '../../application/ports.ts';
import { readCheckpoint, WAKE_CHANNEL } from './checkpoints.ts';
import type { Db } from './db.ts';
import { ProjectionError } from './faults.ts';
import { insertSkip } from './skips.ts';

/** Tries the same event again, after the cause was mended. */
export async function retry(sql: Db, model: string): Promise<void> {
  await resume(sql, model);
}

/** Leaves out the event that the model stands before; rebuilds leave it out too. The position guards against a slip of the hand. */
export async function skip(sql: Db, model: string, position: Position): Promise<void> {
  const live = await readCheckpoint(sql, model, 'live');
  if (live?.fault?.position !== position) {
    throw new ProjectionError(`Read model ${model} does not stand before an event at position ${position}`);
  }
  await insertSkip(sql, model, live.fault);
  await resume(sql, model);
}

async function resume(sql: Db, model: string): Promise<void> {
  const resumed = await sql`
    update projections.checkpoints set status = 'running', error_position = null, error_type = null, error_message = null,
      error_at = null, updated_at = clock_timestamp()
    where model = ${model} and build = 'live' and status = 'faulted'`;
  if (resumed.count === 0) throw new ProjectionError(`Read model ${model} is not paused`);
  await sql`select pg_notify(${WAKE_CHANNEL}, ${model})`;
}
