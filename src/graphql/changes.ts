/** The changes of records: page by page, and live over server-sent events. Both go on after any position. */
import { type ChangeEntry, type ChangePage, type Feed, type Following, KEY_ENDED } from '../application/changes.ts';
import type { Position } from '../application/ports.ts';
import { aggregates, isInternal } from '../domain/aggregates.ts';
import { builder, type RecordType } from './builder.ts';
import { DEFAULT_PAGE, MAX_PAGE, pageSize } from './connection.ts';
import { loadContact } from './contact/queries.ts';
import { Contact } from './contact/type.ts';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';
import { eventFields } from './eventParts.ts';
import { keyOf } from './ids.ts';
import type { LoadRecord } from './record.ts';
import { loadOrder, Order } from './sales/orders.ts';

const Change = builder.objectRef<ChangeEntry>('Change').implement({
  description: 'Something that happened to a record.',
  fields: (t) => ({
    ...eventFields(t),
    type: t.exposeString('type', { description: 'What happened, e.g. `ContactDeleted`.' }),
    version: t.exposeInt('version', { description: 'Version of the shape of `data`.' }),
    kind: t.exposeString('kind', { description: 'Kind of the record, e.g. `contact`.' }),
    key: t.exposeString('key', { description: 'Key of the record.' }),
    data: t.field({
      type: 'JSON',
      description: 'What is stored, in the newest version; personal fields are masked without the scope `pii`.',
      resolve: ({ data }) => data,
    }),
  }),
});

const Changes = builder.objectRef<ChangePage>('ChangePage').implement({
  description: 'Changes in the order of the log.',
  fields: (t) => ({
    nodes: t.field({ type: [Change], description: 'The changes.', resolve: ({ changes }) => [...changes] }),
    position: t.field({
      type: 'Position',
      nullable: true,
      description: 'Go on after it. Null while the log is empty.',
      resolve: ({ position }) => position ?? null,
    }),
    hasMore: t.exposeBoolean('hasMore', { description: 'Whether there is more already.' }),
  }),
});

const kinds = aggregates.map(({ category }) => category).filter((kind) => !isInternal(kind));
const ARGUMENTS = {
  kinds: `Kinds of records: ${kinds.join(', ')}.`,
  types: 'Types of events, e.g. `ContactDeleted`.',
  key: 'Key of one record.',
  after: 'Only what came after this position of the log.',
} as const;

interface FeedArgs {
  readonly kinds?: readonly string[] | null | undefined;
  readonly types?: readonly string[] | null | undefined;
  readonly key?: string | null | undefined;
  readonly after?: Position | null | undefined;
}

async function feedOf({ app, principal }: GraphqlContext, { kinds, types, key, after }: FeedArgs): Promise<Feed> {
  const filter = { kinds: kinds ?? undefined, types: types ?? undefined, key: key ?? undefined };
  const opened = await app.changes.open(principal, filter, after ?? undefined);
  if (opened.ok) return opened.value;
  const { code, message } = opened.refusal;
  if (code === 'MOMENT_IN_FUTURE') throw publicError('POSITION_NOT_REACHED', message, { position: String(after) });
  throw publicError('FILTER_INVALID', message);
}

builder.queryField('changes', (t) =>
  t.field({
    type: Changes,
    description:
      'What happened to records, in the order of the log, deletions included, for ever: to keep a copy up to date. The ' +
      'subscription `changes` goes on where a page ends.',
    complexity: ({ first }) => ({ field: 1, multiplier: Math.min(Math.max(first ?? DEFAULT_PAGE, 1), MAX_PAGE) }),
    args: {
      after: t.arg({ type: 'Position', description: `${ARGUMENTS.after} From the beginning when left out.` }),
      first: t.arg.int({ description: `How many, ${MAX_PAGE} at most. ${DEFAULT_PAGE} when left out.` }),
      kinds: t.arg.stringList({ description: ARGUMENTS.kinds }),
      types: t.arg.stringList({ description: ARGUMENTS.types }),
      key: t.arg.string({ description: ARGUMENTS.key }),
    },
    resolve: async (_root, args, context) =>
      (await feedOf(context, args)).page(args.after ?? undefined, Math.max(pageSize({ first: args.first }).limit, 1)),
  }),
);

builder.subscriptionType({
  description:
    'What can be followed, over server-sent events (`Accept: text/event-stream`). Each begins with what is new; `after` ' +
    'begins at a position of the log, so that a lost connection loses nothing.',
});

/** What comes instead of a change when the caller's key has ended. */
const ENDED = Symbol('ended');
type Told = ChangeEntry | typeof ENDED;

function changeOf(told: Told): ChangeEntry {
  if (told === ENDED) throw publicError('UNAUTHENTICATED', KEY_ENDED);
  return told;
}

/** For callers with too many subscriptions; when one of them ends nobody knows. */
const RETRY_SECONDS = 10;

/** One change at a time: the next one is read when this one was taken. What is refused is refused before anything is sent. */
async function follow(context: GraphqlContext, args: FeedArgs): Promise<AsyncGenerator<Told>> {
  const feed = await feedOf(context, args);
  const left = new AbortController();
  // Whoever goes away before anything was sent does not come to the end of what follows.
  const gone = AbortSignal.any([left.signal, context.gone()]);
  const following = feed.follow(args.after ?? feed.head, gone);
  if (following.ok) return changesOf(context, following.value, left);
  throw publicError('TOO_MANY_SUBSCRIPTIONS', following.refusal.message, {
    ...{ status: 429, headers: { 'retry-after': String(RETRY_SECONDS) } },
    retryAfterSeconds: RETRY_SECONDS,
  });
}

/**
 * A caller who goes away while nothing happens lets go at once. A generator alone would not: it takes its end only between two
 * changes.
 */
function changesOf(
  { loaders }: GraphqlContext,
  { batches, hasEnded }: Following,
  left: AbortController,
): AsyncGenerator<Told, undefined> {
  async function* each(): AsyncGenerator<Told, undefined> {
    for await (const { changes } of batches) {
      for (const change of changes) {
        if (hasEnded()) break;
        yield change;
        // What was loaded for one change is not what the next one finds.
        loaders.forget();
      }
    }
    if (hasEnded()) yield ENDED;
    return undefined;
  }

  const changes = each();
  const end = changes.return.bind(changes);
  return Object.assign(changes, {
    return(value: undefined) {
      left.abort();
      return end(value);
    },
  });
}

builder.subscriptionField('changes', (t) =>
  t.field({
    type: Change,
    description: 'What happens to records, as it happens.',
    args: {
      after: t.arg({ type: 'Position', description: ARGUMENTS.after }),
      kinds: t.arg.stringList({ description: ARGUMENTS.kinds }),
      types: t.arg.stringList({ description: ARGUMENTS.types }),
      key: t.arg.string({ description: ARGUMENTS.key }),
    },
    subscribe: (_root, args, context) => follow(context, args),
    resolve: changeOf,
  }),
);

interface Followed<Node> {
  /** Name of the GraphQL type, and the kind of the events. */
  readonly name: string;
  readonly kind: string;
  readonly type: RecordType<Node>;
  readonly load: LoadRecord<Node>;
}

/** Adds the subscription to one record: `contactChanged`. */
function followRecord<Node>({ name, kind, type, load }: Followed<Node>): void {
  const RecordChange = builder.objectRef<ChangeEntry>(`${name}Change`).implement({
    description: `Something that happened to one ${kind}.`,
    fields: (t) => ({
      change: t.field({ type: Change, description: 'What happened.', resolve: (change) => change }),
      [kind]: t.field({
        type: type as never,
        nullable: true,
        description: `The ${kind} right after it. Null when it was deleted.`,
        resolve: async ({ key, position }: ChangeEntry, _args: object, context: GraphqlContext) => {
          await context.app.readModels.reached(position, { timeoutMs: context.waitMs });
          return ((await load(context, key, { position })) ?? null) as never;
        },
      }),
    }),
  });

  builder.subscriptionField(`${kind}Changed`, (t) =>
    t.field({
      type: RecordChange,
      description: `What happens to one ${kind}, as it happens.`,
      args: {
        id: t.arg.id({ required: true, description: `Which ${kind}: its global id or its key.` }),
        after: t.arg({ type: 'Position', description: ARGUMENTS.after }),
      },
      subscribe: (_root, { id, after }, context) => follow(context, { kinds: [kind], key: keyOf(name, id), after }),
      resolve: changeOf,
    }),
  );
}

followRecord({ name: 'Contact', kind: 'contact', type: Contact, load: loadContact });
followRecord({ name: 'Order', kind: 'order', type: Order, load: loadOrder });
