/** How an activity's events fold into what decisions need. */
import type { CustomValue } from '../../kernel/fragments.ts';
import { applyPatch } from '../../kernel/patch.ts';
import type { ActivityEvent, ActivityFields } from './events.ts';

export type ActivityState =
  | { readonly phase: 'absent' }
  | PlannedActivity
  | { readonly phase: 'cancelled'; readonly ref: number };

export interface PlannedActivity {
  readonly phase: 'planned';
  readonly ref: number;
  readonly fields: ActivityFields;
  readonly owner: number | null;
  readonly complete: boolean;
  readonly custom: Readonly<Record<string, CustomValue>>;
}

export const initialActivity: ActivityState = { phase: 'absent' };

export function evolveActivity(state: ActivityState, event: ActivityEvent): ActivityState {
  if (event.type === 'ActivityPlanned') return { phase: 'planned', ...event.data };
  return state.phase === 'planned' ? evolvePlanned(state, event) : state;
}

function evolvePlanned(
  activity: PlannedActivity,
  event: Exclude<ActivityEvent, { type: 'ActivityPlanned' }>,
): ActivityState {
  switch (event.type) {
    case 'ActivityChanged':
      return { ...activity, fields: applyPatch(activity.fields, event.data.changes) };
    case 'ActivityAssigned':
      return { ...activity, owner: event.data.owner };
    case 'ActivityCompleted':
      return { ...activity, complete: true };
    case 'ActivityReopened':
      return { ...activity, complete: false };
    case 'ActivityCustomFieldsSet':
      return { ...activity, custom: applyPatch(activity.custom, event.data.values) };
    case 'ActivityCancelled':
      return { phase: 'cancelled', ref: activity.ref };
  }
}
