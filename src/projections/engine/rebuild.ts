/**
 * Blue and green: a model is filled again beside the live build, compared if wished, and takes its place in one transaction. The
 * former build is kept for a roll-back. A rebuild that was interrupted goes on where it stopped.
 */
import type { Position } from '../../application/ports.ts';
import {
  type Checkpoint,
  earliest,
  insertCheckpoint,
  NOTHING,
  readCheckpoint,
  WAKE_CHANNEL,
  writeFault,
} from './checkpoints.ts';
import { type Comparison, compareBuilds } from './compare.ts';
import type { Db } from './db.ts';
import { ProjectionError, sayFault } from './faults.ts';
import { type FillDeps, type Filling, fill, startFilling } from './fill.ts';
import { type HeldLock, takeLock, takeLocks } from './lock.ts';
import type { Progressed } from './meter.ts';
import { isCurrent, makeIndexes, makeTables } from './schema.ts';
import { type CompiledModel, dropTables, SCHEMAS } from './tables.ts';

export interface RebuildOptions {
  readonly onProgress?: (progress: Progressed) => void;
  /** Compares with the live build, both at one position, before the swap. */
  readonly compare?: boolean;
  /** Leaves the live build in place when the comparison found a difference. */
  readonly swapOnlyIfEqual?: boolean;
  /** How often to wait for queries that keep the live build in its place. */
  readonly swapAttempts?: number;
  readonly signal?: AbortSignal;
}

export interface Rebuilt {
  readonly model: string;
  readonly swapped: boolean;
  readonly position: Position;
  readonly comparison: Comparison | undefined;
  /** Why there was no swap. */
  readonly error: string | undefined;
}

/** Rebuilds the models in one pass over the log. A model that cannot be rebuilt does not stop the others. */
export async function rebuild(
  deps: FillDeps,
  models: readonly CompiledModel[],
  options: RebuildOptions = {},
): Promise<Rebuilt[]> {
  if (models.length === 0) return [];
  const lock = await lockRebuilds(deps.sql, models);
  try {
    const signal = AbortSignal.any([lock.lost, ...(options.signal ? [options.signal] : [])]);
    const fillings: Filling[] = [];
    for (const model of models) fillings.push(startFilling(model, await openNext(deps, model), models.length));
    await fillAll(deps, fillings, { ...options, signal });
    return await inLanes(fillings, (filling) => finish(deps, filling, { ...options, signal }));
  } finally {
    await lock.release();
  }
}

/** While the indexes of one model are built, another is compared and swapped. */
const LANES = 2;

/** Several at a time, results in the order of the items. Fails only when nothing is under way any more. */
async function inLanes<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return results;
}

export class RebuildRunning extends ProjectionError {}

async function lockRebuilds(sql: Db, models: readonly CompiledModel[]): Promise<HeldLock> {
  const numbers = await Promise.all(models.map(({ name }) => lockNumber(sql, `rebuild ${name}`)));
  const { held, denied } = await takeLocks(sql, numbers);
  if (held) return held;
  const busy = models.find((_, index) => denied.includes(numbers[index] ?? 0));
  throw new RebuildRunning(`Read model ${busy?.name} is being rebuilt by another process`);
}

export async function lockNumber(sql: Db, what: string): Promise<number> {
  const [row] = await sql<{ lock: number }[]>`select projections.lock_of(${what}) as lock`;
  return row?.lock ?? 0;
}

/** Goes on with an unfinished build of the same declaration, or starts one. */
async function openNext({ sql, log }: FillDeps, model: CompiledModel): Promise<Checkpoint> {
  const found = await readCheckpoint(sql, model.name, 'next');
  if (found && isCurrent(model, found) && (await log.covers(found.position))) {
    await writeFault(sql, found, undefined);
    return found;
  }
  await sql.unsafe(dropTables(model, 'next'));
  await makeTables(sql, model, 'next');
  // Last, so that a crash before it starts afresh.
  await sql`delete from projections.checkpoints where model = ${model.name} and build = 'next'`;
  return insertCheckpoint(sql, model, 'next', 'filling');
}

type Options = RebuildOptions & { readonly signal: AbortSignal };

/** The bulk: up to the live builds, or to the head of the log where nothing follows it. */
async function fillAll(deps: FillDeps, fillings: readonly Filling[], { onProgress, signal }: Options): Promise<void> {
  const to = earliest(await Promise.all(fillings.map(({ model }) => target(deps, model))));
  await fill(deps, fillings, { to, onProgress, signal });
}

/** Where the next build may go: never beyond a live one that is kept up to date, so that both can be compared and swapped. */
async function target(deps: FillDeps, model: CompiledModel): Promise<Position> {
  const live = await readCheckpoint(deps.sql, model.name, 'live');
  const kept = live && live.status === 'running' && isCurrent(model, live) && (await deps.log.covers(live.position));
  return kept ? live.position : ((await deps.log.head()) ?? NOTHING);
}

async function finish(deps: FillDeps, filling: Filling, options: Options): Promise<Rebuilt> {
  const { model } = filling;
  try {
    throwFault(filling);
    await makeIndexes(deps.sql, model, 'next');
    await deps.sql.unsafe(`analyze ${SCHEMAS.next}."${model.name}"`);
    // Most of what happened meanwhile, while the live build still moves.
    await fillTo(deps, filling, await target(deps, model), options);
    return await swapStandingStill(deps, filling, options);
  } catch (error) {
    if (!(error instanceof ProjectionError)) throw error;
    if (filling.fault) await writeFault(deps.sql, filling.checkpoint, filling.fault);
    return { model: model.name, swapped: false, position: filling.stored, comparison: undefined, error: error.message };
  }
}

async function fillTo(deps: FillDeps, filling: Filling, to: Position, { signal }: Options): Promise<void> {
  await fill(deps, [filling], { to, signal });
  throwFault(filling);
}

function throwFault({ fault }: Filling): void {
  if (fault) throw new ProjectionError(sayFault(fault));
}

/** Holds the live build still for the last step, which is short: the last events, the comparison if wished, the swap. */
async function swapStandingStill(deps: FillDeps, filling: Filling, options: Options): Promise<Rebuilt> {
  const { model } = filling;
  const still = await takeLock(deps.sql, await lockNumber(deps.sql, `live ${model.name}`), { wait: true });
  try {
    await fillTo(deps, filling, await target(deps, model), options);
    const comparison = options.compare ? await compareWithLive(deps, filling) : undefined;
    const result = { model: model.name, position: filling.stored, comparison };
    if (options.swapOnlyIfEqual && comparison && !comparison.equal) {
      return { ...result, swapped: false, error: 'The new build differs from the live one' };
    }
    await swapWithRetry(deps, filling, options);
    return { ...result, swapped: true, error: undefined };
  } finally {
    await still?.release();
    await deps.sql`select pg_notify(${WAKE_CHANNEL}, ${model.name})`;
  }
}

/** Undefined when the two are not at one position: a live build that is paused or of another version. */
async function compareWithLive({ sql }: FillDeps, { model, stored }: Filling): Promise<Comparison | undefined> {
  const live = await readCheckpoint(sql, model.name, 'live');
  return live?.position === stored && isCurrent(model, live) ? compareBuilds(sql, model, 'next', 'live') : undefined;
}

const SWAP_ATTEMPTS = 7;
const LOCK_NOT_AVAILABLE = '55P03';

/** A swap waits for running queries; new ones would queue behind it, so it gives up quickly and tries again. */
async function swapWithRetry(
  { sql, log }: FillDeps,
  filling: Filling,
  { signal, swapAttempts = SWAP_ATTEMPTS }: Options,
): Promise<void> {
  const { model, checkpoint, stored } = filling;
  const live = await readCheckpoint(sql, model.name, 'live');
  // A live build that shows more than the log holds is to be replaced, not to be waited for.
  const counts = !live || (await log.covers(live.position));
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      const [row] = await sql<{ done: boolean }[]>`
        select projections.swap(${model.name}, ${checkpoint.generation}::text::bigint, ${stored.toString()}::text::bigint,
          ${counts}) as done`;
      if (!row?.done) throw new ProjectionError('The live build went on beyond the new one');
      return;
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE;
      if (!busy) throw error;
      if (attempt === swapAttempts) throw new ProjectionError('Long queries keep the live build in its place');
    }
  }
}

/** Puts the former build back in place; the present one is kept in its stead. */
export async function rollBack(sql: Db, { name }: CompiledModel): Promise<void> {
  const [row] = await sql<{ done: boolean }[]>`select projections.roll_back(${name}) as done`;
  if (!row?.done) throw new ProjectionError(`Read model ${name} has no former build to go back to`);
  await sql`select pg_notify(${WAKE_CHANNEL}, ${name})`;
}
