/** Keeps faults from callers, in what is answered at once, in parts (`@defer`) and live. */
import type { ExecutionResult, GraphQLError } from 'graphql';
import { handleStreamOrSingleExecutionResult, type Plugin } from 'graphql-yoga';
import type { Logger } from '../logger.ts';
import type { GraphqlContext } from './context.ts';
import { maskError } from './errors.ts';

/** An answer or a part of one; parts that come later are in `incremental`. */
interface Answered extends ExecutionResult {
  readonly incremental?: readonly { readonly errors?: readonly GraphQLError[] }[];
}

/** Yoga masks too, but neither in late parts nor with the id of the request, by which the log is searched. */
export function createMasking(logger: Logger): Plugin<GraphqlContext> {
  const mask = <Part extends { readonly errors?: readonly GraphQLError[] }>(part: Part, requestId: string): Part =>
    part.errors ? { ...part, errors: part.errors.map((error) => maskError(error, requestId, logger)) } : part;

  const masked =
    ({ requestId }: GraphqlContext) =>
    (done: { readonly result: Answered; setResult(result: Answered): void }) => {
      const { incremental, ...rest } = mask(done.result, requestId);
      done.setResult(incremental ? { ...rest, incremental: incremental.map((part) => mask(part, requestId)) } : rest);
    };

  return {
    onExecute: ({ args }) => ({
      onExecuteDone: (done) => handleStreamOrSingleExecutionResult(done, masked(args.contextValue)),
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: (done) => handleStreamOrSingleExecutionResult(done, masked(args.contextValue)),
      onSubscribeError: ({ error, setError }) => setError(maskError(error, args.contextValue.requestId, logger)),
    }),
  };
}
