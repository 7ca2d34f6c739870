/** What is stored about a form that somebody filled in. */
import { z } from 'zod';
import { answer, formReference } from '../../kernel/answers.ts';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key, ref } from '../../kernel/fragments.ts';

export const FormSubmitted = defineEvent('FormSubmitted', {
  summary: 'A contact submitted a form. It opens a case.',
  schema: z.strictObject({
    ref,
    /** The form as it was then. */
    form: formReference,
    /** Key of the contact. */
    contact: key,
    answers: z.array(answer),
  }),
});

export const submissionEvents = { FormSubmitted };
export type SubmissionEvent = EventOf<typeof submissionEvents>;
