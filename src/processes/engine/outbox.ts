/** The outbox as workers see it: take what is due, store what was prepared, settle what was tried. */
import type { Json } from '../../domain/kernel/event.ts';
import { type Db, type Session, transaction } from '../../projections/engine/db.ts';
import type { StoredMessage } from './handler.ts';

export interface Claimed extends StoredMessage {
  readonly attempt: number;
  readonly tries: number;
  readonly firstTriedAt: Date;
  readonly prepared: string | null;
}

export interface ClaimOptions {
  readonly kinds: readonly string[];
  /** Most messages to take. */
  readonly limit: number;
  readonly perDestination: number;
  /** A destination with this many failures in a row gets one message at a time. */
  readonly suspectAfter: number;
  /** Messages under way here, by destination. */
  readonly busy: ReadonlyMap<string, number>;
  readonly now: Date;
  readonly leaseMs: number;
}

/** What became of an attempt. */
export interface Settlement {
  readonly id: string;
  readonly destination: string;
  readonly attempt: number;
  readonly state: 'due' | 'done' | 'parked' | 'discarded';
  /** When it is due again. */
  readonly dueAt: string | null;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly response: string | null;
  /** What it says about the destination. */
  readonly health: 'well' | 'ill' | 'unknown';
  /** Wait that the destination asked for. */
  readonly retryAfterMs: number;
}

export interface DestinationBackoff {
  readonly suspectAfter: number;
  /** Wait after this many failures in a row, in milliseconds. */
  waitMs(failures: number): number;
}

export interface Outbox {
  /** Takes messages that are due, whose destination is open and that wait for no earlier one. Others do not get them meanwhile. */
  claim(options: ClaimOptions): Promise<Claimed[]>;
  storePrepared(prepared: readonly { readonly id: string; readonly prepared: string }[]): Promise<void>;
  settle(settlements: readonly Settlement[], now: Date, backoff: DestinationBackoff): Promise<void>;
  /** Removes finished messages and their attempts. */
  sweep(finishedBefore: Date): Promise<number>;
}

export function createOutbox(sql: Db): Outbox {
  return {
    claim: (options) => claim(sql, options),

    async storePrepared(prepared) {
      await sql`
        update processes.outbox o set prepared = r.prepared
        from jsonb_to_recordset(${sql.json(prepared)}) as r (id uuid, prepared text)
        where o.id = r.id and o.prepared is null`;
    },

    settle: (settlements, now, backoff) =>
      transaction(sql, async (tx) => {
        await recordAttempts(tx, settlements);
        await settleMessages(tx, settlements, now);
        await settleDestinations(tx, settlements, now, backoff);
      }),

    async sweep(finishedBefore) {
      const removed = await sql`
        delete from processes.outbox where id in (
          select id from processes.outbox
          where state in ('done', 'discarded') and finished_at < ${finishedBefore.toISOString()} limit 1000)`;
      return removed.count;
    },
  };
}

interface ClaimedRow extends Omit<Claimed, 'position' | 'occurredAt' | 'firstTriedAt'> {
  readonly position: string;
  readonly occurredAt: string | Date;
  readonly firstTriedAt: string | Date;
  readonly seq: string;
}

/**
 * Each destination has its own share, so that thousands of messages to one that is slow are not even looked at once its share
 * is used up. Retaken after the lease: whoever took it first has died, or has forgotten it.
 *
 * Whether a message is the first of its order is asked by a subquery of its own on purpose: a join is planned by statistics, and
 * those of a table that has just filled up make it quadratic.
 */
async function claim(sql: Db, options: ClaimOptions): Promise<Claimed[]> {
  const now = options.now.toISOString();
  const lease = new Date(options.now.getTime() + options.leaseMs).toISOString();
  const busy = sql.json(Object.fromEntries(options.busy));
  const rows = await sql<ClaimedRow[]>`
    with chosen as (
      select o.id from processes.destinations d
      cross join lateral (
        select o.id, o.due_at, o.seq from processes.outbox o
        where o.destination = d.destination and o.state = 'due' and o.due_at <= ${now} and o.kind = any(${[...options.kinds]})
          and (o.ordering_key is null or o.seq = (
            select e.seq from processes.outbox e
            where e.destination = o.destination and e.ordering_key = o.ordering_key and e.state = 'due'
            order by e.seq limit 1))
        order by o.due_at, o.seq
        limit greatest(0, case when d.failures >= ${options.suspectAfter}::int then 1 else ${options.perDestination}::int end
          - coalesce((${busy}::jsonb ->> d.destination)::int, 0))
        for update skip locked
      ) o
      where d.held_at is null and (d.blocked_until is null or d.blocked_until <= ${now})
      order by o.due_at, o.seq
      limit ${options.limit}::int
    )
    update processes.outbox o
    set due_at = ${lease}, leased_until = ${lease}, attempts = attempts + 1, tries = tries + 1,
      first_tried_at = coalesce(first_tried_at, ${now})
    from chosen where o.id = chosen.id
    returning o.id, o.kind, o.destination, o.ordering_key as "orderingKey", o.payload, o.prepared,
      o.position::text as position, o.occurred_at as "occurredAt", o.attempts as attempt, o.tries,
      o.first_tried_at as "firstTriedAt", o.seq::text as seq`;
  return rows.toSorted((a, b) => Number(BigInt(a.seq) - BigInt(b.seq))).map(toClaimed);
}

function toClaimed({ seq: _, position, occurredAt, firstTriedAt, ...row }: ClaimedRow): Claimed {
  return {
    ...row,
    payload: row.payload as Json,
    position: BigInt(position),
    occurredAt: new Date(occurredAt).toISOString(),
    firstTriedAt: new Date(firstTriedAt),
  };
}

async function recordAttempts(tx: Session, settlements: readonly Settlement[]): Promise<void> {
  await tx`
    insert into processes.attempts (message, attempt, started_at, duration_ms, status, error, response)
    select r.id, r.attempt, r."startedAt", r."durationMs", r.status, r.error, r.response
    from jsonb_to_recordset(${tx.json(settlements as never)}) as r (
      id uuid, attempt int, "startedAt" timestamptz, "durationMs" int, status int, error text, response text)
    join processes.outbox o on o.id = r.id
    on conflict (message, attempt) do nothing`;
}

/** A success counts even when the lease had run out; anything else only from whoever holds the message. */
async function settleMessages(tx: Session, settlements: readonly Settlement[], now: Date): Promise<void> {
  await tx`
    update processes.outbox o
    set state = r.state, due_at = coalesce(r."dueAt", o.due_at), leased_until = null, last_status = r.status,
      last_duration_ms = r."durationMs", last_error = r.error,
      finished_at = case when r.state = 'due' then null else ${now.toISOString()}::text::timestamptz end
    from jsonb_to_recordset(${tx.json(settlements as never)}) as r (
      id uuid, attempt int, state text, "dueAt" timestamptz, "durationMs" int, status int, error text)
    where o.id = r.id and o.state = 'due' and (r.state = 'done' or o.attempts = r.attempt)`;
}

async function settleDestinations(
  tx: Session,
  settlements: readonly Settlement[],
  now: Date,
  backoff: DestinationBackoff,
): Promise<void> {
  const named = (health: Settlement['health']): string[] =>
    [...new Set(settlements.filter((one) => one.health === health).map(({ destination }) => destination))].sort();
  const well = named('well');
  if (well.length > 0) await recover(tx, well, now, backoff.suspectAfter);
  for (const destination of named('ill').filter((name) => !well.includes(name))) {
    const asked = settlements.filter((one) => one.destination === destination).map(({ retryAfterMs }) => retryAfterMs);
    await slowDown(tx, destination, now, Math.max(...asked), backoff);
  }
}

/** Whatever failed while the destination was ill need not sit out its own long wait. */
async function recover(tx: Session, destinations: string[], now: Date, suspectAfter: number): Promise<void> {
  const recovered = await tx<{ destination: string }[]>`
    with ill as (
      select destination, failures from processes.destinations
      where destination = any(${destinations}) and failures > 0 for update)
    update processes.destinations d set failures = 0, failing_since = null, blocked_until = null
    from ill where d.destination = ill.destination
    returning case when ill.failures >= ${suspectAfter}::int then d.destination end as destination`;
  const names = recovered.flatMap(({ destination }) => destination ?? []);
  if (names.length === 0) return;
  await tx`
    update processes.outbox set due_at = ${now.toISOString()}
    where destination = any(${names}) and state = 'due' and tries > 0 and leased_until is null
      and due_at > ${now.toISOString()}`;
}

async function slowDown(
  tx: Session,
  destination: string,
  now: Date,
  retryAfterMs: number,
  backoff: DestinationBackoff,
): Promise<void> {
  const [row] = await tx<{ failures: number }[]>`
    update processes.destinations
    set failures = failures + 1, failing_since = coalesce(failing_since, ${now.toISOString()})
    where destination = ${destination} returning failures`;
  const waitMs = Math.max(retryAfterMs, row ? backoff.waitMs(row.failures) : 0);
  if (waitMs === 0) return;
  const until = new Date(now.getTime() + waitMs).toISOString();
  await tx`
    update processes.destinations set blocked_until = greatest(blocked_until, ${until}::text::timestamptz)
    where destination = ${destination}`;
}
