/** What this API promises. */
import type { ApiReference } from '../kit/reference.ts';
import { bookingOperations } from './bookings/reference.ts';
import { contactOperations } from './contacts/reference.ts';
import { formSubmissionOperations } from './formSubmissions/reference.ts';

export const reference: ApiReference = {
  title: 'Simvoly website API',
  summary: 'Contacts, members, products, orders, bookings and webhooks of a website, below /api/site.',
  security: { secret: { type: 'http', scheme: 'bearer', description: 'The secret of an API key.' } },
  operations: [...contactOperations, ...formSubmissionOperations, ...bookingOperations],
  differences: [],
};
