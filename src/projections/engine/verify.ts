/** Folds the whole log once more beside the live builds and compares: a row that was changed by hand is found. */
import type { Position } from '../../application/ports.ts';
import { earliest, insertCheckpoint, NOTHING, readCheckpoint } from './checkpoints.ts';
import { type Comparison, compareBuilds } from './compare.ts';
import type { Db } from './db.ts';
import { ProjectionError, sayFault } from './faults.ts';
import { type FillDeps, type Filling, fill, startFilling } from './fill.ts';
import { takeLock } from './lock.ts';
import type { Progressed } from './meter.ts';
import { lockNumber } from './rebuild.ts';
import { isCurrent, makeTables } from './schema.ts';
import { type CompiledModel, SCHEMAS } from './tables.ts';

export interface Verified extends Comparison {
  readonly model: string;
  /** Where both stood. */
  readonly position: Position;
  /** Why there was nothing to compare. */
  readonly error: string | undefined;
}

export interface VerifyOptions {
  readonly onProgress?: (progress: Progressed) => void;
  readonly signal?: AbortSignal;
}

const LOCK_VERIFY = 13;

/** Changes nothing that queries can see. The live builds stand still only while the last few events and the rows are compared. */
export async function verify(
  deps: FillDeps,
  models: readonly CompiledModel[],
  options: VerifyOptions = {},
): Promise<Verified[]> {
  if (models.length === 0) return [];
  const lock = await takeLock(deps.sql, LOCK_VERIFY);
  if (!lock) throw new ProjectionError('Another process is verifying');
  const signal = AbortSignal.any([lock.lost, ...(options.signal ? [options.signal] : [])]);
  try {
    const fillings = await open(deps.sql, models);
    await fillAll(deps, fillings, { ...options, signal });
    const results: Verified[] = [];
    for (const filling of fillings) results.push(await compareOne(deps, filling, signal));
    return results;
  } finally {
    await drop(deps.sql);
    await lock.release();
  }
}

async function open(sql: Db, models: readonly CompiledModel[]): Promise<Filling[]> {
  await drop(sql);
  await sql.unsafe(`create schema ${SCHEMAS.verify}`);
  const fillings: Filling[] = [];
  for (const model of models) {
    await makeTables(sql, model, 'verify');
    fillings.push(startFilling(model, await insertCheckpoint(sql, model, 'verify', 'filling'), models.length));
  }
  return fillings;
}

async function drop(sql: Db): Promise<void> {
  await sql.unsafe(`drop schema if exists ${SCHEMAS.verify} cascade`);
  await sql`delete from projections.checkpoints where build = 'verify'`;
}

async function fillAll(
  deps: FillDeps,
  fillings: readonly Filling[],
  { onProgress, signal }: VerifyOptions & { signal: AbortSignal },
): Promise<void> {
  const live = await Promise.all(fillings.map(({ model }) => readCheckpoint(deps.sql, model.name, 'live')));
  const to = earliest(live.map((checkpoint) => checkpoint?.position ?? NOTHING));
  await fill(deps, fillings, { to, onProgress, signal });
}

async function compareOne(deps: FillDeps, filling: Filling, signal: AbortSignal): Promise<Verified> {
  const { model } = filling;
  const still = await takeLock(deps.sql, await lockNumber(deps.sql, `live ${model.name}`), { wait: true });
  try {
    const live = await readCheckpoint(deps.sql, model.name, 'live');
    if (!live || !isCurrent(model, live) || live.status === 'filling') {
      return unverified(filling, 'Its live build is not of the declared version');
    }
    await fill(deps, [filling], { to: live.position, signal });
    if (filling.fault) return unverified(filling, sayFault(filling.fault));
    const comparison = await compareBuilds(deps.sql, model, 'verify', 'live');
    return { model: model.name, position: live.position, error: undefined, ...comparison };
  } finally {
    await still?.release();
  }
}

const unverified = ({ model, stored }: Filling, error: string): Verified => ({
  model: model.name,
  position: stored,
  error,
  equal: false,
  rows: 0,
  differences: [],
});
