/** How a category's events fold. */
import { applyPatch } from '../../kernel/patch.ts';
import type { CategoryDetails, CategoryEvent } from './events.ts';

export type CategoryState =
  | { readonly phase: 'absent' }
  | ActiveCategory
  | { readonly phase: 'removed'; readonly ref: number };

export interface ActiveCategory {
  readonly phase: 'active';
  readonly ref: number;
  readonly details: CategoryDetails;
  /** Key of the category above. */
  readonly parent: string | null;
}

export const initialCategory: CategoryState = { phase: 'absent' };

export function evolveCategory(state: CategoryState, event: CategoryEvent): CategoryState {
  if (event.type === 'CategoryCreated') return { phase: 'active', ...event.data };
  if (state.phase !== 'active') return state;
  switch (event.type) {
    case 'CategoryChanged':
      return { ...state, details: applyPatch<CategoryDetails>(state.details, event.data.changes) };
    case 'CategoryMoved':
      return { ...state, parent: event.data.parent };
    case 'CategoryRemoved':
      return { phase: 'removed', ref: state.ref };
  }
}
