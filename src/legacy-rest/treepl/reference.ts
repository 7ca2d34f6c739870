/** What this API promises. */
import {
  type ApiReference,
  answer,
  type DifferenceReference,
  type OperationReference,
  parameters,
} from '../kit/reference.ts';
import { contactOperations } from './contacts/reference.ts';
import { BASE, badQuery, idParameter, listQuery, operation } from './referenceParts.ts';

const PAIR = 'tokens.test.ts: case 1: gives a working token for a pair in a form and for the same as JSON';

const tokenOperation: OperationReference = {
  method: 'POST',
  path: '/api/v1/oauth/token',
  summary:
    'A token for a pair of client id and client secret, good for an hour or for `TREEPL_TOKEN_SECONDS`. GET with the same in the query does the same.',
  parameters: parameters(
    'body',
    [
      'grant_type',
      '`client_credentials`, also when left out.',
      'inferred',
      'tokens.test.ts: refuses a grant type that it does not know',
    ],
    ['client_id', 'Public half of the key; also `ClientId`, or HTTP Basic for the pair.', 'inferred', PAIR],
    ['client_secret', 'Secret half of the key.', 'inferred', PAIR],
  ),
  answers: [
    answer(200, '`access_token`, `token_type` and `expires_in`.', 'inferred', PAIR),
    answer(
      200,
      '`expires_in` is what the operator says.',
      'inferred',
      'tokens.test.ts: makes tokens that last as long as the operator says',
    ),
    answer(400, 'The pair is wrong.', 'inferred', 'tokens.test.ts: case 2: refuses a wrong secret with 400'),
    answer(
      413,
      'The body is larger than a megabyte.',
      'inferred',
      'badInput.test.ts: refuses more than a megabyte with 413',
    ),
  ],
};

/** A list of what belongs to a contact. */
const listOf = (name: string, summary: string, listed: string, missing: string): OperationReference =>
  operation({
    method: 'GET',
    path: `${BASE}/{id}/${name}`,
    summary,
    parameters: [idParameter(missing), ...listQuery('query')],
    answers: [
      answer(200, '`Items` and `TotalItemsCount`; none for a contact without.', 'documented', listed),
      badQuery,
      answer(404, 'There is no such contact.', 'inferred', missing),
    ],
  });

const ZONES = 'zones.test.ts: case 26: are replaced by a bare list, whose names do not matter beside ids';
const NO_ZONES = 'zones.test.ts: are 404 for an unknown contact, and 405 for other methods';

const belowContacts: readonly OperationReference[] = [
  listOf(
    'bookings',
    'Bookings of a contact, cancelled ones left out, with event, form and answers.',
    'bookings.test.ts: case 21: have the documented keys',
    'bookings.test.ts: case 24: are none for a contact without, 404 for an unknown one',
  ),
  listOf(
    'cases',
    'Forms that a contact submitted, and cases that were opened for it.',
    'cases.test.ts: case 22: have the documented keys, and no event',
    'cases.test.ts: case 24: are none for a contact without, and 404 for an unknown one',
  ),
  listOf(
    'orders',
    'Orders of a contact with lines, payments, invoice and shipping.',
    'orders.test.ts: have all documented keys with their types',
    'orders.test.ts: case 24: are none for a contact without, and 404 for an unknown one',
  ),
  listOf(
    'secure-zones',
    'Groups that a contact is a member of, expired ones too.',
    'zones.test.ts: case 25: are listed with their expiry',
    NO_ZONES,
  ),
  operation({
    method: 'PUT',
    path: `${BASE}/{id}/secure-zones`,
    summary: 'Replaces all zones of a contact. The body is a bare list, or the envelope that was read.',
    parameters: [
      idParameter(NO_ZONES),
      ...parameters(
        'body',
        ['Id', 'Number of the zone.', 'documented', ZONES],
        [
          'Name',
          'Its name, where there is no id.',
          'inferred',
          'zones.test.ts: are found by name without an id, and the last of several counts',
        ],
        ['ExpiryDateTime', 'ISO 8601; none when left out.', 'documented', ZONES],
      ),
    ],
    answers: [
      answer(200, 'All zones afterwards, in the envelope of lists.', 'documented', ZONES),
      answer(400, 'An unknown zone; nothing changed.', 'inferred', 'zones.test.ts: case 27: are all taken away'),
      answer(404, 'There is no such contact.', 'inferred', NO_ZONES),
    ],
  }),
];

const differences: readonly DifferenceReference[] = [
  {
    original: 'An order has a gift voucher beside its payments.',
    here: '`GiftVoucher` is what was paid by `Gift voucher` or `Gift card`, and stands among the payments too.',
    reason: 'Who pays with something given, pays: what is left to pay takes it into account.',
  },
  {
    original: 'Cases and bookings may carry custom groups.',
    here: '`CustomCrmGroups` is empty.',
    reason:
      'Whatever is asked in a form stands in `CaseFields` and `EventBookingFields`, and no operation here writes the groups.',
  },
  {
    original: 'The answer to set-password is a list of secure zones in the document, most likely by a slip.',
    here: 'It is that list.',
    reason: 'Clients that were typed after the document can read it.',
  },
];

export const reference: ApiReference = {
  title: 'Treepl CRM contacts API',
  summary: 'Contacts with their bookings, cases, orders and secure zones, below /api/v2/admin/contacts.',
  security: { token: { type: 'http', scheme: 'bearer', description: 'A token, or the secret of an API key.' } },
  operations: [tokenOperation, ...contactOperations, ...belowContacts],
  differences,
};
