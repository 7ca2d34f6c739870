/** Puts events of an export back, with the positions that they had. */
import type { Sql } from 'postgres';
import type { RecordedEvent } from '../../../application/ports.ts';
import { transaction } from '../../../projections/engine/db.ts';
import { CHANNEL, LOCK_APPEND, LOCK_SPACE } from './schema.ts';

/** What is there already is left. False, with nothing done, when something else is in the place of these events. */
export async function restoreEvents(sql: Sql, events: readonly RecordedEvent[]): Promise<boolean> {
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return true;
  const rows = JSON.stringify(events.map(rowOf));
  return transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK_APPEND}::int)`;
    const foreign = await tx`
      select 1 from log.events e
      left join json_to_recordset(${rows}::text::json) as r(position bigint, id uuid)
        on r.position = e.position and r.id = e.id
      where e.position between ${first.position.toString()}::text::bigint and ${last.position.toString()}::text::bigint
        and r.id is null
      limit 1`;
    if (foreign.length > 0) return false;
    await tx`
      insert into log.events (position, stream, revision, id, type, data, metadata)
      select position, stream, revision, id, type, data, metadata from json_to_recordset(${rows}::text::json)
        as r(position bigint, stream text, revision integer, id uuid, type text, data text, metadata text)
      on conflict (position) do nothing`;
    // A stream that begins late had been truncated where it came from: its first events are not missing.
    await tx`
      insert into log.truncations (stream, before_revision)
      select r.stream, min(r.revision) from json_to_recordset(${rows}::text::json) as r(stream text, revision integer)
       group by r.stream having min(r.revision) > 0
          and not exists (select 1 from log.events e where e.stream = r.stream and e.revision < min(r.revision))
      on conflict (stream) do nothing`;
    await tx`
      select setval('log.last_position', greatest(s.last_value, ${last.position.toString()}::text::bigint))
      from log.last_position s`;
    await tx`select pg_notify(${CHANNEL}, ${last.position.toString()})`;
    return true;
  });
}

/** Data and metadata as the text that is stored. */
const rowOf = ({ position, data, metadata, ...event }: RecordedEvent): object => ({
  ...event,
  position: position.toString(),
  data: JSON.stringify(data),
  metadata: JSON.stringify(metadata),
});
