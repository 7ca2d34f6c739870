/**
 * What all writes that callers ask for go through. With an idempotency key the first outcome is kept in the log and given again,
 * for ever and after restarts too; with or without one the answer waits until the read models show what was written.
 */
import { request } from '../domain/identity/request/decide.ts';
import type { Json } from '../domain/kernel/event.ts';
import type { RequestContext, Result } from './context.ts';
import type { Executor } from './execute.ts';
import type { Digests, Ids, Position, ReadModels } from './ports.ts';

type Once = <T>(
  context: RequestContext,
  operation: string,
  input: unknown,
  run: () => Promise<Result<T>>,
) => Promise<Result<T>>;

export interface Idempotency {
  /** Runs a write, at most once in effect per key, until it is readable. The same key with another operation or input is refused. */
  readonly once: Once;
}

/** The same for what is read from its own stream: the read models are not waited for. */
export interface UnreadIdempotency {
  readonly onceUnread: Once;
}

export function createIdempotency(deps: {
  readonly executor: Executor;
  readonly digests: Digests;
  readonly readModels: ReadModels;
}): Idempotency & UnreadIdempotency {
  const { executor, digests, readModels } = deps;

  const onceUnread: Once = async (context, operation, input, run) => {
    const { idempotencyKey, ...plain } = context;
    if (idempotencyKey === undefined) return run();
    const id = digests.digest('request', `${context.actor.id}:${idempotencyKey}`).slice(0, 40);
    const inputDigest = digests.digest('input', canonicalJson(input));
    const received = await executor.execute(plain, request, id, { type: 'ReceiveRequest', operation, inputDigest });
    if (!received.ok) return received;
    if (received.state.phase === 'answered') return fromJson(received.state.outcome);
    const result = await run();
    await executor.execute(plain, request, id, { type: 'AnswerRequest', outcome: toJson(result) });
    return result;
  };

  return {
    onceUnread,
    once: (context, operation, input, run) =>
      onceUnread(context, operation, input, async () => {
        const result = await run();
        if (result.ok && isWritten(result.value)) await readModels.reached(result.value.position);
        return result;
      }),
  };
}

const isWritten = (value: unknown): value is { readonly position: Position } =>
  typeof value === 'object' && value !== null && 'position' in value && typeof value.position === 'bigint';

/** With an idempotency key a repeated creation finds the record that the first attempt made. */
export const newKey = (ids: Ids, kind: string, { actor, idempotencyKey }: RequestContext): string =>
  idempotencyKey === undefined ? ids.key() : ids.keyFrom(`${kind}:${actor.id}:${idempotencyKey}`);

/** The context of a write that may happen again and again under one key, and must then do so. */
export const withoutKey = ({ idempotencyKey: _, ...context }: RequestContext): RequestContext => context;

/** The context of a write within a write: a key of its own, so that a repetition finds its own first answer. */
export const part = (context: RequestContext, name: string): RequestContext =>
  context.idempotencyKey === undefined ? context : { ...context, idempotencyKey: `${context.idempotencyKey}/${name}` };

/** JSON with sorted keys: equal inputs give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

const BIGINT = /^(-?\d+)n$/;

const toJson = (result: unknown): Json =>
  JSON.parse(
    JSON.stringify(result, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)),
  ) as Json;

const fromJson = <T>(outcome: Json): Result<T> =>
  JSON.parse(JSON.stringify(outcome), (_key, inner: unknown) => {
    const digits = typeof inner === 'string' ? BIGINT.exec(inner)?.[1] : undefined;
    return digits === undefined ? inner : BigInt(digits);
  }) as Result<T>;
