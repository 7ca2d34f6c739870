/** What this API promises about companies. */
import { answer, type OperationReference, parameters } from '../../kit/reference.ts';
import { bodyPaging, faults, hyphens, strictErrors, tooLarge, withCredentials } from '../referenceParts.ts';
import { companyBody } from './create.ts';
import { textFieldNames } from './fields.ts';

const CASE_15 = 'companies.test.ts: case 15: is found again by address';
const NOTHING_STORED = 'companies.test.ts: case 15: without anything to go by';
const BY_NAME = 'companies.test.ts: a key may ask for one company of each name';
const SPELLINGS = 'companies.test.ts: coname is a name';
const TEXTS = 'fields.test.ts: keep every text without its markup, with a second address';
const LINKED = 'fields.test.ts: are shown beside the company';
const FILTERS = 'companies.test.ts: filters narrow together';
const TOTALS = 'companies.test.ts: case 16: totals leave out';
const ROW = 'companies.test.ts: a row has exactly the documented keys';

const ABOUT_TEXT = 'Text, cut to the length of the original, without markup; missing stays, blank clears.';

export const companyOperations: readonly OperationReference[] = [
  {
    method: 'POST',
    path: '/zbs_api/create_company',
    summary: 'Updates the company with this id or address, or creates one. PUT and PATCH do the same.',
    body: companyBody,
    parameters: withCredentials(
      parameters(
        'body',
        ['name', 'Needed for a new company. Several companies may have the same.', 'observed', CASE_15],
        ['coname', 'The same as `name`.', 'observed', SPELLINGS],
        ['email', 'Address, letter case aside; finds the company.', 'documented', CASE_15],
        ['id', 'Number of a company, also as text; an unknown one is passed over.', 'documented', CASE_15],
        ['status', 'Any text; `Lead` for a new company without one.', 'documented', SPELLINGS],
        ['assign', 'Number of the owner, also as text.', 'documented', SPELLINGS],
        ['tags', 'List of names that replaces all tags.', 'documented', SPELLINGS],
        ['notes', 'Text of several lines.', 'inferred', SPELLINGS],
        ...textFieldNames.map((name) => [name, ABOUT_TEXT, 'documented', TEXTS] as const),
        ['*slug of a custom field*', 'A value that the field can hold.', 'documented', CASE_15],
        ['*any other key*', 'Echoed, never stored.', 'observed', CASE_15],
      ),
    ),
    answers: [
      answer(200, 'What was sent with `id`, created or updated.', 'documented', CASE_15),
      answer(
        200,
        'For a key with the option `match_company_by_name` the company of this name, letter case aside, where neither id nor address finds one.',
        'observed',
        BY_NAME,
      ),
      answer(200, 'Neither a valid address nor the id of a company.', 'inferred', NOTHING_STORED, '{"errors":1}'),
      answer(
        200,
        'A new company has no name, or the address belongs to another.',
        'observed',
        NOTHING_STORED,
        '{"error":100}',
      ),
      answer(
        200,
        'For a key with the option `match_company_by_name`: another company has the name.',
        'observed',
        BY_NAME,
        '{"error":100}',
      ),
      answer(200, 'The body is no JSON object or list.', 'inferred', NOTHING_STORED, '{"error":true,…}'),
      strictErrors,
      tooLarge,
      ...faults,
    ],
  },
  {
    method: 'POST',
    path: '/zbs_api/companies',
    summary: 'A page of companies, newest first.',
    parameters: withCredentials(
      bodyPaging(FILTERS),
      parameters(
        'body',
        [
          'search',
          'Part of a name, address, account or phone number, or the number of the company.',
          'documented',
          FILTERS,
        ],
        ['owned', 'Number of the owner; zero and less mean all.', 'documented', FILTERS],
        ['invoices', 'Shows them in each row, with totals.', 'documented', LINKED],
        ['quotes', 'Shows them in each row, with what they come to.', 'documented', LINKED],
        [
          'transactions',
          'Shows them in each row, with totals.',
          'documented',
          'fields.test.ts: belong to the company and pay the invoice',
        ],
      ),
      hyphens('fields.test.ts: spell keys of custom fields with underscores'),
    ),
    answers: [
      answer(200, 'A list of rows, empty past the end.', 'documented', ROW),
      answer(
        200,
        'Invoices without voided ones, payments that count, and what both come to.',
        'documented',
        TOTALS,
        'totals',
      ),
      tooLarge,
      ...faults,
    ],
  },
];
