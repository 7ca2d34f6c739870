/** What this API promises about quotes, invoices and transactions. */
import { type AnswerReference, answer, type OperationReference, parameters } from '../../kit/reference.ts';
import { faults, hyphens, queryPaging, strictErrors, tooLarge, withCredentials } from '../referenceParts.ts';
import { transactionBody } from './createTransaction.ts';

const CASE_18 = 'sales.test.ts: case 18: ten at a time';
const CASE_20 = 'sales.test.ts: case 20: records it and creates the customer';
const CASE_21 = 'sales.test.ts: case 21: the same orderid changes it';
const CASE_22 = 'sales.test.ts: case 22: names what is missing';
const BETA = 'sales.test.ts: case 25: the beta nests its rows';
const AMOUNTS = 'fields.test.ts: have every amount to the cent';
const TEXTS = 'fields.test.ts: keep every text without its markup, cut to length';
const TITLES = 'fields.test.ts: take their title as';
const LINKS = 'fields.test.ts: belong to the company and pay the invoice';
const PAYER = 'fields.test.ts: belong to the customer with the address';
const BAD_AMOUNT = 'sales.test.ts: refuses';
const UNREADABLE = 'sales.test.ts: answers what cannot be read';

const listOf = (
  name: string,
  summary: string,
  test: string,
  ...more: readonly AnswerReference[]
): OperationReference => ({
  method: 'GET',
  path: `/zbs_api/${name}`,
  summary,
  parameters: withCredentials(queryPaging(CASE_18), hyphens('fields.test.ts: spell keys with underscores')),
  answers: [
    answer(200, 'A list of rows, empty past the end.', 'documented', test),
    answer(200, 'Rows have `meta` and `customerid`.', 'documented', BETA, 'beta'),
    ...more,
    ...faults,
  ],
});

export const salesOperations: readonly OperationReference[] = [
  listOf('quotes', 'A page of quotes.', 'sales.test.ts: case 17: draft, published and accepted'),
  listOf('invoices', 'A page of invoices.', 'sales.test.ts: case 19: money is text'),
  {
    method: 'POST',
    path: '/zbs_api/create_transaction',
    summary: 'Records the transaction with this order id, or changes it. PUT and PATCH do the same.',
    body: transactionBody,
    parameters: withCredentials(
      parameters(
        'body',
        ['orderid!', 'Unique number; read as `ref`.', 'documented', CASE_21],
        ['status!', 'Any text; some count in totals. The beta does without.', 'documented', CASE_20],
        [
          'total!',
          'Number or text. The plugin shape refuses a plain zero, the beta does without.',
          'documented',
          CASE_21,
        ],
        [
          'email',
          'Finds the customer, who stays as it is, or creates one with status `Customer`; none without a valid one.',
          'documented',
          PAYER,
        ],
        ['fname', 'First name of a customer who is created here.', 'documented', CASE_20],
        [
          'date',
          'Unix seconds, also as text, or a date as in `create_event`; now when left out.',
          'documented',
          'sales.test.ts: %j is the time %j',
        ],
        [
          'type',
          '`Refund` and `Credit Note` go back, everything else comes in; `Sale` when left out.',
          'documented',
          TEXTS,
        ],
        ['title', 'Text.', 'documented', TITLES],
        ['item', 'The same as `title`.', 'observed', TITLES],
        ['item_title', 'The same as `title`, as the beta has it.', 'documented', TITLES],
        ['desc', 'Text.', 'documented', TEXTS],
        ['currency', 'Three letters; that of the shop when left out or unknown.', 'documented', AMOUNTS],
        ['origin', 'Text; `api` when left out.', 'documented', TEXTS],
        ...['net', 'fee', 'discount', 'tax', 'shipping', 'shipping_tax'].map(
          (name) =>
            [
              name,
              'Amount, as number or text; a blank clears, what is no amount is passed over.',
              'documented',
              AMOUNTS,
            ] as const,
        ),
        ['tax_rate', 'Rate of tax in percent, which the beta shows; a blank clears.', 'documented', BETA],
        ['customer', 'Number of the customer, where there is no address.', 'inferred', PAYER],
        ['company', 'Number of the company.', 'observed', LINKS],
        ['invoice', 'Number of the invoice that it pays.', 'inferred', LINKS],
        ['owner', 'Number of the owner.', 'observed', AMOUNTS],
        ['*slug of a custom field*', 'A value that the field can hold; a blank clears.', 'documented', CASE_21],
        ['*any other key*', 'Echoed, never stored.', 'observed', CASE_20],
      ),
    ),
    answers: [
      answer(200, 'What was sent with `id`, recorded or changed.', 'documented', CASE_20),
      answer(
        200,
        'The first of orderid, status and total that is missing is named; a blank orderid is a missing one.',
        'observed',
        CASE_22,
        '{"error":400,…}',
      ),
      answer(200, 'Blank status, or a total that is no number.', 'observed', BAD_AMOUNT, '{"error":100}'),
      answer(200, 'The body is no JSON object or list.', 'inferred', UNREADABLE, '{"error":true,…}'),
      strictErrors,
      tooLarge,
      ...faults,
    ],
  },
  listOf(
    'transactions',
    'A page of transactions.',
    CASE_20,
    answer(
      200,
      '`debit` for `Refund` and `Credit Note` and `credit` for everything else; the other way round in the plugin shape, and in ' +
        'every shape for a key with the option `plugin_accounting`.',
      'documented',
      'sales.test.ts: a key may have the accounting side of the plugin',
      '`type_accounting`',
    ),
    answer(
      200,
      '1 for the statuses of `JETPACK_COUNTED_STATUSES`, letter case aside, otherwise -1.',
      'observed',
      'fields.test.ts: a site writes times in its own zone and counts its own statuses',
      '`status_bool`',
    ),
  ),
];
