/** What this API promises about events. */
import { answer, type OperationReference, parameters } from '../../kit/reference.ts';
import { faults, hyphens, queryPaging, strictErrors, tooLarge, withCredentials } from '../referenceParts.ts';
import { eventBody } from './create.ts';

const CASE_23 = 'events.test.ts: case 23: answers nine keys';
const CASE_24 = 'events.test.ts: case 24: id, and event_id';
const TIMES = 'events.test.ts: reads the time';
const OWNER = 'events.test.ts: case 24: owner and owned filter alike';
const PLUGIN = 'events.test.ts: case 15: the plugin wants a title';
const BETA = 'events.test.ts: case 25: the beta nests';

export const eventOperations: readonly OperationReference[] = [
  {
    method: 'POST',
    path: '/zbs_api/create_event',
    summary: 'Updates the event with this id, or creates one. PUT and PATCH do the same.',
    body: eventBody,
    parameters: withCredentials(
      parameters(
        'body',
        ['title', 'Text; the plugin shape needs it.', 'documented', CASE_23],
        ['notes', 'Text of several lines, read as `desc`.', 'documented', CASE_23],
        ['customer', 'Number of a customer; one that is not there is none.', 'documented', CASE_23],
        [
          'from',
          'Start: `m/d/Y H:i:s`, `Y-m-d H:i`, `d.m.Y H:i` or ISO 8601; UTC without an offset. The plugin shape needs it.',
          'documented',
          TIMES,
        ],
        ['to', 'End, as `from`. May be before the start.', 'documented', TIMES],
        ['notify', '24 reminds a day before; every other number means no reminder.', 'documented', CASE_23],
        ['complete', '1 for done.', 'documented', CASE_24],
        ['owner', 'Number of the owner; zero and less keep the owner.', 'documented', CASE_24],
        ['id', 'Number of the event to change.', 'documented', CASE_24],
        ['event_id', 'The same under its older name; `id` wins.', 'documented', CASE_24],
      ),
    ),
    answers: [
      answer(200, 'Exactly nine keys, filled with blank text and -1.', 'documented', CASE_23),
      answer(200, 'No object, no known field, or an unknown id.', 'observed', CASE_24, '{"error":100}'),
      answer(200, 'A new event without `complete` is stored as done.', 'observed', PLUGIN, 'plugin'),
      strictErrors,
      tooLarge,
      ...faults,
    ],
  },
  {
    method: 'GET',
    path: '/zbs_api/events',
    summary: 'A page of events with the customer and the company that each is about.',
    parameters: withCredentials(
      queryPaging('events.test.ts: case 18: ten at a time'),
      parameters(
        'query',
        ['owner', 'Number of the owner; zero and less mean all.', 'documented', OWNER],
        ['owned', 'The same; `owner` wins.', 'observed', OWNER],
      ),
      hyphens('conformance.test.ts: case 14: keys with hyphens'),
    ),
    answers: [
      answer(200, 'A list of rows, empty past the end.', 'documented', CASE_23),
      answer(200, 'Rows have `meta`, `actions` and `customer`.', 'documented', BETA, 'beta'),
      ...faults,
    ],
  },
];
