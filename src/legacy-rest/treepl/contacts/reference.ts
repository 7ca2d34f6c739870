/** What this API promises about contacts. */
import { answer, type OperationReference, type ParameterReference, parameters } from '../../kit/reference.ts';
import { BASE, badQuery, idParameter, listQuery, operation } from '../referenceParts.ts';
import { contactBody } from './parse.ts';

const LIST = 'lists.test.ts: case 4: has exactly Items and TotalItemsCount, by Id upwards';
const POSTED = 'lists.test.ts: takes a POST to /list';
const GET = 'contacts.test.ts: case 11: shows all keys of a contact, in their documented order';
const NOT_FOUND = 'contacts.test.ts: case 12: knows no contact';
const FULL = 'contacts.test.ts: case 13: echoes every field of the documented body';
const DEFAULTS = 'contacts.test.ts: case 14: needs an e-mail address alone and fills the rest with defaults';
const EMAIL = 'contacts.test.ts: case 15: refuses a missing, taken or malformed e-mail address and stores nothing';
const PASSWORD = 'contacts.test.ts: case 16: makes a password that logs in, and counts the address as confirmed';
const PARTIAL = 'contacts.test.ts: case 17: changes what is sent, clears what is null, leaves the rest';
const EVERY = 'contacts.test.ts: changes every field, and clears every text by null';
const GROUPS = 'contacts.test.ts: case 19: merges custom groups under the names that they were stored with';
const TAKEN = 'contacts.test.ts: case 20: refuses to take the address away';
const BLANK = 'contacts.test.ts: treats blank text as unset, Type null as 0, and a null boolean as not sent';
const TYPES = 'badInput.test.ts: refuses a custom value of another type by its path';
const SET = 'contacts.test.ts: case 28: answers with a list of zones; the new password works and the old one does not';
const UNSET = 'contacts.test.ts: case 29: needs a password and a contact';
const SHORT = 'tokens.test.ts: refuses passwords that are shorter than the operator says';
const GONE = 'contacts.test.ts: case 30: answers 204 without a body, then 404 for everything below the contact';

const ABOUT: Readonly<Record<string, string>> = {
  Email: 'Address, unique in any letter case.',
  CrmType: 'Any text; `Contact`, or `Member` with secure zones, when none was set.',
  Role: 'Any text; `General` when none was set.',
  Type: 'Number of the customer type; 0 for none.',
  IsDataUsingAllowed: 'Boolean, also as text; null is not sent.',
  CustomCrmGroups:
    'Values by group and alias, merged; null clears; an unknown field is defined by its first value, or refused for a key with the option `known_custom_fields`.',
};

/** The fields of a body, each as the parser takes it. */
const fields = (test: string, without: readonly string[] = []): ParameterReference[] =>
  Object.keys(contactBody.shape)
    .filter((name) => name !== 'Password' && !without.includes(name))
    .map((name) => ({
      name,
      in: 'body',
      about: ABOUT[name] ?? 'Text; missing stays, null and blank clear.',
      evidence: 'documented',
      test: name === 'CustomCrmGroups' ? GROUPS : test,
    }));

const listed = [answer(200, '`Items` and `TotalItemsCount`.', 'documented', LIST), badQuery];

export const contactOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: BASE,
    summary: 'Contacts that meet a filter. The query object may also be the JSON body of the GET.',
    parameters: listQuery('query'),
    answers: listed,
  }),
  operation({
    method: 'POST',
    path: `${BASE}/list`,
    summary: 'The same for clients that cannot send a body with a GET.',
    parameters: listQuery('body'),
    answers: [answer(200, '`Items` and `TotalItemsCount`.', 'inferred', POSTED), badQuery],
  }),
  operation({
    method: 'POST',
    path: BASE,
    summary: 'Creates a contact.',
    body: contactBody,
    parameters: [
      { name: 'Email', in: 'body', required: true, about: ABOUT.Email ?? '', evidence: 'documented', test: DEFAULTS },
      ...fields(FULL, ['Email']),
      ...parameters('body', ['Password', 'Lets the contact log in.', 'documented', PASSWORD]),
    ],
    answers: [
      answer(200, 'The contact, with its address in `Location`.', 'documented', FULL),
      answer(
        400,
        'No address, one that is taken or malformed, or a value of another type, by field.',
        'inferred',
        EMAIL,
      ),
    ],
  }),
  operation({
    method: 'GET',
    path: `${BASE}/{id}`,
    summary: 'A contact: 26 keys, always all of them.',
    parameters: [idParameter(NOT_FOUND)],
    answers: [
      answer(200, 'The contact.', 'documented', GET),
      answer(404, 'There is none, or the id is no number.', 'inferred', NOT_FOUND),
    ],
  }),
  operation({
    method: 'PUT',
    path: `${BASE}/{id}`,
    summary: 'Changes what is sent. PATCH does the same; a password and fields of the server are passed over.',
    body: contactBody.omit({ Password: true }),
    parameters: [idParameter(TAKEN), ...fields(EVERY)],
    answers: [
      answer(200, 'The whole contact.', 'documented', PARTIAL),
      answer(200, 'Null and blank text show as null, and `Type` as 0.', 'inferred', BLANK),
      answer(400, 'The address is taken away or taken, or a value is of another type.', 'inferred', TAKEN),
      answer(400, 'A custom value of another type than its field, by its path.', 'inferred', TYPES),
      answer(404, 'There is no such contact.', 'inferred', TAKEN),
    ],
  }),
  operation({
    method: 'DELETE',
    path: `${BASE}/{id}`,
    summary: 'Deletes a contact. Its orders, cases and bookings stay in the books.',
    parameters: [idParameter(GONE)],
    answers: [
      answer(204, 'It is gone.', 'documented', GONE),
      answer(404, 'There is no such contact, or no longer.', 'inferred', GONE),
    ],
  }),
  operation({
    method: 'PUT',
    path: `${BASE}/{id}/set-password`,
    summary: 'Sets the password that a contact logs in with, ends its logins and vouches for its address.',
    parameters: [
      idParameter(UNSET),
      ...parameters('body', [
        'Password',
        'Text of 1 to 1000 characters; the operator may ask for more than one.',
        'documented',
        SET,
      ]),
    ],
    answers: [
      answer(200, 'The secure zones of the contact.', 'documented', SET),
      answer(
        204,
        'For a key with the option `silent_set_password`, without a body.',
        'inferred',
        'contacts.test.ts: a key may have a new password answered with nothing',
      ),
      answer(400, 'There is no password.', 'inferred', UNSET),
      answer(400, 'It is shorter than `TREEPL_MIN_PASSWORD`; so too for a new contact.', 'inferred', SHORT),
      answer(404, 'There is no such contact.', 'inferred', UNSET),
    ],
  }),
];
