/** What many endpoints of this API have in common, for its reference. */
import { type AnswerReference, answer, type ParameterReference, type PinnedBy, parameters } from '../kit/reference.ts';

const CASE_3 = 'conformance.test.ts: case 3: one and the same 401';

/** They stand in the query of every request. */
const credentials = parameters(
  'query',
  ['api_key!', 'Public half of the key. Of several the last one counts.', 'documented', CASE_3],
  ['api_secret!', 'Secret half of the key. Counts in the query only.', 'documented', CASE_3],
);

export const withCredentials = (...lists: readonly (readonly ParameterReference[])[]): ParameterReference[] => [
  ...credentials,
  ...lists.flat(),
];

/** What any endpoint may answer instead. */
export const faults: readonly AnswerReference[] = [
  answer(401, 'Key or secret is missing, empty or wrong; told before anything else.', 'observed', CASE_3),
  answer(
    403,
    'The key may not use this API, or not for writing.',
    'inferred',
    'conformance.test.ts: a key that may not write is refused in this dialect',
  ),
  answer(
    429,
    'The key has used up its limit; `Retry-After` says for how many seconds. There is none unless it is set.',
    'inferred',
    '../../http/limits.test.ts: requests in a minute through',
  ),
  answer(
    405,
    'Another method; the plugin shape asks for none where the plugin does not.',
    'observed',
    'conformance.test.ts: case 5: a wrong method is 405',
  ),
  answer(
    503,
    'Nothing can be read or written for the moment; try again later.',
    'inferred',
    'conformance.test.ts: while the log is away the answer is 503',
  ),
  answer(418, 'The method is BREW.', 'observed', 'conformance.test.ts: case 5: BREW makes no coffee'),
];

export const tooLarge: AnswerReference = answer(
  413,
  'The body is larger than 2 MiB.',
  'inferred',
  'badInput.test.ts: an oversized body is 413',
);

/** In place of the status 200 of what an endpoint that writes refuses. */
export const strictErrors: AnswerReference = answer(
  400,
  'What is refused, with the body that it has with 200 otherwise, for a key with the option `strict_errors`.',
  'inferred',
  'conformance.test.ts: a key may ask for status 400 where something is refused',
);

/** Paging by the body, as `customers` and `companies` have it. */
export const bodyPaging = (test: PinnedBy): ParameterReference[] =>
  parameters(
    'body',
    ['page', 'From 1, also as text; anything else means 1. Also taken from the query.', 'documented', test],
    [
      'perpage',
      '10 when left out, zero or no number; the plugin shape then shows nothing. Also taken from the query.',
      'documented',
      test,
    ],
    [
      'perpage',
      '-1, where `page` is -1 too: everything, 10,000 at most.',
      'observed',
      'conformance.test.ts: case 11: page and size of -1 together mean everything',
    ],
    ['order', '`asc` or `desc`, letter case aside. The plugin shape has one order.', 'inferred', test],
  );

/** Paging by the query. */
export const queryPaging = (test: PinnedBy): ParameterReference[] =>
  parameters(
    'query',
    ['page', 'From 1; anything else means 1.', 'documented', test],
    ['perpage', '10 when left out (20 in the beta), 1 when it is no positive number.', 'documented', test],
    ['order', '`ASC`, letter case aside; anything else is newest first.', 'documented', test],
  );

export const hyphens = (test: PinnedBy): ParameterReference[] =>
  parameters('query', [
    'replace_hyphens_with_underscores_in_json_keys',
    'Exactly `1` spells keys of rows with underscores.',
    'documented',
    test,
  ]);
