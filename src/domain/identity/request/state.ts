/** How a request's events fold. */
import type { Json } from '../../kernel/event.ts';
import type { RequestEvent } from './events.ts';

export type RequestState =
  | { readonly phase: 'new' }
  | { readonly phase: 'received'; readonly operation: string; readonly inputDigest: string }
  | { readonly phase: 'answered'; readonly operation: string; readonly inputDigest: string; readonly outcome: Json };

export const initialRequest: RequestState = { phase: 'new' };

export function evolveRequest(state: RequestState, event: RequestEvent): RequestState {
  switch (event.type) {
    case 'RequestReceived':
      return { phase: 'received', ...event.data };
    case 'RequestAnswered':
      return state.phase === 'new' ? state : { ...state, phase: 'answered', outcome: event.data.outcome as Json };
  }
}
