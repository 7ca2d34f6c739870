/** The way of every command into the log: load, fold, decide, append at the expected revision; on a conflict decide again. */
import { type Aggregate, streamName } from '../domain/kernel/aggregate.ts';
import type { Catalogue } from '../domain/kernel/codec.ts';
import type { Refusal } from '../domain/kernel/decision.ts';
import type { DomainEvent } from '../domain/kernel/event.ts';
import type { RequestContext } from './context.ts';
import { createHotStates } from './hotStates.ts';
import { createLanes } from './lanes.ts';
import type { Clock, EventLog, ExpectedRevision, Ids, NewEvent, Position, RecordedEvent } from './ports.ts';

/**
 * Commands to one stream wait for each other within this process, so conflicts only come from other processes. They are settled
 * by deciding again on the newer state; a stream contended longer than this is a fault.
 */
const MAX_ATTEMPTS = 30;

export interface Loaded<State> {
  readonly state: State;
  readonly expected: ExpectedRevision;
  /** The newest event of the stream. */
  readonly last: RecordedEvent | undefined;
}

export type Executed<State, Code extends string> =
  | { readonly ok: true; readonly state: State; readonly changed: boolean; readonly position: Position | undefined }
  | { readonly ok: false; readonly refusal: Refusal<Code>; readonly state: State };

export interface ExecuteOptions {
  /** Expect a new stream and decide without reading it first; reads only when that turns out wrong. */
  readonly assumeNew?: boolean;
}

export interface Executor {
  load<State, Command, Event extends DomainEvent, Code extends string>(
    aggregate: Aggregate<State, Command, Event, Code>,
    id: string,
  ): Promise<Loaded<State>>;
  /** As `load`, but what another process has just changed of a hot aggregate may be missing: for what a command checks again. */
  glance<State, Command, Event extends DomainEvent, Code extends string>(
    aggregate: Aggregate<State, Command, Event, Code>,
    id: string,
  ): Promise<Loaded<State>>;
  execute<State, Command extends { readonly type: string }, Event extends DomainEvent, Code extends string>(
    context: RequestContext,
    aggregate: Aggregate<State, Command, Event, Code>,
    id: string,
    command: Command,
    options?: ExecuteOptions,
  ): Promise<Executed<State, Code>>;
}

export class ContentionError extends Error {
  override readonly name = 'ContentionError';
}

/** A request about the past tried to change something. */
export class ReadOnlyError extends Error {
  override readonly name = 'ReadOnlyError';
}

export function createExecutor(deps: {
  readonly log: EventLog;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly isReadOnly?: () => boolean;
}): Executor {
  const { log, catalogue, clock, ids, isReadOnly = () => false } = deps;
  const lanes = createLanes();
  const hotStates = createHotStates();

  async function read<State, Command, Event extends DomainEvent, Code extends string>(
    aggregate: Aggregate<State, Command, Event, Code>,
    stream: string,
    commandId?: string,
  ): Promise<Loaded<State> & { readonly done: RecordedEvent | undefined }> {
    // A command that came before is looked for among all events.
    const before = commandId === undefined ? known(aggregate, stream) : undefined;
    let state = before?.state ?? aggregate.initial;
    let last = before?.last;
    let done: RecordedEvent | undefined;
    const part = aggregate.newestTellsAll ? ({ direction: 'backwards', limit: 1 } as const) : after(last);
    for await (const recorded of log.readStream(stream, part)) {
      state = aggregate.evolve(state, decodeRecorded(catalogue, recorded) as Event);
      last = recorded;
      if (recorded.metadata.commandId === commandId) done = recorded;
    }
    if (aggregate.hot && last && last !== before?.last) hotStates.set(stream, { state, last });
    return { state, last, done, expected: last ? last.revision : 'no-stream' };
  }

  /** What a hot aggregate last folded to, without a look at its stream. */
  function known<State, Command, Event extends DomainEvent, Code extends string>(
    { hot }: Aggregate<State, Command, Event, Code>,
    stream: string,
  ): (Loaded<State> & { readonly last: RecordedEvent; readonly done: undefined }) | undefined {
    const folded = hot ? hotStates.get(stream) : undefined;
    if (!folded) return undefined;
    return { state: folded.state as State, last: folded.last, expected: folded.last.revision, done: undefined };
  }

  function stamp(
    context: RequestContext,
    commandId: string,
    command: string,
    events: readonly DomainEvent[],
  ): NewEvent[] {
    const occurredAt = clock.now().toISOString();
    return events.map((event, index) => {
      const { type, schemaVersion, data } = catalogue.encode(event);
      const { actor, surface, requestId, correlationId, causationId = requestId } = context;
      return {
        id: ids.uuidFrom(`${commandId}:${index}`),
        type,
        data,
        metadata: {
          schemaVersion,
          occurredAt,
          actor,
          surface,
          requestId,
          correlationId,
          causationId,
          commandId,
          command,
        },
      };
    });
  }

  return {
    async load(aggregate, id) {
      const { state, last, expected } = await read(aggregate, streamName(aggregate.category, id));
      return { state, last, expected };
    },

    async glance(aggregate, id) {
      const stream = streamName(aggregate.category, id);
      return known(aggregate, stream) ?? (await read(aggregate, stream));
    },

    execute: async (context, aggregate, id, command, options = {}) => {
      if (isReadOnly()) throw new ReadOnlyError(`The past cannot be changed: ${command.type} was refused`);
      return lanes.run(streamName(aggregate.category, id), () => attempt(context, aggregate, id, command, options));
    },
  };

  function keep<State, Command, Event extends DomainEvent, Code extends string>(
    { hot }: Aggregate<State, Command, Event, Code>,
    stream: string,
    state: State,
    events: readonly NewEvent[],
    { revision, position }: { readonly revision: number; readonly position: Position },
  ): void {
    const newest = events.at(-1);
    if (hot && newest) hotStates.set(stream, { state, last: { ...newest, stream, revision, position } });
  }

  async function attempt<
    State,
    Command extends { readonly type: string },
    Event extends DomainEvent,
    Code extends string,
  >(
    context: RequestContext,
    aggregate: Aggregate<State, Command, Event, Code>,
    id: string,
    command: Command,
    options: ExecuteOptions,
  ): Promise<Executed<State, Code>> {
    const stream = streamName(aggregate.category, id);
    const commandId = commandIdFor(ids, context, stream, command.type);
    // A retry under an idempotency key has to find what the first attempt stored, so it always reads.
    const assumeNew = options.assumeNew && context.idempotencyKey === undefined;
    // Without a key nobody repeats the command.
    const sought = context.idempotencyKey === undefined && aggregate.hot ? undefined : commandId;
    let loaded: Loaded<State> & { readonly done: RecordedEvent | undefined } = assumeNew
      ? { state: aggregate.initial, last: undefined, done: undefined, expected: 'no-stream' }
      : ((sought === undefined ? known(aggregate, stream) : undefined) ?? (await read(aggregate, stream, sought)));
    // What is known may be old. The log tells when something is appended to it; anything else is decided on what was read.
    let isRead = assumeNew === true || sought !== undefined;
    for (let tried = 0; tried < MAX_ATTEMPTS; tried++) {
      const { state, last, done, expected } = loaded;
      if (done) return { ok: true, state, changed: false, position: done.position };
      const decision = aggregate.decide(state, command);
      if (decision.ok && decision.events.length > 0) {
        const events = stamp(context, commandId, command.type, decision.events);
        const appended = await log.append(stream, events, expected);
        if (appended.ok) {
          const changed = decision.events.reduce((before, event) => aggregate.evolve(before, event), state);
          keep(aggregate, stream, changed, events, appended);
          return { ok: true, state: changed, changed: true, position: appended.position };
        }
      } else if (isRead) {
        return decision.ok
          ? { ok: true, state, changed: false, position: last?.position }
          : { ok: false, refusal: decision.refusal, state };
      }
      loaded = await read(aggregate, stream, sought);
      isRead = true;
    }
    throw new ContentionError(
      `A ${aggregate.category} changed ${MAX_ATTEMPTS} times while a ${command.type} was tried`,
    );
  }
}

const after = (last: RecordedEvent | undefined) => (last ? { from: last.revision + 1 } : {});

/** With an idempotency key a command keeps its id over retries and restarts, so its events are recognised in the stream. */
function commandIdFor(ids: Ids, { actor, idempotencyKey }: RequestContext, stream: string, command: string): string {
  return idempotencyKey === undefined
    ? ids.uuid()
    : ids.uuidFrom(`command:${actor.id}:${idempotencyKey}:${stream}:${command}`);
}

export const decodeRecorded = (catalogue: Catalogue, recorded: RecordedEvent): DomainEvent =>
  catalogue.decode({ type: recorded.type, schemaVersion: recorded.metadata.schemaVersion, data: recorded.data });
