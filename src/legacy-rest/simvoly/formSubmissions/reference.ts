/** What this API promises about submitted forms. */
import type { OperationReference } from '../../kit/reference.ts';
import { commonAnswers, pageParameters } from '../referenceParts.ts';

const LISTED = 'formsAndBookings.test.ts: are listed newest first';

export const formSubmissionOperations: readonly OperationReference[] = [
  {
    method: 'GET',
    path: '/api/site/form-submissions',
    summary: 'Submitted forms, newest first. Submitting one is for the website itself, and for GraphQL.',
    parameters: [
      ...pageParameters(LISTED),
      {
        name: 'from, to',
        in: 'query',
        about: 'Unix seconds between which it was received, both ends inclusive.',
        evidence: 'documented',
        test: LISTED,
      },
      {
        name: 'created_at_min, created_at_max',
        in: 'query',
        about: 'The same, as other lists call it.',
        evidence: 'inferred',
        test: LISTED,
      },
    ],
    answers: [
      {
        status: 200,
        when: 'An envelope of names, times and answers. There is no id.',
        evidence: 'documented',
        test: LISTED,
      },
      {
        status: 400,
        when: 'A filter cannot be read.',
        evidence: 'inferred',
        test: 'formsAndBookings.test.ts: refuses %s',
      },
      ...commonAnswers,
    ],
  },
];
