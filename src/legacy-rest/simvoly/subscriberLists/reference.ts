/** What this API promises about lists of subscribers. */
import type { OperationReference } from '../../kit/reference.ts';
import { answer, deletedAnswer, id, notFound, operation, parameters } from '../referenceParts.ts';

const LISTS = 'subscriberLists.test.ts: case 24';
const NAMED = 'subscriberLists.test.ts: have a name';

export const subscriberListOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/subscriber-lists',
    summary: 'All lists but the general one, which contacts are on by `subscribed`.',
    answers: [answer(200, 'A bare list.', LISTS, 'observed')],
  }),
  operation({
    method: 'POST',
    path: '/subscriber-lists',
    summary: 'Makes a list.',
    parameters: parameters('body', ['name!', 'Text.', NAMED]),
    answers: [
      answer(200, 'The list, without subscribers, opens or clicks.', LISTS),
      answer(400, 'There is no name.', NAMED, 'inferred'),
    ],
  }),
  operation({
    method: 'GET',
    path: '/subscriber-lists/{id}',
    summary: 'A list with its subscribers, and which share of what was sent to it was opened and clicked, from 0 to 1.',
    parameters: id('list', LISTS),
    answers: [
      answer(200, 'The list.', 'subscriberLists.test.ts: are shares of the mailings that were sent'),
      notFound(LISTS),
    ],
  }),
  operation({
    method: 'PUT',
    path: '/subscriber-lists/{id}',
    summary: 'Renames a list. PATCH and POST do the same.',
    parameters: [...id('list', LISTS), ...parameters('body', ['name', 'Text; empty leaves what is there.', LISTS])],
    answers: [answer(200, 'The list.', LISTS), notFound(LISTS)],
  }),
  operation({
    method: 'DELETE',
    path: '/subscriber-lists/{id}',
    summary: 'Closes a list. Its subscribers leave it.',
    parameters: id('list', LISTS),
    answers: [deletedAnswer('subscriberLists.test.ts: leave a list that is deleted'), notFound(LISTS)],
  }),
];
