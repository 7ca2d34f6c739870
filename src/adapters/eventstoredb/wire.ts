/** Our events in the client's form and back. */
import { type AllStreamResolvedEvent, type EventData, jsonEvent, type ResolvedEvent } from '@eventstore/db-client';
import type { EventMetadata, NewEvent, Position, RecordedEvent } from '../../application/ports.ts';
import { splitStreamName } from '../../domain/kernel/aggregate.ts';
import type { Json } from '../../domain/kernel/event.ts';

type ClientPosition = { readonly commit: bigint; readonly prepare: bigint };

/** The client's types want objects as data; the protocol takes any JSON. */
export const toEventData = ({ id, type, data, metadata }: NewEvent): EventData =>
  jsonEvent({ id, type, data: data as Record<string, unknown>, metadata: { ...metadata } as Record<string, unknown> });

/** What the server itself has written, and what other programs have, is passed over: undefined. */
export function toRecorded({
  event,
  commitPosition,
}: ResolvedEvent | AllStreamResolvedEvent): RecordedEvent | undefined {
  if (!event?.isJson || isSystem(event.type) || isSystem(event.streamId) || !isOurs(event.metadata)) return undefined;
  return {
    id: event.id,
    type: event.type,
    data: event.data as Json,
    metadata: event.metadata,
    stream: event.streamId,
    revision: Number(event.revision),
    position: commitPosition ?? event.position?.commit ?? 0n,
  };
}

export const positionOf = ({ event, commitPosition }: AllStreamResolvedEvent): Position | undefined =>
  commitPosition ?? event?.position?.commit;

export const toClientPosition = (position: Position): ClientPosition => ({ commit: position, prepare: position });

/** For any event, or those of streams in these categories. */
export function inCategories(categories: readonly string[] | undefined): (event: RecordedEvent) => boolean {
  const wanted = categories && new Set(categories);
  return ({ stream }) => !wanted || wanted.has(splitStreamName(stream).category);
}

const isSystem = (name: string): boolean => name.startsWith('$');

const isOurs = (metadata: unknown): metadata is EventMetadata =>
  typeof metadata === 'object' && metadata !== null && 'schemaVersion' in metadata;
