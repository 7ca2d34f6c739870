/** How a form's events fold. */
import type { FormField } from '../../kernel/answers.ts';
import type { FormEvent } from './events.ts';

export type FormState =
  | { readonly phase: 'absent' }
  | OfferedForm
  | { readonly phase: 'removed'; readonly ref: number };

export interface OfferedForm {
  readonly phase: 'offered';
  readonly ref: number;
  readonly alias: string;
  readonly name: string;
  readonly fields: readonly FormField[];
}

export const initialForm: FormState = { phase: 'absent' };

export function evolveForm(state: FormState, event: FormEvent): FormState {
  switch (event.type) {
    case 'FormDefined':
      return { phase: 'offered', ...event.data };
    case 'FormChanged':
      return state.phase === 'offered' ? { ...state, ...event.data } : state;
    case 'FormRemoved':
      return state.phase === 'offered' ? { phase: 'removed', ref: state.ref } : state;
  }
}
