/** What this API promises about submitted forms. */
import type { OperationReference } from '../../kit/reference.ts';
import { answer, operation, pageParameters, period } from '../referenceParts.ts';

const LISTED = 'formsAndBookings.test.ts: are listed newest first';

export const formSubmissionOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/form-submissions',
    summary: 'Submitted forms, newest first. Submitting one is for the website itself, and for GraphQL.',
    parameters: [
      ...pageParameters(LISTED),
      ...period('from, to', 'created_at_min, created_at_max', 'it was received', LISTED),
    ],
    answers: [
      answer(200, 'An envelope of names, times and answers. There is no id.', LISTED),
      answer(400, 'A filter cannot be read.', 'formsAndBookings.test.ts: refuses %s', 'inferred'),
    ],
  }),
];
