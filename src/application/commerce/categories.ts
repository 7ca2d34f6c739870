/** Categories of products. */
import {
  type CategoryCommand,
  category,
  MAX_CATEGORY_DEPTH,
  type Place,
} from '../../domain/commerce/category/decide.ts';
import {
  type CategoryDetails,
  type CategoryDetailsPatch,
  categoryDetailsPatch,
} from '../../domain/commerce/category/events.ts';
import { applyPatch } from '../../domain/kernel/patch.ts';
import type { ClaimKind, Claims, Standing } from '../claims.ts';
import { type RequestContext, type Result, refused, success, type Written } from '../context.ts';
import type { Executor } from '../execute.ts';
import { type Idempotency, newKey, withoutKey } from '../idempotency.ts';
import { blankIsNull, storable } from '../input.ts';
import type { Numbers } from '../numbers.ts';
import type { Ids } from '../ports.ts';
import { claimFreeName, claimName, handleFrom } from './handles.ts';

export interface CreateCategoryInput {
  readonly name: string;
  /** Made from the name when left out, as the handle is. */
  readonly code?: string | null;
  readonly url?: string | null;
  readonly description?: string | null;
  /** Key of the category above. */
  readonly parent?: string | null;
}

/** Missing means unchanged, `null` and blank text mean cleared. */
export interface CategoryChanges extends CategoryDetailsPatch {
  readonly parent?: string | null;
}

/** Which category is meant: by the first of these that finds one. */
export interface CategoryMatch {
  readonly ref?: number;
  readonly url?: string;
  readonly name?: string;
}

export interface Categories {
  /** A handle that is taken gets a number behind it. Refuses with CATEGORY_CODE_TAKEN, CATEGORY_INVALID, CATEGORY_NOT_FOUND. */
  create(context: RequestContext, input: CreateCategoryInput): Promise<Result<Written>>;
  /** Refuses as `create` does, and with CATEGORY_URL_TAKEN. */
  update(context: RequestContext, key: string, changes: CategoryChanges): Promise<Result<Written>>;
  remove(context: RequestContext, key: string): Promise<Result<Written>>;
  /** Keys of the categories that are meant. One that is not there is created if it has a name, else passed over. */
  ensure(context: RequestContext, wanted: readonly CategoryMatch[]): Promise<string[]>;
}

export interface CategoryLookup {
  categoryByRef(ref: number): Promise<string | undefined>;
  categoryNamed(name: string): Promise<string | undefined>;
}

export interface CategoryDependencies {
  readonly executor: Executor;
  readonly claims: Claims;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
  readonly categoryLookup: CategoryLookup;
}

export function createCategories(deps: CategoryDependencies): Categories {
  const { executor, claims, numbers, ids, idempotency, categoryLookup: lookup } = deps;

  const self: Categories = {
    create: (context, input) =>
      idempotency.once(context, 'createCategory', input, () => create(context, storable(input))),
    update: (context, key, changes) =>
      idempotency.once(context, 'updateCategory', { key, changes }, () => update(context, key, storable(changes))),
    remove: (context, key) => idempotency.once(context, 'removeCategory', { key }, () => remove(context, key)),

    async ensure(context, wanted) {
      const plain = withoutKey(context);
      const keys: string[] = [];
      for (const match of wanted) {
        const key = (await find(match)) ?? (await made(plain, match));
        if (key !== undefined && !keys.includes(key)) keys.push(key);
      }
      return keys;
    },
  };
  return self;

  async function find({ ref, url, name }: CategoryMatch): Promise<string | undefined> {
    const byRef = ref === undefined ? undefined : await lookup.categoryByRef(ref);
    const byUrl = byRef ?? (url ? await lookup.categoryNamed(url) : undefined);
    return byUrl ?? (name ? lookup.categoryNamed(name) : undefined);
  }

  async function made(context: RequestContext, { name, url }: CategoryMatch): Promise<string | undefined> {
    if (!name?.trim()) return undefined;
    const created = await self.create(context, { name, ...(url ? { url } : {}) });
    return created.ok ? created.value.key : undefined;
  }

  async function create(context: RequestContext, input: CreateCategoryInput): Promise<Result<Written>> {
    const { parent, ...given } = blankIsNull(input);
    const name = given.name ?? '';
    const key = newKey(ids, 'category', context);
    const below = await placeBelow(parent);
    if (below === undefined) return parentNotFound;
    const take = (kind: 'categoryCode' | 'categoryUrl', value: string) => claimIt(context, kind, value, key);
    const url = await claimFreeName(given.url ?? handleFrom(name), (candidate) => take('categoryUrl', candidate));
    const code = given.code ?? (await claimFreeName(url.toUpperCase(), (one) => take('categoryCode', one)));
    const isFree = await take('categoryCode', code);
    const details = applyPatch({} as CategoryDetails, { name, code, url, description: given.description });
    const result = isFree
      ? await run(context, key, {
          type: 'CreateCategory',
          ref: await numbers.next(context, 'category'),
          details,
          below,
        })
      : codeTaken;
    if (result.ok) return result;
    await claims.release(context, 'categoryUrl', url.toLowerCase(), key);
    if (isFree) await claims.release(context, 'categoryCode', code.toLowerCase(), key);
    return result;
  }

  async function update(context: RequestContext, key: string, raw: CategoryChanges): Promise<Result<Written>> {
    const { parent, ...changes } = blankIsNull(raw);
    const checked = categoryDetailsPatch.safeParse(changes);
    if (!checked.success) return invalidFields(checked.error.issues);
    const { state: before } = await executor.load(category, key);
    if (before.phase !== 'active') return notFound;
    const { code, url } = changes;
    if (url && !(await claimIt(context, 'categoryUrl', url, key))) return urlTaken;
    if (code && !(await claimIt(context, 'categoryCode', code, key))) return codeTaken;
    if (parent !== undefined) {
      const below = await placeBelow(parent);
      const moved =
        below === undefined ? parentNotFound : await run(context, key, { type: 'MoveCategory', key, below });
      if (!moved.ok) return moved;
    }
    const result = await run(context, key, { type: 'UpdateCategory', details: checked.data });
    const { state: after } = await executor.load(category, key);
    if (after.phase === 'active') await releaseUnused(context, key, [before.details, { code, url }], after.details);
    return result;
  }

  async function remove(context: RequestContext, key: string): Promise<Result<Written>> {
    const { state } = await executor.load(category, key);
    const result = await run(context, key, { type: 'RemoveCategory' });
    if (result.ok && state.phase === 'active') await releaseUnused(context, key, [state.details], {});
    return result;
  }

  type Names = Pick<CategoryDetailsPatch, 'code' | 'url'>;

  async function releaseUnused(
    context: RequestContext,
    key: string,
    held: readonly Names[],
    kept: Names,
  ): Promise<void> {
    for (const { code, url } of held) {
      if (code && code.toLowerCase() !== kept.code?.toLowerCase())
        await claims.release(context, 'categoryCode', code.toLowerCase(), key);
      if (url && url.toLowerCase() !== kept.url?.toLowerCase())
        await claims.release(context, 'categoryUrl', url.toLowerCase(), key);
    }
  }

  function claimIt(
    context: RequestContext,
    kind: ClaimKind & ('categoryCode' | 'categoryUrl'),
    value: string,
    key: string,
  ) {
    const field = kind === 'categoryCode' ? 'code' : 'url';
    return claimName(claims, context, kind, value, key, async (holder): Promise<Standing> => {
      const { state } = await executor.load(category, holder);
      if (state.phase === 'removed') return 'gone';
      const holds = state.phase === 'active' && state.details[field].toLowerCase() === value.toLowerCase();
      return holds ? 'holds' : 'moved-on';
    });
  }

  /** Undefined when there is no such category. */
  async function placeBelow(parent: string | null | undefined): Promise<Place | undefined> {
    if (!parent) return null;
    const chain: string[] = [];
    for (let key: string | null = parent; key !== null && chain.length <= MAX_CATEGORY_DEPTH; ) {
      const { state }: { state: typeof category.initial } = await executor.load(category, key);
      if (state.phase !== 'active') break;
      chain.push(key);
      key = state.parent;
    }
    const [key, ...ancestors] = chain;
    return key === undefined ? undefined : { key, ancestors };
  }

  async function run(context: RequestContext, key: string, command: CategoryCommand): Promise<Result<Written>> {
    const executed = await executor.execute(context, category, key, command);
    if (!executed.ok) return executed;
    const { state, position = 0n } = executed;
    return state.phase === 'absent' ? notFound : success({ key, ref: state.ref, position });
  }
}

const notFound = refused('CATEGORY_NOT_FOUND', 'There is no such category.');
const parentNotFound = refused('CATEGORY_NOT_FOUND', 'There is no such category.', 'parent');
const codeTaken = refused('CATEGORY_CODE_TAKEN', 'Another category has this code.', 'code');
const urlTaken = refused('CATEGORY_URL_TAKEN', 'Another category has this handle.', 'url');

const invalidFields = (issues: readonly { readonly path: readonly PropertyKey[] }[]) =>
  refused('INPUT_INVALID', 'Some fields are not valid.', ...issues.map(({ path }) => path.join('.')));
