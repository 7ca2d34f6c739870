/** Puts the processes together: one leader follows the log for all of them, every server carries out messages. */
import type { DeliveryOutbox } from '../../application/deliveryPorts.ts';
import type { Clock, EventLog, Ids, Position } from '../../application/ports.ts';
import type { Catalogue } from '../../domain/kernel/codec.ts';
import { describeError, type Logger } from '../../logger.ts';
import type { Db } from '../../projections/engine/db.ts';
import type { Handlers } from './handler.ts';
import { createLeadership } from './leader.ts';
import { createOutboxOperations } from './operations.ts';
import { createOutbox } from './outbox.ts';
import type { Process } from './process.ts';
import { DEFAULT_RETRY } from './retry.ts';
import { runProcess } from './runner.ts';
import { OUTBOX_CHANNEL, setUpProcesses } from './schema.ts';
import { createProcessStore } from './store.ts';
import { createWorker, type WorkerSettings } from './worker.ts';

export interface ProcessSettings extends WorkerSettings {
  readonly batchSize: number;
  /** How long finished messages and their attempts are kept. */
  readonly keepFinishedMs: number;
}

const SECOND = 1_000;

export const DEFAULT_SETTINGS: ProcessSettings = {
  retry: DEFAULT_RETRY,
  destinationBackoff: { baseMs: SECOND, capMs: 300 * SECOND },
  suspectAfter: 3,
  concurrency: 256,
  perDestination: 8,
  pollMs: SECOND,
  handlerMs: 30 * SECOND,
  leaseMs: 60 * SECOND,
  stopMs: 12 * SECOND,
  batchSize: 500,
  keepFinishedMs: 30 * 86_400 * SECOND,
};

export interface ProcessesOptions {
  readonly sql: Db;
  readonly log: EventLog;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'uuidFrom'>;
  readonly logger: Logger;
  readonly processes: readonly Process[];
  /** By kind of message. Messages of other kinds wait for a server that can carry them out. */
  readonly handlers: Handlers;
  readonly settings?: Partial<ProcessSettings>;
  /** From 0 to 1, for jitter. */
  readonly random?: () => number;
}

export interface ProcessStatus {
  readonly process: string;
  /** Null before the first event. */
  readonly position: Position | null;
  /** The event that paused it, and why. */
  readonly pausedPosition: Position | null;
  readonly pauseReason: string | null;
}

export interface ProcessesStatus {
  /** Whether this server follows the log. */
  readonly leader: boolean;
  readonly processes: readonly ProcessStatus[];
  readonly due: number;
  readonly parked: number;
  /** How long the oldest message that could go has been waiting. */
  readonly oldestDueSeconds: number;
}

export interface Processes {
  /** Makes tables, fixes where new processes start, and begins to follow and to carry out. */
  start(): Promise<void>;
  /** Lets what is under way finish. */
  stop(): Promise<void>;
  status(): Promise<ProcessesStatus>;
  /** Lets a paused process try its event again; false when it was not paused. */
  resume(process: string): Promise<boolean>;
  readonly outbox: DeliveryOutbox;
}

const SWEEP_MS = 600 * SECOND;

export function createProcesses(options: ProcessesOptions): Processes {
  const { sql, log, clock, logger, processes, handlers } = options;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const store = createProcessStore(sql);
  const outbox = createOutbox(sql);
  const worker = createWorker({ outbox, handlers, clock, logger, settings, random: options.random ?? Math.random });
  const leadership = createLeadership({ sql, logger, pollMs: settings.pollMs, lead });
  let unlisten = async (): Promise<void> => undefined;
  checkNames(processes);

  async function lead(signal: AbortSignal): Promise<void> {
    logger.info({ processes: processes.map(({ name }) => name) }, 'leading the processes');
    const sweep = setInterval(() => void sweepFinished(), SWEEP_MS);
    sweep.unref();
    const { batchSize, pollMs } = settings;
    const common = { ...options, store, batchSize, pollMs, onEffects: worker.wake };
    await Promise.all(processes.map((process) => runProcess({ ...common, process }, signal)));
    clearInterval(sweep);
  }

  async function sweepFinished(): Promise<void> {
    try {
      const before = new Date(clock.now().getTime() - settings.keepFinishedMs);
      while ((await outbox.sweep(before)) > 0);
    } catch (error) {
      logger.warn({ error: describeError(error) }, 'finished messages were not removed');
    }
  }

  return {
    async start() {
      await setUpProcesses(sql);
      const head = await log.head();
      for (const process of processes) await store.ensure(process, head, clock.now());
      const listening = await sql.listen(OUTBOX_CHANNEL, worker.wake, worker.wake);
      unlisten = listening.unlisten;
      worker.start();
      leadership.start();
    },

    async stop() {
      await leadership.stop();
      await worker.stop();
      await unlisten().catch(() => undefined);
    },

    async status() {
      const [checkpoints, [counts]] = await Promise.all([store.checkpoints(), countMessages(sql, clock.now())]);
      const own = new Set(processes.map(({ name }) => name));
      return {
        leader: leadership.isLeader(),
        processes: checkpoints.filter(({ process }) => own.has(process)).map(({ liveFrom: _, ...status }) => status),
        due: counts?.due ?? 0,
        parked: counts?.parked ?? 0,
        oldestDueSeconds: counts?.oldest ?? 0,
      };
    },

    resume: (process) => store.resume(process),
    outbox: createOutboxOperations(sql, () => clock.now()),
  };
}

const countMessages = (sql: Db, now: Date) => sql<{ due: number; parked: number; oldest: number }[]>`
  select count(*) filter (where o.state = 'due')::int as due, count(*) filter (where o.state = 'parked')::int as parked,
    greatest(0, extract(epoch from ${now.toISOString()}::text::timestamptz
      - min(o.due_at) filter (where o.state = 'due' and d.held_at is null)))::float8 as oldest
  from processes.outbox o left join processes.destinations d on d.destination = o.destination
  where o.state in ('due', 'parked')`;

function checkNames(processes: readonly Process[]): void {
  const names = processes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Process ${twice} is declared twice`);
}
