/** `Contact.history` and `contactHistory`: every event of a contact with who, where from and what changed. */
import type { Principal } from '../../application/access.ts';
import type { HistoryEntry } from '../../application/history.ts';
import type { Moment } from '../../application/ports.ts';
import { shownChanges } from '../../application/redact.ts';
import type { AnyAggregate } from '../../domain/aggregates.ts';
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
import { eventFields, FieldChange } from '../eventParts.ts';
import { keyOf } from '../ids.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, isBy, readableMoment } from '../moment.ts';
import { seesPersonal } from '../personal.ts';
import { Contact } from './type.ts';

const ContactEvent = builder.objectRef<HistoryEntry>('ContactEvent').implement({
  description: 'An event in the history of a contact.',
  fields: (t) => ({
    ...eventFields(t),
    type: t.exposeString('type', { description: 'What happened, e.g. `ContactCreated`.' }),
    causationId: t.string({
      description: 'The request or event that directly led to it.',
      resolve: ({ metadata }) => metadata.causationId,
    }),
    changes: t.field({
      type: [FieldChange],
      description: 'What changed.',
      resolve: ({ changes }, _args, { principal }) => publicChanges(changes, principal),
    }),
  }),
});

/** Values as this caller may see them, paths as the type `Contact` has them; what only the fold knows is left out. */
const publicChanges = (changes: HistoryEntry['changes'], principal: Principal): HistoryEntry['changes'] =>
  shownChanges(contact as unknown as AnyAggregate, changes, { seesPersonal: seesPersonal(principal) })
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
