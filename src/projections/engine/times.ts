/** Which position the log had at a time. */
import type { EventLog, Position } from '../../application/ports.ts';
import { logPosition, NOTHING } from './checkpoints.ts';
import type { Db } from './db.ts';

/** One entry for so many events: what has to be read of the log for an answer. */
const SPACING = 1_000;

/**
 * The position of the last event before the first one that occurred after `time`; undefined when that is before the first event.
 * Clocks of several machines jitter, so times do not grow with positions; "before the first later event" has one answer all the
 * same. A sparse table remembers the latest time so far; it is made from the log alone and can be thrown away.
 */
export async function positionAt(sql: Db, log: EventLog, time: Date): Promise<Position | undefined> {
  await extendTimes(sql, log);
  const [entry] = await sql<{ position: string }[]>`
    select position::text from projections.times where latest <= ${time.toISOString()}::text::timestamptz
    order by position desc limit 1`;
  let found = entry ? BigInt(entry.position) : undefined;
  for await (const event of log.readAll(logPosition(found ?? NOTHING))) {
    if (Date.parse(event.metadata.occurredAt) > time.getTime()) break;
    found = event.position;
  }
  return found;
}

/** Adds entries for what has been appended since the last call. Two at once write the same. */
export async function extendTimes(sql: Db, log: EventLog): Promise<void> {
  const [last] = await sql<{ position: string; latest: string }[]>`
    select position::text, (extract(epoch from latest) * 1000)::bigint::text as latest
    from projections.times order by position desc limit 1`;
  let latest = last ? Number(last.latest) : 0;
  let count = 0;
  let entries: { position: string; latest: string }[] = [];
  for await (const { position, metadata } of log.readAll(logPosition(last ? BigInt(last.position) : NOTHING))) {
    latest = Math.max(latest, Date.parse(metadata.occurredAt));
    if (++count % SPACING !== 0) continue;
    entries.push({ position: position.toString(), latest: new Date(latest).toISOString() });
    if (entries.length < 1_000) continue;
    await insertTimes(sql, entries);
    entries = [];
  }
  if (entries.length > 0) await insertTimes(sql, entries);
}

async function insertTimes(sql: Db, entries: readonly object[]): Promise<void> {
  await sql`
    insert into projections.times (position, latest)
    select position, latest from json_to_recordset(${JSON.stringify(entries)}::text::json) as r(position bigint, latest timestamptz)
    on conflict do nothing`;
}
