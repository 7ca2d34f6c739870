/** What a client writes about an order, as the application wants it. */
import { z } from 'zod';
import type { OrderRevision } from '../../../application/sales/orderDesk.ts';
import type { OrderStatus } from '../../../domain/sales/order/events.ts';
import type { Order } from '../../../projections/orders/queries.ts';
import { addressBody, placeOf, recipientOf } from '../address.ts';
import { filled } from '../contacts/parse.ts';
import { SimvolyError } from '../wire.ts';

const text = z.string().nullish();

export const orderBody = z.object({
  customerName: text,
  customerEmail: text,
  billingAddress: addressBody.nullish(),
  shippingAddress: addressBody.nullish(),
  paymentMethod: text,
  transactionId: text,
  paid: z.boolean().nullish(),
  status: text,
  fulfillment: z
    .object({ courier: text, trackingNo: text, trackingUrl: text, trackingURL: text, tracking_url: text })
    .nullish(),
  notifyCustomer: z.boolean().nullish(),
});
export type OrderBody = z.infer<typeof orderBody>;

/** Upper case in the document; any case is taken, and either spelling of the last but one. */
const STATUSES: ReadonlyMap<string, OrderStatus> = new Map([
  ['PENDING', 'pending'],
  ['SHIPPED', 'shipped'],
  ['COMPLETED', 'completed'],
  ['CANCELED', 'cancelled'],
  ['CANCELLED', 'cancelled'],
  ['ARCHIVED', 'archived'],
]);

/** Only non-empty values are set; addresses and fulfilment are merged field by field. */
export function revisionOf(input: OrderBody, order: Order): OrderRevision {
  const { customerName, customerEmail, billingAddress, shippingAddress, paymentMethod, transactionId } = input;
  const status = statusOf(input.status, order.status);
  return {
    changes: {
      buyer: filled({ name: customerName, email: customerEmail?.trim() }),
      terms: {
        ...filled({ paymentMethod, paymentReference: transactionId }),
        ...(billingAddress
          ? {
              billingAddress: placeOf(billingAddress, order.terms.billingAddress),
              billingRecipient: recipientOf(billingAddress),
            }
          : {}),
        ...(shippingAddress
          ? {
              deliveryAddress: placeOf(shippingAddress, order.terms.deliveryAddress),
              deliveryRecipient: recipientOf(shippingAddress),
            }
          : {}),
      },
      fulfilment: fulfilmentOf(input.fulfillment),
      ...(status ? { status } : {}),
      ...(input.notifyCustomer ? { notifyBuyer: true } : {}),
    },
    ...(typeof input.paid === 'boolean' ? { paid: input.paid } : {}),
  };
}

/** An order that is being worked on shows as pending here: sending that back does not set it back. */
function statusOf(given: string | null | undefined, current: OrderStatus): OrderStatus | undefined {
  const wanted = given?.trim().toUpperCase();
  if (!wanted) return undefined;
  const status = STATUSES.get(wanted);
  if (!status) throw new SimvolyError(400, 'Field status has to be PENDING, SHIPPED, COMPLETED, CANCELED or ARCHIVED');
  return status === 'pending' && current === 'processing' ? undefined : status;
}

function fulfilmentOf(input: OrderBody['fulfillment']) {
  const { courier, trackingNo, trackingUrl, trackingURL, tracking_url } = input ?? {};
  return filled({ courier, trackingNumber: trackingNo, trackingUrl: trackingUrl ?? trackingURL ?? tracking_url });
}
