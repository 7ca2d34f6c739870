/** Forms as they were filled in. */
import { type Answer, answer, answersByField } from '../../domain/kernel/answers.ts';
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import type { SubmissionEvent } from '../../domain/service/submission/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export const formSubmissions = defineModel<SubmissionEvent>()({
  name: 'form_submissions',
  version: 1,
  summary: 'Submitted forms with their answers.',
  categories: ['submission'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    /** The form as it was then. */
    formKey: col.requiredText(),
    formRef: col.requiredInteger(),
    formAlias: col.requiredText(),
    formName: col.requiredText(),
    /** Key of the contact. */
    contact: col.requiredText(),
    answers: col.list<Answer>({ personal: answer.array() }),
    /** The answers by field, to filter by. */
    values: col.record<Record<string, CustomValue>>({ personal: true }),
    submittedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['contact', 'ref'] },
    { on: ['submitted_at', 'ref'] },
    { on: ['form_key', 'ref'] },
  ],
  handlers: {
    FormSubmitted: ({ id, data: { form, answers, ref, contact }, occurredAt }, change) =>
      change.insert(id, {
        ref,
        contact,
        formKey: form.key,
        formRef: form.ref,
        formAlias: form.alias,
        formName: form.name,
        answers,
        values: answersByField(answers),
        submittedAt: occurredAt,
      }),
  },
});

export type FormSubmissionRow = ModelRow<typeof formSubmissions>;
