/** The server's messages, built from what the store answers. The generated stubs are CommonJS without named exports. */

import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  DeleteReq,
  ReadResp,
  TombstoneReq,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type Expected, NOTHING, type Outcome, type ProposedEvent, type StoredEvent } from './store.ts';

const NO_PREVIOUS = 'no-stream';
/** .NET counts time in steps of 100 nanoseconds. */
const TICKS_PER_MILLISECOND = 10_000n;

export const streamNameOf = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export function identifierOf(stream: string): StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));
}

/** Ids come as text or as two halves of 64 bits. */
export function idOf(uuid: UUID | undefined): string {
  const structured = uuid?.getStructured();
  if (!structured) return (uuid?.getString() ?? '').toLowerCase();
  const half = (bits: string): string => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');
  const hex = half(structured.getMostSignificantBits()) + half(structured.getLeastSignificantBits());
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

type WithExpectation = AppendReq.Options | DeleteReq.Options | TombstoneReq.Options;

export function expectedOf(options: WithExpectation): Expected {
  if (options.hasRevision()) return BigInt(options.getRevision());
  if (options.hasNoStream()) return NO_PREVIOUS;
  return options.hasStreamExists() ? 'stream-exists' : 'any';
}

export function proposedOf(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): ProposedEvent {
  const system = message.getMetadataMap();
  return {
    id: idOf(message.getId()),
    type: system.get('type') ?? '',
    contentType: system.get('content-type') ?? 'application/octet-stream',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

export function eventResponse(event: StoredEvent): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(identifierOf(event.stream))
    .setStreamRevision(String(event.revision))
    .setPreparePosition(String(event.position))
    .setCommitPosition(String(event.position))
    .setCustomMetadata(event.metadata)
    .setData(event.data);
  const system = recorded.getMetadataMap();
  system.set('type', event.type);
  system.set('content-type', event.contentType);
  system.set('created', String(BigInt(event.createdAt) * TICKS_PER_MILLISECOND));
  const read = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(event.position));
  return new streams.ReadResp().setEvent(read);
}

export const streamNotFoundResponse = (stream: string): ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream)),
  );

export const confirmationResponse = (): ReadResp =>
  new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID()),
  );

export const checkpointResponse = (position: bigint): ReadResp =>
  new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );

export const caughtUpResponse = (): ReadResp => new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

/** A wrong version is an ordinary response of this call, not an error. */
export function appendResponse(
  outcome: Exclude<Outcome, { kind: 'stream-deleted' }>,
  expected: Expected,
  withPosition: boolean,
): AppendResp {
  const response = new streams.AppendResp();
  return outcome.kind === 'ok'
    ? response.setSuccess(successOf(outcome, withPosition))
    : response.setWrongExpectedVersion(refusalOf(outcome.actual, expected));
}

function successOf({ revision, position }: { revision: bigint; position: bigint }, withPosition: boolean) {
  const success = new streams.AppendResp.Success();
  if (revision === NOTHING) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(revision));
  const commit = String(position);
  if (!withPosition) return success.setNoPosition(new shared.Empty());
  return success.setPosition(new streams.AppendResp.Position().setCommitPosition(commit).setPreparePosition(commit));
}

function refusalOf(actual: bigint, expected: Expected): AppendResp.WrongExpectedVersion {
  const refusal = new streams.AppendResp.WrongExpectedVersion();
  if (actual === NOTHING) refusal.setCurrentNoStream(new shared.Empty());
  else refusal.setCurrentRevision(String(actual));
  if (typeof expected === 'bigint') return refusal.setExpectedRevision(String(expected));
  if (expected === 'any') return refusal.setExpectedAny(new shared.Empty());
  if (expected === 'stream-exists') return refusal.setExpectedStreamExists(new shared.Empty());
  return refusal.setExpectedNoStream(new shared.Empty());
}
