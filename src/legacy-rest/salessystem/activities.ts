/** Activities: a visitor asks for a call, and a website lists what takes place. */
import { z } from 'zod';
import { activityFields } from '../../projections/activities/fields.ts';
import { type ActivityRow, countActivities, listActivities } from '../../projections/activities/queries.ts';
import type { Filter } from '../../projections/filter/filter.ts';
import { DEFAULT_TEAM } from './defaults.ts';
import { invalid, refusalError } from './errors.ts';
import { checkChoices } from './menus.ts';
import { defineMethod } from './method.ts';
import { dateTime, paging, type Shown, select } from './select.ts';
import { filter, instant, integer, required, text } from './values.ts';

/** A call. */
const DEFAULT_TYPE = 'DA1';

const addActivity = defineMethod({
  name: 'addActivity',
  scope: 'write',
  visit: 'loggedIn',
  parameters: z.object({
    activity_subject: required(text),
    activity_start: required(instant),
    activity_end: required(instant),
    activity_type: text,
    activity_team: text,
    activity_location: text,
    activity_notes: text,
  }),
  async run({ app, context }, input, { contactKey }) {
    const { activity_start: startsAt, activity_end: endsAt } = input;
    const kind = input.activity_type ?? DEFAULT_TYPE;
    const team = input.activity_team ?? DEFAULT_TEAM;
    await checkChoices(app, { activity_type: ['activityType', kind], activity_team: ['team', team] });
    if (endsAt < startsAt) throw invalid({ activity_end: 'Must not be before the start.' });
    const planned = await app.activities.plan(context, {
      fields: {
        title: input.activity_subject,
        startsAt,
        endsAt,
        kind,
        team,
        location: input.activity_location ?? null,
        notes: input.activity_notes ?? null,
        contact: contactKey,
      },
    });
    if (!planned.ok) throw refusalError(planned.refusal);
    return { activity_ref: planned.value.ref, activity_key: planned.value.key };
  },
});

const ACTIVITY: Shown<ActivityRow> = {
  ref: ({ ref }) => ref,
  subject: ({ fields }) => fields.title,
  start: ({ startsAt }) => dateTime(startsAt),
  end: ({ endsAt }) => dateTime(endsAt),
  description: ({ fields }) => fields.notes,
  notes: ({ fields }) => fields.notes,
  category: () => null,
  type: ({ kind }) => kind,
  sku: () => null,
};

/** Everything that overlaps the period, by its start: of the types that the operator lets everybody see. */
const getActivities = defineMethod({
  name: 'getActivities',
  scope: 'read',
  visit: 'none',
  parameters: z.object({
    activity_type: text,
    activity_start: required(instant),
    activity_end: required(instant),
    skip: integer,
    limit: integer,
    filter,
  }),
  async run(
    { app, site },
    { activity_type: wanted, activity_start: start, activity_end: end, filter: names, ...page },
  ) {
    const kinds = site.activityTypes.filter((code) => !wanted || code.toLowerCase() === wanted.toLowerCase());
    if (kinds.length === 0) return { items: [], found: 0 };
    const overlapping: Filter = {
      and: [
        { field: 'kind', op: 'in', value: kinds },
        { field: 'startsAt', op: 'lte', value: end },
        {
          or: [
            { field: 'endsAt', op: 'gte', value: start },
            {
              and: [
                { field: 'endsAt', op: 'eq', value: null },
                { field: 'startsAt', op: 'gte', value: start },
              ],
            },
          ],
        },
      ],
    };
    const query = { filter: overlapping, sort: [{ field: 'startsAt', direction: 'asc' }] } as const;
    const [rows, found] = await Promise.all([
      listActivities(app.db, { ...query, ...paging(page) }, activityFields),
      countActivities(app.db, query, activityFields),
    ]);
    return { items: rows.map((row) => select(ACTIVITY, names ?? Object.keys(ACTIVITY), row)), found };
  },
});

export const activities = [addActivity, getActivities];
