/** What this API promises about bookings. */
import type { OperationReference } from '../../kit/reference.ts';
import { commonAnswers, pageParameters } from '../referenceParts.ts';

const LISTED = 'formsAndBookings.test.ts: are listed by the start of the session and by event';

export const bookingOperations: readonly OperationReference[] = [
  {
    method: 'GET',
    path: '/api/site/bookings',
    summary: 'Booked sessions, the latest first, without those that were called off. Booking is for GraphQL.',
    parameters: [
      ...pageParameters(LISTED),
      {
        name: 'from, to',
        in: 'query',
        about: 'Unix seconds between which the session starts, both ends inclusive.',
        evidence: 'documented',
        test: LISTED,
      },
      { name: 'eventId', in: 'query', about: 'Number of the event.', evidence: 'documented', test: LISTED },
    ],
    answers: [
      {
        status: 200,
        when: 'An envelope of bookings. Location, operator and service are absent where there are none.',
        evidence: 'documented',
        test: LISTED,
      },
      {
        status: 400,
        when: 'A filter cannot be read.',
        evidence: 'inferred',
        test: 'formsAndBookings.test.ts: refuses an event id that is none',
      },
      ...commonAnswers,
    ],
  },
];
