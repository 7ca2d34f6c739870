/** What this API's webhooks carry: the resource exactly as the API shows it, as it was at the event. */
import type { Application } from '../../application/application.ts';
import type { Position } from '../../application/ports.ts';
import type { WebhookTopic } from '../../domain/integration/webhook/events.ts';
import { bookingsByKeys } from '../../projections/bookings/queries.ts';
import { contactByKey } from '../../projections/contacts/queries.ts';
import { formSubmissionsByKeys } from '../../projections/formSubmissions/queries.ts';
import { orderByKey } from '../../projections/orders/queries.ts';
import { paymentsByKeys } from '../../projections/payments/queries.ts';
import { productsByKeys } from '../../projections/products/queries.ts';
import { renderBookingEvent } from './bookings/render.ts';
import type { WireContact } from './contacts/render.ts';
import { showContacts } from './contacts/show.ts';
import { renderFormEvent } from './formSubmissions/render.ts';
import type { WireOrder } from './orders/render.ts';
import { showOrders } from './orders/show.ts';
import { showProducts } from './products/show.ts';
import type { Website } from './website.ts';

/** Null when there is nothing to tell after all. */
type Renderer = (
  app: Application,
  key: string,
  position: Position,
  website: Website,
) => Promise<object | null | undefined>;

const renderers: Readonly<Record<WebhookTopic, Renderer>> = {
  async booking_created(app, key, position) {
    const [row] = await bookingsByKeys(app.db, [key], { position });
    return row && renderBookingEvent(row, await contactAt(app, row.contact, position));
  },
  contact_updated: contactAt,
  async form_submitted(app, key, position, website) {
    const [row] = await formSubmissionsByKeys(app.db, [key], { position });
    return row && renderFormEvent(row, await contactAt(app, row.contact, position), website);
  },
  order_created: (app, key, position) => numbered(() => orderDelivery(app, key, position)),
  async order_updated(app, key, position) {
    const order = await orderDelivery(app, key, position);
    if (order) return order;
    const [payment] = await paymentsByKeys(app.db, [key], { position });
    if (payment?.order === null) return null;
    return payment && orderDelivery(app, payment.order, position);
  },
  product_created: productAt,
  product_updated: productAt,
};

async function contactAt(app: Application, key: string, position: Position): Promise<WireContact | undefined> {
  const row = await contactByKey(app.db, key, { position });
  return row && (await showContacts(app, [row], { position }))[0];
}

async function productAt(app: Application, key: string, position: Position) {
  const rows = await productsByKeys(app.db, [key], { position });
  return (await showProducts(app, rows, { position }))[0];
}

/** Nothing collected is an empty list in answers and null in deliveries, as the original has it. */
async function orderDelivery(app: Application, key: string, position: Position) {
  const row = await orderByKey(app.db, key, { position });
  const [order] = row ? await showOrders(app, [row], { position }) : [];
  return order && { ...order, additionalFields: order.additionalFields.length > 0 ? order.additionalFields : null };
}

const INVOICE_WAIT_MS = 2_000;
const INVOICE_LOOK_MS = 50;

/** An order is in the log a moment before its invoice. */
async function numbered<T extends Pick<WireOrder, 'invoiceNo'>>(
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let waited = 0; ; waited += INVOICE_LOOK_MS) {
    const order = await look();
    if (!order || order.invoiceNo > 0) return order;
    if (waited >= INVOICE_WAIT_MS) throw new Error('The order has no invoice yet');
    await new Promise((resolve) => setTimeout(resolve, INVOICE_LOOK_MS));
  }
}

/** Throws while the read models have not seen the event: the delivery is then tried again. */
export async function renderDelivery(
  app: Application,
  topic: WebhookTopic,
  key: string,
  position: Position,
  website: Website,
): Promise<string> {
  if (!(await app.readModels.reached(position)))
    throw new Error(`The read models have not reached position ${position} yet`);
  const resource = await renderers[topic](app, key, position, website);
  if (resource === null) return '';
  if (resource === undefined) throw new Error(`There is nothing to show for ${topic} at position ${position}`);
  return JSON.stringify(resource);
}
