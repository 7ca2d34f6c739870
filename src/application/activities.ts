/** What can be done with activities: tasks, calls, meetings and events. */
import { z } from 'zod';
import { type ActivityCommand, activity } from '../domain/crm/activity/decide.ts';
import { type ActivityFields, type ActivityPatch, activityPatch } from '../domain/crm/activity/events.ts';
import { type CustomValue, customValuesPatch, owner } from '../domain/kernel/fragments.ts';
import { applyPatch } from '../domain/kernel/patch.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { CustomFields } from './customFields.ts';
import type { Executor } from './execute.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import { blankIsNull, storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Ids } from './ports.ts';
import { knownReferences } from './references.ts';

/** Missing means unchanged (or unset), `null` and blank text mean cleared. */
export interface ActivityChanges {
  readonly fields?: ActivityPatch;
  readonly owner?: number | null;
  readonly complete?: boolean;
  /** By field name `group.alias`. */
  readonly custom?: Readonly<Record<string, CustomValue | null>>;
  /** Takes times of which the end comes first, for callers that have never been refused them. */
  readonly timesAsGiven?: boolean;
}

export interface Activities {
  /** Refuses with CONTACT_NOT_FOUND, COMPANY_NOT_FOUND, ACTIVITY_ENDS_BEFORE_START, INPUT_INVALID. */
  plan(context: RequestContext, changes: ActivityChanges): Promise<Result<Written>>;
  /** As `plan`, and ACTIVITY_NOT_FOUND. */
  update(context: RequestContext, key: string, changes: ActivityChanges): Promise<Result<Written>>;
  cancel(context: RequestContext, key: string): Promise<Result<Written>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly customFields: Pick<CustomFields, 'counted'>;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
}

export function createActivities({ executor, customFields, numbers, ids, idempotency }: Dependencies): Activities {
  return {
    plan: (context, changes) =>
      idempotency.once(context, 'planActivity', changes, () =>
        prepared(changes, async (ready) => {
          const ref = await numbers.next(context, 'activity');
          const fields = applyPatch<ActivityFields>({}, ready.fields ?? {});
          const custom = await customFields.counted(context, 'activity', ready.custom ?? {});
          const { owner: by = null, complete = false, timesAsGiven = false } = ready;
          return execute(context, newKey(ids, 'activity', context), {
            type: 'PlanActivity',
            ref,
            fields,
            owner: by,
            complete,
            custom,
            timesAsGiven,
          });
        }),
      ),
    update: (context, key, changes) =>
      idempotency.once(context, 'updateActivity', { key, changes }, () =>
        prepared(changes, (ready) => execute(context, key, { type: 'UpdateActivity', ...ready })),
      ),
    cancel: (context, key) =>
      idempotency.once(context, 'cancelActivity', { key }, () => execute(context, key, { type: 'CancelActivity' })),
  };

  async function prepared(
    changes: ActivityChanges,
    next: (ready: ActivityChanges) => Promise<Result<Written>>,
  ): Promise<Result<Written>> {
    const ready = checked(changes);
    if (!ready.ok) return ready;
    const known = await knownReferences(executor, ready.value.fields ?? {});
    return known.ok ? next(ready.value) : known;
  }

  async function execute(context: RequestContext, key: string, command: ActivityCommand): Promise<Result<Written>> {
    const executed = await executor.execute(context, activity, key, command);
    if (!executed.ok) return executed;
    const { state, position } = executed;
    if (state.phase === 'absent' || position === undefined)
      return refused('ACTIVITY_NOT_FOUND', 'There is no such activity.');
    return success({ key, ref: state.ref, position });
  }
}

const schema = z.object({
  fields: activityPatch.optional(),
  owner: owner.nullish(),
  complete: z.boolean().optional(),
  custom: customValuesPatch.optional(),
});

function checked(changes: ActivityChanges): Result<ActivityChanges> {
  const given = blankIsNull(storable(changes));
  const parsed = schema.safeParse(given);
  if (parsed.success) return success(given);
  return refused(
    'INPUT_INVALID',
    'Some fields are not valid.',
    ...parsed.error.issues.map((issue) => issue.path.filter((part) => part !== 'fields').join('.')),
  );
}
