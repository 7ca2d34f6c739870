/** A part of the log in batches, reading the next one while the last is worked on. */
import type { EventLog, Position, RecordedEvent } from '../../application/ports.ts';
import { logPosition } from './checkpoints.ts';

export interface Stretch {
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive. */
  readonly to: Position;
  readonly categories: readonly string[];
  readonly size: number;
}

/** Events after one position up to another, in lists of at most `size`. */
export const readBatches = (log: EventLog, stretch: Stretch): AsyncGenerator<RecordedEvent[]> =>
  ahead(batches(log, stretch));

/** Asks for the next item before the last one is worked on. */
async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (let item = await next; !item.done; item = await next) {
      next = source.next();
      // Who is not there any more to wait for it is not to be ended by its failure.
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    await next.catch(() => undefined);
    await source.return(undefined);
  }
}

async function* batches(log: EventLog, stretch: Stretch): AsyncGenerator<RecordedEvent[]> {
  const { after, to, categories, size } = stretch;
  if (after >= to) return;
  let batch: RecordedEvent[] = [];
  for await (const event of log.readAll({ ...logPosition(after), categories })) {
    if (event.position > to) break;
    batch.push(event);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export const categoriesOf = (models: readonly { readonly categories: ReadonlySet<string> }[]): string[] => [
  ...new Set(models.flatMap(({ categories }) => [...categories])),
];
