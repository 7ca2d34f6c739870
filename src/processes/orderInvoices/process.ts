/**
 * An order has an invoice, and a cancelled order has none to pay. The use case that places an order sees to the first at once;
 * this process is for when it was cut short.
 */
import { z } from 'zod';
import type { RequestContext, Result } from '../../application/context.ts';
import type { OrderEvent } from '../../domain/sales/order/events.ts';
import { contextOf, type Handler } from '../engine/handler.ts';
import { definePolicy, NOTHING_FOLLOWS, send } from '../engine/process.ts';

export const ORDER_INVOICE_MESSAGE = 'orderInvoice';

const orderInvoiceMessage = z.object({ order: z.string(), wish: z.enum(['issue', 'void']) });
type OrderInvoiceMessage = z.infer<typeof orderInvoiceMessage>;

/** Long enough for the use case to have done it. */
const GRACE_MS = 10_000;

export const orderInvoicesProcess = definePolicy<OrderEvent>({
  name: 'orderInvoices',
  summary: 'Issues the invoice of an order whose placing was cut short, and voids that of a cancelled one.',
  categories: ['order'],
  react(event) {
    const ask = (wish: OrderInvoiceMessage['wish'], delayMs: number) =>
      send({
        kind: ORDER_INVOICE_MESSAGE,
        destination: 'invoices',
        orderingKey: event.key,
        payload: { order: event.key, wish } satisfies OrderInvoiceMessage,
        delayMs,
      });
    if (event.type === 'OrderPlaced') return ask('issue', GRACE_MS);
    return event.type === 'OrderCancelled' ? ask('void', 0) : NOTHING_FOLLOWS;
  },
});

/** `app.invoices`. */
interface InvoicesOfOrders {
  issueForOrder(context: RequestContext, orderKey: string): Promise<Result<unknown>>;
  voidUnpaidForOrder(context: RequestContext, orderKey: string): Promise<Result<unknown>>;
}

export const createOrderInvoiceHandler = (invoices: InvoicesOfOrders): Handler => ({
  async deliver({ id, payload }) {
    const { order, wish } = orderInvoiceMessage.parse(payload);
    const context = contextOf('orderInvoices', id);
    const result =
      wish === 'issue'
        ? await invoices.issueForOrder(context, order)
        : await invoices.voidUnpaidForOrder(context, order);
    return result.ok || result.refusal.code === 'INVOICE_VOIDED'
      ? { result: 'done' }
      : { result: 'failed', error: result.refusal.code, blame: 'message' };
  },
});
