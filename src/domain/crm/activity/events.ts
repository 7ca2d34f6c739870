/** What is stored about activities: tasks, calls, meetings and events. This is the storage format: a released version is never edited. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import {
  customValues,
  customValuesPatch,
  instant,
  key,
  owner,
  patchSchema,
  personalText,
  ref,
  text,
} from '../../kernel/fragments.ts';
import type { Patch } from '../../kernel/patch.ts';

const fields = {
  title: personalText,
  notes: personalText,
  /** Code in the menu of activity types. */
  kind: text,
  /** Code in the menu of teams. */
  team: text,
  location: personalText,
  startsAt: instant,
  endsAt: instant,
  /** Keys of the contact and the company that it is about. */
  contact: key,
  company: key,
  onCalendar: z.boolean(),
  onPortal: z.boolean(),
  /** Minutes before the start at which to remind, each once. */
  reminders: z.array(z.int().nonnegative()),
};

/** Everything that an activity is about. Unset fields are absent. */
export const activityFields = z.strictObject(fields).partial();
export type ActivityFields = z.infer<typeof activityFields>;
export type ActivityPatch = Patch<ActivityFields>;
export const activityPatch = patchSchema(fields) as z.ZodType<ActivityPatch>;

export const ActivityPlanned = defineEvent('ActivityPlanned', {
  summary: 'Something is to be done, or takes place.',
  schema: z.strictObject({
    ref,
    fields: activityFields,
    owner: owner.nullable(),
    complete: z.boolean(),
    custom: customValues,
  }),
});

export const ActivityChanged = defineEvent('ActivityChanged', {
  summary: 'Fields of the activity changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: activityPatch }),
});

export const ActivityAssigned = defineEvent('ActivityAssigned', {
  summary: 'The activity got another owner, or none.',
  schema: z.strictObject({ owner: owner.nullable() }),
});

export const ActivityCompleted = defineEvent('ActivityCompleted', {
  summary: 'It is done.',
  schema: z.strictObject({}),
});

export const ActivityReopened = defineEvent('ActivityReopened', {
  summary: 'It is not done after all.',
  schema: z.strictObject({}),
});

export const ActivityCustomFieldsSet = defineEvent('ActivityCustomFieldsSet', {
  summary: 'Custom values of the activity were set, or cleared where null.',
  schema: z.strictObject({ values: customValuesPatch }),
});

export const ActivityCancelled = defineEvent('ActivityCancelled', {
  summary: 'The activity was removed from the books. Its history stays.',
  schema: z.strictObject({}),
});

export const activityEvents = {
  ActivityPlanned,
  ActivityChanged,
  ActivityAssigned,
  ActivityCompleted,
  ActivityReopened,
  ActivityCustomFieldsSet,
  ActivityCancelled,
};
export type ActivityEvent = EventOf<typeof activityEvents>;
