/** `Streams/BatchAppend`: many appends over one call, each in parts, answered by correlation id. */
import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type handleBidiStreamingCall, status } from '@grpc/grpc-js';
import anyMessage from 'google-protobuf/google/protobuf/any_pb.js';
import emptyMessage from 'google-protobuf/google/protobuf/empty_pb.js';
import { answer, refusalOf, type Writing } from './append.ts';
import { type Expected, NOTHING, type Outcome, type ProposedEvent } from './store.ts';
import { identifierOf, idOf, proposedOf, streamNameOf } from './wire.ts';

interface Batch {
  readonly options: BatchAppendReq.Options;
  readonly events: ProposedEvent[];
}

export function handleBatchAppend(writing: Writing): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> {
  return (call) => {
    const batches = new Map<string, Batch>();
    call.on('data', (request: BatchAppendReq) => {
      const id = idOf(request.getCorrelationId());
      const options = request.getOptions();
      const batch = batches.get(id) ?? (options && { options, events: [] });
      if (!batch) return void call.emit('error', new Error('The first part of a batch names its stream'));
      batches.set(id, batch);
      batch.events.push(...request.getProposedMessagesList().map(proposedOf));
      if (!request.getIsFinal()) return;
      batches.delete(id);
      const refusal = refusalOf(writing, batch.events);
      if (refusal?.code === status.UNAVAILABLE) return void call.emit('error', refusal);
      append(writing, batch, (response) => {
        response.setCorrelationId(request.getCorrelationId());
        if (!call.destroyed) call.write(response);
      });
    });
    call.on('error', () => undefined);
    call.on('end', () => call.end());
  };
}

function append(writing: Writing, { options, events }: Batch, reply: (response: BatchAppendResp) => void): void {
  const stream = streamNameOf(options.getStreamIdentifier());
  const response = new streams.BatchAppendResp().setStreamIdentifier(identifierOf(stream));
  const refusal = refusalOf(writing, events);
  if (refusal?.metadata.get('exception')[0] === 'maximum-append-size-exceeded') {
    const detail = new shared.MaximumAppendSizeExceeded().setMaxappendsize(writing.maxAppendSize);
    return void reply(failed(response, 'MaximumAppendSizeExceeded', detail.serializeBinary()));
  }
  if (refusal) return void reply(failed(response, 'NotLeader', new Uint8Array()));
  const fault = writing.faults.appends.shift();
  if (fault?.kind === 'drop-before-commit') return void writing.dropConnections();
  const expected = expectedOf(options);
  const outcome = writing.store.append(stream, events, expected);
  answer(writing, fault, () => reply(filled(response, outcome, stream, expected)));
}

function expectedOf(options: BatchAppendReq.Options): Expected {
  if (options.hasStreamPosition()) return BigInt(options.getStreamPosition());
  if (options.hasNoStream()) return 'no-stream';
  return options.hasStreamExists() ? 'stream-exists' : 'any';
}

function filled(response: BatchAppendResp, outcome: Outcome, stream: string, expected: Expected): BatchAppendResp {
  if (outcome.kind === 'stream-deleted') {
    const detail = new shared.StreamDeleted().setStreamIdentifier(identifierOf(stream));
    return failed(response, 'StreamDeleted', detail.serializeBinary());
  }
  if (outcome.kind === 'wrong-version')
    return failed(response, 'WrongExpectedVersion', wrongVersionDetail(outcome.actual, expected));
  const position = String(outcome.position);
  return response.setSuccess(
    new streams.BatchAppendResp.Success()
      .setCurrentRevision(String(outcome.revision))
      .setPosition(new shared.AllStreamPosition().setCommitPosition(position).setPreparePosition(position)),
  );
}

/** The reason of a refusal is packed into a status. */
function failed(response: BatchAppendResp, name: string, detail: Uint8Array): BatchAppendResp {
  const packed = new anyMessage.Any();
  packed.pack(detail, `event_store.client.${name}`);
  return response.setError(
    new statuses.Status().setCode(codes.Code.FAILED_PRECONDITION).setMessage(name).setDetails(packed),
  );
}

function wrongVersionDetail(actual: bigint, expected: Expected): Uint8Array {
  const detail = new shared.WrongExpectedVersion();
  if (actual === NOTHING) detail.setCurrentNoStream(new emptyMessage.Empty());
  else detail.setCurrentStreamRevision(String(actual));
  if (typeof expected === 'bigint') detail.setExpectedStreamPosition(String(expected));
  else if (expected === 'any') detail.setExpectedAny(new emptyMessage.Empty());
  else if (expected === 'stream-exists') detail.setExpectedStreamExists(new emptyMessage.Empty());
  else detail.setExpectedNoStream(new emptyMessage.Empty());
  return detail.serializeBinary();
}
