import { describe, it } from 'vitest';
import { activity, type PlanActivity } from '../../../src/domain/crm/activity/decide.ts';
import { activityEvents } from '../../../src/domain/crm/activity/events.ts';
import { given } from '../../support/decider.ts';

const { ActivityPlanned, ActivityChanged, ActivityAssigned, ActivityCompleted, ActivityReopened } = activityEvents;
const { ActivityCustomFieldsSet, ActivityCancelled } = activityEvents;

const data = {
  ref: 9,
  fields: {
    title: 'Call Ada',
    startsAt: '2026-11-21T14:00:00.000Z',
    endsAt: '2026-11-21T15:00:00.000Z',
    reminders: [1440],
  },
  owner: null,
  complete: false,
  custom: {},
};
const plan: PlanActivity = { type: 'PlanActivity', ...data };
const call = ActivityPlanned(data);

describe('an activity', () => {
  it('is planned', () => given(activity).when(plan).thenEvents([call]));
  it('may have no times at all', () => {
    const bare = { ...data, fields: { title: 'Think' } };
    given(activity)
      .when({ type: 'PlanActivity', ...bare })
      .thenEvents([ActivityPlanned(bare)]);
  });
  it('ends after it starts', () => {
    given(activity)
      .when({ ...plan, fields: { ...data.fields, endsAt: '2026-11-21T13:59:59.999Z' } })
      .thenRefused('ACTIVITY_ENDS_BEFORE_START');
    given(activity, call)
      .when({ type: 'UpdateActivity', fields: { startsAt: '2026-11-22T00:00:00.000Z' } })
      .thenRefused('ACTIVITY_ENDS_BEFORE_START');
  });
  it('is planned once', () =>
    given(activity, call)
      .when({ ...plan, ref: 10 })
      .thenRefused('ACTIVITY_EXISTS'));
  it('changes', () =>
    given(activity, call)
      .when({
        type: 'UpdateActivity',
        fields: { title: 'Call Ada', notes: 'Soon', reminders: null },
        owner: 3,
        complete: true,
        custom: { 'general.room': '4' },
      })
      .thenEvents([
        ActivityChanged({ changes: { notes: 'Soon', reminders: null } }),
        ActivityAssigned({ owner: 3 }),
        ActivityCompleted({}),
        ActivityCustomFieldsSet({ values: { 'general.room': '4' } }),
      ]));
  it('is reopened', () =>
    given(activity, call, ActivityCompleted({}))
      .when({ type: 'UpdateActivity', complete: false })
      .thenEvents([ActivityReopened({})]));
  it('leaves no trace of changes to what it is', () =>
    given(activity, call).when({ type: 'UpdateActivity', fields: data.fields, complete: false }).thenNothing());
  it('is cancelled once and stays so', () => {
    given(activity, call)
      .when({ type: 'CancelActivity' })
      .thenEvents([ActivityCancelled({})]);
    given(activity, call, ActivityCancelled({})).when({ type: 'UpdateActivity' }).thenRefused('ACTIVITY_NOT_FOUND');
    given(activity).when({ type: 'CancelActivity' }).thenRefused('ACTIVITY_NOT_FOUND');
  });
});
