/** How far each build of each model has come. The row is also the fence: who moves it wins, and a swap takes its lock. */
import type { Position } from '../../application/ports.ts';
import type { Write } from './bulk.ts';
import type { Session } from './db.ts';
import type { SkippedOfModel } from './dispatch.ts';
import { type Fault, Fenced } from './faults.ts';
import type { Build, CompiledModel } from './tables.ts';

/** Advisory locks of the engine: "trib" and what is locked. The log uses 1 and 2 of the same space. */
export const LOCK_SPACE = 0x7472_6962;
export const LOCK_SETUP = 11;
export const LOCK_LEADER = 12;

/** Who leads tells how far the models are. */
export const PROGRESS_CHANNEL = 'tributary_projections';
/** An operator, a swap or a newcomer asks the leader to look at the checkpoints again. */
export const WAKE_CHANNEL = 'tributary_projections_wake';

/** Before the first event. */
export const NOTHING: Position = -1n;

/** The greatest of them; `NOTHING` of none. (Math.max does not take bigints.) */
export const latest = (positions: readonly Position[]): Position => positions.toSorted(byOrder).at(-1) ?? NOTHING;

/** The smallest of them; `NOTHING` of none. */
export const earliest = (positions: readonly Position[]): Position => positions.toSorted(byOrder)[0] ?? NOTHING;

const byOrder = (a: Position, b: Position): number => Number(a > b) - Number(a < b);

/** The same as the log wants it. */
export const logPosition = (position: Position): { readonly from?: Position } =>
  position < 0n ? {} : { from: position };

/** `running`: kept up to date. `faulted`: paused before an event. `filling`: not complete yet, not fit for queries. */
export type BuildStatus = 'running' | 'faulted' | 'filling';

export interface Checkpoint {
  readonly model: string;
  readonly build: Build;
  /** Differs between any two builds of a model, so that none can be mistaken for another. */
  readonly generation: string;
  readonly version: number;
  readonly declaration: string;
  readonly position: Position;
  readonly status: BuildStatus;
  readonly fault: (Fault & { readonly at: string }) | undefined;
}

/** Idempotent; several processes may run it, the caller holds the lock. */
export const CHECKPOINT_DDL = `
  create schema if not exists projections;
  create sequence if not exists projections.generations;
  create table if not exists projections.checkpoints (
    model text not null,
    build text not null,
    generation bigint not null default nextval('projections.generations'),
    version integer not null,
    declaration text not null,
    position bigint not null default -1,
    status text not null,
    error_position bigint,
    error_type text,
    error_message text,
    error_at timestamptz,
    updated_at timestamptz not null default now(),
    primary key (model, build)
  );
  create table if not exists projections.skipped (
    model text not null,
    position bigint not null,
    type text not null,
    message text not null,
    skipped_at timestamptz not null default now(),
    primary key (model, position)
  );
  create table if not exists projections.times (
    position bigint primary key,
    latest timestamptz not null
  );
  create index if not exists times_latest on projections.times (latest);`;

interface Stored {
  readonly model: string;
  readonly build: Build;
  readonly generation: string;
  readonly version: number;
  readonly declaration: string;
  readonly position: string;
  readonly status: BuildStatus;
  readonly error_position: string | null;
  readonly error_type: string | null;
  readonly error_message: string | null;
  readonly error_at: string | null;
}

const COLUMNS = `model, build, generation::text, version, declaration, position::text, status,
  error_position::text, error_type, error_message, error_at::text`;

function toCheckpoint(row: Stored): Checkpoint {
  const { model, build, generation, version, declaration, status, error_position: failed } = row;
  const fault =
    failed === null
      ? undefined
      : {
          position: BigInt(failed),
          type: row.error_type ?? '',
          message: row.error_message ?? '',
          at: row.error_at ?? '',
        };
  return { model, build, generation, version, declaration, status, position: BigInt(row.position), fault };
}

export async function readCheckpoints(session: Session, build: Build): Promise<Map<string, Checkpoint>> {
  const text = `select ${COLUMNS} from projections.checkpoints where build = $1`;
  const rows = await session.unsafe<Stored[]>(text, [build], { prepare: true });
  return new Map(rows.map((row) => [row.model, toCheckpoint(row)]));
}

/** Reads one checkpoint, by default keeping others from moving it until the transaction ends. */
export async function readCheckpoint(
  session: Session,
  model: string,
  build: Build,
  lock = false,
): Promise<Checkpoint | undefined> {
  const text = `select ${COLUMNS} from projections.checkpoints where model = $1 and build = $2 ${lock ? 'for update' : ''}`;
  const [row] = await session.unsafe<Stored[]>(text, [model, build]);
  return row && toCheckpoint(row);
}

export async function insertCheckpoint(
  session: Session,
  { name, model, declaration }: CompiledModel,
  build: Build,
  status: BuildStatus,
): Promise<Checkpoint> {
  const [row] = await session.unsafe<Stored[]>(
    `insert into projections.checkpoints (model, build, version, declaration, status) values ($1, $2, $3, $4, $5)
     returning ${COLUMNS}`,
    [name, build, model.version, declaration, status],
  );
  if (!row) throw new Error('An insert returned no row');
  return toCheckpoint(row);
}

/** Says before which event a build that is being filled stands, or that it stands before none. */
export async function writeFault(
  session: Session,
  { model, build, generation }: Checkpoint,
  fault: Fault | undefined,
): Promise<void> {
  await session.unsafe(
    `update projections.checkpoints set error_position = $4::bigint, error_type = $5, error_message = $6,
       error_at = case when $4::bigint is not null then clock_timestamp() end
     where model = $1 and build = $2 and generation = $3::bigint`,
    [model, build, generation, fault?.position.toString() ?? null, fault?.type ?? null, fault?.message ?? null],
  );
}

/** One build's step from a position to a later one, or into a fault. */
export interface Move {
  readonly model: string;
  readonly build: Build;
  readonly generation: string;
  readonly from: Position;
  readonly to: Position;
  readonly fault: Fault | undefined;
}

const FENCED = 'TRB01';

/**
 * One call is one transaction: no connection has to be held between statements, and a lost one cannot leave half a batch.
 *
 * The checkpoints move first, all or none, because that locks them. Live ones share a lock that a swap takes for itself, so that
 * it finds them standing still. Commits need not wait for the disk: what a crash takes away is folded from the log again.
 */
export const CHECKPOINT_FUNCTIONS = `
  create or replace function projections.commit_batch(moves text, statements text[], records text[], announcement text)
  returns void language plpgsql as $commit$
  declare
    step record;
    expected integer;
    moved integer;
  begin
    perform set_config('synchronous_commit', 'off', true);
    for step in select m.model from json_to_recordset(moves::json) as m(model text, build text)
                where m.build = 'live' order by m.model loop
      perform pg_advisory_xact_lock_shared(${LOCK_SPACE}, projections.lock_of('live ' || step.model));
    end loop;
    expected := json_array_length(moves::json);
    update projections.checkpoints c set position = m."to", updated_at = clock_timestamp(),
      status = case when m.failed is null then c.status else 'faulted' end,
      error_position = m.failed, error_type = m.type, error_message = m.message,
      error_at = case when m.failed is not null then clock_timestamp() end
    from json_to_recordset(moves::json)
      as m(model text, build text, generation bigint, "from" bigint, "to" bigint, failed bigint, type text, message text)
    where c.model = m.model and c.build = m.build and c.generation = m.generation and c.position = m."from"
      and c.status <> 'faulted';
    get diagnostics moved = row_count;
    if moved <> expected then
      raise exception 'A checkpoint was moved by someone else' using errcode = '${FENCED}';
    end if;
    for nr in 1 .. coalesce(array_length(statements, 1), 0) loop
      execute statements[nr] using records[nr];
    end loop;
    if announcement <> '' then
      perform pg_notify('${PROGRESS_CHANNEL}', announcement);
    end if;
  end
  $commit$;

  create or replace function projections.lock_of(what text) returns integer language sql immutable
  as $lock$ select hashtext('tributary ' || what) $lock$;`;

/** Moves checkpoints and writes rows in one transaction. Throws `Fenced`, having done nothing, when a checkpoint is elsewhere. */
export async function commitBatch(
  session: Session,
  { moves, writes, announcement = '' }: { moves: readonly Move[]; writes: readonly Write[]; announcement?: string },
): Promise<void> {
  if (moves.length === 0) return;
  const parameter = (offset: number) => (_: unknown, index: number) => `$${offset + index}::text`;
  const statements = writes.map(parameter(3)).join(', ');
  const records = writes.map(parameter(3 + writes.length)).join(', ');
  try {
    await session.unsafe(
      `select projections.commit_batch($1::text, array[${statements}]::text[], array[${records}]::text[], $2::text)`,
      [toJson(moves), announcement, ...writes.map(({ statement }) => statement), ...writes.map((each) => each.records)],
      { prepare: true },
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === FENCED) throw new Fenced(error.message);
    throw error;
  }
}

const toJson = (moves: readonly Move[]): string =>
  JSON.stringify(
    moves.map(({ fault, from, to, ...move }) => ({
      ...move,
      from: from.toString(),
      to: to.toString(),
      failed: fault?.position.toString(),
      type: fault?.type,
      message: fault?.message,
    })),
  );

export type Skipped = ReadonlyMap<string, SkippedOfModel>;

/** Events that operators have told models to leave out; a rebuild leaves them out too. */
export async function readSkipped(session: Session): Promise<Skipped> {
  const rows = await session.unsafe<{ model: string; position: string; type: string }[]>(
    'select model, position::text, type from projections.skipped',
  );
  const skipped = new Map<string, Map<Position, string>>();
  for (const { model, position, type } of rows) {
    skipped.set(model, (skipped.get(model) ?? new Map()).set(BigInt(position), type));
  }
  return skipped;
}
