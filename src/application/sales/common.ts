/** What the use cases of sales have in common. */
import type { RequestContext, Result, Written } from '../context.ts';
import type { Executor } from '../execute.ts';
import type { Idempotency } from '../idempotency.ts';
import type { Numbers } from '../numbers.ts';
import type { Clock, Ids, ReadModels } from '../ports.ts';
import type { PrepareSale } from './input.ts';

export interface SalesDependencies {
  readonly executor: Executor;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly idempotency: Idempotency;
  readonly readModels: ReadModels;
  readonly prepareSale: PrepareSale;
}

/** With an idempotency key a repeated creation finds the record that the first attempt made. */
export const newKey = (ids: Ids, kind: string, { actor, idempotencyKey }: RequestContext): string =>
  idempotencyKey === undefined ? ids.key() : ids.keyFrom(`${kind}:${actor.id}:${idempotencyKey}`);

/** Answers only when the read models show the write. */
export async function readable<T extends Pick<Written, 'position'>>(
  readModels: ReadModels,
  work: Promise<Result<T>>,
): Promise<Result<T>> {
  const result = await work;
  if (result.ok) await readModels.reached(result.value.position);
  return result;
}
