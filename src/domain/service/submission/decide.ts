/** What may happen to a submission: it is made, once. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { checkAnswers, type FormField, type FormReference, type GivenAnswers } from '../../kernel/answers.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { type SubmissionEvent, submissionEvents } from './events.ts';
import { evolveSubmission, initialSubmission, type SubmissionState } from './state.ts';

export interface SubmitForm {
  readonly type: 'SubmitForm';
  readonly ref: number;
  readonly form: FormReference;
  /** What the form asks. */
  readonly fields: readonly FormField[];
  readonly contact: string;
  readonly answers: GivenAnswers;
}

export type SubmissionRefusal = 'SUBMISSION_EXISTS' | 'ANSWERS_INVALID';

export function decideSubmission(
  state: SubmissionState,
  { ref, form, fields, contact, answers }: SubmitForm,
): Decision<SubmissionEvent, SubmissionRefusal> {
  if (state.phase === 'submitted')
    return state.ref === ref ? nothing : refuse('SUBMISSION_EXISTS', 'This submission exists already.');
  const checked = checkAnswers(fields, answers);
  if (!checked.ok) return refuse('ANSWERS_INVALID', 'Some answers are not valid.', ...checked.problems);
  return accept(submissionEvents.FormSubmitted({ ref, form, contact, answers: checked.answers }));
}

export const submission = defineAggregate<SubmissionState, SubmitForm, SubmissionEvent, SubmissionRefusal>({
  category: 'submission',
  events: submissionEvents,
  initial: initialSubmission,
  evolve: evolveSubmission,
  decide: decideSubmission,
});
