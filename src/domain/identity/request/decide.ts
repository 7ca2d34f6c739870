/** What may happen to a request with an idempotency key. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import type { Json } from '../../kernel/event.ts';
import { type RequestEvent, requestEvents } from './events.ts';
import { evolveRequest, initialRequest, type RequestState } from './state.ts';

export type RequestCommand =
  | { readonly type: 'ReceiveRequest'; readonly operation: string; readonly inputDigest: string }
  | { readonly type: 'AnswerRequest'; readonly outcome: Json };

export type RequestRefusal = 'IDEMPOTENCY_KEY_REUSED';

export function decideRequest(state: RequestState, command: RequestCommand): Decision<RequestEvent, RequestRefusal> {
  switch (command.type) {
    case 'ReceiveRequest':
      if (state.phase === 'new') {
        return accept(
          requestEvents.RequestReceived({ operation: command.operation, inputDigest: command.inputDigest }),
        );
      }
      return state.operation === command.operation && state.inputDigest === command.inputDigest ? nothing : reused;
    case 'AnswerRequest':
      return state.phase === 'received' ? accept(requestEvents.RequestAnswered({ outcome: command.outcome })) : nothing;
  }
}

const reused = refuse('IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used before with another input.');

export const request = defineAggregate<RequestState, RequestCommand, RequestEvent, RequestRefusal>({
  category: 'request',
  events: requestEvents,
  initial: initialRequest,
  evolve: evolveRequest,
  decide: decideRequest,
});
