/** The people who work here: records name them as owner by their number. */
import { type StaffCommand, staff } from '../domain/crm/staff/decide.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executor } from './execute.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import { blankIsNull, storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Ids } from './ports.ts';

/** Missing means unchanged (or unset), `null` and blank text mean cleared. */
export interface StaffChanges {
  readonly name?: string;
  readonly email?: string | null;
  readonly team?: string | null;
}

export interface Staff {
  /** Refuses with STAFF_NAME_REQUIRED, EMAIL_INVALID. */
  add(context: RequestContext, changes: StaffChanges): Promise<Result<Written>>;
  /** As `add`, and STAFF_NOT_FOUND. */
  update(context: RequestContext, key: string, changes: StaffChanges): Promise<Result<Written>>;
  /** What they own stays theirs. */
  retire(context: RequestContext, key: string): Promise<Result<Written>>;
  reinstate(context: RequestContext, key: string): Promise<Result<Written>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
}

export function createStaff({ executor, numbers, ids, idempotency }: Dependencies): Staff {
  return {
    add: (context, changes) =>
      idempotency.once(context, 'addStaff', changes, async () => {
        const { name = '', email = null, team = null } = clean(changes);
        const ref = await numbers.next(context, 'staff');
        return execute(context, newKey(ids, 'staff', context), { type: 'AddStaff', ref, name, email, team });
      }),
    update: (context, key, changes) =>
      idempotency.once(context, 'updateStaff', { key, changes }, () =>
        execute(context, key, { type: 'UpdateStaff', ...clean(changes) }),
      ),
    retire: (context, key) =>
      idempotency.once(context, 'retireStaff', { key }, () => execute(context, key, { type: 'RetireStaff' })),
    reinstate: (context, key) =>
      idempotency.once(context, 'reinstateStaff', { key }, () => execute(context, key, { type: 'ReinstateStaff' })),
  };

  async function execute(context: RequestContext, key: string, command: StaffCommand): Promise<Result<Written>> {
    const executed = await executor.execute(context, staff, key, command);
    if (!executed.ok) return executed;
    const { state, position } = executed;
    if (state.phase === 'absent' || position === undefined)
      return refused('STAFF_NOT_FOUND', 'There is no such member of staff.');
    return success({ key, ref: state.ref, position });
  }
}

/** A blank name stays, to be refused by its own code. */
function clean(changes: StaffChanges): StaffChanges {
  const { name, ...rest } = storable(changes);
  return { ...blankIsNull(rest), ...(name === undefined ? {} : { name: name.trim() }) };
}
