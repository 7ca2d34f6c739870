/** Takes one batch of events into live models: all of them in one transaction, or each by itself when one cannot follow. */
import type { Continuity } from '../../application/continuity.ts';
import type { Position, RecordedEvent } from '../../application/ports.ts';
import type { Write } from './bulk.ts';
import { type Checkpoint, commitBatch, latest, type Move, type Skipped } from './checkpoints.ts';
import type { Db } from './db.ts';
import type { Prepare, Prepared, SkippedOfModel } from './dispatch.ts';
import { describeFault, type Fault, gapFaults, isEventsFault } from './faults.ts';
import type { Standing } from './progress.ts';
import { foldSteps, keysToLoad, loadRows, writesOf } from './rows.ts';
import type { CompiledModel } from './tables.ts';

/**
 * `active`: goes with the others. `behind`: catches up by itself. `faulted`: paused before an event. `waiting`: its live build is
 * not of this declaration, a rebuild will replace it.
 */
export type FollowerState = 'active' | 'behind' | 'faulted' | 'waiting';

/** A model as its leader sees it. */
export interface Follower {
  readonly model: CompiledModel;
  readonly checkpoint: Checkpoint;
  /** As it is in the database; it lags behind `position` while no event was for this model. */
  stored: Position;
  position: Position;
  state: FollowerState;
}

export interface StageDeps {
  readonly sql: Db;
  readonly prepare: Prepare;
  readonly skipped: Skipped;
  readonly continuity: Continuity;
  /** What to tell other processes once the batch is committed. */
  readonly announce: (after: ReadonlyMap<string, Standing>) => string;
  readonly onFault: (model: string, fault: Fault) => void;
}

interface Stage {
  readonly follower: Follower;
  readonly prepared: Prepared;
}

const NONE: SkippedOfModel = new Map();

/** Applies the events to each follower that has not seen them; afterwards each stands at `end`, or before its poison event. */
export async function applyBatch(
  deps: StageDeps,
  followers: readonly Follower[],
  events: readonly RecordedEvent[],
  end: Position,
): Promise<void> {
  const gaps = gapFaults(await deps.continuity.gapsIn(events));
  const stages = followers.map((follower): Stage => {
    const skipped = deps.skipped.get(follower.model.name) ?? NONE;
    return { follower, prepared: deps.prepare(follower.model, events, { after: follower.position, skipped, gaps }) };
  });
  try {
    await commit(deps, stages, end);
  } catch (error) {
    if (!isEventsFault(error)) throw error;
    for (const stage of stages) await isolate(deps, stage, end);
  }
}

/** Halves the batch until the event is found that the database refuses. */
async function isolate(deps: StageDeps, { follower, prepared }: Stage, end: Position): Promise<void> {
  try {
    await commit(deps, [{ follower, prepared }], end);
  } catch (error) {
    if (!isEventsFault(error)) throw error;
    const [first, ...others] = prepared.steps;
    if (!first) throw error;
    if (others.length === 0) {
      const { position, type } = first.event;
      const fault = { position, type, message: describeFault(error) };
      return commit(deps, [{ follower, prepared: { steps: [], fault } }], end);
    }
    const middle = Math.ceil(prepared.steps.length / 2);
    const [left, right] = [prepared.steps.slice(0, middle), prepared.steps.slice(middle)];
    const before = (right[0]?.event.position ?? end) - 1n;
    await isolate(deps, { follower, prepared: { steps: left, fault: undefined } }, before);
    if (follower.state === 'faulted') return;
    await isolate(deps, { follower, prepared: { steps: right, fault: prepared.fault } }, end);
  }
}

async function commit(deps: StageDeps, stages: readonly Stage[], end: Position): Promise<void> {
  const moving = stages.filter(({ prepared }) => prepared.steps.length > 0 || prepared.fault);
  const writes = await Promise.all(moving.map((stage) => stageWrites(deps.sql, stage)));
  const standings = new Map(stages.map((stage) => [stage.follower.model.name, standingAfter(stage, end)]));
  const moves = moving.map((stage): Move => moveOf(stage, standingAfter(stage, end).position));
  await commitBatch(deps.sql, { moves, writes: writes.flat(), announcement: deps.announce(standings) });
  for (const { follower } of moving) follower.stored = standings.get(follower.model.name)?.position ?? follower.stored;
  for (const stage of stages) settle(deps, stage, end);
}

async function stageWrites(sql: Db, { follower: { model }, prepared: { steps } }: Stage): Promise<Write[]> {
  const rows = await loadRows(sql, model, 'live', keysToLoad(model, steps));
  return writesOf(model, 'live', foldSteps(model, steps, rows));
}

function standingAfter({ follower, prepared: { fault } }: Stage, end: Position): Standing {
  if (!fault) return { position: latest([end, follower.position]), faulted: false };
  const before = fault.position - 1n;
  return { position: latest([before, follower.position]), faulted: true };
}

const moveOf = ({ follower: { model, checkpoint, stored }, prepared: { fault } }: Stage, to: Position): Move => ({
  model: model.name,
  build: 'live',
  generation: checkpoint.generation,
  from: stored,
  to,
  fault,
});

function settle(deps: StageDeps, stage: Stage, end: Position): void {
  const { follower, prepared } = stage;
  follower.position = standingAfter(stage, end).position;
  if (!prepared.fault) return;
  follower.state = 'faulted';
  deps.onFault(follower.model.name, prepared.fault);
}

/** Stores positions that moved without a change of rows. */
export async function storePositions(deps: StageDeps, followers: readonly Follower[]): Promise<void> {
  const idle = followers.filter(({ state, stored, position }) => state === 'active' && position > stored);
  const moves = idle.map((follower) =>
    moveOf({ follower, prepared: { steps: [], fault: undefined } }, follower.position),
  );
  await commitBatch(deps.sql, { moves, writes: [] });
  for (const follower of idle) follower.stored = follower.position;
}
