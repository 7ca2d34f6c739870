/** `Streams/Append`, `Delete` and `Tombstone`. */
import type {
  AppendReq,
  AppendResp,
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import {
  type handleClientStreamingCall,
  type handleUnaryCall,
  type ServiceError,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import {
  type AppendFault,
  type Faults,
  notLeader,
  notReady,
  streamDeleted,
  tooLarge,
  trailers,
  wrongVersion,
} from './faults.ts';
import { type Expected, NOTHING, type Outcome, type ProposedEvent, type Store } from './store.ts';
import { appendResponse, expectedOf, proposedOf, streamNameOf } from './wire.ts';

export interface Writing {
  readonly store: Store;
  readonly faults: Faults;
  /** Bytes of one append, all its events together. */
  readonly maxAppendSize: number;
  /** Cuts all connections. */
  dropConnections(): void;
}

export function handleAppend(writing: Writing): handleClientStreamingCall<AppendReq, AppendResp> {
  return (call, callback) => {
    let options: AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    call.on('data', (request: AppendReq) => {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (message) events.push(proposedOf(message));
    });
    call.on('error', () => undefined);
    call.on('end', () => {
      if (call.cancelled) return;
      if (!options) return callback(trailers(status.INVALID_ARGUMENT, 'The request has no options'));
      append(writing, options, events, callback);
    });
  };
}

function append(
  writing: Writing,
  options: AppendReq.Options,
  events: readonly ProposedEvent[],
  callback: sendUnaryData<AppendResp>,
): void {
  const refusal = refusalOf(writing, events);
  if (refusal) return void callback(refusal);
  const fault = writing.faults.appends.shift();
  if (fault?.kind === 'drop-before-commit') return void writing.dropConnections();
  const stream = streamNameOf(options.getStreamIdentifier());
  const expected = expectedOf(options);
  const outcome = writing.store.append(stream, events, expected);
  if (outcome.kind === 'stream-deleted') return void callback(streamDeleted(stream));
  const withPosition = outcome.kind === 'ok' && !(outcome.repeated && writing.faults.repeatsWithoutPosition);
  const response = appendResponse(outcome, expected, withPosition);
  answer(writing, fault, () => callback(null, response));
}

/** Why nothing is written at all. */
export function refusalOf(writing: Writing, events: readonly ProposedEvent[]): ServiceError | undefined {
  const { faults, maxAppendSize } = writing;
  if (faults.notReady) return notReady();
  if (faults.leader) return notLeader(faults.leader);
  const size = events.reduce(
    (sum, { type, data, metadata }) => sum + 2 * type.length + data.length + metadata.length,
    0,
  );
  return size > maxAppendSize ? tooLarge(maxAppendSize) : undefined;
}

/** What is committed by now, told to the client as the fault has it. */
export function answer(writing: Writing, fault: AppendFault | undefined, reply: () => void): void {
  if (fault?.kind === 'never-reply') return;
  if (fault?.kind === 'drop-after-commit') return void writing.dropConnections();
  if (fault?.kind === 'late-reply') return void setTimeout(reply, fault.ms).unref();
  reply();
}

export function handleDelete(writing: Writing): handleUnaryCall<DeleteReq, DeleteResp> {
  return (call, callback) => {
    const options = call.request.getOptions();
    const stream = streamNameOf(options?.getStreamIdentifier());
    const expected = options ? expectedOf(options) : 'any';
    const refusal = refusalOf(writing, []);
    const outcome = refusal ?? writing.store.softDelete(stream, expected);
    const failure = failureOf(outcome, stream, expected);
    if (failure) return callback(failure);
    const position = String((outcome as Extract<Outcome, { kind: 'ok' }>).position);
    const response = new streams.DeleteResp();
    response.setPosition(new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position));
    callback(null, response);
  };
}

export function handleTombstone(writing: Writing): handleUnaryCall<TombstoneReq, TombstoneResp> {
  return (call, callback) => {
    const options = call.request.getOptions();
    const stream = streamNameOf(options?.getStreamIdentifier());
    const expected = options ? expectedOf(options) : 'any';
    const outcome = refusalOf(writing, []) ?? writing.store.tombstone(stream, expected);
    const failure = failureOf(outcome, stream, expected);
    if (failure) return callback(failure);
    const position = String((outcome as Extract<Outcome, { kind: 'ok' }>).position);
    const response = new streams.TombstoneResp();
    response.setPosition(new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position));
    callback(null, response);
  };
}

/** Unlike an append, these tell a wrong version as an error. */
function failureOf(outcome: Outcome | ServiceError, stream: string, expected: Expected): ServiceError | undefined {
  if (!('kind' in outcome)) return outcome;
  if (outcome.kind === 'stream-deleted') return streamDeleted(stream);
  if (outcome.kind === 'wrong-version') return wrongVersion(stream, numberOf(expected), outcome.actual);
  return undefined;
}

/** In errors, expectations without a number have negative ones. */
function numberOf(expected: Expected): bigint {
  if (typeof expected === 'bigint') return expected;
  return expected === 'no-stream' ? NOTHING : expected === 'any' ? -2n : -4n;
}
