/** What this API promises. */
import {
  type ApiReference,
  answer,
  type DifferenceReference,
  type OperationReference,
  parameters,
} from '../kit/reference.ts';
import { companyOperations } from './companies/reference.ts';
import { customerOperations } from './customers/reference.ts';
import { eventOperations } from './events/reference.ts';
import { faults, withCredentials } from './referenceParts.ts';
import { salesOperations } from './sales/reference.ts';

const CASE_1 = 'conformance.test.ts: case 1: tells that the connection works';
const CASE_2 = 'conformance.test.ts: case 2: names modules and extensions';

const statusOperation: OperationReference = {
  method: 'GET',
  path: '/zbs_api/status',
  summary: 'Whether the credentials work, and which version is answered.',
  parameters: withCredentials(
    parameters('query', [
      'full',
      'Present with any value, even none, adds modules and extensions.',
      'documented',
      CASE_2,
    ]),
  ),
  answers: [
    answer(200, 'The credentials work.', 'documented', CASE_1),
    answer(
      400,
      'Any other name than those on this page.',
      'documented',
      'conformance.test.ts: case 4: an unknown endpoint is 400',
    ),
    ...faults,
  ],
};

const WEBHOOK = 'conformance.test.ts: webhook knows no action';

const webhookOperation: OperationReference = {
  method: 'POST',
  path: '/zbs_api/webhook',
  summary: 'Where extensions of the original are called back. None of them is here.',
  parameters: withCredentials(
    parameters('body', ['action', 'What is to be done; none is known.', 'observed', WEBHOOK]),
  ),
  answers: [answer(400, 'The action is missing or unknown.', 'observed', WEBHOOK), ...faults],
};

const differences: readonly DifferenceReference[] = [
  {
    original: 'An update blanks every field that it does not name.',
    here: 'What is not named stays.',
    reason: 'It destroys data; the documents promise nothing of the kind.',
  },
  {
    original: 'An address without a slash at its end is redirected with 301.',
    here: 'It is answered.',
    reason: 'Some clients do not follow redirects, and none may after a POST.',
  },
  {
    original: 'Dates in custom fields, the tax on shipping and, with each update, the date of a transaction are lost.',
    here: 'They are stored.',
    reason: 'The documents promise it, and who writes something wants to read it.',
  },
  {
    original: 'A transaction has no type, origin and currency unless they are sent, and no time of payment.',
    here: 'They are `Sale`, `api` and the currency of the shop, and the time is that of the transaction.',
    reason: 'The documents show them so, and totals depend on the currency.',
  },
  {
    original: 'Transactions keep the IP address and the hash that a client sends.',
    here: 'They are echoed and not stored.',
    reason: 'Addresses of machines are personal data that nothing here needs.',
  },
  {
    original: 'With `full`, `status` lists the modules of the plugin that are switched on.',
    here: 'One module, `api`, and no extensions.',
    reason: 'Modules are parts of the plugin.',
  },
  {
    original: 'A custom field that counts stores its number with the text around it.',
    here: 'The number alone is stored, and shown with the text, which a search does not look at; a transaction that a card was charged for has none.',
    reason: 'It can be sorted and compared, and the text changes for all records at once.',
  },
  {
    original: 'All invoices, quotes and transactions of a customer or company are shown beside it.',
    here: 'The newest thousand of each kind.',
    reason: 'One answer must not be able to hold up the server; the lists page through all of them.',
  },
  {
    original: 'Unreadable JSON, and some updates of companies, are answered with status 500 and a page of HTML.',
    here: 'Status 200 and the object that other endpoints have for it.',
    reason: 'A fault is no answer, and clients parse every body as JSON.',
  },
  {
    original: 'An update of a customer by id alone is refused.',
    here: 'It updates the customer.',
    reason: 'The documents promise it.',
  },
  {
    original: 'An update of an event with an unknown id claims to have succeeded.',
    here: 'It is refused.',
    reason: 'Nothing was stored.',
  },
  {
    original: 'The filters of the list of companies are read in each other’s place.',
    here: 'Each filters what its name says.',
    reason: 'The documents promise it.',
  },
  {
    original: '`1,234.50` is stored as 1.',
    here: 'It is 1234.50.',
    reason: 'Money is never guessed at.',
  },
  {
    original: 'A company of the same name is the same company.',
    here:
      'Address and id decide, and names may repeat, unless the key has the option `match_company_by_name`. It holds for what ' +
      'this key writes here: other programs may still use a name twice, and then the oldest company of that name is meant.',
    reason:
      'The documents name address and id, and two companies must not become one by accident. What one client expects must ' +
      'not forbid others, whose documents let names repeat, to write.',
  },
  {
    original: 'Which clients expect the beta cannot be told from what they send.',
    here: '`/jetpack/beta/zbs_api`, or a key that is issued with the shape `beta`; there is no `/zbs_api_beta`.',
    reason: 'One address for each shape: no client has ever called the other.',
  },
  {
    original: 'The first releases after the beta had rows of customers with flat fields and `meta` at once.',
    here: 'A row has one shape; the beta answers `create_customer` with `ID` and `id`, and every name of a field is read in every shape.',
    reason:
      'Clients read one or the other. Other lists could not have both: the same key is a number here and a text there.',
  },
  {
    original: 'A setting has `customers` search custom fields too.',
    here: '`customer_search` always does but in the plugin shape, `customers` never.',
    reason: 'The documents promise it of the one alone.',
  },
  {
    original: 'Settings say which status a customer has that none is sent for, and which sums `total_value` adds up.',
    here: 'It is `Lead`, and both sums.',
    reason: 'That is what the plugin does until somebody changes it; who wants another status sends it.',
  },
  {
    original: 'Text is echoed with entities for `&` and quotes in events.',
    here: 'Text is stored and shown as it was written, without markup.',
    reason: 'What a client writes it should read.',
  },
];

export const reference: ApiReference = {
  title: 'Jetpack CRM API',
  summary:
    'Customers, companies, quotes, invoices, transactions and events. Below /zbs_api as the documents have it, below ' +
    '/jetpack/plugin/zbs_api as the running plugin answers, below /jetpack/beta/zbs_api as its beta was documented. A key ' +
    'may be issued with one of the three shapes; then /zbs_api answers it so. A key with the option `strict_errors` is told ' +
    'of what is refused with status 400 in place of 200, with the same body. Dates and times are written out in the zone of ' +
    '`JETPACK_TIME_ZONE`, UTC unless it is set, but always in UTC in the beta; those that are sent without a zone are UTC.',
  security: {
    key: { type: 'apiKey', in: 'query', name: 'api_key' },
    secret: { type: 'apiKey', in: 'query', name: 'api_secret' },
  },
  operations: [
    statusOperation,
    ...customerOperations,
    ...companyOperations,
    ...salesOperations,
    ...eventOperations,
    webhookOperation,
  ],
  differences,
};
