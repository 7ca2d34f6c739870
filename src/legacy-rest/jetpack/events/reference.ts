/** What this API promises about events. */
import type { OperationReference } from '../../kit/reference.ts';
import {
  faults,
  hyphens,
  parameters,
  queryPaging,
  strictErrors,
  tooLarge,
  withCredentials,
} from '../referenceParts.ts';
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
      { status: 200, when: 'Exactly nine keys, filled with blank text and -1.', evidence: 'documented', test: CASE_23 },
      {
        status: 200,
        code: '{"error":100}',
        when: 'No object, no known field, or an unknown id.',
        evidence: 'observed',
        test: CASE_24,
      },
      {
        status: 200,
        code: 'plugin',
        when: 'A new event without `complete` is stored as done.',
        evidence: 'observed',
        test: PLUGIN,
      },
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
      { status: 200, when: 'A list of rows, empty past the end.', evidence: 'documented', test: CASE_23 },
      {
        status: 200,
        code: 'beta',
        when: 'Rows have `meta`, `actions` and `customer`.',
        evidence: 'documented',
        test: BETA,
      },
      ...faults,
    ],
  },
];
