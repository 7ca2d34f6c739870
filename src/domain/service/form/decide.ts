/** What may happen to a form. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import type { FormField } from '../../kernel/answers.ts';
import { accept, type Decision, type FieldProblem, nothing, refuse } from '../../kernel/decision.ts';
import { sameValue } from '../../kernel/patch.ts';
import { type FormEvent, formEvents } from './events.ts';
import { evolveForm, type FormState, initialForm } from './state.ts';

export type FormCommand = DefineForm | { readonly type: 'RemoveForm' };

export interface DefineForm {
  readonly type: 'DefineForm';
  /** For a form that is not offered yet. */
  readonly ref: number;
  readonly alias: string;
  readonly name: string;
  readonly fields: readonly FormField[];
}

export type FormRefusal = 'FORM_INVALID' | 'FORM_NOT_FOUND';

export function decideForm(state: FormState, command: FormCommand): Decision<FormEvent, FormRefusal> {
  switch (command.type) {
    case 'DefineForm':
      return define(state, command);
    case 'RemoveForm':
      if (state.phase === 'absent') return refuse('FORM_NOT_FOUND', 'There is no such form.');
      return state.phase === 'removed' ? nothing : accept(formEvents.FormRemoved({}));
  }
}

/** Aliases become JSON keys and parts of filters, so a dot or a quote would be hard to use. */
const ALIAS = /^[\p{L}\p{N}_ -]{1,100}$/u;
const MAX_FIELDS = 100;

function define(state: FormState, command: DefineForm): Decision<FormEvent, FormRefusal> {
  const { type: _, ref, alias, name, fields } = command;
  const problems = problemsOf(command);
  if (problems.length > 0) return refuse('FORM_INVALID', 'The form cannot be offered like this.', ...problems);
  const content = { name, fields: fields.map((field) => ({ ...field, choices: [...field.choices] })) };
  if (state.phase !== 'offered') return accept(formEvents.FormDefined({ ref, alias, ...content }));
  if (state.name === name && sameValue(state.fields, content.fields)) return nothing;
  return accept(formEvents.FormChanged(content));
}

function problemsOf({ alias, name, fields }: DefineForm): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!ALIAS.test(alias)) problems.push({ path: 'alias', message: 'has letters, digits, blanks, _ and - only' });
  if (name.trim() === '') problems.push({ path: 'name', message: 'is required' });
  if (fields.length > MAX_FIELDS) problems.push({ path: 'fields', message: `are ${MAX_FIELDS} at most` });
  return [...problems, ...fields.flatMap((field, index) => problemsOfField(field, index, fields))];
}

function problemsOfField(
  { alias, label, type, choices }: FormField,
  index: number,
  fields: readonly FormField[],
): FieldProblem[] {
  const path = `fields.${index}`;
  const same = (other: FormField): boolean => other.alias.toLowerCase() === alias.toLowerCase();
  return [
    ...(ALIAS.test(alias) ? [] : [{ path: `${path}.alias`, message: 'has letters, digits, blanks, _ and - only' }]),
    ...(fields.findIndex(same) === index ? [] : [{ path: `${path}.alias`, message: 'is used twice' }]),
    ...(label.trim() === '' ? [{ path: `${path}.label`, message: 'is required' }] : []),
    ...(type === 'choice' && choices.length === 0 ? [{ path: `${path}.choices`, message: 'are required' }] : []),
    ...(choices.some((choice) => choice.trim() === '')
      ? [{ path: `${path}.choices`, message: 'cannot be blank' }]
      : []),
  ];
}

export const form = defineAggregate<FormState, FormCommand, FormEvent, FormRefusal>({
  category: 'form',
  events: formEvents,
  initial: initialForm,
  evolve: evolveForm,
  decide: decideForm,
});
