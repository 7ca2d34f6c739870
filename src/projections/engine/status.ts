/** How each model stands, for health, metrics and the command line. */
import type { Clock, EventLog, Position } from '../../application/ports.ts';
import { type Checkpoint, logPosition, NOTHING, readCheckpoints } from './checkpoints.ts';
import type { Db } from './db.ts';
import type { Progress } from './progress.ts';
import { isCurrent } from './schema.ts';
import type { CompiledModel } from './tables.ts';

export interface ModelStatus {
  readonly model: string;
  readonly summary: string;
  /** `live`: kept up to date. `paused`: stands before a poison event. `rebuilding`: its live build is missing or of another version. */
  readonly status: 'live' | 'paused' | 'rebuilding';
  /** As declared. */
  readonly version: number;
  /** Of the build that answers queries. */
  readonly liveVersion: number | undefined;
  /** Decimal strings: positions do not fit a JSON number. */
  readonly position: string;
  readonly head: string;
  /** Age of the oldest event that the model has not taken in; 0 when there is none. */
  readonly lagSeconds: number;
  readonly paused: boolean;
  readonly error: string | undefined;
  /** The event that a paused model stands before, or its next build. */
  readonly fault: { readonly position: string; readonly type: string; readonly at: string } | undefined;
  /** How far the next build is, and what keeps it from taking its place. */
  readonly rebuild: { readonly position: string; readonly error: string | undefined } | undefined;
  /** A former build is there to go back to. */
  readonly canRollBack: boolean;
}

interface StatusDeps {
  readonly sql: Db;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly models: readonly CompiledModel[];
  readonly progress: Progress;
  readonly trouble: () => string | undefined;
}

export async function readStatus(deps: StatusDeps): Promise<ModelStatus[]> {
  const [live, next, previous, head] = await Promise.all([
    readCheckpoints(deps.sql, 'live'),
    readCheckpoints(deps.sql, 'next'),
    readCheckpoints(deps.sql, 'previous'),
    deps.log.head(),
  ]);
  return Promise.all(
    deps.models.map(async (model): Promise<ModelStatus> => {
      const checkpoint = live.get(model.name);
      const position = positionOf(deps, model, checkpoint);
      const rebuilt = next.get(model.name);
      const fault = checkpoint?.fault ?? rebuilt?.fault;
      return {
        model: model.name,
        summary: model.model.summary,
        status: nameOf(model, checkpoint),
        version: model.model.version,
        liveVersion: checkpoint?.status === 'filling' ? undefined : checkpoint?.version,
        position: position.toString(),
        head: (head ?? NOTHING).toString(),
        lagSeconds: await lagOf(deps, model, position, head ?? NOTHING),
        paused: checkpoint?.status === 'faulted',
        error: describe(checkpoint) ?? deps.trouble(),
        fault: fault && { ...fault, position: fault.position.toString() },
        rebuild: rebuilt && { position: rebuilt.position.toString(), error: describe(rebuilt) },
        canRollBack: previous.has(model.name),
      };
    }),
  );
}

const describe = (checkpoint: Checkpoint | undefined): string | undefined =>
  checkpoint?.fault && `${checkpoint.fault.type}: ${checkpoint.fault.message}`;

function nameOf(model: CompiledModel, live: Checkpoint | undefined): ModelStatus['status'] {
  if (!live || live.status === 'filling' || !isCurrent(model, live)) return 'rebuilding';
  return live.status === 'faulted' ? 'paused' : 'live';
}

/** What has been announced is newer than what is stored, where no event was for the model. */
function positionOf({ progress }: StatusDeps, model: CompiledModel, live: Checkpoint | undefined): Position {
  const stored = live && live.status !== 'filling' ? live.position : NOTHING;
  const announced = progress.of(model.name)?.position ?? NOTHING;
  return nameOf(model, live) === 'live' && announced > stored ? announced : stored;
}

async function lagOf(
  { log, clock }: StatusDeps,
  { categories }: CompiledModel,
  position: Position,
  head: Position,
): Promise<number> {
  if (position >= head) return 0;
  for await (const event of log.readAll({ ...logPosition(position), categories: [...categories], limit: 1 })) {
    return Math.max(0, (clock.now().getTime() - Date.parse(event.metadata.occurredAt)) / 1000);
  }
  return 0;
}
