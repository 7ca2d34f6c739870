/** What this API promises about quotes, invoices and transactions. */
import type { OperationReference } from '../../kit/reference.ts';
import { faults, parameters, queryPaging, tooLarge, withCredentials } from '../referenceParts.ts';
import { transactionBody } from './createTransaction.ts';

const CASE_18 = 'sales.test.ts: case 18: ten at a time';
const CASE_20 = 'sales.test.ts: case 20: records it and creates the customer';
const CASE_21 = 'sales.test.ts: case 21: the same orderid changes it';
const CASE_22 = 'sales.test.ts: case 22: names what is missing';
const BETA = 'sales.test.ts: case 25: the beta nests its rows';
const EXACT = 'sales.test.ts: keeps money exact to the cent';
const UNREADABLE = 'sales.test.ts: answers what cannot be read';

const listOf = (name: string, summary: string, test: string): OperationReference => ({
  method: 'GET',
  path: `/zbs_api/${name}`,
  summary,
  parameters: withCredentials(queryPaging(CASE_18)),
  answers: [
    { status: 200, when: 'A list of rows, empty past the end.', evidence: 'documented', test },
    { status: 200, code: 'beta', when: 'Rows have `meta` and `customerid`.', evidence: 'documented', test: BETA },
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
      [
        {
          name: 'orderid',
          in: 'body',
          required: true,
          about: 'Unique number; read as `ref`.',
          evidence: 'documented',
          test: CASE_21,
        },
      ],
      [
        {
          name: 'status',
          in: 'body',
          required: true,
          about: 'Any text; some count in totals. The beta does without.',
          evidence: 'documented',
          test: CASE_20,
        },
      ],
      [
        {
          name: 'total',
          in: 'body',
          required: true,
          about: 'Number or text. The plugin shape refuses a plain zero, the beta does without.',
          evidence: 'documented',
          test: CASE_21,
        },
      ],
      parameters(
        'body',
        [
          'email',
          'Finds the customer, or creates one with status `Customer`; none without a valid one.',
          'documented',
          CASE_20,
        ],
        ['fname', 'First name of a customer who is created here.', 'documented', CASE_20],
        ['date', 'Unix seconds, also as text, or an ISO date; now when left out.', 'documented', CASE_22],
        ...['type', 'title', 'item', 'item_title', 'desc', 'currency', 'origin'].map(
          (name) => [name, 'Text.', name === 'item' ? 'observed' : 'documented', CASE_20] as const,
        ),
        ...['net', 'fee', 'discount', 'tax', 'shipping', 'shipping_tax'].map(
          (name) => [name, 'Amount, as number or text.', 'documented', EXACT] as const,
        ),
        ['customer', 'Number of the customer, where there is no address.', 'inferred', CASE_22],
        ['company', 'Number of the company.', 'observed', EXACT],
        ['invoice', 'Number of the invoice that it pays.', 'inferred', EXACT],
        ['owner', 'Number of the owner.', 'observed', CASE_20],
      ),
    ),
    answers: [
      { status: 200, when: 'What was sent with `id`, recorded or changed.', evidence: 'documented', test: CASE_20 },
      {
        status: 200,
        code: '{"error":400,…}',
        when: 'The first of orderid, status and total that is missing is named.',
        evidence: 'observed',
        test: CASE_22,
      },
      {
        status: 200,
        code: '{"error":100}',
        when: 'Blank order id or status, or a total that is no number.',
        evidence: 'observed',
        test: UNREADABLE,
      },
      {
        status: 200,
        code: '{"error":true,…}',
        when: 'The body is no JSON object or list.',
        evidence: 'inferred',
        test: UNREADABLE,
      },
      tooLarge,
      ...faults,
    ],
  },
  listOf('transactions', 'A page of transactions.', CASE_20),
];
