/** Activities: type, queries, and the activities of a contact or company. */
import { ACTIVITY_FIELDS } from '../../projections/activities/fields.ts';
import {
  activitiesByKeys,
  activitiesOf,
  activityByRef,
  countActivities,
  pageOfActivities,
} from '../../projections/activities/queries.ts';
import { builder } from '../builder.ts';
import { loadContact } from '../contact/queries.ts';
import { Contact, CustomFieldValue, customValues } from '../contact/type.ts';
import { listQuery } from '../list.ts';
import { newestField, recordKind, recordQuery } from '../record.ts';
import { Company, loadCompany } from './companies.ts';

const activities = recordKind('Activity', activitiesByKeys);
export const loadActivity = activities.load;

export const Activity = builder.node(activities.ref, {
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
      resolve: ({ row }) => customValues(row.custom),
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was planned.', resolve: ({ row }) => row.createdAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
  }),
});

recordQuery(activities, { name: 'activity', description: 'One activity.', byRef: activityByRef });

listQuery(activities, {
  name: 'activities',
  custom: 'activity',
  description: 'Activities that meet a filter, in any order, page by page.',
  fields: ACTIVITY_FIELDS,
  page: pageOfActivities,
  count: countActivities,
});

for (const [type, parent] of [
  [Contact, 'contact'],
  [Company, 'company'],
] as const) {
  newestField(type as typeof Contact, 'activities', {
    of: activities,
    description: `Activities about the ${parent}, newest first. The query \`activities\` pages through all of them.`,
    newest: (db, keys, page) => activitiesOf(db, parent, keys, page),
    parentOf: (found) => found[parent],
  });
}
