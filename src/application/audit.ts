/** Every event of the log with who, where from and what it changed from what to what; and what followed from a request. */
import { aggregateOf } from '../domain/aggregates.ts';
import { splitStreamName, streamName } from '../domain/kernel/aggregate.ts';
import type { Catalogue } from '../domain/kernel/codec.ts';
import type { Json } from '../domain/kernel/event.ts';
import { groupBy } from '../domain/kernel/group.ts';
import { differences, type FieldChange } from '../domain/kernel/patch.ts';
import {
  type AuditEventRow,
  type AuditFilter,
  type AuditPage,
  listAuditEvents,
} from '../projections/auditEvents/queries.ts';
import type { Db } from '../projections/engine/db.ts';
import { decodeRecorded } from './execute.ts';
import type { EventLog, EventMetadata, FollowUps, Position } from './ports.ts';
import { shownChanges, shownData, type Viewer } from './redact.ts';
import { type TrailNode, trailOf } from './trail.ts';

export interface AuditEntry {
  readonly id: string;
  readonly type: string;
  readonly category: string;
  /** Key of the record. */
  readonly entity: string;
  readonly revision: number;
  readonly position: Position;
  readonly metadata: EventMetadata;
  /** In the newest version of the event. */
  readonly data: Json;
  /** Leaf by leaf; unset is null. */
  readonly changes: readonly FieldChange[];
}

export interface Audit {
  page(filter: AuditFilter, page: AuditPage, viewer: Viewer): Promise<AuditEntry[]>;
  /** All that fits, in the order of the log, read as it is taken. */
  all(filter: AuditFilter, viewer: Viewer, from?: Position): AsyncIterable<AuditEntry>;
  /** Everything that has this correlation id: that of a request is the request's own id. Empty when nothing has. */
  trail(correlationId: string, viewer: Viewer): Promise<TrailNode[]>;
}

/** Events of one page of a long run. */
const RUN = 500;
/** Streams whose folds a long run remembers, so that a long stream is not read again for each of its pages. */
const REMEMBERED = 5_000;
/** Most events that are told of one request. */
const TRAIL = 1_000;

export function createAudit(deps: {
  readonly log: EventLog;
  readonly catalogue: Catalogue;
  readonly db: Db;
  readonly followUps: FollowUps;
}): Audit {
  const { log, catalogue, db, followUps } = deps;

  async function* all(filter: AuditFilter, viewer: Viewer, from?: Position): AsyncIterable<AuditEntry> {
    const folds: Folds = new Map();
    let after = from;
    for (;;) {
      const rows = await listAuditEvents(db, filter, { limit: RUN, ...(after === undefined ? {} : { after }) });
      yield* await described(rows, viewer, folds);
      const last = rows.at(-1);
      if (!last || rows.length < RUN) return;
      after = placeOf(last);
    }
  }

  async function described(rows: readonly AuditEventRow[], viewer: Viewer, folds: Folds): Promise<AuditEntry[]> {
    const wanted = groupBy(rows, ({ category, entity }) => streamName(category, entity));
    const entries = new Map<Position, AuditEntry>();
    for (const [stream, events] of wanted) {
      const positions = new Set(events.map(placeOf));
      for await (const entry of foldStream(stream, positions, viewer, folds)) entries.set(entry.position, entry);
    }
    // A stream that was truncated has lost events that the index still knows.
    return rows.flatMap((row) => entries.get(placeOf(row)) ?? []);
  }

  async function* foldStream(
    stream: string,
    wanted: ReadonlySet<Position>,
    viewer: Viewer,
    folds: Folds,
  ): AsyncIterable<AuditEntry> {
    const { category, id: entity } = splitStreamName(stream);
    const aggregate = aggregateOf(category);
    if (!aggregate) return;
    let { state, next } = folds.get(stream) ?? { state: aggregate.initial, next: 0 };
    let missing = wanted.size;
    for await (const recorded of log.readStream(stream, { from: next })) {
      const after = aggregate.evolve(state, decodeRecorded(catalogue, recorded));
      const { id, type, revision, position, metadata } = recorded;
      if (wanted.has(position)) {
        const changes = shownChanges(aggregate, differences(state, after), viewer);
        const data = shownData(catalogue, recorded, viewer);
        yield { id, type, category, entity, revision, position, metadata, data, changes };
        missing -= 1;
      }
      state = after;
      next = revision + 1;
      if (missing === 0) break;
    }
    remember(folds, stream, { state, next });
  }

  return {
    page: async (filter, page, viewer) => described(await listAuditEvents(db, filter, page), viewer, new Map()),
    all,
    async trail(correlationId, viewer) {
      const rows = await listAuditEvents(db, { correlationId }, { limit: TRAIL });
      const entries = await described(rows, viewer, new Map());
      return trailOf(correlationId, entries, await followUps.of(entries.map(({ position }) => position)));
    },
  };
}

const placeOf = ({ position }: AuditEventRow): Position => BigInt(position);

type Folds = Map<string, { readonly state: unknown; readonly next: number }>;

function remember(folds: Folds, stream: string, fold: { readonly state: unknown; readonly next: number }): void {
  folds.delete(stream);
  folds.set(stream, fold);
  const [oldest] = folds.keys();
  if (folds.size > REMEMBERED && oldest !== undefined) folds.delete(oldest);
}
