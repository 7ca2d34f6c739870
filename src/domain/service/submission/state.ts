/** How a submission's events fold. */
import type { Answer, FormReference } from '../../kernel/answers.ts';
import type { SubmissionEvent } from './events.ts';

export type SubmissionState = { readonly phase: 'absent' } | Submission;

export interface Submission {
  readonly phase: 'submitted';
  readonly ref: number;
  readonly form: FormReference;
  readonly contact: string;
  readonly answers: readonly Answer[];
}

export const initialSubmission: SubmissionState = { phase: 'absent' };

export function evolveSubmission(state: SubmissionState, event: SubmissionEvent): SubmissionState {
  return state.phase === 'absent' ? { phase: 'submitted', ...event.data } : state;
}
