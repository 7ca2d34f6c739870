/** Where processes stand, what they remember, and the one transaction that moves them on. */
import type { Position } from '../../application/ports.ts';
import type { Json } from '../../domain/kernel/event.ts';
import { type Db, type Session, transaction } from '../../projections/engine/db.ts';
import { Fenced } from '../../projections/engine/faults.ts';
import type { Plan, PlannedMessage } from './interpret.ts';
import type { Control, Process } from './process.ts';
import { OUTBOX_CHANNEL } from './schema.ts';

export interface Checkpoint {
  readonly process: string;
  /** Null is the beginning of the log. */
  readonly position: Position | null;
  readonly liveFrom: Position | null;
  readonly pausedPosition: Position | null;
  readonly pauseReason: string | null;
}

export interface Step {
  readonly process: string;
  /** Where the checkpoint has to be now; otherwise somebody else moved it and nothing is written. */
  readonly from: Position | null;
  readonly to: Position;
  readonly plan: Plan;
  readonly now: Date;
}

export interface ProcessStore {
  /** Gives a new process its start; folds the state anew when its version changed. */
  ensure(process: Process, head: Position | undefined, now: Date): Promise<void>;
  checkpoint(process: string): Promise<Checkpoint>;
  checkpoints(): Promise<Checkpoint[]>;
  states(process: string, instances: readonly string[]): Promise<ReadonlyMap<string, Json>>;
  /** Checkpoint, states and messages in one transaction. Throws `Fenced` when the checkpoint is elsewhere. */
  commit(step: Step): Promise<void>;
  pause(process: string, position: Position, reason: string, now: Date): Promise<void>;
  /** Lets a paused process try its event again. */
  resume(process: string): Promise<boolean>;
}

export function createProcessStore(sql: Db): ProcessStore {
  return {
    ensure: (process, head, now) => transaction(sql, (tx) => ensure(tx, process, head, now)),

    async checkpoint(process) {
      const [found] = await readCheckpoints(sql, process);
      if (!found) throw new Error(`Process ${process} has no checkpoint`);
      return found;
    },

    checkpoints: () => readCheckpoints(sql),

    async states(process, instances) {
      if (instances.length === 0) return new Map();
      const rows = await sql<{ instance: string; state: Json }[]>`
        select instance, state from processes.states where process = ${process} and instance = any(${[...instances]})`;
      return new Map(rows.map(({ instance, state }) => [instance, state]));
    },

    async commit(step) {
      if (step.plan.effects.length === 0 && step.plan.states.size === 0) return passOver(sql, step);
      await transaction(sql, async (tx) => {
        await moveCheckpoint(tx, step);
        await writeStates(tx, step);
        for (const run of runs(step.plan.effects)) {
          if (run.control) await writeControl(tx, run.control, step.now);
          else await writeMessages(tx, step, run.messages);
        }
        if (step.plan.effects.length > 0) await tx`select pg_notify(${OUTBOX_CHANNEL}, '')`;
      });
    },

    async pause(process, position, reason, now) {
      await sql`
        update processes.checkpoints
        set paused_at = ${now.toISOString()}, paused_position = ${position.toString()}::text::bigint, pause_reason = ${reason}
        where process = ${process}`;
    },

    async resume(process) {
      const resumed = await sql`
        update processes.checkpoints set paused_at = null, paused_position = null, pause_reason = null
        where process = ${process} and paused_at is not null returning process`;
      return resumed.length > 0;
    },
  };
}

async function ensure(tx: Session, process: Process, head: Position | undefined, now: Date): Promise<void> {
  const start = process.start === 'beginning' ? null : text(head ?? null);
  const version = process.memory?.version ?? 0;
  const position = process.memory ? null : start;
  await tx`
    insert into processes.checkpoints (process, position, live_from, state_version, updated_at)
    values (${process.name}, ${position}::text::bigint, ${start}::text::bigint, ${version}, ${now.toISOString()})
    on conflict (process) do nothing`;
  const outdated = await tx`
    update processes.checkpoints set state_version = ${version}, live_from = greatest(position, live_from), position = null
    where process = ${process.name} and state_version <> ${version} returning process`;
  if (outdated.length > 0) await tx`delete from processes.states where process = ${process.name}`;
}

interface CheckpointRow {
  readonly process: string;
  readonly position: string | null;
  readonly liveFrom: string | null;
  readonly pausedPosition: string | null;
  readonly pauseReason: string | null;
}

async function readCheckpoints(session: Session, process?: string): Promise<Checkpoint[]> {
  const rows = await session<CheckpointRow[]>`
    select process, position::text as position, live_from::text as "liveFrom",
      paused_position::text as "pausedPosition", pause_reason as "pauseReason"
    from processes.checkpoints ${process === undefined ? session`` : session`where process = ${process}`} order by process`;
  return rows.map((row) => ({
    ...row,
    position: big(row.position),
    liveFrom: big(row.liveFrom),
    pausedPosition: big(row.pausedPosition),
  }));
}

async function moveCheckpoint(tx: Session, { process, from, to, now }: Step): Promise<void> {
  const moved = await tx`
    update processes.checkpoints set position = ${to.toString()}::text::bigint, updated_at = ${now.toISOString()}
    where process = ${process} and position is not distinct from ${text(from)}::text::bigint returning process`;
  if (moved.length === 0) throw new Fenced(`Process ${process} was moved by somebody else`);
}

/** Nothing came of these events, so a crash may take the note away: they are read again then. Not waiting for the disk is cheap. */
async function passOver(sql: Db, { process, from, to, now }: Step): Promise<void> {
  const moved = await sql`
    with quick as (select set_config('synchronous_commit', 'off', true))
    update processes.checkpoints set position = ${to.toString()}::text::bigint, updated_at = ${now.toISOString()} from quick
    where process = ${process} and position is not distinct from ${text(from)}::text::bigint returning process`;
  if (moved.length === 0) throw new Fenced(`Process ${process} was moved by somebody else`);
}

async function writeStates(tx: Session, { process, plan }: Step): Promise<void> {
  const changed = [...plan.states].map(([instance, state]) => ({ instance, state }));
  const kept = changed.filter(({ state }) => state !== null);
  const ended = changed.filter(({ state }) => state === null).map(({ instance }) => instance);
  if (ended.length > 0) await tx`delete from processes.states where process = ${process} and instance = any(${ended})`;
  if (kept.length === 0) return;
  await tx`
    insert into processes.states (process, instance, state)
    select ${process}, instance, state from jsonb_to_recordset(${tx.json(kept)}) as r (instance text, state jsonb)
    on conflict (process, instance) do update set state = excluded.state`;
}

/** Messages between two controls go in one statement; a control sees exactly the messages before it. */
function* runs(
  effects: Plan['effects'],
): Generator<{ readonly control?: Control; readonly messages: readonly PlannedMessage[] }> {
  let messages: PlannedMessage[] = [];
  for (const effect of effects) {
    if (effect.do === 'send') {
      messages.push(effect);
      continue;
    }
    if (messages.length > 0) yield { messages };
    messages = [];
    yield { control: effect, messages };
  }
  if (messages.length > 0) yield { messages };
}

async function writeMessages(tx: Session, step: Step, messages: readonly PlannedMessage[]): Promise<void> {
  const rows = messages.map((message, index) => messageRow(message, index, step.now));
  const destinations = [...new Set(messages.map(({ destination }) => destination))].sort();
  await tx`
    insert into processes.destinations (destination) select unnest(${destinations}::text[])
    on conflict (destination) do nothing`;
  await tx`
    insert into processes.outbox
      (id, process, kind, destination, ordering_key, payload, position, occurred_at, created_at, due_at)
    select id, ${step.process}, kind, destination, "orderingKey", payload, position, "occurredAt",
      ${step.now.toISOString()}::text::timestamptz, "dueAt"
    from jsonb_to_recordset(${tx.json(rows)}) as r (
      index int, id uuid, kind text, destination text, "orderingKey" text, payload jsonb, position bigint,
      "occurredAt" timestamptz, "dueAt" timestamptz)
    order by index
    on conflict (id) do nothing`;
}

function messageRow(message: PlannedMessage, index: number, now: Date) {
  const { id, kind, destination, orderingKey = null, payload, position, occurredAt, delayMs } = message;
  const dueAt = delayMs === undefined ? now : new Date(Date.parse(occurredAt) + delayMs);
  return {
    index,
    id,
    kind,
    destination,
    orderingKey,
    payload,
    position: position.toString(),
    occurredAt,
    dueAt: dueAt.toISOString(),
  };
}

async function writeControl(tx: Session, control: Control, now: Date): Promise<void> {
  const { destination, reason = null } = control;
  if (control.do === 'hold') {
    await tx`
      insert into processes.destinations (destination, held_at, hold_reason)
      values (${destination}, ${now.toISOString()}, ${reason})
      on conflict (destination) do update set held_at = excluded.held_at, hold_reason = excluded.hold_reason`;
  } else if (control.do === 'release') {
    await release(tx, destination, now);
  } else {
    await tx`
      update processes.outbox set state = 'discarded', finished_at = ${now.toISOString()}
      where destination = ${destination} and state in ('due', 'parked')`;
    await tx`delete from processes.destinations where destination = ${destination}`;
  }
}

/** What was tried before goes again at once, on a new schedule: whoever asked for it expects the receiver to be well. */
async function release(tx: Session, destination: string, now: Date): Promise<void> {
  await tx`
    update processes.destinations
    set held_at = null, hold_reason = null, failures = 0, failing_since = null, blocked_until = null
    where destination = ${destination}`;
  await tx`
    update processes.outbox set due_at = ${now.toISOString()}, tries = 0, first_tried_at = null
    where destination = ${destination} and state = 'due' and tries > 0
      and (leased_until is null or leased_until < ${now.toISOString()})`;
}

const text = (position: Position | null): string | null => position?.toString() ?? null;
const big = (position: string | null): Position | null => (position === null ? null : BigInt(position));
