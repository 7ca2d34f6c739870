/** Troubles that a test can ask the server for. */
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** What happens to one append. All but the last commit it. */
export type AppendFault =
  /** Committed, and the client waits until its deadline. */
  | { readonly kind: 'never-reply' }
  /** Committed, answered after so many milliseconds. */
  | { readonly kind: 'late-reply'; readonly ms: number }
  /** Committed, and the connection is cut before the answer. */
  | { readonly kind: 'drop-after-commit' }
  /** The connection is cut before anything was written. */
  | { readonly kind: 'drop-before-commit' };

export class Faults {
  /** Taken one by one by the next appends. */
  readonly appends: AppendFault[] = [];
  /** Answers every call as a server that is still starting. */
  notReady = false;
  /** Lets nobody read the whole log, as a server does with users that are no administrators. */
  allDenied = false;
  /** Refuses writes and names this node as the leader. */
  leader: { readonly host: string; readonly port: number } | undefined;
  /** Answers a repeated append without its position, as a server that has not indexed it yet. */
  repeatsWithoutPosition = false;
  /** Ends reads with an error after so many events. */
  readsEndAfter = Infinity;
  /** Keeps the subscriptions that are open and sends them nothing any more. */
  silentSubscriptions = false;
  /** Counts what clients took, in all reads together. */
  eventsSent = 0;
}

/** An error as the server sends it: what happened stands in the trailers. */
export function trailers(code: status, message: string, entries: Readonly<Record<string, string>> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(entries)) metadata.set(key, value);
  return Object.assign(new Error(message), { code, details: message, metadata });
}

export const notReady = (): ServiceError => trailers(status.UNAVAILABLE, 'Server Is Not Ready');

export const accessDenied = (): ServiceError =>
  trailers(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const streamDeleted = (stream: string): ServiceError =>
  trailers(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const notLeader = (leader: { readonly host: string; readonly port: number }): ServiceError =>
  trailers(status.NOT_FOUND, `Leader info available`, {
    exception: 'not-leader',
    'leader-endpoint-host': leader.host,
    'leader-endpoint-port': String(leader.port),
  });

export const tooLarge = (limit: number): ServiceError =>
  trailers(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });

export const wrongVersion = (stream: string, expected: bigint, actual: bigint): ServiceError =>
  trailers(status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.', {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(expected),
    ...(actual < 0n ? {} : { 'actual-version': String(actual) }),
  });
