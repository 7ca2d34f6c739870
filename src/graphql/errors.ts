/** Errors that a caller is told of. Each has a stable code; everything else is masked. */
import { GraphQLError } from 'graphql';
import { describeError, type Logger } from '../logger.ts';

export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'ARGUMENT_INVALID'
  | 'CURSOR_INVALID'
  | 'FILTER_INVALID'
  | 'ID_INVALID'
  | 'POSITION_NOT_REACHED'
  | 'BODY_INVALID'
  | 'BODY_TOO_LARGE'
  | 'DOCUMENT_TOO_LARGE'
  | 'METHOD_NOT_ALLOWED'
  | 'PERSISTED_QUERY_INVALID'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'QUERY_TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'TIMED_OUT'
  | 'TOO_MANY_SUBSCRIPTIONS'
  | 'UNSUPPORTED_MEDIA_TYPE';

/** `status` and `headers` are for errors that keep the whole request from being answered. */
export function publicError(
  code: ErrorCode,
  message: string,
  options: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly [extension: string]: unknown;
  } = {},
): GraphQLError {
  const { status, headers, ...extensions } = options;
  const http = status ? { http: { status, ...(headers ? { headers } : {}) } } : {};
  return new GraphQLError(message, { extensions: { code, ...extensions, ...http } });
}

/** Masks what was not meant for the caller: who asks us about it can name the request id, and the log has the rest. */
export function maskError(error: unknown, requestId: string | undefined, logger: Logger): GraphQLError {
  if (isMeantForCaller(error)) return error;
  const wrapper = error instanceof GraphQLError ? error : undefined;
  logger.error({ requestId, error: describeError(wrapper?.originalError ?? error) }, 'graphql fault');
  return new GraphQLError('Something went wrong on our side.', {
    nodes: wrapper?.nodes ?? null,
    path: wrapper?.path ?? null,
    extensions: { code: 'INTERNAL', requestId, unexpected: true },
  });
}

/**
 * GraphQL's own errors about the document and the variables, and ours, which have a code. One with a place in the answer but
 * without a code is about a value that we ourselves gave, so it is a fault.
 */
function isMeantForCaller(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  if (error.originalError !== undefined) return isMeantForCaller(error.originalError);
  return error.path === undefined || error.extensions.code !== undefined;
}
