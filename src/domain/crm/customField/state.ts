/** How a custom field's events fold. */
import type { CustomFieldEvent, CustomFieldType } from './events.ts';

export type CustomFieldState = { readonly phase: 'absent' } | DefinedField;

export interface DefinedField {
  readonly phase: 'defined';
  readonly type: CustomFieldType;
  readonly label: string;
  readonly choices: readonly string[];
}

export const initialCustomField: CustomFieldState = { phase: 'absent' };

export function evolveCustomField(state: CustomFieldState, event: CustomFieldEvent): CustomFieldState {
  switch (event.type) {
    case 'CustomFieldDefined':
      return { phase: 'defined', type: event.data.type, label: event.data.label, choices: event.data.choices };
    case 'CustomFieldChanged':
      return state.phase === 'defined' ? { ...state, ...event.data } : state;
    case 'CustomFieldRemoved':
      return initialCustomField;
  }
}
