/** Activities: type, queries, and the activities of a contact or company. */
import type { Moment } from '../../application/ports.ts';
import { ACTIVITY_FIELDS } from '../../projections/activities/fields.ts';
import {
  type ActivityRow,
  activitiesByKeys,
  activitiesOf,
  activityByRef,
  countActivities,
  pageOfActivities,
} from '../../projections/activities/queries.ts';
import { builder } from '../builder.ts';
import { loadContact } from '../contact/queries.ts';
import { Contact, CustomFieldValue } from '../contact/type.ts';
import type { GraphqlContext } from '../context.ts';
import { listQuery } from '../list.ts';
import { amountOfEach, ofEachCost, type RecordNode, recordQuery } from '../record.ts';
import { Company, loadCompany } from './companies.ts';

type ActivityNode = RecordNode<'Activity', ActivityRow>;

const activityNode = (row: ActivityRow, asOf: Moment | undefined): ActivityNode => ({
  __typename: 'Activity',
  row,
  asOf,
});

export const Activity = builder.node(builder.objectRef<ActivityNode>('Activity'), {
  description: 'Something to be done, or that takes place: a task, a call, a meeting.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the activity.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the activity: the `id` of the legacy APIs.', resolve: ({ row }) => row.ref }),
    title: t.string({
      nullable: true,
      description: 'What it is.',
      resolve: ({ row }) => row.fields.title ?? null,
    }),
    notes: t.string({
      nullable: true,
      description: 'Notes.',
      resolve: ({ row }) => row.fields.notes ?? null,
    }),
    location: t.string({
      nullable: true,
      description: 'Where it takes place.',
      resolve: ({ row }) => row.fields.location ?? null,
    }),
    kind: t.string({ nullable: true, description: 'Code of its type.', resolve: ({ row }) => row.kind }),
    team: t.string({
      nullable: true,
      description: 'Code of the team.',
      resolve: ({ row }) => row.fields.team ?? null,
    }),
    startsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it starts.',
      resolve: ({ row }) => row.startsAt,
    }),
    endsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ends.',
      resolve: ({ row }) => row.endsAt,
    }),
    complete: t.boolean({ description: 'Whether it is done.', resolve: ({ row }) => row.complete }),
    reminders: t.intList({
      description: 'Minutes before the start at which to remind.',
      resolve: ({ row }) => row.fields.reminders ?? [],
    }),
    onCalendar: t.boolean({
      description: 'Shown on the calendar.',
      resolve: ({ row }) => row.fields.onCalendar ?? true,
    }),
    onPortal: t.boolean({
      description: 'Shown to the contact.',
      resolve: ({ row }) => row.fields.onPortal ?? false,
    }),
    owner: t.int({
      nullable: true,
      description: 'Number of the member of staff who owns it.',
      resolve: ({ row }) => row.owner,
    }),
    contact: t.field({
      type: Contact,
      nullable: true,
      description: 'The contact that it is about.',
      resolve: ({ row, asOf }, _args, context) =>
        row.contact === null ? undefined : loadContact(context, row.contact, asOf),
    }),
    company: t.field({
      type: Company,
      nullable: true,
      description: 'The company that it is about.',
      resolve: ({ row, asOf }, _args, context) =>
        row.company === null ? undefined : loadCompany(context, row.company, asOf),
    }),
    custom: t.field({
      type: [CustomFieldValue],
      description: 'Values of custom fields, by name.',
      resolve: ({ row }) =>
        Object.entries(row.custom)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => ({ name, value })),
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was planned.', resolve: ({ row }) => row.createdAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
  }),
});

export async function loadActivity(
  { loaders }: GraphqlContext,
  key: string,
  asOf?: Moment,
): Promise<ActivityNode | undefined> {
  const row = await loaders.one(activitiesByKeys, key, asOf);
  return row && activityNode(row, asOf);
}

recordQuery(Activity, {
  name: 'activity',
  kind: 'Activity',
  description: 'One activity.',
  load: loadActivity,
  byRef: ({ app }, ref, asOf) => activityByRef(app.db, ref, asOf),
  node: activityNode,
});

listQuery(Activity, {
  name: 'activities',
  kind: 'Activity',
  custom: 'activity',
  description: 'Activities that meet a filter, in any order, page by page.',
  fields: ACTIVITY_FIELDS,
  page: ({ app }, query, fields) => pageOfActivities(app.db, query, fields),
  count: ({ app }, query, fields) => countActivities(app.db, query, fields),
  node: activityNode,
});

for (const [type, parent] of [
  [Contact, 'contact'],
  [Company, 'company'],
] as const) {
  builder.objectField(type as typeof Contact, 'activities', (t) =>
    t.field({
      type: [Activity],
      description: `Activities about the ${parent}, newest first. The query \`activities\` pages through all of them.`,
      complexity: ofEachCost,
      args: { first: t.arg.int({ description: 'How many. 10 when left out.' }) },
      resolve: async ({ row, asOf }, { first }, { loaders }) => {
        const limit = amountOfEach(first);
        const rows = await loaders.many(
          `${parent}Activities:${limit}`,
          (db, keys) => activitiesOf(db, parent, keys, { limit, asOf }),
          row.key,
          (found) => found[parent],
          asOf,
        );
        return rows.map((found) => activityNode(found, asOf));
      },
    }),
  );
}
