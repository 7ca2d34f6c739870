/** Folds the log into builds that nobody queries yet: next ones for a rebuild, and those that verification compares with. */
import { Continuity } from '../../application/continuity.ts';
import type { Clock, EventLog, Position, RecordedEvent } from '../../application/ports.ts';
import { categoriesOf, readBatches } from './batches.ts';
import type { Write } from './bulk.ts';
import { type Checkpoint, commitBatch, earliest, type Move, readSkipped, type Skipped } from './checkpoints.ts';
import type { Db } from './db.ts';
import type { Prepare, Step } from './dispatch.ts';
import { type Fault, gapFaults } from './faults.ts';
import type { StoredRow } from './fold.ts';
import { HotRows } from './hotRows.ts';
import { createMeter, type Progressed } from './meter.ts';
import { fillWritesOf, foldSteps, keysToLoad, loadRows } from './rows.ts';
import type { Build, CompiledModel } from './tables.ts';

export interface FillDeps {
  readonly sql: Db;
  readonly log: EventLog;
  readonly prepare: Prepare;
  readonly clock: Clock;
  /** In events. */
  readonly batchSize: number;
}

/** A build on its way. */
export interface Filling {
  readonly model: CompiledModel;
  readonly build: Build;
  readonly checkpoint: Checkpoint;
  /** What has been read and folded. */
  position: Position;
  /** What has been committed. */
  stored: Position;
  readonly hot: HotRows;
  /** Why this build cannot go on; the others do. */
  fault: Fault | undefined;
}

/** `together`: how many models are filled in one pass. */
export const startFilling = (model: CompiledModel, checkpoint: Checkpoint, together: number): Filling => ({
  model,
  build: checkpoint.build,
  checkpoint,
  position: checkpoint.position,
  stored: checkpoint.position,
  hot: new HotRows({ startsEmpty: checkpoint.position < 0n, sharedBy: together }),
  fault: undefined,
});

export interface FillOptions {
  /** Inclusive. */
  readonly to: Position;
  readonly signal: AbortSignal;
  /** After each batch, and once more at the end. */
  readonly onProgress?: ((progress: Progressed) => void) | undefined;
}

/**
 * Brings the builds up to a position, reading and decoding each event once for all of them. While one batch is written the next
 * is read and folded; what the write still holds is among the hot rows, so the fold never sees an older state.
 */
export async function fill(deps: FillDeps, fillings: readonly Filling[], options: FillOptions): Promise<void> {
  const { to, signal, onProgress } = options;
  const models = fillings.map(({ model }) => model.name);
  const onBatch = createMeter({ clock: deps.clock, models, head: to, onProgress });
  const skipped = await readSkipped(deps.sql);
  const categories = categoriesOf(fillings.map(({ model }) => model));
  const after = earliest(fillings.map(({ position }) => position));
  const continuity = new Continuity(deps.log);
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const events of readBatches(deps.log, { after, to, categories, size: deps.batchSize })) {
      signal.throwIfAborted();
      const end = events.at(-1)?.position ?? after;
      const gaps = gapFaults(await continuity.gapsIn(events));
      const pending = await foldBatch(deps, fillings, { events, end, gaps, skipped });
      await writing;
      writing = writeBatch(deps.sql, pending);
      writing.catch(() => undefined);
      onBatch(events.length, end);
    }
    await writing;
    signal.throwIfAborted();
    // No event is left before `to`, so that is where the builds stand.
    await writeBatch(deps.sql, { moves: movesTo(fillings, to), writes: [], fillings });
    onBatch(0, to);
  } finally {
    await writing.catch(() => undefined);
  }
}

interface Pending {
  readonly moves: readonly Move[];
  readonly writes: readonly Write[];
  readonly fillings: readonly Filling[];
}

interface Batch {
  readonly events: readonly RecordedEvent[];
  readonly end: Position;
  readonly gaps: ReadonlyMap<Position, Fault>;
  readonly skipped: Skipped;
}

async function foldBatch(deps: FillDeps, fillings: readonly Filling[], batch: Batch): Promise<Pending> {
  const { events, end, gaps, skipped } = batch;
  const going = fillings.filter(({ fault, position }) => !fault && position < end);
  const writes: Write[] = [];
  for (const filling of going) {
    const { steps, fault } = deps.prepare(filling.model, events, {
      after: filling.position,
      skipped: skipped.get(filling.model.name) ?? new Map(),
      gaps,
    });
    if (fault) filling.fault = fault;
    else writes.push(...(await foldInto(deps.sql, filling, steps)));
  }
  const well = going.filter(({ fault }) => !fault);
  return { moves: movesTo(well, end), writes, fillings: well };
}

async function foldInto(sql: Db, filling: Filling, steps: readonly Step[]): Promise<Write[]> {
  const { model, build, hot } = filling;
  const unknown = hot.unknown(keysToLoad(model, steps));
  for (const [key, row] of await loadRows(sql, model, build, unknown)) hot.set(key, row);
  const cells = foldSteps(model, steps, hot);
  for (const { key, versions } of cells) {
    const last = versions.at(-1);
    hot.set(key, last?.values ? (last as StoredRow) : undefined);
  }
  hot.endBatch();
  return fillWritesOf(model, build, cells);
}

function movesTo(fillings: readonly Filling[], end: Position): Move[] {
  const going = fillings.filter(({ fault, position }) => !fault && end > position);
  return going.map((filling): Move => {
    const { model, build, checkpoint, position } = filling;
    filling.position = end;
    return { model: model.name, build, generation: checkpoint.generation, from: position, to: end, fault: undefined };
  });
}

async function writeBatch(sql: Db, { moves, writes, fillings }: Pending): Promise<void> {
  await commitBatch(sql, { moves, writes });
  for (const filling of fillings) {
    const move = moves.find(({ model }) => model === filling.model.name);
    if (move) filling.stored = move.to;
  }
}
