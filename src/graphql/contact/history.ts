/** `Contact.history` and `contactHistory`: every event of a contact with who, where from and what changed. */
import type { HistoryEntry } from '../../application/history.ts';
import { type Moment, SURFACES } from '../../application/ports.ts';
import { contact } from '../../domain/crm/contact/decide.ts';
import { builder } from '../builder.ts';
import {
  cursorInvalid,
  decodeCursor,
  encodeCursor,
  type Page,
  type PageArgs,
  pageCost,
  pageSize,
  queryMark,
  toPage,
} from '../connection.ts';
import type { GraphqlContext } from '../context.ts';
import { keyOf } from '../ids.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, isBy, readableMoment } from '../moment.ts';
import { isPersonalContactField, visible } from '../personal.ts';
import { Contact } from './type.ts';

const ACTOR_KINDS = {
  apiKey: ['API_KEY', 'A program, by its API key.'],
  customer: ['CUSTOMER', 'A customer.'],
  staff: ['STAFF', 'A member of staff.'],
  process: ['PROCESS', 'A process of this server.'],
  system: ['SYSTEM', 'This server itself.'],
} as const;

const ActorKind = builder.enumType('ActorKind', {
  description: 'What kind of actor caused an event.',
  values: Object.fromEntries(
    Object.entries(ACTOR_KINDS).map(([value, [name, description]]) => [name, { value, description }]),
  ),
});

export const Surface = builder.enumType('Surface', {
  description: 'The front through which an event came in.',
  values: Object.fromEntries(
    SURFACES.map((surface) => [surface.toUpperCase(), { value: surface, description: `Through \`${surface}\`.` }]),
  ),
});

const Actor = builder.objectRef<HistoryEntry['metadata']['actor']>('Actor').implement({
  description: 'Who caused an event.',
  fields: (t) => ({
    kind: t.field({ type: ActorKind, description: 'What kind of actor.', resolve: ({ kind }) => kind }),
    id: t.exposeString('id', { description: 'Its key.' }),
  }),
});

const FieldChange = builder.objectRef<HistoryEntry['changes'][number]>('FieldChange').implement({
  description: 'What an event changed in one field.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The field, as a dotted path of the contact.' }),
    from: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Its value before. Null when it was unset.',
      resolve: ({ path, from }, _args, { principal }) => visible(principal, isPersonalContactField(path), from),
    }),
    to: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Its value after. Null when it is unset.',
      resolve: ({ path, to }, _args, { principal }) => visible(principal, isPersonalContactField(path), to),
    }),
  }),
});

const ContactEvent = builder.objectRef<HistoryEntry>('ContactEvent').implement({
  description: 'An event in the history of a contact.',
  fields: (t) => ({
    eventId: t.exposeString('id', { description: 'UUID of the event.' }),
    type: t.exposeString('type', { description: 'What happened, e.g. `ContactCreated`.' }),
    revision: t.exposeInt('revision', { description: 'Place among the events of the contact, from 0.' }),
    position: t.expose('position', { type: 'Position', description: 'Place in the whole log.' }),
    occurredAt: t.field({ type: 'DateTime', description: 'When.', resolve: ({ metadata }) => metadata.occurredAt }),
    actor: t.field({ type: Actor, description: 'Who caused it.', resolve: ({ metadata }) => metadata.actor }),
    surface: t.field({
      type: Surface,
      description: 'Through which front.',
      resolve: ({ metadata }) => metadata.surface,
    }),
    requestId: t.string({ description: 'Under which request.', resolve: ({ metadata }) => metadata.requestId }),
    correlationId: t.string({
      description: 'Equal for everything that one request led to.',
      resolve: ({ metadata }) => metadata.correlationId,
    }),
    causationId: t.string({
      description: 'The request or event that directly led to it.',
      resolve: ({ metadata }) => metadata.causationId,
    }),
    changes: t.field({
      type: [FieldChange],
      description: 'What changed.',
      resolve: ({ changes }) => publicChanges(changes),
    }),
  }),
});

/** Paths as the type `Contact` has them; what only the fold knows is left out. */
const publicChanges = (changes: HistoryEntry['changes']): HistoryEntry['changes'] =>
  changes
    .filter(({ path }) => path !== 'phase')
    .map((change) => ({ ...change, path: change.path.replace(/^details\./, '') }));

interface HistoryPage extends Page<HistoryEntry> {
  readonly total: number;
}

/** A contact has tens of events, not thousands: the whole stream is folded to know what each one changed. */
async function historyPage(
  { app }: GraphqlContext,
  key: string,
  asOf: Moment | undefined,
  args: PageArgs,
): Promise<HistoryPage> {
  const size = pageSize(args);
  const mark = queryMark('contactHistory', key);
  const after = args.after ? revisionOf(decodeCursor(mark, args.after)) : -1;
  const before = args.before ? revisionOf(decodeCursor(mark, args.before)) : Number.POSITIVE_INFINITY;
  const entries: HistoryEntry[] = [];
  for await (const entry of app.history.of(contact, key)) {
    if (!asOf || isBy(asOf, entry.position, entry.metadata.occurredAt)) entries.push(entry);
  }
  const between = entries.filter(({ revision }) => revision > after && revision < before);
  const wanted = size.fromEnd ? between.slice(-(size.limit + 1)) : between.slice(0, size.limit + 1);
  const found = wanted.map((entry) => ({ cursor: encodeCursor(mark, [entry.revision]), node: entry }));
  return { ...toPage(found, size, args), total: entries.length };
}

function revisionOf([revision, ...more]: readonly unknown[]): number {
  if (typeof revision === 'number' && Number.isInteger(revision) && revision >= 0 && more.length === 0) return revision;
  throw cursorInvalid('This is no cursor.');
}

const ContactEventEdge = builder.edgeObject({
  type: ContactEvent,
  name: 'ContactEventEdge',
  description: 'An event in a page.',
});

const ContactHistory = builder.connectionObject(
  {
    type: ContactEvent,
    name: 'ContactHistoryConnection',
    description: 'A page of the events of a contact, oldest first.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many events there are over all pages.',
        resolve: (page) => (page as unknown as HistoryPage).total,
      }),
    }),
  },
  ContactEventEdge,
);

builder.objectField(Contact, 'history', (t) =>
  t.connection(
    {
      type: ContactEvent,
      description: 'Every event of the contact, oldest first; `last` gives the newest.',
      complexity: (args) => ({ ...pageCost(args), field: 10 }),
      resolve: ({ row, asOf }, args, context) => historyPage(context, row.key, asOf, args),
    },
    ContactHistory,
    ContactEventEdge,
  ),
);

builder.queryField('contactHistory', (t) =>
  t.connection(
    {
      type: ContactEvent,
      description: 'Every event of a contact, oldest first, even when it was deleted. Empty when there never was one.',
      complexity: (args) => ({ ...pageCost(args), field: 10 }),
      args: {
        id: t.arg.id({ required: true, description: 'Which contact: its global id or its key.' }),
        asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
        afterPosition: t.arg({
          type: 'Position',
          description: `As \`after\` of other queries, which is the cursor here. ${AFTER_DESCRIPTION}`,
        }),
      },
      resolve: async (_root, args, context) => {
        const moment = await readableMoment(context, args, args.afterPosition);
        return historyPage(context, keyOf('Contact', args.id), moment, args);
      },
    },
    ContactHistory,
    ContactEventEdge,
  ),
);
