/** What this API promises about orders. */
import type { OperationReference } from '../../kit/reference.ts';
import { answer, id, notFound, operation, pageParameters, parameters, period } from '../referenceParts.ts';
import { orderBody } from './parse.ts';

const READ = 'orders.test.ts: case 20';
const UPDATED = 'orders.test.ts: case 21';
const MERGED = 'orders.test.ts: merge addresses and buyer field by field';
const PAID = 'orders.test.ts: are paid by a payment that every API shows, once';
const STATUS = 'orders.test.ts: case 22';

export const orderOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/orders',
    summary: 'Orders, newest first. They are placed through the shop and through GraphQL.',
    parameters: [
      ...pageParameters(READ),
      ...period('created_at_min, created_at_max', 'from, to', 'it was placed', READ),
    ],
    answers: [
      answer(200, 'An envelope of orders, whatever API they came through.', READ),
      answer(400, 'A filter cannot be read.', READ, 'inferred'),
    ],
  }),
  operation({
    method: 'GET',
    path: '/orders/{id}',
    summary: 'An order, with what running programs showed beside the document: currency, token, fulfillment, images.',
    parameters: id('order', READ),
    answers: [answer(200, 'The order.', READ), notFound(READ)],
  }),
  operation({
    method: 'PUT',
    path: '/orders/{id}',
    summary: 'Changes what is named and not empty. PATCH and POST do the same.',
    parameters: [
      ...id('order', READ),
      ...parameters(
        'body',
        ['customerName, customerEmail', 'Texts.', MERGED],
        ['billingAddress, shippingAddress', 'Addresses, merged field by field.', MERGED],
        ['paymentMethod, transactionId', 'Texts.', PAID],
        ['paid', '`true` records a payment of what is open, once. What is paid cannot be unsaid: then 400.', PAID],
        [
          'status',
          '`PENDING`, `SHIPPED`, `COMPLETED`, `CANCELED` or `ARCHIVED` in any letter case; shown in lower case.',
          'orders.test.ts: take the status',
        ],
        [
          'status: COMPLETED',
          'Mails the customer the files and memberships that were ordered, each line once however often it is completed.',
          'orders.test.ts: mail the access once for each line',
        ],
        ['fulfillment', '`courier`, `trackingNo` and `trackingUrl`, merged.', UPDATED],
        ['notifyCustomer', 'Whether the customer is mailed how the order stands after this change; not kept.', UPDATED],
      ),
    ],
    body: orderBody,
    answers: [
      answer(200, 'The order.', UPDATED),
      answer(400, 'There is no such status; nothing was changed.', STATUS, 'inferred'),
      notFound(READ),
    ],
  }),
];
