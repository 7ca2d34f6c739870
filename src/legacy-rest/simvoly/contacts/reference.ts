/** What this API promises about contacts. */
import type { OperationReference } from '../../kit/reference.ts';
import {
  answer,
  deletedAnswer,
  id,
  notFound,
  operation,
  optional,
  pageParameters,
  parameters,
  period,
} from '../referenceParts.ts';
import { contactBody } from './parse.ts';

const CREATED = 'contacts.test.ts: case 4';
const UPDATED = 'contacts.test.ts: case 7';
const FOUND = 'contacts.test.ts: case 8';
const READ = 'contacts.test.ts: case 9';

const fields = parameters(
  'body',
  ['email!', 'Address, unique in any letter case: a creation with a known one updates.', 'contacts.test.ts: case 5'],
  [
    'name, phone, note, address, city, state, zip, country, companyName',
    'Texts. Empty and null leave what is there.',
    UPDATED,
  ],
  ['properties', 'List of `{name, value}`: each is set, others stay.', UPDATED, 'observed'],
  ['tags', 'Texts, added to those that are there.', 'contacts.test.ts: never remove a tag', 'observed'],
  ['subscribed', 'Whether mails are welcome.', 'contacts.test.ts: take false and 0 as values'],
  [
    'subscriberLists',
    'Numbers of lists, also as text, which replace the former ones; 0 is the general list. Unknown ones are passed over.',
    'subscriberLists.test.ts: are put on lists, by replacement, and counted',
    'inferred',
  ],
);

export const contactOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/contacts',
    summary: 'Contacts, newest first.',
    parameters: [
      ...pageParameters('contacts.test.ts: case 2'),
      ...period('created_at_min, created_at_max', 'from, to', 'it was created', 'contacts.test.ts: case 3'),
    ],
    answers: [
      answer(200, 'An envelope of contacts.', 'contacts.test.ts: case 2'),
      answer(400, 'A filter cannot be read.', 'contacts.test.ts: refuse a filter that they cannot read', 'inferred'),
    ],
  }),
  operation({
    method: 'POST',
    path: '/contacts',
    summary: 'Creates a contact, or updates the one with this address.',
    parameters: fields,
    body: contactBody,
    answers: [
      answer(200, 'The contact. `memberId` is left out where there is no member.', CREATED),
      answer(400, 'There is no address.', 'contacts.test.ts: case 6', 'inferred'),
    ],
  }),
  operation({
    method: 'GET',
    path: '/contacts/search-by-email',
    summary: 'The contact with an address.',
    parameters: parameters('query', ['email!', 'Address in any letter case.', FOUND]),
    answers: [
      answer(200, 'The contact itself, not a list.', FOUND),
      answer(400, 'There is no address.', 'contacts.test.ts: case 8', 'inferred'),
      notFound(FOUND),
    ],
  }),
  operation({
    method: 'GET',
    path: '/contacts/{id}',
    summary: 'A contact.',
    parameters: id('contact', READ),
    answers: [answer(200, 'The contact.', READ), notFound(READ)],
  }),
  operation({
    method: 'PUT',
    path: '/contacts/{id}',
    summary: 'Changes what is named and not empty. PATCH and POST do the same.',
    parameters: [...id('contact', READ), ...optional(fields)],
    body: contactBody,
    answers: [
      answer(200, 'The contact.', UPDATED),
      answer(
        400,
        'Another contact has the address.',
        'contacts.test.ts: refuse an address that another contact has',
        'inferred',
      ),
      notFound(READ),
    ],
  }),
  operation({
    method: 'DELETE',
    path: '/contacts/{id}',
    summary: 'Removes a contact; its history stays.',
    parameters: id('contact', READ),
    answers: [deletedAnswer(READ), notFound(READ)],
  }),
];
