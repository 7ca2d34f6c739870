/** What many operations of this API have in common, for its reference. */
import {
  type AnswerReference,
  answer,
  type OperationReference,
  type ParameterReference,
  type PinnedBy,
  parameters,
} from '../kit/reference.ts';

export const BASE = '/api/v2/admin/contacts';

const authorization: ParameterReference = {
  name: 'Authorization',
  in: 'header',
  required: true,
  about: 'A token, or the client secret itself; `Bearer` before it may be left out.',
  evidence: 'documented',
  test: 'tokens.test.ts: takes a token or the secret, with and without the scheme word in any case',
};

/** What any operation on contacts may answer instead. */
const faults: readonly AnswerReference[] = [
  answer(
    401,
    'The token is missing, expired, revoked or wrong; told before anything else.',
    'inferred',
    'tokens.test.ts: case 3',
  ),
  answer(
    403,
    'The key may not use this API, or not for writing.',
    'inferred',
    'tokens.test.ts: lets a key that may only read list contacts but not write them',
  ),
  answer(
    429,
    'The key has used up its limit; `Retry-After` says for how many seconds. There is none unless it is set.',
    'inferred',
    '../../http/limits.test.ts: requests in a minute through',
  ),
  answer(
    503,
    'Nothing can be read or written for the moment; try again later.',
    'inferred',
    'badInput.test.ts: while the log is away the answer is 503',
  ),
  answer(405, 'Another method.', 'inferred', 'badInput.test.ts: a method that nobody knows is not allowed'),
];

const body413 = answer(
  413,
  'The body is larger than a megabyte.',
  'inferred',
  'badInput.test.ts: refuses more than a megabyte with 413',
);

type Operation = Omit<OperationReference, 'parameters'> & { readonly parameters?: readonly ParameterReference[] };

/** With the header and the answers that all of them have. */
export const operation = ({ parameters: own = [], answers, ...rest }: Operation): OperationReference => ({
  ...rest,
  parameters: [authorization, ...own],
  answers: [...answers, ...faults, ...(rest.method === 'PUT' || rest.method === 'POST' ? [body413] : [])],
});

export const idParameter = (test: PinnedBy): ParameterReference => ({
  name: 'id',
  in: 'path',
  required: true,
  about: 'Number of the contact.',
  evidence: 'documented',
  test,
});

/** The query object of every list, in the query string, in one parameter of it, or in the body. */
export const listQuery = (place: ParameterReference['in']): ParameterReference[] =>
  parameters(
    place,
    [
      'Where',
      'Conditions on fields of the answer by dotted paths: values, lists, null, operators such as `$gte` and `$contains`, `$and`, `$or`, `$not`. In a query string also `Where[Field]=value`.',
      'inferred',
      'lists.test.ts: case 8: ranges of dates and alternatives with null',
    ],
    [
      'Order_By',
      'Fields with `ASC`, `DESC` or a leading `-`, separated by commas; `Id` upwards when left out, and for ties.',
      'documented',
      'lists.test.ts: case 7: sorts downwards and skips',
    ],
    [
      'Offset',
      'How many are skipped; 0 when left out.',
      'documented',
      'lists.test.ts: case 7: sorts downwards and skips',
    ],
    [
      'Limit',
      'From 0; 100 when left out. More than 1000, or than `TREEPL_MAX_LIMIT`, is so many.',
      'documented',
      'tokens.test.ts: cuts lists where the operator says',
    ],
  );

const UNKNOWN = 'Not readable, or an unknown field or operator, by name: never an unfiltered list.';

export const badQuery = answer(
  400,
  UNKNOWN,
  'inferred',
  'lists.test.ts: case 9: names the culprit and never lists everything',
);
