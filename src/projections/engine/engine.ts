/**
 * Read models from the log: filled, kept up to date, rebuilt beside themselves, verified. Everything else here is a part of
 * this; the rest of the program uses this module, `model.ts` and `relation.ts`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type {
  Clock,
  EventLog,
  Moment,
  Position,
  ReadModelOperator,
  ReadModels,
  StandingFault,
} from '../../application/ports.ts';
import type { Catalogue } from '../../domain/kernel/codec.ts';
import type { Logger } from '../../logger.ts';
import { categoriesOf } from './batches.ts';
import { PROGRESS_CHANNEL, readCheckpoints, WAKE_CHANNEL } from './checkpoints.ts';
import type { Db } from './db.ts';
import { createPrepare } from './dispatch.ts';
import { dumpLines } from './dump.ts';
import { Ear } from './ear.ts';
import { ProjectionError } from './faults.ts';
import type { FillDeps } from './fill.ts';
import type { ReadModel } from './model.ts';
import { faultOf, retry, skip } from './operator.ts';
import { decodeStandings, Progress } from './progress.ts';
import { Projector } from './projector.ts';
import { type RebuildOptions, RebuildRunning, type Rebuilt, rebuild, rollBack } from './rebuild.ts';
import type { Timing } from './run.ts';
import { isCurrent, type SetUp, setUp } from './schema.ts';
import { restoreSkips } from './skips.ts';
import { type ModelStatus, readStatus } from './status.ts';
import { type CompiledModel, compileModels } from './tables.ts';
import { positionAt } from './times.ts';
import { type Verified, type VerifyOptions, verify } from './verify.ts';

export type { Comparison, Difference } from './compare.ts';
export { ProjectionError } from './faults.ts';
export type { Progressed } from './meter.ts';
export type { RebuildOptions, Rebuilt } from './rebuild.ts';
export type { ModelStatus } from './status.ts';
export type { Verified, VerifyOptions } from './verify.ts';

export interface ProjectionsDependencies {
  readonly sql: Db;
  readonly log: EventLog;
  readonly catalogue: Catalogue;
  readonly models: readonly ReadModel[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options?: Partial<ProjectionsOptions>;
}

export interface ProjectionsOptions extends Timing {
  /** Most events in one batch of a rebuild. */
  readonly rebuildBatchSize: number;
  /** How long `start` waits for the models to show what is in the log. */
  readonly startWaitMs: number;
  /** How long `reached` waits unless told otherwise. */
  readonly reachedMs: number;
  readonly onChangedDeclaration: SetUp['onChangedDeclaration'];
}

const DEFAULTS: ProjectionsOptions = {
  batchSize: 500,
  standbyMs: 1_000,
  heartbeatMs: 2_000,
  storeMs: 2_000,
  retryMs: { min: 50, max: 5_000 },
  rebuildBatchSize: 2_000,
  startWaitMs: 10_000,
  reachedMs: 2_000,
  onChangedDeclaration: 'fail',
};

/** `retry` and `skip` are told by `application/readModelRepairs.ts`, which records them. */
export interface Projections extends ReadModels, ReadModelOperator {
  /** Makes tables, follows the log, rebuilds what has another version; waits a while until the models show what is in the log. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What `start` does but for following the log: for a command line that only looks or rebuilds. */
  prepare(): Promise<void>;
  /** True once every model shows everything that is in the log now. */
  ready(timeoutMs: number): Promise<boolean>;
  status(): Promise<ModelStatus[]>;
  /** All models when none is named. Needs `start` or `prepare` before it, as do all below. */
  rebuild(models?: readonly string[], options?: RebuildOptions): Promise<Rebuilt[]>;
  /** Puts the build that a rebuild replaced back in its place. */
  rollBack(model: string): Promise<void>;
  verify(models?: readonly string[], options?: VerifyOptions): Promise<Verified[]>;
  /** The rows as text that two equal builds have alike, line by line. */
  dump(models?: readonly string[]): AsyncIterable<string>;
  /** The last position at a moment; undefined when that is before the first event. */
  asOfPosition(moment: Moment): Promise<Position | undefined>;
  /** This process keeps the live builds up to date. */
  readonly leading: boolean;
}

/** A declaration error (a name used twice, an impossible column) throws here. */
export function createProjections(deps: ProjectionsDependencies): Projections {
  return new Engine(deps);
}

class Engine implements Projections {
  readonly #deps: ProjectionsDependencies;
  readonly #options: ProjectionsOptions;
  readonly #models: readonly CompiledModel[];
  readonly #fillDeps: FillDeps;
  readonly #progress: Progress;
  readonly #projector: Projector;
  readonly #ear: Ear;
  readonly #stopping = new AbortController();
  #renewal: Promise<unknown> = Promise.resolve();

  constructor(deps: ProjectionsDependencies) {
    const { sql, log, catalogue, clock, logger } = deps;
    this.#deps = deps;
    this.#options = { ...DEFAULTS, ...deps.options };
    this.#models = compileModels(deps.models);
    const prepare = createPrepare(catalogue);
    const names = this.#models.map(({ name }) => name);
    this.#progress = new Progress(names);
    this.#fillDeps = { sql, log, prepare, clock, batchSize: this.#options.rebuildBatchSize };
    this.#projector = new Projector({
      ...{ sql, log, prepare, logger, models: this.#models, progress: this.#progress, timing: this.#options },
    });
    this.#ear = new Ear(sql, {
      channels: {
        [PROGRESS_CHANNEL]: (payload) => {
          if (!this.#projector.leading) this.#progress.update(decodeStandings(payload, names));
        },
        [WAKE_CHANNEL]: (model) => this.#wake(model),
      },
      onListening: () => void this.#askLeader(),
      silenceMs: this.#options.storeMs * 4,
    });
  }

  #wake(model: string): void {
    if (model === '') this.#projector.tell();
    else this.#projector.wake();
    this.#progress.resume(model);
  }

  get leading(): boolean {
    return this.#projector.leading;
  }

  async prepare(): Promise<void> {
    await setUp(this.#deps.sql, {
      models: this.#models,
      logIsEmpty: await this.#logIsEmpty(),
      onChangedDeclaration: this.#options.onChangedDeclaration,
    });
    await restoreSkips(
      this.#deps,
      this.#models.map(({ name }) => name),
    );
  }

  async start(): Promise<void> {
    await this.prepare();
    await this.#ear.listen();
    this.#projector.start();
    this.#renewal = this.#renew();
    if (!(await this.ready(this.#options.startWaitMs))) {
      this.#deps.logger.warn('Started while read models still catch up');
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ear.close();
    await this.#projector.stop();
    await this.#renewal;
    this.#progress.close();
  }

  async reached(
    position: Position,
    {
      models,
      timeoutMs = this.#options.reachedMs,
    }: { readonly models?: readonly string[]; readonly timeoutMs?: number } = {},
  ): Promise<boolean> {
    return this.#progress.reached(position, models, timeoutMs);
  }

  async ready(timeoutMs: number): Promise<boolean> {
    const head = await this.#deps.log.head();
    // Of an empty log there is nothing to show, but the tables are there.
    return head === undefined || this.#progress.reached(head, undefined, timeoutMs);
  }

  async status(): Promise<ModelStatus[]> {
    const { sql, log, clock } = this.#deps;
    const trouble = (): string | undefined => this.#projector.trouble;
    return readStatus({ sql, log, clock, models: this.#models, progress: this.#progress, trouble });
  }

  async rebuild(models?: readonly string[], options?: RebuildOptions): Promise<Rebuilt[]> {
    return rebuild(this.#fillDeps, this.#named(models), options);
  }

  async rollBack(model: string): Promise<void> {
    for (const compiled of this.#named([model])) await rollBack(this.#deps.sql, compiled);
  }

  async verify(models?: readonly string[], options?: VerifyOptions): Promise<Verified[]> {
    return verify(this.#fillDeps, this.#named(models), options);
  }

  async *dump(models?: readonly string[]): AsyncGenerator<string> {
    for (const model of this.#named(models)) yield* dumpLines(this.#deps.sql, model);
  }

  async faultOf(model: string): Promise<StandingFault | undefined> {
    return faultOf(this.#deps.sql, model);
  }

  async retry(model: string): Promise<void> {
    for (const { name } of this.#named([model])) {
      await retry(this.#deps.sql, name);
      this.#progress.resume(name);
    }
  }

  async skip(model: string, position: Position): Promise<void> {
    for (const { name } of this.#named([model])) {
      await skip(this.#deps.sql, name, position);
      this.#progress.resume(name);
    }
  }

  async asOfPosition(moment: Moment): Promise<Position | undefined> {
    return 'position' in moment ? moment.position : positionAt(this.#deps.sql, this.#deps.log, moment.time);
  }

  #named(names: readonly string[] | undefined): readonly CompiledModel[] {
    const unknown = names?.find((wanted) => !this.#models.some(({ name }) => name === wanted));
    if (unknown !== undefined) throw new ProjectionError(`Unknown read model ${unknown}`);
    return this.#models.filter(({ name }) => names?.includes(name) ?? true);
  }

  async #logIsEmpty(): Promise<boolean> {
    for await (const _ of this.#deps.log.readAll({ categories: categoriesOf(this.#models), limit: 1 })) return false;
    return true;
  }

  /** What was announced while this process did not listen is lost; the leader is asked to say it again. */
  async #askLeader(): Promise<void> {
    if (this.#projector.leading) return;
    await this.#deps.sql`select pg_notify(${WAKE_CHANNEL}, '')`.catch(() => undefined);
  }

  /** Rebuilds what is missing or of another version. Every process tries; the first one does it and the others see the result. */
  async #renew(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const old = await this.#outdated();
        if (old.length === 0) return;
        this.#deps.logger.info({ models: old.map(({ name }) => name) }, 'Builds read models');
        const failed = (await rebuild(this.#fillDeps, old, { signal })).filter(({ swapped }) => !swapped);
        for (const { model, error } of failed)
          this.#deps.logger.error({ model, reason: error }, 'A read model cannot be rebuilt');
      } catch (error) {
        if (!(error instanceof RebuildRunning) && !signal.aborted) this.#deps.logger.warn('A rebuild was interrupted');
      }
      await delay(this.#options.standbyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #outdated(): Promise<CompiledModel[]> {
    const live = await readCheckpoints(this.#deps.sql, 'live');
    return this.#models.filter((model) => {
      const checkpoint = live.get(model.name);
      return !checkpoint || checkpoint.status === 'filling' || !isCurrent(model, checkpoint);
    });
  }
}
