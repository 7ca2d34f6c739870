/** What many operations of this API have in common. */
import type { AnswerReference, ParameterReference, PinnedBy } from '../kit/reference.ts';

export const commonAnswers: readonly AnswerReference[] = [
  { status: 401, when: 'There is no key, or a wrong one.', evidence: 'documented', test: 'contacts.test.ts: case 1' },
];

export const notFound = (test: PinnedBy): AnswerReference => ({
  status: 404,
  when: 'There is none.',
  evidence: 'documented',
  test,
});

export const pageParameters = (test: PinnedBy): readonly ParameterReference[] => [
  { name: 'limit', in: 'query', about: 'From 1 to 50; 30 when left out.', evidence: 'documented', test },
  { name: 'skip', in: 'query', about: 'How many are passed over; 0 when left out.', evidence: 'documented', test },
];
