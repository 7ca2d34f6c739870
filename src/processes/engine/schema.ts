/** Tables of the processes. Several servers may start at once: one at a time makes them, and twice does no harm. */
import { type Db, transaction } from '../../projections/engine/db.ts';
import { LOCK_SPACE } from '../../projections/engine/schema.ts';

/** Advisory locks, in the space that the log and the projections also use. */
const LOCK_SETUP = 21;
export const LOCK_LEADER = 22;

/** Tells workers of new messages. */
export const OUTBOX_CHANNEL = 'tributary_outbox';

const DDL = `
  create schema if not exists processes;

  create table if not exists processes.checkpoints (
    process text primary key,
    -- Null is the beginning of the log.
    position bigint,
    -- Messages follow from events after this position only; null for all of them.
    live_from bigint,
    -- Of the shape of the state; 0 for a process without one.
    state_version integer not null,
    paused_at timestamptz,
    paused_position bigint,
    pause_reason text,
    updated_at timestamptz not null
  );

  create table if not exists processes.states (
    process text not null,
    instance text not null,
    state jsonb not null,
    primary key (process, instance)
  );

  create table if not exists processes.destinations (
    destination text primary key,
    held_at timestamptz,
    hold_reason text,
    -- Failed attempts in a row, seen from outside: a batch of answers counts once.
    failures integer not null default 0,
    failing_since timestamptz,
    blocked_until timestamptz
  );

  create table if not exists processes.outbox (
    id uuid primary key,
    -- Order of the messages of one process.
    seq bigint generated always as identity,
    process text not null,
    kind text not null,
    destination text not null,
    ordering_key text,
    payload jsonb not null,
    -- What is sent, made once by the handler before the first attempt.
    prepared text,
    position bigint not null,
    occurred_at timestamptz not null,
    created_at timestamptz not null,
    state text not null default 'due' check (state in ('due', 'done', 'parked', 'discarded')),
    -- Not before. Whoever takes a message moves this to the end of the lease, so that others pass it over.
    due_at timestamptz not null,
    leased_until timestamptz,
    attempts integer not null default 0,
    -- Attempts since the schedule began, and when it did; an operator's retry begins it again.
    tries integer not null default 0,
    first_tried_at timestamptz,
    last_status integer,
    last_duration_ms integer,
    last_error text,
    finished_at timestamptz
  );
  create index if not exists outbox_position on processes.outbox (position);
  create index if not exists outbox_due on processes.outbox (destination, due_at, seq) where state = 'due';
  create index if not exists outbox_order on processes.outbox (destination, ordering_key, seq) where state = 'due';
  create index if not exists outbox_listing on processes.outbox (state, seq);
  create index if not exists outbox_finished on processes.outbox (finished_at) where state in ('done', 'discarded');

  create table if not exists processes.attempts (
    message uuid not null references processes.outbox (id) on delete cascade,
    attempt integer not null,
    started_at timestamptz not null,
    duration_ms integer not null,
    status integer,
    error text,
    response text,
    primary key (message, attempt)
  );`;

export async function setUpProcesses(sql: Db): Promise<void> {
  await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK_SETUP}::int)`;
    await tx.unsafe(DDL);
  });
}
