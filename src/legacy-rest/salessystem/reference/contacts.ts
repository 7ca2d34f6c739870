/** Contacts, cases and activities. */
import type { OperationReference } from '../../kit/reference.ts';
import { clientNames } from '../contactFields.ts';
import {
  filterOf,
  method,
  NEEDED_FILTER,
  notLoggedIn,
  pagingRows,
  type Row,
  SESSION,
  SESSION_OR_NEW,
} from './parts.ts';

const ABOUT: Readonly<Record<string, string>> = {
  client_email: 'Work e-mail address; the name to log in by, unique.',
  client_country: 'ISO 3166-1, two letters in any case.',
  client_type: 'Code of the menu `contact_type`.',
  client_found: 'Code of the menu `contact_found`.',
  client_team: 'Code of the menu `sales_team`; shown as TM1 when unset.',
  client_label: 'Code of the menu `contact_label`.',
  client_url: 'Dropped without a word where it is no web address.',
  client_url2: 'Dropped without a word where it is no web address.',
  client_newsletter: 'Y or N.',
  client_dataprotect: 'Y or N.',
  client_taxable: 'Y, N, or R for reverse charge.',
  client_currency: 'ISO 4217.',
  client_dob: 'YYYY-MM-DD.',
  client_terms: 'YYYY-MM-DD.',
  client_employeeno: 'Whole number.',
  client_companyturnover: 'Whole number.',
  client_gender: '`male` or `female`.',
};

const TWIN = 'contacts.test.ts: every field comes back under its twin';
const clientRows = (...without: readonly string[]): Row[] =>
  Object.keys(clientNames)
    .filter((name) => !without.includes(name))
    .map((name) => [name, ABOUT[name] ?? 'Text.', 'documented', TWIN]);

const REGISTER = 'contacts.test.ts: case 20: keeps the given session, logs it in and tells number and key';
const NO_PASSWORD = 'contacts.test.ts: case 21: without a password nobody is added';
const WRONG = 'contacts.test.ts: case 22: a short password, an unknown country, an address that is taken';
const LITE =
  'contacts.test.ts: case 36: a known address gives the contact that has it, unchanged, and nobody is logged in';
const SHOWN = 'contacts.test.ts: case 24: exactly what was asked for, with defaults';
const UPDATE = 'contacts.test.ts: case 25: a new address alone; everything else stays, and the login follows';
const CASE_KNOWN = 'cases.test.ts: case 35: a visitor who is logged in opens one, whatever else is sent';
const CASE_OTHER = 'cases.test.ts: case 35: an anonymous one is found or becomes a contact, and is not logged in';
const CASE_MAIL = 'cases.test.ts: case 35: a mail tells of it where a template is named';
const ACTIVITY = 'assets.test.ts: case 34: addActivity wants a login and an end, and plans a call of the first team';
const ACTIVITY_WRONG = 'assets.test.ts: addActivity names what is wrong';
const PUBLIC = 'assets.test.ts: getActivities lists the types that the operator lets everybody see';
const ACTIVITIES = 'assets.test.ts: case 57: getActivities lists the events that overlap a period, and no calls';

export const contactOperations: readonly OperationReference[] = [
  method({
    name: 'addContact',
    summary: 'Registers a visitor, who is logged in by it. The basket stays.',
    required: [
      ['client_firstname', 'Text.', 'documented', NO_PASSWORD],
      ['client_lastname', 'Text.', 'documented', NO_PASSWORD],
      ['client_email', ABOUT.client_email ?? '', 'documented', WRONG],
      ['client_password', 'At least 6 printable characters.', 'documented', WRONG],
    ],
    optional: [SESSION_OR_NEW, ...clientRows('client_firstname', 'client_lastname', 'client_email')],
    answers: [
      [null, '`session_id`, `contact_key`, `contact_ref`.', 'documented', REGISTER],
      [1011, 'Something is missing or not valid, or the address is taken.', 'documented', WRONG],
      [1503, 'Somebody is logged in.', 'inferred', 'contacts.test.ts: a visitor who is logged in cannot register'],
    ],
  }),
  method({
    name: 'addContactLite',
    summary: 'Finds a contact by the e-mail address and leaves it as it is, or adds one that cannot log in.',
    optional: [SESSION_OR_NEW, ...clientRows()],
    answers: [
      [null, '`session_id`, `contact_ref`, `contact_key`; of whoever is logged in, if somebody is.', 'inferred', LITE],
      [
        1011,
        'There is neither address nor telephone number, or no name at all.',
        'inferred',
        'contacts.test.ts: somebody new needs a name and a way to answer',
      ],
    ],
  }),
  method({
    name: 'getContact',
    summary: 'Fields of the contact who is logged in.',
    required: [
      SESSION,
      filterOf(
        [
          'the twin `contact_…` of each `client_…`',
          '`contact_ref`',
          '`contact_key`',
          '`contact_priceband`',
          '`contact_country`',
        ],
        NEEDED_FILTER,
        SHOWN,
      ),
    ],
    answers: [
      [null, '`session_id` and the fields, null where unset.', 'documented', SHOWN],
      [1501, 'Nobody is logged in.', 'documented', 'contacts.test.ts: case 23: nothing without a login'],
      [
        1011,
        'There is no filter.',
        'inferred',
        'contacts.test.ts: no filter is named; unknown names and the password are passed over',
      ],
    ],
  }),
  method({
    name: 'updateContact',
    summary:
      'Changes the contact who is logged in: missing fields stay, blank ones are cleared. Prices of the basket follow.',
    required: [SESSION],
    optional: [
      [
        'client_password',
        'A new password; ends the logins elsewhere.',
        'documented',
        'contacts.test.ts: a new password ends the logins elsewhere and the old password',
      ],
      ...clientRows(),
    ],
    answers: [
      [null, '`session_id`, `contact_ref`, `contact_key`.', 'documented', UPDATE],
      notLoggedIn,
      [
        1011,
        'A name, address or password is blank, or the address is taken.',
        'inferred',
        'contacts.test.ts: a blank value clears; a blank name, address or password is refused',
      ],
    ],
  }),
  method({
    name: 'addCase',
    summary: 'Opens a case for whoever is logged in, else for the one whom the contact data name.',
    required: [
      ['case_subject', 'Text.', 'documented', CASE_KNOWN],
      ['case_message', 'Text.', 'documented', CASE_KNOWN],
    ],
    optional: [
      SESSION_OR_NEW,
      [
        'email_template',
        'Number of the document that is mailed to the contact; no mail without it.',
        'documented',
        CASE_MAIL,
      ],
      ...clientRows(),
    ],
    answers: [
      [null, '`case_ref`, `case_key`, `contact_ref`, `contact_key`.', 'documented', CASE_OTHER],
      [
        1011,
        'Something is missing or not valid.',
        'inferred',
        'cases.test.ts: with %s is refused, and nothing is kept',
      ],
      [1092, 'The mail failed, or there is no such document; the case is kept and told.', 'inferred', CASE_MAIL],
    ],
  }),
  method({
    name: 'addActivity',
    summary: 'Plans an activity with the contact who is logged in.',
    required: [
      SESSION,
      ['activity_subject', 'Text.', 'documented', ACTIVITY_WRONG],
      ['activity_start', '`YYYY-MM-DDThh:mm:ss`, UTC.', 'documented', ACTIVITY_WRONG],
      ['activity_end', 'The same; not before the start.', 'documented', ACTIVITY],
    ],
    optional: [
      ['activity_type', 'Code of the menu `activity_type`; DA1, a call, when left out.', 'documented', ACTIVITY],
      ['activity_team', 'Code of the menu `sales_team`; TM1 when left out.', 'documented', ACTIVITY],
      ['activity_location', 'Text.', 'documented', ACTIVITIES],
      ['activity_notes', 'Text.', 'documented', ACTIVITIES],
    ],
    answers: [
      [null, '`activity_ref`, `activity_key`.', 'documented', ACTIVITY],
      notLoggedIn,
      [1011, 'Something is missing, not valid or in no menu.', 'inferred', ACTIVITY_WRONG],
    ],
  }),
  method({
    name: 'getActivities',
    summary:
      'Events, the type DD1 or those of `SALESSYSTEM_ACTIVITY_TYPES`, that overlap a period, by their start. Needs no visit.',
    required: [
      ['activity_start', '`YYYY-MM-DDThh:mm:ss`, UTC.', 'documented', ACTIVITIES],
      ['activity_end', '`YYYY-MM-DDThh:mm:ss`, UTC.', 'documented', ACTIVITIES],
    ],
    optional: [
      [
        'activity_type',
        'Of one type alone; there are none of a type that not everybody may see.',
        'documented',
        PUBLIC,
      ],
      ...pagingRows('10 when left out, 1,000 at most.', ACTIVITIES),
      filterOf(
        ['ref', 'subject', 'start', 'end', 'description', 'notes', 'category', 'type', 'sku'],
        'All when left out.',
        ACTIVITIES,
      ),
    ],
    answers: [
      [null, '`items`, `found`.', 'documented', ACTIVITIES],
      [1011, 'Start or end is missing or not valid.', 'inferred', ACTIVITIES],
    ],
  }),
];
