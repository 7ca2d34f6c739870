/**
 * One run over the log by the leader: from reading the checkpoints until something ends it, which is a stop, a lost lead, a wake
 * or a fault. Models that are far behind catch up beside the others.
 */
import { Continuity } from '../../application/continuity.ts';
import type { EventBatch, EventLog, Position } from '../../application/ports.ts';
import type { Logger } from '../../logger.ts';
import { categoriesOf, readBatches } from './batches.ts';
import {
  type Checkpoint,
  earliest,
  latest,
  NOTHING,
  PROGRESS_CHANNEL,
  readCheckpoints,
  readSkipped,
} from './checkpoints.ts';
import type { Db } from './db.ts';
import type { Prepare } from './dispatch.ts';
import { encodeStandings, type Progress, type Standing } from './progress.ts';
import { isCurrent } from './schema.ts';
import { applyBatch, type Follower, type FollowerState, type StageDeps, storePositions } from './stage.ts';
import type { CompiledModel } from './tables.ts';

export interface RunDeps {
  readonly sql: Db;
  readonly log: EventLog;
  readonly models: readonly CompiledModel[];
  readonly prepare: Prepare;
  readonly progress: Progress;
  readonly logger: Logger;
  readonly timing: Timing;
}

export interface Timing {
  /** Most events in one live batch. */
  readonly batchSize: number;
  /** How often a process that stands by tries to become the leader. */
  readonly standbyMs: number;
  /** How often the leader looks whether it still is. */
  readonly heartbeatMs: number;
  /** How often positions that moved without a change are stored, and others are told that the leader lives. */
  readonly storeMs: number;
  /** Between attempts after a fault of the database or the log. */
  readonly retryMs: { readonly min: number; readonly max: number };
}

/** A model so far behind that the others should not wait for it catches up in batches of this size. */
const CATCH_UP_BATCH = 2_000;
/** When fewer events than this are missing, the others do wait. */
const CLOSE_ENOUGH = 500;

export class Run {
  readonly #deps: RunDeps;
  readonly #control: AbortController;
  readonly #signal: AbortSignal;
  readonly #onWorks: () => void;
  #stageDeps: StageDeps;
  #followers: Follower[] = [];
  /** Where the active followers are. */
  #position: Position = NOTHING;
  #turn: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(deps: RunDeps, control: AbortController, outer: AbortSignal, onWorks: () => void) {
    this.#deps = deps;
    this.#control = control;
    this.#signal = AbortSignal.any([control.signal, outer]);
    this.#onWorks = onWorks;
    this.#stageDeps = this.#makeStageDeps(new Map());
  }

  async follow(): Promise<void> {
    await this.#load();
    const timer = setInterval(() => this.#inBackground(this.#tick()), this.#deps.timing.storeMs);
    const behind = this.#catchUp().catch((error: unknown) => this.#fail(error));
    try {
      for await (const batch of this.#subscribe()) await this.#inTurn(() => this.#apply(batch));
    } catch (error) {
      this.#fail(error);
    } finally {
      clearInterval(timer);
      this.#control.abort();
      await behind;
    }
    await this.#storeAtEnd();
    if (this.#failure) throw this.#failure.error;
  }

  tell(): void {
    this.#inBackground(this.#tell());
  }

  async #load(): Promise<void> {
    const { sql, models, progress } = this.#deps;
    const [live, skipped] = await Promise.all([readCheckpoints(sql, 'live'), readSkipped(sql)]);
    this.#stageDeps = this.#makeStageDeps(skipped);
    this.#followers = models.flatMap((model) => {
      const checkpoint = live.get(model.name);
      return checkpoint ? [toFollower(model, checkpoint)] : [];
    });
    const running = this.#followers.filter(({ state }) => state === 'active');
    this.#position = latest(running.map(({ position }) => position));
    for (const follower of running) if (follower.position < this.#position) follower.state = 'behind';
    progress.update(this.#standings(new Map()));
    await this.#tell();
  }

  #makeStageDeps(skipped: StageDeps['skipped']): StageDeps {
    const { sql, log, prepare, logger } = this.#deps;
    const onFault: StageDeps['onFault'] = (model, { position, type, message }) =>
      logger.error({ model, position: position.toString(), type, reason: message }, 'A read model is paused');
    const announce: StageDeps['announce'] = (after) => encodeStandings(this.#standings(after));
    return { sql, prepare, skipped, continuity: new Continuity(log), onFault, announce };
  }

  #subscribe(): AsyncIterable<EventBatch> {
    const { log, models, timing } = this.#deps;
    return log.subscribe({
      ...(this.#position < 0n ? {} : { after: this.#position }),
      categories: categoriesOf(models),
      signal: this.#signal,
      batchSize: timing.batchSize,
    });
  }

  async #apply({ events, position }: EventBatch): Promise<void> {
    if (this.#signal.aborted) return;
    const active = this.#followers.filter(({ state }) => state === 'active');
    const stored = active.map((follower) => follower.stored);
    await applyBatch(this.#stageDeps, active, events, position);
    this.#position = position;
    this.#deps.progress.update(this.#standings(new Map()));
    this.#onWorks();
    // A batch that changed nothing was not announced with a commit.
    if (active.every((follower, index) => follower.stored === stored[index])) this.#inBackground(this.#tell());
  }

  /** Models that are behind follow in bigger steps beside the others, and join them when they are close. */
  async #catchUp(): Promise<void> {
    const behind = this.#followers.filter(({ state }) => state === 'behind');
    if (behind.length === 0) return;
    for (let missing = Infinity; missing > CLOSE_ENOUGH && !this.#signal.aborted; ) {
      missing = await this.#lap(behind);
    }
    await this.#inTurn(async () => {
      if (this.#signal.aborted) return;
      await this.#lap(behind);
      for (const follower of behind) if (follower.state === 'behind') follower.state = 'active';
      this.#deps.progress.update(this.#standings(new Map()));
      await this.#tell();
      // A log without news says nothing; to have followed it this long is to work.
      if (!this.#signal.aborted) this.#onWorks();
    });
  }

  /** Up to where the others are now. Returns how many events that took. */
  async #lap(behind: readonly Follower[]): Promise<number> {
    const to = this.#position;
    const going = (): Follower[] => behind.filter(({ state }) => state === 'behind');
    const after = earliest(going().map(({ position }) => position));
    if (going().length === 0) return 0;
    let count = 0;
    const categories = categoriesOf(behind.map(({ model }) => model));
    for await (const events of readBatches(this.#deps.log, { after, to, categories, size: CATCH_UP_BATCH })) {
      if (this.#signal.aborted) return 0;
      count += events.length;
      await applyBatch(this.#stageDeps, going(), events, events.at(-1)?.position ?? after);
      this.#deps.progress.update(this.#standings(new Map()));
    }
    for (const follower of going()) follower.position = to;
    return count;
  }

  #standings(after: ReadonlyMap<string, Standing>): Map<string, Standing> {
    return new Map(
      this.#followers.map(({ model, position, state }) => [
        model.name,
        after.get(model.name) ?? { position: state === 'waiting' ? NOTHING : position, faulted: state === 'faulted' },
      ]),
    );
  }

  #tick(): Promise<void> {
    return this.#inTurn(async () => {
      await storePositions(this.#stageDeps, this.#followers);
      await this.#tell();
    });
  }

  async #tell(): Promise<void> {
    await this.#deps.sql`select pg_notify(${PROGRESS_CHANNEL}, ${encodeStandings(this.#standings(new Map()))})`;
  }

  /** One thing at a time changes live builds. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#control.abort();
  }

  /** Saves the next start some reading; without it that would only take longer. */
  async #storeAtEnd(): Promise<void> {
    await this.#turn;
    if (!this.#failure) await storePositions(this.#stageDeps, this.#followers);
  }
}

function toFollower(model: CompiledModel, checkpoint: Checkpoint): Follower {
  const { position } = checkpoint;
  return { model, checkpoint, stored: position, position, state: stateOf(model, checkpoint) };
}

function stateOf(model: CompiledModel, checkpoint: Checkpoint): FollowerState {
  if (!isCurrent(model, checkpoint) || checkpoint.status === 'filling') return 'waiting';
  return checkpoint.status === 'faulted' ? 'faulted' : 'active';
}
