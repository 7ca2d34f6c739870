/** `planActivity`, `updateActivity`, `cancelActivity`. */
import type { ActivityChanges } from '../../application/activities.ts';
import { builder, type InputFields } from '../builder.ts';
import { CustomFieldInput, toCustom } from '../contact/mutations.ts';
import { keyIfAny, keyOf } from '../ids.ts';
import { given, type InputOf, stated } from '../input.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';
import { Activity, loadActivity } from './activities.ts';

const commonInputs = (t: InputFields) => ({
  notes: t.string({ description: 'Notes.' }),
  kind: t.string({ description: 'Code of its type.' }),
  team: t.string({ description: 'Code of the team.' }),
  location: t.string({ description: 'Where it takes place.' }),
  startsAt: t.field({ type: 'DateTime', description: 'When it starts.' }),
  endsAt: t.field({ type: 'DateTime', description: 'When it ends.' }),
  contact: t.id({ description: 'The contact that it is about: global id or key.' }),
  company: t.id({ description: 'The company that it is about: global id or key.' }),
  onCalendar: t.boolean({ description: 'Shown on the calendar.' }),
  onPortal: t.boolean({ description: 'Shown to the contact.' }),
  reminders: t.intList({ description: 'Minutes before the start at which to remind, each once.' }),
  owner: t.int({ description: 'Number of the member of staff who owns it.' }),
  complete: t.boolean({ description: 'Whether it is done.' }),
  custom: t.field({ type: [CustomFieldInput], description: 'Values of custom fields. Fields that are left out stay.' }),
});

const PlanActivityInput = builder.inputType('PlanActivityInput', {
  description: 'A new activity.',
  fields: (t) => ({ title: t.string({ required: true, description: 'What it is.' }), ...commonInputs(t) }),
});

const UpdateActivityInput = builder.inputType('UpdateActivityInput', {
  description: 'Changes of an activity. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    title: t.string({ description: 'What it is.' }),
    ...commonInputs(t),
  }),
});

type Changes = Omit<InputOf<typeof UpdateActivityInput>, 'id'>;

function toChanges({ owner, complete, custom, contact, company, ...fields }: Changes): ActivityChanges {
  const subjects = { contact: keyIfAny('Contact', contact), company: keyIfAny('Company', company) };
  return {
    fields: { ...fields, ...stated(subjects) },
    ...stated({ owner }),
    ...given({ complete, custom: custom && toCustom(custom) }),
  };
}

const SAVE_REFUSALS = [
  'ACTIVITY_ENDS_BEFORE_START',
  'CONTACT_NOT_FOUND',
  'COMPANY_NOT_FOUND',
  'INPUT_INVALID',
] as const;

const result = recordResults(Activity, 'activity', loadActivity);

const planned = result('planActivity', 'The activity was planned.', SAVE_REFUSALS);

mutation(planned, {
  description: 'Plans an activity.',
  args: (t) => ({ input: t.arg({ type: PlanActivityInput, required: true, description: 'The activity.' }) }),
  run: ({ input }, command, { app }) => app.activities.plan(command, toChanges(input)),
});

const updated = result('updateActivity', 'The activity is as the input says.', [
  'ACTIVITY_NOT_FOUND',
  ...SAVE_REFUSALS,
]);

mutation(updated, {
  description: 'Changes an activity. What is already as the input says stays without a trace.',
  args: (t) => ({ input: t.arg({ type: UpdateActivityInput, required: true, description: 'The changes.' }) }),
  run: ({ input: { id, ...changes } }, command, { app }) =>
    app.activities.update(command, keyOf('Activity', id), toChanges(changes)),
});

const cancelled = mutationResult<WrittenNode & { readonly ref: number }>('cancelActivity', ['ACTIVITY_NOT_FOUND']);
removalPayload(cancelled, 'Activity', 'cancelledId', 'The activity is gone from the books. Its history stays.');
builder.objectField(cancelled.payload, 'ref', (t) =>
  t.exposeInt('ref', { description: 'Number that the activity had. It is never given again.' }),
);

mutation(cancelled, {
  description: 'Removes an activity from the books. Its history stays.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.activities.cancel(command, keyOf('Activity', id)),
});
