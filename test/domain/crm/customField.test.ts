import { describe, it } from 'vitest';
import { customField, type DefineCustomField } from '../../../src/domain/crm/customField/decide.ts';
import { customFieldEvents } from '../../../src/domain/crm/customField/events.ts';
import { given } from '../../support/decider.ts';

const { CustomFieldDefined, CustomFieldChanged, CustomFieldRemoved } = customFieldEvents;

const names = { entity: 'contact' as const, group: 'general', alias: 'shoe_size', label: 'Shoe size' };
const define: DefineCustomField = { type: 'DefineCustomField', ...names, fieldType: 'number', choices: [] };
const defined = CustomFieldDefined({ ...names, type: 'number', choices: [] });

describe('a custom field', () => {
  it('is defined', () => given(customField).when(define).thenEvents([defined]));
  it('changes its label', () =>
    given(customField, defined)
      .when({ ...define, label: 'Size of shoe' })
      .thenEvents([CustomFieldChanged({ label: 'Size of shoe', choices: [] })]));
  it('has text around its number, which is told whole with every change', () => {
    const counter = CustomFieldDefined({ ...names, type: 'counter', choices: [], prefix: 'INV-' });
    const wanted = { ...define, fieldType: 'counter' } as const;
    given(customField)
      .when({ ...wanted, prefix: 'INV-', suffix: null })
      .thenEvents([counter]);
    given(customField, counter)
      .when({ ...wanted, prefix: 'INV-' })
      .thenEvents([]);
    const changed = CustomFieldChanged({ label: names.label, choices: [], suffix: '/A' });
    given(customField, counter)
      .when({ ...wanted, suffix: '/A' })
      .thenEvents([changed]);
    given(customField, counter, changed)
      .when(wanted)
      .thenEvents([CustomFieldChanged({ label: names.label, choices: [] })]);
  });
  it('keeps its type', () =>
    given(customField, defined)
      .when({ ...define, fieldType: 'text' })
      .thenRefused('CUSTOM_FIELD_TYPE_FIXED'));
  it.each(['a.b', '', 'x'.repeat(101), "o'hara"])('refuses the name %j', (alias) =>
    given(customField)
      .when({ ...define, alias })
      .thenRefused('CUSTOM_FIELD_NAME_INVALID'),
  );
  it('is removed and may come back with another type', () => {
    given(customField, defined)
      .when({ type: 'RemoveCustomField' })
      .thenEvents([CustomFieldRemoved({})]);
    given(customField, defined, CustomFieldRemoved({}))
      .when({ ...define, fieldType: 'text' })
      .thenEvents([CustomFieldDefined({ ...names, type: 'text', choices: [] })]);
  });
});
