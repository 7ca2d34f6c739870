/** What may happen to an activity. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import type { CustomValue } from '../../kernel/fragments.ts';
import { applyPatch, narrowPatch, type Patch } from '../../kernel/patch.ts';
import { type ActivityEvent, type ActivityFields, type ActivityPatch, activityEvents } from './events.ts';
import { type ActivityState, evolveActivity, initialActivity, type PlannedActivity } from './state.ts';

export type ActivityCommand = PlanActivity | UpdateActivity | CancelActivity;

export interface PlanActivity {
  readonly type: 'PlanActivity';
  readonly ref: number;
  readonly fields: ActivityFields;
  readonly owner: number | null;
  readonly complete: boolean;
  readonly custom: Readonly<Record<string, CustomValue>>;
  /** Takes times of which the end comes first. */
  readonly timesAsGiven?: boolean;
}

/** Missing means unchanged. */
export interface UpdateActivity {
  readonly type: 'UpdateActivity';
  readonly fields?: ActivityPatch;
  readonly owner?: number | null;
  readonly complete?: boolean;
  readonly custom?: Patch<Record<string, CustomValue>>;
  readonly timesAsGiven?: boolean;
}

export interface CancelActivity {
  readonly type: 'CancelActivity';
}

export type ActivityRefusal = 'ACTIVITY_EXISTS' | 'ACTIVITY_NOT_FOUND' | 'ACTIVITY_ENDS_BEFORE_START';
type ActivityDecision = Decision<ActivityEvent, ActivityRefusal>;

export function decideActivity(state: ActivityState, command: ActivityCommand): ActivityDecision {
  switch (command.type) {
    case 'PlanActivity':
      return plan(state, command);
    case 'UpdateActivity':
      return state.phase === 'planned' ? update(state, command) : notFound;
    case 'CancelActivity':
      return cancel(state);
  }
}

const notFound = refuse('ACTIVITY_NOT_FOUND', 'There is no such activity.');
const endsBeforeStart = refuse('ACTIVITY_ENDS_BEFORE_START', 'An activity ends after it has started.', {
  path: 'endsAt',
  message: 'is before the start',
});

function plan(state: ActivityState, { type: _, timesAsGiven = false, ...data }: PlanActivity): ActivityDecision {
  if (state.phase === 'planned' && state.ref === data.ref) return nothing;
  if (state.phase !== 'absent') return refuse('ACTIVITY_EXISTS', 'This activity exists already.');
  if (!timesAsGiven && isBackwards(data.fields)) return endsBeforeStart;
  return accept(activityEvents.ActivityPlanned({ ...data, custom: { ...data.custom } }));
}

function update(activity: PlannedActivity, command: UpdateActivity): ActivityDecision {
  const { fields, owner, complete, custom, timesAsGiven = false } = command;
  const changes = fields && narrowPatch<ActivityFields>(activity.fields, fields);
  if (!timesAsGiven && changes && isBackwards(applyPatch(activity.fields, changes))) return endsBeforeStart;
  const values = custom && narrowPatch<Record<string, CustomValue>>(activity.custom, custom);
  return accept(
    ...(changes ? [activityEvents.ActivityChanged({ changes })] : []),
    ...(owner === undefined || owner === activity.owner ? [] : [activityEvents.ActivityAssigned({ owner })]),
    ...completion(activity, complete),
    ...(values
      ? [activityEvents.ActivityCustomFieldsSet({ values: values as Record<string, CustomValue | null> })]
      : []),
  );
}

function cancel(state: ActivityState): ActivityDecision {
  if (state.phase === 'absent') return notFound;
  return state.phase === 'cancelled' ? nothing : accept(activityEvents.ActivityCancelled({}));
}

function completion(activity: PlannedActivity, complete: boolean | undefined): ActivityEvent[] {
  if (complete === undefined || complete === activity.complete) return [];
  return [complete ? activityEvents.ActivityCompleted({}) : activityEvents.ActivityReopened({})];
}

const isBackwards = ({ startsAt, endsAt }: ActivityFields): boolean =>
  startsAt !== undefined && endsAt !== undefined && Date.parse(endsAt) < Date.parse(startsAt);

export const activity = defineAggregate<ActivityState, ActivityCommand, ActivityEvent, ActivityRefusal>({
  category: 'activity',
  events: activityEvents,
  initial: initialActivity,
  evolve: evolveActivity,
  decide: decideActivity,
});
