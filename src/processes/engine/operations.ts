/** What operators see of messages, and what they can do about them. */
import type {
  DeliveryAttempt,
  DeliveryOutbox,
  DeliveryRecord,
  DeliverySelection,
  DestinationHealth,
} from '../../application/deliveryPorts.ts';
import { type Db, type Session, transaction } from '../../projections/engine/db.ts';
import { OUTBOX_CHANNEL } from './schema.ts';

const DEFAULT_PAGE = 50;

export function createOutboxOperations(sql: Db, now: () => Date): DeliveryOutbox {
  return {
    async list(selection = {}, { limit = DEFAULT_PAGE, before } = {}) {
      const rows = await sql<(Omit<DeliveryRecord, 'position'> & { position: string })[]>`
        select id, seq::text as seq, destination, payload, position::text as position,
          created_at as "createdAt", state, due_at as "dueAt", attempts,
          last_status as "lastStatus", last_duration_ms as "lastDurationMs", last_error as "lastError",
          finished_at as "finishedAt"
        from processes.outbox o
        where ${matching(sql, selection)} ${before === undefined ? sql`` : sql`and o.seq < ${before}::text::bigint`}
        order by o.seq desc limit ${limit}::int`;
      return rows.map((row) => ({
        ...row,
        position: BigInt(row.position),
        createdAt: iso(row.createdAt),
        dueAt: iso(row.dueAt),
        finishedAt: row.finishedAt && iso(row.finishedAt),
      }));
    },

    async attempts(id) {
      const rows = await sql<DeliveryAttempt[]>`
        select attempt, started_at as "startedAt", duration_ms as "durationMs", status, error, response
        from processes.attempts where message = ${id} order by attempt`;
      return rows.map((row) => ({ ...row, startedAt: iso(row.startedAt) }));
    },

    async count(selection) {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::int as count from processes.outbox o where ${retried(sql, selection, now())}`;
      return row?.count ?? 0;
    },

    retry: (selection) =>
      transaction(sql, async (tx) => {
        const time = now();
        const rows = await tx`
          update processes.outbox o
          set state = 'due', due_at = ${time.toISOString()}, tries = 0, first_tried_at = null, finished_at = null
          where ${retried(tx, selection, time)}`;
        await tx`
          insert into processes.destinations (destination)
          select distinct destination from processes.outbox where state = 'due' and due_at = ${time.toISOString()}
          on conflict (destination) do nothing`;
        await tx`select pg_notify(${OUTBOX_CHANNEL}, '')`;
        return rows.count;
      }),

    async destinations() {
      const rows = await sql<DestinationHealth[]>`
        select d.destination, d.held_at as "heldAt", d.hold_reason as "holdReason",
          d.failing_since as "failingSince", d.blocked_until as "blockedUntil",
          coalesce(o.due, 0)::int as due, coalesce(o.parked, 0)::int as parked
        from processes.destinations d
        left join (
          select destination, count(*) filter (where state = 'due') as due, count(*) filter (where state = 'parked') as parked
          from processes.outbox where state in ('due', 'parked') group by destination
        ) o on o.destination = d.destination
        order by d.destination`;
      return rows.map((row) => ({
        ...row,
        heldAt: row.heldAt && iso(row.heldAt),
        failingSince: row.failingSince && iso(row.failingSince),
        blockedUntil: row.blockedUntil && iso(row.blockedUntil),
      }));
    },
  };
}

function matching(session: Session, { ids, states, kind, destination, after, upTo }: DeliverySelection) {
  return session`true
    ${ids ? session`and o.id = any(${[...ids]}::uuid[])` : session``}
    ${states ? session`and o.state = any(${[...states]})` : session``}
    ${kind === undefined ? session`` : session`and o.kind = ${kind}`}
    ${destination === undefined ? session`` : session`and o.destination = ${destination}`}
    ${after === undefined ? session`` : session`and o.position > ${after.toString()}::text::bigint`}
    ${upTo === undefined ? session`` : session`and o.position <= ${upTo.toString()}::text::bigint`}`;
}

/** Not what is under way at this moment: it would be sent twice. */
const retried = (session: Session, selection: DeliverySelection, now: Date) => session`
  ${matching(session, { states: ['parked'], ...selection })}
  and (o.state <> 'due' or o.leased_until is null or o.leased_until < ${now.toISOString()})`;

/** Drivers differ in how they give times. */
const iso = (time: string | Date): string => new Date(time).toISOString();
