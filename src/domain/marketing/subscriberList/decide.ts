/** What may happen to a subscriber list. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { type SubscriberListEvent, subscriberListEvents } from './events.ts';
import { evolveSubscriberList, initialSubscriberList, type SubscriberListState } from './state.ts';

export type SubscriberListCommand =
  | CreateSubscriberList
  | { readonly type: 'RenameSubscriberList'; readonly name: string }
  | { readonly type: 'DeleteSubscriberList' };

export interface CreateSubscriberList {
  readonly type: 'CreateSubscriberList';
  readonly ref: number;
  readonly name: string;
}

export type SubscriberListRefusal = 'SUBSCRIBER_LIST_EXISTS' | 'SUBSCRIBER_LIST_NOT_FOUND';
type SubscriberListDecision = Decision<SubscriberListEvent, SubscriberListRefusal>;

export function decideSubscriberList(
  state: SubscriberListState,
  command: SubscriberListCommand,
): SubscriberListDecision {
  switch (command.type) {
    case 'CreateSubscriberList':
      return create(state, command);
    case 'RenameSubscriberList':
      if (state.phase !== 'open') return notFound;
      return state.name === command.name
        ? nothing
        : accept(subscriberListEvents.SubscriberListRenamed({ name: command.name }));
    case 'DeleteSubscriberList':
      if (state.phase === 'absent') return notFound;
      return state.phase === 'deleted' ? nothing : accept(subscriberListEvents.SubscriberListDeleted({}));
  }
}

const notFound = refuse('SUBSCRIBER_LIST_NOT_FOUND', 'There is no such subscriber list.');

function create(state: SubscriberListState, { type: _, ...data }: CreateSubscriberList): SubscriberListDecision {
  if (state.phase === 'open' && state.ref === data.ref) return nothing;
  if (state.phase !== 'absent') return refuse('SUBSCRIBER_LIST_EXISTS', 'This list exists already.');
  return accept(subscriberListEvents.SubscriberListCreated(data));
}

export const subscriberList = defineAggregate<
  SubscriberListState,
  SubscriberListCommand,
  SubscriberListEvent,
  SubscriberListRefusal
>({
  category: 'subscriberList',
  events: subscriberListEvents,
  initial: initialSubscriberList,
  evolve: evolveSubscriberList,
  decide: decideSubscriberList,
});
