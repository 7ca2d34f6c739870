/** How a read model's events fold. */
import type { ReadModelEvent } from './events.ts';

/** An event of the log, by what is the same in every store. */
export interface EventPlace {
  readonly stream: string;
  readonly revision: number;
  /** Of the event, or `Gap` where it is the first one behind events that are missing. One place can be skipped as both. */
  readonly type: string;
}

export interface ReadModelState {
  readonly skipped: readonly EventPlace[];
}

export const initialReadModel: ReadModelState = { skipped: [] };

export const isSkipped = ({ skipped }: ReadModelState, { stream, revision, type }: EventPlace): boolean =>
  skipped.some((place) => place.stream === stream && place.revision === revision && place.type === type);

export function evolveReadModel(state: ReadModelState, event: ReadModelEvent): ReadModelState {
  if (event.type === 'ReadModelRetried') return state;
  const { stream, revision, type } = event.data;
  return { skipped: [...state.skipped, { stream, revision, type }] };
}
