/** From a batch of events to what has to be written: decoding, grouping by command, and asking the process. Pure. */
import { decodeRecorded } from '../../application/execute.ts';
import type { Position, RecordedEvent } from '../../application/ports.ts';
import { splitStreamName } from '../../domain/kernel/aggregate.ts';
import type { Catalogue } from '../../domain/kernel/codec.ts';
import type { Json } from '../../domain/kernel/event.ts';
import type { Control, Effect, Message, Process, ProcessEvent } from './process.ts';

/** A message with everything its row needs. */
export interface PlannedMessage extends Message {
  /** Derived from process, event and index, so that a repeated event makes the same message. */
  readonly id: string;
  readonly position: Position;
  readonly occurredAt: string;
}

export interface Plan {
  /** Instances whose state changed; null ends them. */
  readonly states: ReadonlyMap<string, Json | null>;
  /** In the order in which they follow. */
  readonly effects: readonly (PlannedMessage | Control)[];
  /** The event that stopped the process. Nothing of it, or after it, is in the plan. */
  readonly poison?: Poison;
}

export interface Poison {
  readonly position: Position;
  readonly type: string;
  readonly error: unknown;
}

export interface Decoded {
  readonly events: readonly ProcessEvent[];
  readonly poison?: Poison;
  /** Events of types that this program does not know. */
  readonly unknown: number;
}

/** Decodes events in log order. Stops at one that cannot be read; passes over types that this program does not know. */
export function decodeBatch(catalogue: Catalogue, recorded: readonly RecordedEvent[]): Decoded {
  const events: ProcessEvent[] = [];
  let unknown = 0;
  for (const group of byCommand(recorded)) {
    const types = group.map(({ type }) => type);
    for (const [index, event] of group.entries()) {
      if (!catalogue.definitions.has(event.type)) {
        unknown += 1;
        continue;
      }
      try {
        events.push(processEvent(catalogue, event, types, index === group.length - 1));
      } catch (error) {
        return { events, unknown, poison: { position: event.position, type: event.type, error } };
      }
    }
  }
  return { events, unknown };
}

function processEvent(catalogue: Catalogue, recorded: RecordedEvent, types: string[], last: boolean): ProcessEvent {
  const { category, id: key } = splitStreamName(recorded.stream);
  const { occurredAt, correlationId, commandId } = recorded.metadata;
  return {
    ...decodeRecorded(catalogue, recorded),
    eventId: recorded.id,
    category,
    key,
    revision: recorded.revision,
    position: recorded.position,
    occurredAt,
    correlationId,
    command: { id: commandId, types, last },
  };
}

/** True when the second event was appended together with the first. */
export const sameAppend = (first: RecordedEvent, second: RecordedEvent | undefined): boolean =>
  second !== undefined &&
  second.stream === first.stream &&
  second.revision === first.revision + 1 &&
  second.metadata.commandId === first.metadata.commandId;

/** Events of one append stand next to each other in the log. */
export function byCommand(events: readonly RecordedEvent[]): RecordedEvent[][] {
  const groups: RecordedEvent[][] = [];
  for (const event of events) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (group && previous && sameAppend(previous, event)) group.push(event);
    else groups.push([event]);
  }
  return groups;
}

/** Instances that the events belong to; their states have to be loaded first. */
export const instancesOf = ({ memory }: Process, events: readonly ProcessEvent[]): string[] =>
  memory ? [...new Set(events.flatMap((event) => memory.instanceOf(event) ?? []))] : [];

export interface InterpretOptions {
  readonly states: ReadonlyMap<string, Json>;
  /** Messages follow from events after this position only; earlier ones just shape the state. */
  readonly liveFrom: Position | null;
  readonly idFrom: (seed: string) => string;
}

/** Asks the process about each event in order, up to one that makes it throw. */
export function interpret(process: Process, events: readonly ProcessEvent[], options: InterpretOptions): Plan {
  const states = new Map<string, Json | null>();
  const effects: (PlannedMessage | Control)[] = [];
  for (const event of events) {
    try {
      const instance = process.memory?.instanceOf(event);
      if (process.memory && instance === undefined) continue;
      const known = instance === undefined ? null : (states.get(instance) ?? stored(options, states, instance));
      const reaction = process.react(event, known ?? process.memory?.initial ?? null);
      effects.push(...planned(process, event, reaction.effects, options));
      if (instance !== undefined && reaction.state !== undefined) states.set(instance, reaction.state);
    } catch (error) {
      return { states, effects, poison: { position: event.position, type: event.type, error } };
    }
  }
  return { states, effects };
}

/** An instance that ended within this batch starts anew, whatever the table still holds. */
const stored = ({ states }: InterpretOptions, changed: ReadonlyMap<string, unknown>, instance: string): Json | null =>
  changed.has(instance) ? null : (states.get(instance) ?? null);

function planned(
  process: Process,
  event: ProcessEvent,
  effects: readonly Effect[],
  { liveFrom, idFrom }: InterpretOptions,
): (PlannedMessage | Control)[] {
  const { position, occurredAt } = event;
  const live = liveFrom === null || position > liveFrom;
  return effects.flatMap((effect, index): (PlannedMessage | Control)[] => {
    if (effect.do !== 'send') return [effect];
    const id = idFrom(`effect:${process.name}:${event.eventId}:${index}`);
    return live ? [{ ...effect, id, position, occurredAt }] : [];
  });
}
