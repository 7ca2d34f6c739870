/** What many operations of this API have in common, for its reference. */
import type { AnswerReference, Evidence, OperationReference, ParameterReference, PinnedBy } from '../kit/reference.ts';

type Row = readonly [name: string, about: string, test: PinnedBy, evidence?: Evidence];

/** Rows of parameters that stand in one place, documented unless they say otherwise. A name that ends in `!` is required. */
export const parameters = (place: ParameterReference['in'], ...rows: readonly Row[]): ParameterReference[] =>
  rows.map(([name, about, test, evidence = 'documented']) => ({
    name: name.replace(/!$/, ''),
    in: place,
    about,
    evidence,
    test,
    ...(name.endsWith('!') ? { required: true } : {}),
  }));

export const answer = (
  status: number,
  when: string,
  test: PinnedBy,
  evidence: Evidence = 'documented',
): AnswerReference => ({ status, when, evidence, test });

export const notFound = (test: PinnedBy): AnswerReference => answer(404, 'There is none.', test, 'observed');

export const deletedAnswer = (test: PinnedBy): AnswerReference => answer(200, '`{"success": true}`.', test, 'observed');

export const id = (of: string, test: PinnedBy): ParameterReference[] =>
  parameters('path', ['id!', `Number of the ${of}.`, test]);

export const pageParameters = (test: PinnedBy): ParameterReference[] =>
  parameters(
    'query',
    ['limit', 'From 1 to 50; 30 when left out. Brought within these bounds.', test],
    ['skip', 'How many are passed over; 0 when left out.', test],
  );

/** The pair of parameters that a list is narrowed by, and what other lists call it. */
export const period = (names: string, aliases: string, of: string, test: PinnedBy): ParameterReference[] =>
  parameters(
    'query',
    [names, `Unix seconds between which ${of}, both ends inclusive.`, test],
    [aliases, 'The same, as other lists call it.', test, 'inferred'],
  );

export const BASE = '/api/site';

const authorization = parameters('header', [
  'Authorization!',
  '`Bearer` and the secret of an API key. `User-Agent` is asked of clients, and not insisted on.',
  'contacts.test.ts: case 1',
]);

const KEYS = 'badInput.test.ts: of another API, or for reading only, are 403';

/** What any operation may answer instead. */
const faults: readonly AnswerReference[] = [
  answer(401, 'There is no key, or a wrong one.', 'badInput.test.ts: that are none are 401', 'observed'),
  answer(403, 'The key is for other APIs, or for reading only.', KEYS, 'inferred'),
  answer(
    429,
    'The key has used up its limit; `Retry-After` tells for how many seconds.',
    'badInput.test.ts: too many requests are 429',
    'observed',
  ),
  answer(
    503,
    'Nothing can be read or written for the moment; try again later.',
    'badInput.test.ts: while the log is away the answer is 503',
    'inferred',
  ),
];

const bodyFaults: readonly AnswerReference[] = [
  answer(400, 'The body is no JSON, or a field has another type.', 'badInput.test.ts: case 30', 'inferred'),
  answer(413, 'The body is larger than 2 MB.', 'badInput.test.ts: above 2 MB are refused', 'inferred'),
];

type Operation = Omit<OperationReference, 'parameters' | 'path'> & {
  /** Below the API. */
  readonly path: string;
  readonly parameters?: readonly ParameterReference[];
};

/** With the header and the answers that all of them have. */
export const operation = ({ parameters: own = [], answers, path, ...rest }: Operation): OperationReference => ({
  ...rest,
  path: `${BASE}${path}`,
  parameters: [...authorization, ...own],
  answers: [...answers, ...(rest.body ? bodyFaults : []), ...faults],
});

/** In a change nothing has to be there. */
export const optional = (rows: readonly ParameterReference[]): ParameterReference[] =>
  rows.map(({ required: _, ...row }) => row);
