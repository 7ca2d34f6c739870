/** What this API promises. */
import type { ApiReference } from '../kit/reference.ts';
import { basketOperations } from './reference/basket.ts';
import { catalogueOperations } from './reference/catalogue.ts';
import { contactOperations } from './reference/contacts.ts';
import { visitOperations } from './reference/visits.ts';

export const reference: ApiReference = {
  title: 'SalesSystemCRM API',
  summary:
    'Shop, basket, checkout and payment for websites: one endpoint, methods by name, by GET and POST, as JSON and JSONP.',
  security: {
    key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The secret of an API key.' },
  },
  operations: [...visitOperations, ...contactOperations, ...catalogueOperations, ...basketOperations],
  differences: [
    {
      original: 'Menus are what the business has set up, with codes of its own.',
      here: 'Until `setMenu` has said otherwise they hold defaults, and codes that are in no menu are refused.',
      reason: 'A shop works at once; one that sends codes of its own sets its menus first.',
    },
    {
      original: '3-D Secure ends with error 2007; how to go on is not documented.',
      here: '`completePayment` takes what the bank told the browser.',
      reason: 'Without it no such payment could ever be finished.',
    },
    {
      original: 'Money that was taken for an order that cannot be stored is called back.',
      here: 'The quote is stored before anything is charged, and the order follows from it, after a restart too.',
      reason: 'Nobody has to buy twice, and a call that fails half-way leaves nothing to call back.',
    },
    {
      original: 'A payment without an answer can be tried again.',
      here: 'Nothing more is charged for that order, with 1083, until it is known what became of the first charge.',
      reason: 'Otherwise a buyer who is in a hurry pays twice.',
    },
    {
      original: 'A program that calls addOrder again after a lost answer orders twice.',
      here: 'With the header `Idempotency-Key` the second call gives the first answer; without it, as there.',
      reason: 'Only the caller knows whether another order is meant.',
    },
    {
      original: 'A reset password is in force whether or not the mail arrives.',
      here: 'It is in force once the mail is on its way; if it cannot be sent the old one stays and the answer is 1092.',
      reason: 'A mail server that is away locks nobody out.',
    },
    {
      original: 'Any website that knows a session id can use it.',
      here: 'An id means something only together with the API key under which it was made.',
      reason: 'Ids are chosen by callers, so two shops may choose the same.',
    },
    {
      original: 'getActivities lists the types that are enabled for the website.',
      here: 'It lists the type DD1, or those of `SALESSYSTEM_ACTIVITY_TYPES`.',
      reason: 'It needs no login, and other types hold what was said between a contact and the staff.',
    },
    {
      original: 'A key has a currency, a price band, a team and a stock location of its own.',
      here: 'The currency is that of the shop; there is no band without a login, unset teams are shown as TM1 and locations as WH1.',
      reason:
        'What is not stored does not have to be changed when the business is. Keys of one business sell the same goods.',
    },
    {
      original:
        'Where the endpoint is, and what its parameters for key, method, output and callback are called, is not documented.',
      here: 'Four addresses, and several names for each parameter; there is no setting for others.',
      reason: 'A proxy in front can rename what is asked at another address.',
    },
    {
      original: 'Settings may have cards authenticated only, or charged under another type of account.',
      here: 'Cards are charged at once, as e-commerce.',
      reason: 'Nothing in this API takes the money later.',
    },
    {
      original: 'There are limits for calls, which nobody has published.',
      here: 'There are none, but for keys that have them and with `RATE_LIMIT_PER_MINUTE` and `MAX_CONCURRENT_PER_KEY`.',
      reason: 'A limit that clients did not know of would break them.',
    },
  ],
};
