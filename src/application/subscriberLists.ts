/** Lists that contacts subscribe to, and what becomes of the mailings to them. */
import { type EngagementKind, engagement } from '../domain/marketing/engagement/decide.ts';
import { subscriberList } from '../domain/marketing/subscriberList/decide.ts';
import type { SubscriberListState } from '../domain/marketing/subscriberList/state.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executed, Executor } from './execute.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import { storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Clock, Digests, Ids, Position, ReadModels } from './ports.ts';

export interface ChangedList {
  readonly key: string;
  readonly position: Position;
}

export interface EngagementInput {
  /** Key of the list that the mailing went to. */
  readonly list: string;
  /** Key of the contact. */
  readonly contact: string;
  /** Name of the mailing. */
  readonly mailing: string;
  /** What happened; a click without an opening that was seen counts as both. */
  readonly kind: EngagementKind;
}

export interface SubscriberLists {
  /** Refuses with INPUT_INVALID. */
  create(context: RequestContext, name: string): Promise<Result<Written>>;
  /** Refuses with SUBSCRIBER_LIST_NOT_FOUND and INPUT_INVALID. */
  rename(context: RequestContext, key: string, name: string): Promise<Result<ChangedList>>;
  /** Nobody is on it any longer. Refuses with SUBSCRIBER_LIST_NOT_FOUND. */
  remove(context: RequestContext, key: string): Promise<Result<ChangedList>>;
  /** Counts once per mailing and contact. Refuses with SUBSCRIBER_LIST_NOT_FOUND and INPUT_INVALID. */
  recordEngagement(context: RequestContext, input: EngagementInput): Promise<Result<ChangedList>>;
  /** Refs of all lists that there are. May be a second old where another server process has just opened one. */
  refs(): Promise<ReadonlySet<number>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly digests: Digests;
  readonly clock: Clock;
  readonly idempotency: Idempotency;
  readonly readModels: ReadModels;
  readonly lookup: { subscriberListRefs(): Promise<readonly number[]> };
}

const CACHE_MS = 1_000;

export function createSubscriberLists(deps: Dependencies): SubscriberLists {
  const { executor, numbers, ids, digests, clock, idempotency, readModels, lookup } = deps;
  let cache: { readonly refs: ReadonlySet<number>; readonly until: number } | undefined;

  return {
    create: (context, name) => idempotency.once(context, 'createSubscriberList', { name }, () => create(context, name)),

    rename: (context, key, given) =>
      idempotency.once(context, 'renameSubscriberList', { key, name: given }, async () => {
        const name = storable(given).trim();
        if (name === '') return nameMissing;
        return changed(
          key,
          await executor.execute(context, subscriberList, key, { type: 'RenameSubscriberList', name }),
        );
      }),

    remove: (context, key) =>
      idempotency.once(context, 'deleteSubscriberList', { key }, async () =>
        changed(key, await executor.execute(context, subscriberList, key, { type: 'DeleteSubscriberList' })),
      ),

    recordEngagement: (context, input) =>
      idempotency.once(context, 'recordEngagement', input, () => record(context, storable(input))),

    async refs() {
      const now = clock.now().getTime();
      if (!cache || cache.until <= now)
        cache = { refs: new Set(await lookup.subscriberListRefs()), until: now + CACHE_MS };
      return cache.refs;
    },
  };

  async function create(context: RequestContext, given: string): Promise<Result<Written>> {
    const name = storable(given).trim();
    if (name === '') return nameMissing;
    const key = newKey(ids, 'subscriberList', context);
    const ref = await numbers.next(context, 'subscriberList');
    const executed = await executor.execute(context, subscriberList, key, { type: 'CreateSubscriberList', ref, name });
    const result = await changed(key, executed);
    if (!result.ok || executed.state.phase !== 'open') return result.ok ? notFound : result;
    return success({ ...result.value, ref: executed.state.ref });
  }

  async function record(
    context: RequestContext,
    { list, contact, mailing: given, kind }: EngagementInput,
  ): Promise<Result<ChangedList>> {
    const mailing = given.trim();
    if (mailing === '' || contact === '') return mailingMissing;
    const { state } = await executor.load(subscriberList, list);
    if (state.phase !== 'open') return notFound;
    const id = digests.digest('engagement', JSON.stringify([list, contact, mailing])).slice(0, 40);
    const command = { type: 'RecordEngagement', kind, list, contact, mailing } as const;
    const executed = await executor.execute(context, engagement, id, command);
    return executed.ok ? settled(list, executed.position) : executed;
  }

  async function changed(key: string, executed: Executed<SubscriberListState, string>): Promise<Result<ChangedList>> {
    return executed.ok ? settled(key, executed.position) : executed;
  }

  async function settled(key: string, position: Position = 0n): Promise<Result<ChangedList>> {
    await readModels.reached(position);
    cache = undefined;
    return success({ key, position });
  }
}

const nameMissing = refused('INPUT_INVALID', 'A subscriber list needs a name.', 'name');
const mailingMissing = refused('INPUT_INVALID', 'Contact and mailing have to be told.', 'mailing');
const notFound = refused('SUBSCRIBER_LIST_NOT_FOUND', 'There is no such subscriber list.');
