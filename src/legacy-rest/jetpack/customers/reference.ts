/** What this API promises about customers. */
import { answer, type OperationReference, parameters } from '../../kit/reference.ts';
import {
  bodyPaging,
  faults,
  hyphens,
  queryPaging,
  strictErrors,
  tooLarge,
  withCredentials,
} from '../referenceParts.ts';
import { customerBody } from './create.ts';
import { textFieldNames } from './fields.ts';

const ALIAS = 'conformance.test.ts: an alias address means the customer who has it';
const CASE_6 = 'conformance.test.ts: case 6: echoes what was sent';
const CASE_7 = 'conformance.test.ts: case 7: repeating it updates';
const CASE_8 = 'conformance.test.ts: case 8: an id decides';
const CASE_9 = 'conformance.test.ts: case 9: without a usable key';
const CASE_10 = 'conformance.test.ts: case 10: a customer stays a customer';
const CASE_11 = 'conformance.test.ts: case 11: pages of ten';
const CASE_12 = 'conformance.test.ts: case 12: searches in addresses';
const CASE_13 = 'conformance.test.ts: case 13: linked records';
const CASE_14 = 'conformance.test.ts: case 14: a query gives a list';
const TEXTS = 'fields.test.ts: keep every text without its markup, with a second address';

const ABOUT_TEXT = 'Text, cut to the length of the original, without markup; missing stays, blank clears.';

export const customerOperations: readonly OperationReference[] = [
  {
    method: 'POST',
    path: '/zbs_api/create_customer',
    summary: 'Updates the customer with this id or address, or creates one. PUT and PATCH do the same.',
    body: customerBody,
    parameters: withCredentials(
      parameters(
        'body',
        [
          'email',
          'Address, letter case aside; finds the customer, or becomes its address when an id is sent.',
          'documented',
          CASE_7,
        ],
        ['id', 'Number of a customer, also as text; an unknown one is passed over.', 'documented', CASE_8],
        [
          'status',
          'Any text; `Lead` for a new customer without one.',
          'documented',
          'conformance.test.ts: a status is Lead unless sent',
        ],
        ['sticky', 'Anything true lets a `Customer` become something else.', 'observed', CASE_10],
        ['stickystat', 'The status that is not left; `Customer` when missing.', 'observed', CASE_10],
        [
          'assign',
          'Number of the owner, also as text; anything else is passed over.',
          'documented',
          'conformance.test.ts: assign sets the owner',
        ],
        [
          'tags',
          'List of names that replaces all tags; an empty or unusable one is passed over.',
          'documented',
          'conformance.test.ts: tags replace those there were',
        ],
        ['notes', 'Text of several lines.', 'inferred', 'fields.test.ts: keep the lines of notes'],
        ...textFieldNames.map(
          (name) => [name, ABOUT_TEXT, name.startsWith('sec') ? 'inferred' : 'documented', TEXTS] as const,
        ),
        [
          '*slug of a custom field*',
          'A value that the field can hold; blank stays, another type is passed over.',
          'documented',
          'survival.test.ts: custom values are typed',
        ],
        ['*any other key*', 'Echoed, never stored.', 'observed', CASE_6],
      ),
      parameters('query', [
        'external_api_name',
        'Changes nothing.',
        'documented',
        'conformance.test.ts: an idempotency key gives the first answer',
      ]),
      parameters('header', [
        'Idempotency-Key',
        'A repetition with the same key gets the first answer.',
        'inferred',
        'conformance.test.ts: an idempotency key gives the first answer',
      ]),
    ),
    answers: [
      answer(200, 'What was sent with `id` (in the beta `ID` too), created or updated.', 'documented', CASE_6),
      answer(200, 'An alias address means the customer who has it.', 'observed', ALIAS),
      answer(
        200,
        'A custom field that counts gives a new customer its next number, unless one is sent; so it does with every other kind of record. It stands between `prefix` and `suffix` of the field, and may be written so or alone.',
        'observed',
        'survival.test.ts: fields that count give each new record a number of its own',
      ),
      answer(200, 'Neither a valid address nor the id of a customer.', 'observed', CASE_9, '{"errors":1}'),
      answer(200, 'The address belongs to another customer.', 'observed', CASE_8, '{"error":100}'),
      answer(
        200,
        'The body is no JSON object or list; the beta adds `input_error`.',
        'observed',
        CASE_9,
        '{"error":true,…}',
      ),
      strictErrors,
      tooLarge,
      ...faults,
    ],
  },
  {
    method: 'POST',
    path: '/zbs_api/customers',
    summary: 'A page of customers, oldest first (newest first in the beta). GET does the same.',
    parameters: withCredentials(
      bodyPaging(CASE_11),
      parameters(
        'body',
        [
          'search',
          'Part of a name, address, account or phone number. In the plugin shape `%` and `_` are wildcards.',
          'documented',
          CASE_12,
        ],
        ['owned', 'Number of the owner; zero and less mean all.', 'documented', CASE_12],
        [
          'company',
          'Number of the company that they belong to.',
          'observed',
          'companies.test.ts: case 12: customers of a company',
        ],
        [
          'invoices',
          'Shows them in each row: `true`, `1`, `"1"`, `"true"`; in the plugin shape `"true"` only.',
          'documented',
          CASE_13,
        ],
        ['quotes', 'As `invoices`.', 'documented', CASE_13],
        ['transactions', 'As `invoices`.', 'documented', CASE_13],
        ['tags', 'Shows tags as objects; in the plugin shape for anything true.', 'documented', CASE_13],
      ),
      hyphens('conformance.test.ts: case 14: keys with hyphens'),
    ),
    answers: [
      answer(
        200,
        'A list of rows, empty past the end.',
        'documented',
        'conformance.test.ts: case 11: a row has exactly the documented keys',
      ),
      answer(
        200,
        'Numbers of a customer are text, dates in the site format.',
        'observed',
        'shapes.test.ts: case 15: numbers of a customer are text',
        'plugin',
      ),
      answer(
        200,
        'Rows have `meta`, `filterTot` and `filterPages`.',
        'documented',
        'shapes.test.ts: case 25: rows carry the totals',
        'beta',
      ),
      tooLarge,
      ...faults,
    ],
  },
  {
    method: 'GET',
    path: '/zbs_api/customer_search',
    summary: 'A search, or one customer by address.',
    parameters: withCredentials(
      parameters(
        'query',
        [
          'zbs_query',
          'As `search` of `customers`, and custom values; all customers without it.',
          'documented',
          'conformance.test.ts: case 14: all customers without a query',
        ],
        [
          'email',
          'The whole address, letter case aside. Goes before `zbs_query` even when empty.',
          'documented',
          CASE_14,
        ],
      ),
      queryPaging('conformance.test.ts: case 18: the order and the limits'),
      hyphens('conformance.test.ts: case 14: keys with hyphens'),
    ),
    answers: [
      answer(200, 'An alias address finds the customer who has it.', 'observed', ALIAS),
      answer(
        200,
        'A list for a search; for an address one object with invoices, transactions and tags, or `[]`.',
        'observed',
        CASE_14,
      ),
      answer(200, 'All matches at once.', 'inferred', 'shapes.test.ts: case 25: a search gives all matches', 'beta'),
      ...faults,
    ],
  },
];
