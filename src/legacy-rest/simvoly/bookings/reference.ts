/** What this API promises about bookings. */
import type { OperationReference } from '../../kit/reference.ts';
import { answer, operation, pageParameters, parameters, period } from '../referenceParts.ts';

const LISTED = 'formsAndBookings.test.ts: are listed by the start of the session and by event';

export const bookingOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/bookings',
    summary: 'Booked sessions, the latest first, without those that were called off. Booking is for GraphQL.',
    parameters: [
      ...pageParameters(LISTED),
      ...period('from, to', 'created_at_min, created_at_max', 'the session starts', LISTED),
      ...parameters('query', ['eventId', 'Number of the event.', LISTED]),
    ],
    answers: [
      answer(200, 'An envelope of bookings. Location, operator and service are absent where there are none.', LISTED),
      answer(400, 'A filter cannot be read.', 'formsAndBookings.test.ts: refuses an event id that is none', 'inferred'),
    ],
  }),
];
