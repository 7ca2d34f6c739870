/** A second set of read models, of a past moment, in a database of their own: for looking into what was. */
import type { Clock, EventLog, Moment, Position } from '../../application/ports.ts';
import type { Catalogue } from '../../domain/kernel/codec.ts';
import type { Logger } from '../../logger.ts';
import { CHECKPOINT_DDL, NOTHING, readCheckpoints } from './checkpoints.ts';
import type { Db } from './db.ts';
import { createProjections, type Projections } from './engine.ts';
import { ProjectionError } from './faults.ts';
import type { ReadModel } from './model.ts';
import type { RebuildOptions, Rebuilt } from './rebuild.ts';
import { restoreSkips } from './skips.ts';
import { SCHEMAS } from './tables.ts';
import { positionAt } from './times.ts';

export interface ReplayDeps {
  /** The database to fill. Nobody else may use it. */
  readonly into: Db;
  readonly log: EventLog;
  /** The log as it was at a position. */
  readonly upTo: (position: Position) => EventLog;
  readonly catalogue: Catalogue;
  readonly models: readonly ReadModel[];
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Replayed {
  readonly position: Position;
  readonly models: readonly Rebuilt[];
}

/** Goes on where an earlier replay to the same position was interrupted. Nothing but read models is made: no effects follow. */
export async function replay(deps: ReplayDeps, to: Moment, options: RebuildOptions = {}): Promise<Replayed> {
  await refuseServedDatabase(deps.into);
  await deps.into.unsafe(`${CHECKPOINT_DDL} create table if not exists projections.replay (position bigint not null)`);
  const position = 'position' in to ? to.position : await positionAt(deps.into, deps.log, to.time);
  await startAfresh(deps.into, position ?? NOTHING);
  const projections = openAt(deps, position ?? NOTHING);
  await projections.prepare();
  // Also what was decided later than the moment that is looked into.
  await restoreSkips(
    { sql: deps.into, log: deps.log, catalogue: deps.catalogue },
    deps.models.map(({ name }) => name),
  );
  return { position: position ?? NOTHING, models: await projections.rebuild(undefined, options) };
}

function openAt({ into, upTo, catalogue, models, clock, logger }: ReplayDeps, position: Position): Projections {
  return createProjections({ sql: into, log: upTo(position), catalogue, models, clock, logger });
}

/** A database in which a server keeps its log or its read models is not to be overwritten. */
async function refuseServedDatabase(sql: Db): Promise<void> {
  const [found] = await sql<{ log: boolean; models: boolean; replay: boolean }[]>`
    select to_regclass('log.events') is not null as log, to_regclass('projections.checkpoints') is not null as models,
      to_regclass('projections.replay') is not null as replay`;
  if (found?.log || (found?.models && !found.replay)) {
    throw new ProjectionError('That database belongs to a server: give one of its own, which may be empty');
  }
}

/** What an earlier replay to another position left is taken away; that to the same one goes on. */
async function startAfresh(sql: Db, position: Position): Promise<void> {
  const [earlier] = await sql<{ position: string }[]>`select position::text from projections.replay`;
  const complete = [...(await readCheckpoints(sql, 'live')).values()].some(({ status }) => status !== 'filling');
  if (earlier && BigInt(earlier.position) === position && !complete) return;
  for (const schema of Object.values(SCHEMAS)) await sql.unsafe(`drop schema if exists ${schema} cascade`);
  await sql`delete from projections.checkpoints`;
  await sql`delete from projections.replay`;
  await sql`insert into projections.replay (position) values (${position.toString()}::text::bigint)`;
}
