/** How a custom field's events fold. */
import type { CustomFieldEvent, CustomFieldType } from './events.ts';

export type CustomFieldState = { readonly phase: 'absent' } | DefinedField;

export interface DefinedField {
  readonly phase: 'defined';
  readonly type: CustomFieldType;
  readonly label: string;
  readonly choices: readonly string[];
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

export const initialCustomField: CustomFieldState = { phase: 'absent' };

export function evolveCustomField(state: CustomFieldState, event: CustomFieldEvent): CustomFieldState {
  switch (event.type) {
    case 'CustomFieldDefined': {
      const { type, label, choices, prefix, suffix } = event.data;
      return { phase: 'defined', type, label, choices, prefix, suffix };
    }
    case 'CustomFieldChanged':
      return state.phase === 'defined' ? { phase: 'defined', type: state.type, ...event.data } : state;
    case 'CustomFieldRemoved':
      return initialCustomField;
  }
}
