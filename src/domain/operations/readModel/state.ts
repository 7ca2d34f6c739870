/** How a read model's events fold. */
import type { ReadModelEvent } from './events.ts';

/** An event of the log, by what is the same in every store. */
export interface EventPlace {
  readonly stream: string;
  readonly revision: number;
}

export interface ReadModelState {
  readonly skipped: readonly EventPlace[];
}

export const initialReadModel: ReadModelState = { skipped: [] };

export const isSkipped = ({ skipped }: ReadModelState, { stream, revision }: EventPlace): boolean =>
  skipped.some((place) => place.stream === stream && place.revision === revision);

export function evolveReadModel(state: ReadModelState, event: ReadModelEvent): ReadModelState {
  if (event.type === 'ReadModelRetried') return state;
  const { stream, revision } = event.data;
  return { skipped: [...state.skipped, { stream, revision }] };
}
