/** Forms that a business puts up. An alias names one form for ever, so defining it again changes it. */
import type { FormField, FormFieldType } from '../domain/kernel/answers.ts';
import { form } from '../domain/service/form/decide.ts';
import type { OfferedForm } from '../domain/service/form/state.ts';
import { type RequestContext, type Result, success, type Written } from './context.ts';
import type { Executor } from './execute.ts';
import type { Idempotency } from './idempotency.ts';
import { storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Digests } from './ports.ts';

export interface FormFieldInput {
  readonly alias: string;
  /** The alias when left out. */
  readonly label?: string | null;
  readonly type?: FormFieldType | null;
  readonly required?: boolean | null;
  readonly choices?: readonly string[] | null;
}

export interface DefineFormInput {
  readonly alias: string;
  /** The alias when left out. */
  readonly name?: string | null;
  readonly fields: readonly FormFieldInput[];
}

export interface Forms {
  /** Puts up a form or changes the one with this alias. Refuses with FORM_INVALID. */
  define(context: RequestContext, input: DefineFormInput): Promise<Result<Written>>;
  /** Refuses with FORM_NOT_FOUND. */
  remove(context: RequestContext, key: string): Promise<Result<Written>>;
  /** The form that is offered under this key, or under this alias, by the log itself. */
  find(
    wanted: { readonly key: string } | { readonly alias: string },
  ): Promise<(OfferedForm & { readonly key: string }) | undefined>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly idempotency: Idempotency;
  readonly numbers: Numbers;
  readonly digests: Digests;
}

export function createForms({ executor, idempotency, numbers, digests }: Dependencies): Forms {
  const keyOf = (alias: string): string => digests.digest('form', alias.toLowerCase()).slice(0, 32);

  return {
    define: (context, input) => idempotency.once(context, 'defineForm', input, () => define(context, storable(input))),

    remove: (context, key) =>
      idempotency.once(context, 'removeForm', { key }, async () => {
        const executed = await executor.execute(context, form, key, { type: 'RemoveForm' });
        if (!executed.ok) return executed;
        const { state, position = 0n } = executed;
        return success({ key, ref: 'ref' in state ? state.ref : 0, position });
      }),

    async find(wanted) {
      const key = 'key' in wanted ? wanted.key : keyOf(wanted.alias.trim());
      const { state } = await executor.load(form, key);
      return state.phase === 'offered' ? { ...state, key } : undefined;
    },
  };

  async function define(context: RequestContext, input: DefineFormInput): Promise<Result<Written>> {
    const alias = input.alias.trim();
    const key = keyOf(alias);
    const { state } = await executor.load(form, key);
    const ref = state.phase === 'offered' ? state.ref : await numbers.next(context, 'form');
    const executed = await executor.execute(context, form, key, {
      type: 'DefineForm',
      ref,
      alias,
      name: input.name?.trim() || alias,
      fields: input.fields.map(completed),
    });
    if (!executed.ok) return executed;
    const { state: after, position = 0n } = executed;
    return success({ key, ref: after.phase === 'offered' ? after.ref : ref, position });
  }
}

const completed = ({ alias, label, type, required, choices }: FormFieldInput): FormField => ({
  alias: alias.trim(),
  label: label?.trim() || alias.trim(),
  type: type ?? 'text',
  required: required ?? false,
  choices: (choices ?? []).map((choice) => choice.trim()),
});
