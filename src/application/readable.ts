/** Read your own writes: an answer waits until the read models show what was written, as the legacy APIs always did. */
import type { Result } from './context.ts';
import type { Position, ReadModels } from './ports.ts';

export async function readable<T extends { readonly position: Position }>(
  readModels: ReadModels,
  work: Promise<Result<T>>,
): Promise<Result<T>> {
  const result = await work;
  if (result.ok) await readModels.reached(result.value.position);
  return result;
}
