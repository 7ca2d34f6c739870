/** Subscriber lists and what becomes of mailings to them: type, query, mutations. */
import type { Moment } from '../application/ports.ts';
import { ENGAGEMENTS } from '../domain/marketing/engagement/decide.ts';
import { type CountedList, listSubscriberLists, subscriberListByKey } from '../projections/subscriberLists/queries.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { keyOf } from './ids.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from './moment.ts';
import { mutation } from './mutation.ts';
import { ID_DESCRIPTION, recordResults, removalPayload } from './record.ts';
import { mutationResult, type WrittenNode } from './refusals.ts';

type ListNode = CountedList & { readonly __typename: 'SubscriberList' };

const listNode = (row: CountedList): ListNode => ({ ...row, __typename: 'SubscriberList' });

export const SubscriberList = builder.node(builder.objectRef<ListNode>('SubscriberList'), {
  description: 'A list that contacts subscribe to. Mailings count once per mailing and contact.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The key under which events name the list.' }),
    ref: t.exposeInt('ref', { description: 'Number of the list, as contacts name it.' }),
    name: t.exposeString('name', { description: 'What it is called.' }),
    subscribers: t.exposeInt('subscribers', { description: 'How many contacts are on it.' }),
    sent: t.exposeInt('sent', { description: 'How many mails went out to it.' }),
    opened: t.exposeInt('opened', { description: 'How many of them were opened.' }),
    clicked: t.exposeInt('clicked', { description: 'In how many of them a link was followed.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was opened.' }),
  }),
});

export async function loadSubscriberList(
  { app }: GraphqlContext,
  key: string,
  asOf?: Moment,
): Promise<ListNode | undefined> {
  const row = await subscriberListByKey(app.db, key, asOf);
  return row && listNode(row);
}

builder.queryField('subscriberLists', (t) =>
  t.field({
    type: [SubscriberList],
    description: 'All subscriber lists, oldest first.',
    args: {
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => {
      const moment = await readableMoment(context, args, args.after);
      return (await listSubscriberLists(context.app.db, moment)).map(listNode);
    },
  }),
);

const result = recordResults(SubscriberList, 'subscriberList', loadSubscriberList);

const created = result('createSubscriberList', 'The list was opened.', ['INPUT_INVALID']);

mutation(created, {
  description: 'Opens a subscriber list.',
  args: (t) => ({ name: t.arg.string({ required: true, description: 'What it is called.' }) }),
  run: ({ name }, command, { app }) => app.subscriberLists.create(command, name),
});

const renamed = result('renameSubscriberList', 'The list is called so.', [
  'SUBSCRIBER_LIST_NOT_FOUND',
  'INPUT_INVALID',
]);

mutation(renamed, {
  description: 'Gives a subscriber list another name.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    name: t.arg.string({ required: true, description: 'What it is to be called.' }),
  }),
  run: ({ id, name }, command, { app }) => app.subscriberLists.rename(command, keyOf('SubscriberList', id), name),
});

const deleted = mutationResult<WrittenNode>('deleteSubscriberList', ['SUBSCRIBER_LIST_NOT_FOUND']);
removalPayload(deleted, 'SubscriberList', 'deletedId', 'The list was closed: nobody is on it any more.');

mutation(deleted, {
  description: 'Closes a subscriber list.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.subscriberLists.remove(command, keyOf('SubscriberList', id)),
});

const KIND_DESCRIPTIONS: { readonly [K in (typeof ENGAGEMENTS)[number]]: string } = {
  sent: 'The mail went out.',
  opened: 'The contact opened it.',
  clicked: 'The contact followed a link in it.',
};

const EngagementKind = builder.enumType('EngagementKind', {
  description: 'What became of a mail.',
  values: Object.fromEntries(
    ENGAGEMENTS.map((kind) => [kind.toUpperCase(), { value: kind, description: KIND_DESCRIPTIONS[kind] }]),
  ),
});

const recorded = result('recordEngagement', 'It counts, once.', ['SUBSCRIBER_LIST_NOT_FOUND', 'INPUT_INVALID']);

mutation(recorded, {
  description:
    'Records what became of a mailing to a contact of a list. Each step counts once, and implies those before it.',
  args: (t) => ({
    list: t.arg.id({ required: true, description: 'Which list: its global id or its key.' }),
    contact: t.arg.id({ required: true, description: 'Which contact: its global id or its key.' }),
    mailing: t.arg.string({ required: true, description: 'Name of the mailing, of your choice.' }),
    kind: t.arg({ type: EngagementKind, required: true, description: 'What happened.' }),
  }),
  run: ({ list, contact, mailing, kind }, command, { app }) =>
    app.subscriberLists.recordEngagement(command, {
      ...{ mailing, kind },
      list: keyOf('SubscriberList', list),
      contact: keyOf('Contact', contact),
    }),
});
