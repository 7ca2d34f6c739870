/** Follows the log for one process: batch by batch, each in one transaction with the checkpoint. */
import type { Clock, EventLog, Ids, Position, RecordedEvent } from '../../application/ports.ts';
import type { Catalogue } from '../../domain/kernel/codec.ts';
import { describeError, type Logger } from '../../logger.ts';
import { describeFault, Fenced } from '../../projections/engine/faults.ts';
import { decodeBatch, instancesOf, interpret, type Plan, type Poison, sameAppend } from './interpret.ts';
import type { Process } from './process.ts';
import type { Checkpoint, ProcessStore } from './store.ts';
import { createWakeup } from './wakeup.ts';

export interface RunnerDependencies {
  readonly process: Process;
  readonly store: ProcessStore;
  readonly log: EventLog;
  readonly catalogue: Catalogue;
  readonly ids: Pick<Ids, 'uuidFrom'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly batchSize: number;
  /** How often a paused process looks whether it may go on. */
  readonly pollMs: number;
  /** Called after each batch that led to something. */
  readonly onEffects: () => void;
}

const BACKOFF_MS = [100, 500, 2_000, 10_000] as const;
/** Passing over events of other categories is noted this often; noting every batch would cost more than reading a few again. */
const NOTE_PROGRESS_MS = 5_000;

/** Runs until the signal. Faults are tried again; an event that the process cannot take pauses it. */
export async function runProcess(deps: RunnerDependencies, signal: AbortSignal): Promise<void> {
  const { process, store, logger, pollMs } = deps;
  let faults = 0;
  while (!signal.aborted) {
    try {
      const checkpoint = await store.checkpoint(process.name);
      if (checkpoint.pausedPosition === null) await follow(deps, checkpoint, signal, () => (faults = 0));
      else await sleep(pollMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      const level = error instanceof Fenced ? 'info' : 'warn';
      logger[level]({ process: process.name, error: describeError(error) }, 'process interrupted');
      await sleep(BACKOFF_MS[Math.min(faults, BACKOFF_MS.length - 1)] ?? 0, signal);
      faults += 1;
    }
  }
}

/** Returns when the process was paused or the signal came. */
async function follow(
  deps: RunnerDependencies,
  checkpoint: Checkpoint,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<void> {
  const { process, log, clock, batchSize } = deps;
  let position = checkpoint.position;
  let noted = clock.now().getTime();
  let open: RecordedEvent[] = [];
  const after = position === null ? {} : { after: position };
  for await (const batch of log.subscribe({ ...after, categories: process.categories, signal, batchSize })) {
    const { whole, rest } = await splitOpenTail(log, [...open, ...batch.events]);
    open = rest;
    const to = open.length === 0 ? batch.position : whole.at(-1)?.position;
    const now = clock.now();
    if (to === undefined || (whole.length === 0 && now.getTime() - noted < NOTE_PROGRESS_MS)) continue;
    const poison = await advance(deps, { ...checkpoint, position }, whole, to);
    if (poison) return pause(deps, poison);
    position = to;
    noted = now.getTime();
    onProgress();
  }
}

/**
 * A batch may end between two events of one append. The log appends all or nothing, so the stream tells whether more follows;
 * what belongs to an append that is not complete here waits for the next batch.
 */
async function splitOpenTail(
  log: EventLog,
  events: readonly RecordedEvent[],
): Promise<{ whole: readonly RecordedEvent[]; rest: RecordedEvent[] }> {
  const last = events.at(-1);
  if (!last) return { whole: events, rest: [] };
  for await (const next of log.readStream(last.stream, { from: last.revision + 1, limit: 1 })) {
    if (!sameAppend(last, next)) break;
    const start = startOfAppend(events);
    return { whole: events.slice(0, start), rest: events.slice(start) };
  }
  return { whole: events, rest: [] };
}

function startOfAppend(events: readonly RecordedEvent[]): number {
  for (let index = events.length - 1; index > 0; index--) {
    const [before, event] = [events[index - 1], events[index]];
    if (!before || !sameAppend(before, event)) return index;
  }
  return 0;
}

async function advance(
  deps: RunnerDependencies,
  checkpoint: Checkpoint,
  recorded: readonly RecordedEvent[],
  to: Position,
): Promise<Poison | undefined> {
  const { process, store, catalogue, clock, logger } = deps;
  const decoded = decodeBatch(catalogue, recorded);
  if (decoded.unknown > 0)
    logger.debug({ process: process.name, events: decoded.unknown }, 'unknown events passed over');
  const plan = await ask(deps, checkpoint, decoded.events);
  const poison = plan.poison ?? decoded.poison;
  const end = poison ? recorded.findLast((event) => event.position < poison.position)?.position : to;
  if (end !== undefined && end !== checkpoint.position) {
    await store.commit({ process: process.name, from: checkpoint.position, to: end, plan, now: clock.now() });
    if (plan.effects.length > 0) deps.onEffects();
  }
  return poison;
}

async function ask(
  { process, store, ids }: RunnerDependencies,
  { liveFrom }: Checkpoint,
  events: ReturnType<typeof decodeBatch>['events'],
): Promise<Plan> {
  const states = await store.states(process.name, instancesOf(process, events));
  return interpret(process, events, { states, liveFrom, idFrom: ids.uuidFrom });
}

async function pause({ process, store, clock, logger }: RunnerDependencies, poison: Poison): Promise<void> {
  const reason = `${poison.type}: ${describeFault(poison.error)}`;
  await store.pause(process.name, poison.position, reason, clock.now());
  logger.error({ process: process.name, position: poison.position.toString(), reason }, 'process paused by an event');
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  const wakeup = createWakeup();
  signal.addEventListener('abort', wakeup.wake, { once: true });
  if (!signal.aborted) await wakeup.wait(milliseconds);
  signal.removeEventListener('abort', wakeup.wake);
}
