/** From recorded events to changes: which model hears which event, decoding each event once for all of them. */
import type { Position, RecordedEvent } from '../../application/ports.ts';
import { splitStreamName } from '../../domain/kernel/aggregate.ts';
import { type Catalogue, UnknownEventError } from '../../domain/kernel/codec.ts';
import { describeFault, type Fault, GAP } from './faults.ts';
import type { Occurrence } from './fold.ts';
import type { Change, ChangeMakers, Envelope } from './model.ts';
import type { CompiledModel } from './tables.ts';

/** The changes of one event to one model. */
export interface Step {
  readonly event: RecordedEvent;
  readonly at: Occurrence;
  readonly changes: readonly Change[];
}

export interface Prepared {
  readonly steps: readonly Step[];
  /** Set when an event failed; `steps` then holds what came before it. */
  readonly fault: Fault | undefined;
}

export interface PrepareOptions {
  /** Exclusive. */
  readonly after: Position;
  readonly skipped: SkippedOfModel;
  /** Faults of the log itself, by the position of the event that stands behind each. */
  readonly gaps: ReadonlyMap<Position, Fault>;
}

/** Events that an operator has told a model to leave out, with their type; of a `GAP` only that it is passed over. */
export type SkippedOfModel = ReadonlyMap<Position, string>;

const isLeftOut = (skipped: string | undefined): boolean => skipped !== undefined && skipped !== GAP;

export type Prepare = (model: CompiledModel, events: readonly RecordedEvent[], options: PrepareOptions) => Prepared;

const CHANGE: ChangeMakers<Record<string, never>> = {
  insert: (key, values) => ({ kind: 'insert', key, values }),
  update: (key, values) => ({ kind: 'update', key, values }),
  upsert: (key, values) => ({ kind: 'upsert', key, values }),
  remove: (key) => ({ kind: 'delete', key }),
};

/** An event of a batch, decoded when the first model wants it. */
interface Heard {
  readonly event: RecordedEvent;
  envelope: Envelope<unknown> | undefined;
}

/** What all models share of a batch. */
interface Batch {
  readonly all: readonly Heard[];
  readonly byCategory: ReadonlyMap<string, readonly Heard[]>;
}

function sortBatch(events: readonly RecordedEvent[]): Batch {
  const all = events.map((event): Heard => ({ event, envelope: undefined }));
  const lists = new Map<string, Heard[]>();
  for (const heard of all) {
    const { category } = splitStreamName(heard.event.stream);
    const list = lists.get(category);
    if (list) list.push(heard);
    else lists.set(category, [heard]);
  }
  return { all, byCategory: lists };
}

const inOrder = (a: Heard, b: Heard): number => (a.event.position < b.event.position ? -1 : 1);

/** The events of a model's categories, in their order. */
function heardBy({ categories }: CompiledModel, { all, byCategory }: Batch): readonly Heard[] {
  const lists = [...byCategory].flatMap(([category, list]) => (categories.has(category) ? [list] : []));
  if (lists.length === byCategory.size) return all;
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat().sort(inOrder);
}

/** The pure half of applying a batch. */
export function createPrepare(catalogue: Catalogue): Prepare {
  const batches = new WeakMap<readonly RecordedEvent[], Batch>();

  const batchOf = (events: readonly RecordedEvent[]): Batch => {
    const batch = batches.get(events) ?? sortBatch(events);
    batches.set(events, batch);
    return batch;
  };

  const decoded = (recorded: RecordedEvent): Envelope<unknown> => {
    const { type, data, metadata, position, revision, stream } = recorded;
    const event = catalogue.decode({ type, data, schemaVersion: metadata.schemaVersion });
    const { occurredAt } = metadata;
    return { ...splitStreamName(stream), data: event.data, revision, position, occurredAt, recorded };
  };

  const changesOf = ({ model }: CompiledModel, heard: Heard): readonly Change[] => {
    const { event } = heard;
    const handler = Object.hasOwn(model.handlers, event.type) ? model.handlers[event.type] : undefined;
    if (handler) {
      heard.envelope ??= decoded(event);
      const changes = handler(heard.envelope as Envelope<never>, CHANGE);
      return Array.isArray(changes) ? changes : [changes as Change];
    }
    // Not for this model; but a type that nobody knows may well have been meant for it by a newer program.
    if (!catalogue.definitions.has(event.type)) throw new UnknownEventError(`Unknown event type ${event.type}`);
    return [];
  };

  return (model, events, { after, skipped, gaps }) => {
    const steps: Step[] = [];
    // Nearly always false, and looking each position up would take longer than what is done with the event.
    const isIrregular = skipped.size > 0 || gaps.size > 0;
    for (const heard of heardBy(model, batchOf(events))) {
      const { event } = heard;
      const { position, type, metadata } = event;
      if (position <= after) continue;
      if (isIrregular) {
        if (isLeftOut(skipped.get(position))) continue;
        const gap = gaps.get(position);
        if (gap && !skipped.has(position)) return { steps, fault: gap };
      }
      try {
        const changes = changesOf(model, heard);
        if (changes.length > 0) steps.push({ event, at: { position, time: metadata.occurredAt }, changes });
      } catch (error) {
        return { steps, fault: { position, type, message: describeFault(error) } };
      }
    }
    return { steps, fault: undefined };
  };
}
