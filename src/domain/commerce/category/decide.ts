/** What may happen to a category of products. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { narrowPatch } from '../../kernel/patch.ts';
import { type CategoryDetails, type CategoryDetailsPatch, type CategoryEvent, categoryEvents } from './events.ts';
import { type ActiveCategory, type CategoryState, evolveCategory, initialCategory } from './state.ts';

export type CategoryCommand = CreateCategory | UpdateCategory | MoveCategory | { readonly type: 'RemoveCategory' };

/** Where a category is to stand: below `key`, whose own ancestors are told, nearest first. Null for the top. */
export type Place = { readonly key: string; readonly ancestors: readonly string[] } | null;

export interface CreateCategory {
  readonly type: 'CreateCategory';
  readonly ref: number;
  readonly details: CategoryDetails;
  readonly below: Place;
}

export interface UpdateCategory {
  readonly type: 'UpdateCategory';
  readonly details: CategoryDetailsPatch;
}

export interface MoveCategory {
  readonly type: 'MoveCategory';
  /** Key of this category. */
  readonly key: string;
  readonly below: Place;
}

export type CategoryRefusal = 'CATEGORY_EXISTS' | 'CATEGORY_NOT_FOUND' | 'CATEGORY_INVALID';

type Decided = Decision<CategoryEvent, CategoryRefusal>;

/** Deep enough for any shop, and an end to every walk. */
export const MAX_CATEGORY_DEPTH = 20;

export function decideCategory(state: CategoryState, command: CategoryCommand): Decided {
  if (command.type === 'CreateCategory') return create(state, command);
  if (state.phase === 'absent') return notFound;
  if (state.phase === 'removed') return command.type === 'RemoveCategory' ? nothing : notFound;
  switch (command.type) {
    case 'UpdateCategory':
      return update(state, command);
    case 'MoveCategory':
      return move(state, command);
    case 'RemoveCategory':
      return accept(categoryEvents.CategoryRemoved({}));
  }
}

const notFound = refuse('CATEGORY_NOT_FOUND', 'There is no such category.');

function create(state: CategoryState, { ref, details, below }: CreateCategory): Decided {
  if (state.phase !== 'absent') return refuse('CATEGORY_EXISTS', 'There is a category under this key already.');
  if (isTooDeep(below)) return tooDeep;
  return checked(details) ?? accept(categoryEvents.CategoryCreated({ ref, details, parent: below?.key ?? null }));
}

function update(state: ActiveCategory, { details }: UpdateCategory): Decided {
  const changes = narrowPatch<CategoryDetails>(state.details, details);
  if (!changes) return nothing;
  const after = { ...state.details, ...changes } as Partial<CategoryDetails>;
  return checked(after) ?? accept(categoryEvents.CategoryChanged({ changes }));
}

function move(state: ActiveCategory, { key, below }: MoveCategory): Decided {
  const parent = below?.key ?? null;
  if (parent === state.parent) return nothing;
  if (below && [below.key, ...below.ancestors].includes(key))
    return refuse('CATEGORY_INVALID', 'A category cannot stand below itself.', {
      path: 'parent',
      message: 'is below it',
    });
  return isTooDeep(below) ? tooDeep : accept(categoryEvents.CategoryMoved({ parent }));
}

const isTooDeep = (below: Place): boolean => (below?.ancestors.length ?? 0) + 1 >= MAX_CATEGORY_DEPTH;

const tooDeep = refuse('CATEGORY_INVALID', 'Categories do not go that deep.', {
  path: 'parent',
  message: 'is too deep',
});

const HANDLE = /^[\p{L}\p{N}][\p{L}\p{N}._~-]{0,199}$/u;

function checked(details: Partial<CategoryDetails>): Decided | undefined {
  const problems = [
    ...(details.name ? [] : [{ path: 'name', message: 'is required' }]),
    ...(details.code && details.code.length <= 100 ? [] : [{ path: 'code', message: 'has 1 to 100 characters' }]),
    ...(details.url && HANDLE.test(details.url)
      ? []
      : [{ path: 'url', message: 'has letters, digits, -, _, . and ~ only' }]),
  ];
  return problems.length > 0
    ? refuse('CATEGORY_INVALID', 'The category cannot be named like this.', ...problems)
    : undefined;
}

export const category = defineAggregate<CategoryState, CategoryCommand, CategoryEvent, CategoryRefusal>({
  category: 'category',
  events: categoryEvents,
  initial: initialCategory,
  evolve: evolveCategory,
  decide: decideCategory,
});
