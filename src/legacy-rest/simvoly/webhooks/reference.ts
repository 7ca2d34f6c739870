/** What this API promises about webhooks. */
import { WEBHOOK_TOPICS } from '../../../domain/integration/webhook/events.ts';
import type { OperationReference } from '../../kit/reference.ts';
import { answer, deletedAnswer, notFound, operation, parameters } from '../referenceParts.ts';
import { webhookBody } from './routes.ts';

const REGISTERED = 'webhooks.test.ts: case 25';
const REFUSED = 'webhooks.test.ts: case 26';
const REMOVED = 'webhooks.test.ts: case 29';

export const webhookOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/webhooks',
    summary: 'All webhooks, their secrets in clear.',
    answers: [answer(200, 'A bare list.', REGISTERED)],
  }),
  operation({
    method: 'POST',
    path: '/webhooks',
    summary: 'Registers a receiver. The same target may be registered several times; each is told on its own.',
    parameters: parameters(
      'body',
      ['target!', 'Address, http or https, outside our own network unless the server is set to allow it.', REFUSED],
      [
        'secret',
        'Key of the signature: lower-case hex HMAC-SHA512 of the body. Without one there is no signature.',
        'orders.test.ts: case 27',
        'observed',
      ],
      ['events!', `At least one of ${WEBHOOK_TOPICS.map((topic) => `\`${topic}\``).join(', ')}.`, REFUSED],
    ),
    body: webhookBody,
    answers: [
      answer(
        200,
        'The webhook; its id is `rh_` and a number. The owner is mailed when its receiver fails.',
        REGISTERED,
      ),
      answer(400, 'The target or an event is none.', REFUSED, 'inferred'),
      answer(
        400,
        'The target is inside our own network.',
        'webhooks.test.ts: are refused unless configuration opens them',
        'inferred',
      ),
    ],
  }),
  operation({
    method: 'DELETE',
    path: '/webhooks/{id}',
    summary: 'Removes a webhook. What has not been delivered yet is given up.',
    parameters: parameters('path', ['id!', '`rh_` and the number.', REMOVED]),
    answers: [deletedAnswer(REMOVED), notFound(REMOVED)],
  }),
];
