/** What this API promises. */
import type { ApiReference } from '../kit/reference.ts';
import { bookingOperations } from './bookings/reference.ts';
import { contactOperations } from './contacts/reference.ts';
import { formSubmissionOperations } from './formSubmissions/reference.ts';
import { memberGroupOperations, memberOperations } from './members/reference.ts';
import { orderOperations } from './orders/reference.ts';
import { productOperations } from './products/reference.ts';
import { subscriberListOperations } from './subscriberLists/reference.ts';
import { webhookOperations } from './webhooks/reference.ts';

export const reference: ApiReference = {
  title: 'Simvoly website API',
  summary: 'Contacts, members, products, orders, bookings and webhooks of a website, below /api/site.',
  security: { secret: { type: 'http', scheme: 'bearer', description: 'The secret of an API key.' } },
  operations: [
    ...contactOperations,
    ...memberOperations,
    ...memberGroupOperations,
    ...productOperations,
    ...orderOperations,
    ...formSubmissionOperations,
    ...bookingOperations,
    ...subscriberListOperations,
    ...webhookOperations,
  ],
  differences: [
    {
      original: 'A delivery that fails is not tried again.',
      here: 'It is tried again over three days, with the same bytes and signature; then it waits for an operator.',
      reason: 'Receivers that were away for an hour miss nothing. One that gets a delivery twice knows it by its id.',
    },
    {
      original: 'Two products may have one product code.',
      here: 'The later one gets a number behind its code.',
      reason: 'Products are sold by their code through the shop, so a code means one variant.',
    },
    {
      original: 'A subscription may have any unit of time.',
      here: 'Days, weeks, months and years; another is refused.',
      reason: 'What nobody can charge for should not be sold.',
    },
    {
      original: 'A member may outlive its contact, with the contact id 0.',
      here: 'A member is a contact, and goes with it.',
      reason: 'Name, address and login of a person are kept once, for all APIs.',
    },
    {
      original: 'A field that a resource does not have may be refused.',
      here: 'It is ignored.',
      reason: 'Clients send back what they have read, with ids and computed fields.',
    },
  ],
};
