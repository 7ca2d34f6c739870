/** How the events of a subscriber list fold. */
import type { SubscriberListEvent } from './events.ts';

export type SubscriberListState =
  | { readonly phase: 'absent' }
  | { readonly phase: 'open'; readonly ref: number; readonly name: string }
  | { readonly phase: 'deleted' };

export const initialSubscriberList: SubscriberListState = { phase: 'absent' };

export function evolveSubscriberList(state: SubscriberListState, event: SubscriberListEvent): SubscriberListState {
  switch (event.type) {
    case 'SubscriberListCreated':
      return { phase: 'open', ...event.data };
    case 'SubscriberListRenamed':
      return state.phase === 'open' ? { ...state, name: event.data.name } : state;
    case 'SubscriberListDeleted':
      return { phase: 'deleted' };
  }
}
