/** Which events operators have told read models to leave out is in the log; the table beside the checkpoints follows from it. */
import type { EventLog, Position } from '../../application/ports.ts';
import { streamName } from '../../domain/kernel/aggregate.ts';
import type { Catalogue } from '../../domain/kernel/codec.ts';
import { readModel } from '../../domain/operations/readModel/decide.ts';
import type { ReadModelEvent } from '../../domain/operations/readModel/events.ts';
import type { Db } from './db.ts';

interface Sources {
  readonly sql: Db;
  readonly log: EventLog;
  readonly catalogue: Catalogue;
}

/** For tables that were thrown away, and a log that was restored. */
export async function restoreSkips(sources: Sources, models: readonly string[]): Promise<void> {
  await Promise.all(models.map((model) => restoreSkipsOf(sources, model)));
}

async function restoreSkipsOf({ sql, log, catalogue }: Sources, model: string): Promise<void> {
  for await (const { type, data, metadata } of log.readStream(streamName(readModel.category, model))) {
    const event = catalogue.decode({ type, data, schemaVersion: metadata.schemaVersion }) as ReadModelEvent;
    if (event.type !== 'ReadModelEventSkipped') continue;
    const { stream, revision, type: eventType, reason } = event.data;
    const position = await positionOf(log, stream, revision);
    if (position !== undefined) await insertSkip(sql, model, { position, type: eventType, message: reason });
  }
}

export async function insertSkip(
  sql: Db,
  model: string,
  { position, type, message }: { readonly position: Position; readonly type: string; readonly message: string },
): Promise<void> {
  await sql`
    insert into projections.skipped (model, position, type, message)
    values (${model}, ${position.toString()}::text::bigint, ${type}, ${message})
    on conflict (model, position) do update set type = excluded.type, message = excluded.message`;
}

/** Undefined once the stream was truncated. */
async function positionOf(log: EventLog, stream: string, revision: number): Promise<Position | undefined> {
  for await (const event of log.readStream(stream, { from: revision, limit: 1 })) {
    if (event.revision === revision) return event.position;
  }
  return undefined;
}
