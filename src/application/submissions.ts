/** Forms that are filled in: each belongs to a contact and opens a case. */
import { checkAnswers, type GivenAnswers } from '../domain/kernel/answers.ts';
import type { OfferedForm } from '../domain/service/form/state.ts';
import { submission } from '../domain/service/submission/decide.ts';
import { type Attendee, attendeeOf } from './attendees.ts';
import type { Cases } from './cases.ts';
import type { Contacts } from './contacts.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executor } from './execute.ts';
import type { Forms } from './forms.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import { storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Ids, ReadModels } from './ports.ts';

export interface SubmitFormInput extends Attendee {
  /** Key of the form, or its alias. */
  readonly form: { readonly key: string } | { readonly alias: string };
  /** By the alias of the field. */
  readonly answers: GivenAnswers;
}

export interface SubmittedForm extends Written {
  readonly contact: string;
  readonly case: { readonly key: string; readonly ref: number };
}

export interface Submissions {
  /** Refuses with FORM_NOT_FOUND, ANSWERS_INVALID, CONTACT_NOT_FOUND, EMAIL_REQUIRED and EMAIL_INVALID. */
  submit(context: RequestContext, input: SubmitFormInput): Promise<Result<SubmittedForm>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly idempotency: Idempotency;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly readModels: ReadModels;
  readonly contacts: Contacts;
  readonly forms: Forms;
  readonly cases: Cases;
}

export function createSubmissions(deps: Dependencies): Submissions {
  const { executor, idempotency, numbers, ids, readModels, contacts, forms, cases } = deps;

  return {
    submit: (context, input) => idempotency.once(context, 'submitForm', input, () => submit(context, storable(input))),
  };

  /** The case comes last; a process opens it where this ends half-way. */
  async function submit(context: RequestContext, input: SubmitFormInput): Promise<Result<SubmittedForm>> {
    const form = await forms.find(input.form);
    if (!form) return refused('FORM_NOT_FOUND', 'There is no such form.', 'form');
    const submitter = await submitterOf(context, form, input);
    if (!submitter.ok) return submitter;
    const key = newKey(ids, 'submission', context);
    const executed = await executor.execute(context, submission, key, {
      type: 'SubmitForm',
      ref: await numbers.next(context, 'submission'),
      form: { key: form.key, ref: form.ref, alias: form.alias, name: form.name },
      fields: form.fields,
      contact: submitter.value,
      answers: input.answers,
    });
    if (!executed.ok) return executed;
    const opened = await cases.openForSubmission(context, key);
    if (!opened.ok) return opened;
    const { key: caseKey, ref: caseRef, position } = opened.value;
    await readModels.reached(position);
    const ref = executed.state.phase === 'submitted' ? executed.state.ref : 0;
    return success({ key, ref, position, contact: submitter.value, case: { key: caseKey, ref: caseRef } });
  }

  /** Nothing is created for answers that will be refused. */
  async function submitterOf(
    context: RequestContext,
    { fields }: OfferedForm,
    input: SubmitFormInput,
  ): Promise<Result<string>> {
    const checked = checkAnswers(fields, input.answers);
    if (!checked.ok) {
      const { problems } = checked;
      return {
        ok: false,
        refusal: { code: 'ANSWERS_INVALID', message: 'Some answers are not valid.', fields: problems },
      };
    }
    const attendee = await attendeeOf({ executor, contacts }, context, input, fields, input.answers);
    return attendee.ok ? success(attendee.value.contact) : attendee;
  }
}
