/** What became of events, for whoever asks what a request led to. */
import type { Consequence, FollowUps } from '../../application/ports.ts';
import type { Db } from '../../projections/engine/db.ts';

/** The tables may not be there yet, where no process has ever run: then nothing has followed. */
export const createFollowUps = (sql: Db): FollowUps => ({
  async of(positions) {
    const [made] = await sql<{ there: boolean }[]>`select to_regclass('processes.outbox') is not null as there`;
    if (!made?.there || positions.length === 0) return [];
    const rows = await sql<(Omit<Consequence, 'position'> & { position: string })[]>`
      select id, position::text, process, kind, state, attempts, last_status as status,
        to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "finishedAt"
      from processes.outbox where position = any(${positions.map(String)}::text[]::bigint[]) order by seq`;
    return rows.map((row) => ({ ...row, position: BigInt(row.position) }));
  },
});
