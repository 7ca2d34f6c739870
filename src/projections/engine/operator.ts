/** What an operator can tell a paused model. Works from any process: the leader is woken. */
import type { Position } from '../../application/ports.ts';
import { readCheckpoint, WAKE_CHANNEL } from './checkpoints.ts';
import type { Db } from './db.ts';
import { type Fault, ProjectionError } from './faults.ts';
import { insertSkip } from './skips.ts';

/** Before which event the model stands: its live build, or else the one that was to take its place. */
export async function faultOf(sql: Db, model: string): Promise<Fault | undefined> {
  const live = await readCheckpoint(sql, model, 'live');
  return live?.fault ?? (await readCheckpoint(sql, model, 'next'))?.fault;
}

/** Tries the same event again, after the cause was mended. */
export async function retry(sql: Db, model: string): Promise<void> {
  await resume(sql, model);
}

/** Leaves out the event that the model stands before; rebuilds leave it out too. The position guards against a slip of the hand. */
export async function skip(sql: Db, model: string, position: Position): Promise<void> {
  const fault = await faultOf(sql, model);
  if (fault?.position !== position) {
    throw new ProjectionError(`Read model ${model} does not stand before an event at position ${position}`);
  }
  await insertSkip(sql, model, fault);
  await resume(sql, model);
}

async function resume(sql: Db, model: string): Promise<void> {
  const resumed = await sql`
    update projections.checkpoints set status = case when status = 'faulted' then 'running' else status end,
      error_position = null, error_type = null, error_message = null, error_at = null, updated_at = clock_timestamp()
    where model = ${model} and build in ('live', 'next') and error_position is not null`;
  if (resumed.count === 0) throw new ProjectionError(`Read model ${model} is not paused`);
  await sql`select pg_notify(${WAKE_CHANNEL}, ${model})`;
}
