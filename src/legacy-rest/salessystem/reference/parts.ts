/** What the methods have in common, for the reference. */
import {
  type AnswerReference,
  answer,
  type Evidence,
  type OperationReference,
  type PinnedBy,
  parameters,
} from '../../kit/reference.ts';

export type Row = readonly [name: string, about: string, evidence: Evidence, test: PinnedBy];
type Told = readonly [code: number | null, when: string, evidence: Evidence, test: PinnedBy];

/** Always status 200; null is success. */
const told = ([code, when, evidence, test]: Told): AnswerReference =>
  answer(200, when, evidence, test, code ?? undefined);

interface MethodReference {
  readonly name: string;
  readonly summary: string;
  readonly required?: readonly Row[];
  readonly optional?: readonly Row[];
  readonly answers: readonly Told[];
}

export const method = ({
  name,
  summary,
  required = [],
  optional = [],
  answers,
}: MethodReference): OperationReference => ({
  method: 'POST',
  path: `/api/v1/${name}`,
  summary,
  parameters: [
    ...parameters('body', ...required.map(([name, ...row]) => [`${name}!`, ...row] as const)),
    ...parameters('body', ...optional),
  ],
  answers: answers.map(told),
});

export const SESSION: Row = [
  'session_id',
  'Names the visit; any 1 to 255 printable characters without blanks, valid for this key alone.',
  'documented',
  'sessions.test.ts: case 8: startSession makes an id, or takes the given one, again and again',
];
export const SESSION_OR_NEW: Row = [SESSION[0], `${SESSION[1]} Without it a visit begins.`, SESSION[2], SESSION[3]];

const NEEDED = 'sessions.test.ts: methods that need a session say so; those that need a login say that';
export const noSession: Told = [1011, '`session_id` is missing.', 'inferred', NEEDED];
export const notLoggedIn: Told = [1501, 'Nobody is logged in.', 'documented', NEEDED];

export const FILTER_FORMS = 'transport.test.ts: every form of a filter asks for the same';

export const NEEDED_FILTER = 'Has to be given, unless the operator says otherwise.';

export const filterOf = (names: readonly string[], otherwise: string, test: PinnedBy): Row => [
  'filter',
  `Names of fields: ${names.join(', ')}. Unknown ones are passed over. ${otherwise}`,
  'documented',
  test,
];

export const pagingRows = (otherwise: string, test: PinnedBy): readonly Row[] => [
  ['skip', 'How many to leave out from the start; 0 when left out.', 'documented', test],
  ['limit', otherwise, 'documented', test],
];
