/** What this API promises about contacts. */
import type { OperationReference } from '../../kit/reference.ts';
import { commonAnswers, notFound, pageParameters } from '../referenceParts.ts';
import { contactBody } from './parse.ts';

const id = {
  name: 'id',
  in: 'path',
  about: 'Number of the contact.',
  evidence: 'documented',
  test: 'contacts.test.ts: case 9',
} as const;

const bodyFields = [
  {
    name: 'email',
    in: 'body',
    about: 'Address, unique in any letter case: a creation with a known one updates.',
    required: true,
    evidence: 'documented',
    test: 'contacts.test.ts: case 5',
  },
  {
    name: 'name, phone, note, address, city, state, zip, country, companyName',
    in: 'body',
    about: 'Texts. Empty and null leave what is there.',
    evidence: 'documented',
    test: 'contacts.test.ts: case 7',
  },
  {
    name: 'properties',
    in: 'body',
    about: 'List of `{name, value}`: each is set, others stay.',
    evidence: 'documented',
    test: 'contacts.test.ts: case 7',
  },
  {
    name: 'tags',
    in: 'body',
    about: 'Texts, added to those that are there.',
    evidence: 'documented',
    test: 'contacts.test.ts: never remove a tag',
  },
  {
    name: 'subscribed, subscriberLists',
    in: 'body',
    about: 'Whether mails are welcome, and numbers of lists, which replace the former ones.',
    evidence: 'documented',
    test: 'contacts.test.ts: case 4',
  },
] as const;

export const contactOperations: readonly OperationReference[] = [
  {
    method: 'GET',
    path: '/api/site/contacts',
    summary: 'Contacts, newest first.',
    parameters: [
      ...pageParameters('contacts.test.ts: case 2'),
      {
        name: 'created_gte, created_lte',
        in: 'query',
        about: 'Unix seconds, both ends inclusive.',
        evidence: 'documented',
        test: 'contacts.test.ts: case 3',
      },
    ],
    answers: [
      { status: 200, when: 'An envelope of contacts.', evidence: 'documented', test: 'contacts.test.ts: case 2' },
      {
        status: 400,
        when: 'A filter cannot be read.',
        evidence: 'inferred',
        test: 'contacts.test.ts: refuse a filter that they cannot read',
      },
      ...commonAnswers,
    ],
  },
  {
    method: 'POST',
    path: '/api/site/contacts',
    summary: 'Creates a contact, or updates the one with this address.',
    parameters: bodyFields,
    body: contactBody,
    answers: [
      { status: 200, when: 'The contact.', evidence: 'documented', test: 'contacts.test.ts: case 4' },
      { status: 400, when: 'There is no address.', evidence: 'documented', test: 'contacts.test.ts: case 6' },
      ...commonAnswers,
    ],
  },
  {
    method: 'GET',
    path: '/api/site/contacts/search-by-email',
    summary: 'The contact with an address.',
    parameters: [
      {
        name: 'email',
        in: 'query',
        about: 'Address in any letter case.',
        required: true,
        evidence: 'documented',
        test: 'contacts.test.ts: case 8',
      },
    ],
    answers: [
      { status: 200, when: 'The contact.', evidence: 'documented', test: 'contacts.test.ts: case 8' },
      notFound('contacts.test.ts: case 8'),
      ...commonAnswers,
    ],
  },
  {
    method: 'GET',
    path: '/api/site/contacts/{id}',
    summary: 'A contact.',
    parameters: [id],
    answers: [
      { status: 200, when: 'The contact.', evidence: 'documented', test: 'contacts.test.ts: case 9' },
      notFound('contacts.test.ts: case 9'),
      ...commonAnswers,
    ],
  },
  {
    method: 'PUT',
    path: '/api/site/contacts/{id}',
    summary: 'Changes what is named and not empty. PATCH and POST do the same.',
    parameters: [id, ...bodyFields.map((field) => ({ ...field, required: false }))],
    body: contactBody,
    answers: [
      { status: 200, when: 'The contact.', evidence: 'documented', test: 'contacts.test.ts: case 7' },
      {
        status: 400,
        when: 'Another contact has the address.',
        evidence: 'inferred',
        test: 'contacts.test.ts: refuse an address that another contact has',
      },
      notFound('contacts.test.ts: case 9'),
      ...commonAnswers,
    ],
  },
  {
    method: 'DELETE',
    path: '/api/site/contacts/{id}',
    summary: 'Removes a contact; its history stays.',
    parameters: [id],
    answers: [
      { status: 200, when: '`{"success": true}`.', evidence: 'documented', test: 'contacts.test.ts: case 9' },
      notFound('contacts.test.ts: case 9'),
      ...commonAnswers,
    ],
  },
];
