/** The endpoint as such, and visits. */
import type { OperationReference } from '../../kit/reference.ts';
import { FILTER_FORMS, filterOf, method, noSession, SESSION, SESSION_OR_NEW } from './parts.ts';

const KEY = 'transport.test.ts: the key comes as parameter under four names, as header, Bearer or Basic user';
const OUTPUT =
  'transport.test.ts: output and callback have aliases; an unknown output is JSON; errors come as JSONP too';

const endpoint: OperationReference = {
  method: 'POST',
  path: '/api/v1',
  summary:
    'Any method by its name, by GET and POST alike. All of this holds for the methods below too, which are named here by the path. Also `/api`, `/v1` and `/api/1.0`.',
  parameters: [
    {
      name: 'apikey',
      in: 'body',
      required: true,
      about: 'Secret of the key; also `api_key`, `key`, `apitoken`, the header `X-API-Key`, Bearer, or the Basic user.',
      evidence: 'inferred',
      test: KEY,
    },
    {
      name: 'method',
      in: 'body',
      about: 'In any letter case; also `action`, `call`, `function`, `cmd`, `api_method`, or behind the path.',
      evidence: 'inferred',
      test: 'transport.test.ts: parameters come before the path, in their order',
    },
    {
      name: 'output',
      in: 'body',
      about: '`JSON` or `JSONP`; also `format`, `response_type`, or `.jsonp` behind the path.',
      evidence: 'documented',
      test: OUTPUT,
    },
    {
      name: 'callback',
      in: 'body',
      about: 'Name of the function for JSONP; `callback` where it is none.',
      evidence: 'inferred',
      test: 'transport.test.ts: case 7: JSONP calls back under the given name if that is a name',
    },
    {
      name: 'filter',
      in: 'body',
      about: 'A list: repeated, with brackets, with indexes, parted by commas or blanks, or as JSON.',
      evidence: 'inferred',
      test: FILTER_FORMS,
    },
  ],
  answers: [
    {
      status: 200,
      when: 'Always. `error_code` is null, or tells what went wrong beside `error_message`.',
      evidence: 'inferred',
      test: 'transport.test.ts: JSON is ASCII, compact, never cached',
    },
    {
      status: 200,
      when: '`currency` and `order_currency` are signs such as £, or what `SALESSYSTEM_CURRENCY` says: `&#163;` or the code.',
      evidence: 'inferred',
      test: 'checkout.test.ts: currencies are written as the operator says',
    },
    {
      status: 200,
      when: 'What names no currency, contacts and prices too, has that of the shop: `SHOP_CURRENCY`, GBP unless it is set.',
      evidence: 'inferred',
      test: 'checkout.test.ts: what names no currency has that of the shop',
    },
    {
      status: 200,
      when: 'Where a filter has to be given and is not: 1011, or with `SALESSYSTEM_LENIENT_FILTER` all but stock, prices, sizes and pictures.',
      evidence: 'inferred',
      test: 'checkout.test.ts: a missing filter asks for what is usual, where the operator says so',
    },
    {
      status: 200,
      code: 1011,
      when: 'Some parameters are not valid; `error_invalid` has a message for each.',
      evidence: 'documented',
      test: 'contacts.test.ts: everything that is missing is told at once',
    },
    {
      status: 200,
      code: 2003,
      when: 'A fault of the server.',
      evidence: 'documented',
      test: 'contacts.test.ts: every field blank, as a list, long and odd never fails on our side',
    },
    ...(
      [
        [9001, 'There is no key.', 'case 1: without a key every method answers 9001'],
        [9008, 'The key is wrong, revoked, for other APIs, or may not do this.', 'case 2: a wrong key answers 9008'],
        [
          9002,
          'There is no such method, or the verb is neither GET nor POST.',
          'case 3: an unknown method answers 9002',
        ],
        [9012, 'The key has hosts that may call, and this is none.', 'case 4: the host allow-list knows addresses'],
        [
          9015,
          'The key has referrers, and this is none.',
          'case 4: the referrer allow-list looks at Referer and Origin',
        ],
      ] as const
    ).map(([code, when, test]) => ({
      status: 200,
      code,
      when,
      evidence: 'documented' as const,
      test: `transport.test.ts: ${test}`,
    })),
    {
      status: 200,
      code: 9050,
      when: 'The key calls too often in a minute, or too often at the same time.',
      evidence: 'documented',
      test: 'limits.test.ts: case 5: too many calls answer 9050',
    },
  ],
};

const LOGIN = 'sessions.test.ts: case 26: right, wrong, unknown';
const RESET = 'sessions.test.ts: case 30: a forgotten password is replaced by one in a mail';
const LOGOUT = 'sessions.test.ts: case 29: clientLogout ends the login and keeps the session';
const END = 'sessions.test.ts: case 32: endSession takes login and session; the old id is a stranger afterwards';
const END_CART = 'basket.test.ts: case 31: endCartSession empties the basket and keeps the login';

export const visitOperations: readonly OperationReference[] = [
  endpoint,
  method({
    name: 'startSession',
    summary:
      'Begins a visit, or keeps the given one alive. A visit ends 24 hours after it was last used, or when the operator says.',
    optional: [SESSION_OR_NEW],
    answers: [[null, '`session_id`.', 'documented', SESSION[3]]],
  }),
  method({
    name: 'endSession',
    summary: 'Ends a visit with its login and basket. Also under the name `sessionEnd`.',
    required: [SESSION],
    answers: [[null, '`session_id` is null.', 'documented', END], noSession],
  }),
  method({
    name: 'clientLogin',
    summary: "Logs a contact in; the basket is kept and gets the contact's prices.",
    required: [
      ['client_username', 'E-mail address, letter case aside.', 'documented', LOGIN],
      ['client_password', 'Password, blanks and all.', 'documented', LOGIN],
    ],
    optional: [SESSION_OR_NEW, filterOf(['every `contact_` field'], 'Number and names when left out.', LOGIN)],
    answers: [
      [null, '`session_id` and the fields.', 'documented', LOGIN],
      [
        1011,
        'Name or password is missing.',
        'inferred',
        'sessions.test.ts: a name or password that is missing or blank',
      ],
      [
        1511,
        'The password is wrong, the contact has none, or the name has failed ten times in a quarter of an hour.',
        'documented',
        'sessions.test.ts: after many failures the right password fails too',
      ],
      [1515, 'Nobody has this name.', 'documented', LOGIN],
    ],
  }),
  method({
    name: 'clientLogout',
    summary: 'Ends the login; visit and basket stay, at the prices for everybody.',
    required: [SESSION],
    answers: [[null, '`session_id`.', 'documented', LOGOUT], noSession],
  }),
  method({
    name: 'clientResetPassword',
    summary: 'Mails a new password, and sets it once the mail is on its way. Ends the logins of the contact.',
    required: [['client_username', 'E-mail address, letter case aside.', 'documented', RESET]],
    optional: [SESSION_OR_NEW],
    answers: [
      [null, '`session_id`, `contact_ref`, `contact_key`.', 'documented', RESET],
      [1503, 'Somebody is logged in.', 'documented', RESET],
      [1515, 'Nobody has this name.', 'documented', RESET],
    ],
  }),
  method({
    name: 'endCartSession',
    summary: 'Empties the basket; the login stays.',
    required: [SESSION],
    answers: [[null, '`session_id`.', 'documented', END_CART], noSession],
  }),
];
