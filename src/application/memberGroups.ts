/** Groups of members: what can be done with them. Who belongs to one is said by the members. */
import { memberGroup, type UpdateMemberGroup } from '../domain/membership/memberGroup/decide.ts';
import type { MemberGroupState } from '../domain/membership/memberGroup/state.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executed, Executor } from './execute.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import { storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Ids, Position } from './ports.ts';

export interface MemberGroupInput {
  readonly name: string;
  /** Page that members land on after signing in; blank for none of its own. */
  readonly link?: string | null;
}

export interface ChangedGroup {
  readonly key: string;
  readonly position: Position;
}

export interface MemberGroups {
  /** Refuses with INPUT_INVALID. */
  create(context: RequestContext, input: MemberGroupInput): Promise<Result<Written>>;
  /** Missing means unchanged. Refuses with MEMBER_GROUP_NOT_FOUND and INPUT_INVALID. */
  update(context: RequestContext, key: string, input: Partial<MemberGroupInput>): Promise<Result<ChangedGroup>>;
  /** Its members belong to it no longer. Refuses with MEMBER_GROUP_NOT_FOUND. */
  remove(context: RequestContext, key: string): Promise<Result<ChangedGroup>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
}

export function createMemberGroups(deps: Dependencies): MemberGroups {
  const { executor, numbers, ids, idempotency } = deps;

  return {
    create: (context, input) => idempotency.once(context, 'createMemberGroup', input, () => create(context, input)),

    update: (context, key, input) =>
      idempotency.once(context, 'updateMemberGroup', { key, input }, async () => {
        const changes = cleaned(input);
        if (changes.name === '') return nameMissing;
        return changed(
          key,
          await executor.execute(context, memberGroup, key, { type: 'UpdateMemberGroup', ...changes }),
        );
      }),

    remove: (context, key) =>
      idempotency.once(context, 'deleteMemberGroup', { key }, async () =>
        changed(key, await executor.execute(context, memberGroup, key, { type: 'DeleteMemberGroup' })),
      ),
  };

  async function create(context: RequestContext, input: MemberGroupInput): Promise<Result<Written>> {
    const { name = '', link = null } = cleaned(input);
    if (name === '') return nameMissing;
    const key = newKey(ids, 'memberGroup', context);
    const ref = await numbers.next(context, 'memberGroup');
    const executed = await executor.execute(context, memberGroup, key, { type: 'CreateMemberGroup', ref, name, link });
    const result = changed(key, executed);
    if (!result.ok || executed.state.phase !== 'open') return result.ok ? notFound : result;
    return success({ ...result.value, ref: executed.state.ref });
  }

  function changed(key: string, executed: Executed<MemberGroupState, string>): Result<ChangedGroup> {
    if (!executed.ok) return executed;
    const position = executed.position ?? 0n;
    return success({ key, position });
  }
}

const nameMissing = refused('INPUT_INVALID', 'A group of members needs a name.', 'name');

const notFound = refused('MEMBER_GROUP_NOT_FOUND', 'There is no such group of members.');

function cleaned(input: Partial<MemberGroupInput>): Omit<UpdateMemberGroup, 'type'> {
  const { name, link } = storable(input);
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(link === undefined ? {} : { link: link?.trim() || null }),
  };
}
