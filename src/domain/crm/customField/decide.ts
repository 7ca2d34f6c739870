/** What may happen to a custom field. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { sameValue } from '../../kernel/patch.ts';
import { type CustomFieldEntity, type CustomFieldEvent, type CustomFieldType, customFieldEvents } from './events.ts';
import { type CustomFieldState, type DefinedField, evolveCustomField, initialCustomField } from './state.ts';

export type CustomFieldCommand = DefineCustomField | { readonly type: 'RemoveCustomField' };

export interface DefineCustomField {
  readonly type: 'DefineCustomField';
  readonly entity: CustomFieldEntity;
  readonly group: string;
  readonly alias: string;
  readonly label: string;
  readonly fieldType: CustomFieldType;
  readonly choices: readonly string[];
  /** What stands around the number of a counter. */
  readonly prefix?: string | null;
  readonly suffix?: string | null;
}

export type CustomFieldRefusal = 'CUSTOM_FIELD_TYPE_FIXED' | 'CUSTOM_FIELD_NAME_INVALID';

export function decideCustomField(
  state: CustomFieldState,
  command: CustomFieldCommand,
): Decision<CustomFieldEvent, CustomFieldRefusal> {
  switch (command.type) {
    case 'DefineCustomField':
      return define(state, command);
    case 'RemoveCustomField':
      return state.phase === 'absent' ? nothing : accept(customFieldEvents.CustomFieldRemoved({}));
  }
}

/** A dot separates group and alias; the other characters would be hard to use as JSON keys and slugs. */
const NAME = /^[\p{L}\p{N}_ -]{1,100}$/u;

function define(state: CustomFieldState, command: DefineCustomField): Decision<CustomFieldEvent, CustomFieldRefusal> {
  const { entity, group, alias, fieldType } = command;
  const wrong = (['group', 'alias'] as const).find((field) => !NAME.test(command[field]));
  if (wrong)
    return refuse(
      'CUSTOM_FIELD_NAME_INVALID',
      'The name of a custom field has letters, digits, blanks, _ and - only.',
      { path: wrong, message: 'has other characters or is too long' },
    );
  if (state.phase === 'absent')
    return accept(customFieldEvents.CustomFieldDefined({ entity, group, alias, type: fieldType, ...shown(command) }));
  if (state.type !== fieldType)
    return refuse('CUSTOM_FIELD_TYPE_FIXED', 'The type of a custom field cannot change.', {
      path: 'type',
      message: `is ${state.type}`,
    });
  if (sameValue(shown(state), shown(command))) return nothing;
  return accept(customFieldEvents.CustomFieldChanged(shown(command)));
}

/** What may change. */
const shown = ({ label, choices, prefix, suffix }: Omit<DefinedField, 'phase' | 'type'> | DefineCustomField) => ({
  label,
  choices: [...choices],
  ...(prefix ? { prefix } : {}),
  ...(suffix ? { suffix } : {}),
});

export const customField = defineAggregate<CustomFieldState, CustomFieldCommand, CustomFieldEvent, CustomFieldRefusal>({
  category: 'customField',
  events: customFieldEvents,
  initial: initialCustomField,
  evolve: evolveCustomField,
  decide: decideCustomField,
});
