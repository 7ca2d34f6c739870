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
export async function* readBatches(log: EventLog, stretch: Stretch): AsyncGenerator<RecordedEvent[]> {
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
