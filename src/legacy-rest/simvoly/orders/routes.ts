/** Orders: operations 25 to 27. They are placed elsewhere; here they are read and looked after. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Application } from '../../../application/application.ts';
import { orderFields } from '../../../projections/orders/fields.ts';
import { countOrders, listOrders, type Order, orderByKey, orderByRef } from '../../../projections/orders/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import {
  accepted,
  authenticate,
  body,
  envelope,
  page,
  pathId,
  SimvolyError,
  timeRange,
  writeContext,
} from '../wire.ts';
import { orderBody, revisionOf } from './parse.ts';
import type { WireOrder } from './render.ts';
import { showOrders } from './show.ts';

export function orderRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/orders', async (c) => c.json(await list(c, app)));
  routes.get('/orders/:id', async (c) => c.json(await get(c, app)));
  routes.on(['PUT', 'PATCH', 'POST'], '/orders/:id', async (c) => c.json(await update(c, app)));
  return routes;
}

/** Newest first. */
const ORDER = [
  { field: 'placedAt', direction: 'desc' },
  { field: 'ref', direction: 'desc' },
] as const;

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const paging = page(c);
  const filter = { and: timeRange(c, 'placedAt') };
  const [rows, total] = await Promise.all([
    listOrders(app.db, { filter, sort: ORDER, limit: paging.limit, offset: paging.skip }, orderFields),
    countOrders(app.db, { filter }, orderFields),
  ]);
  return envelope(await showOrders(app, rows), total, paging);
}

async function get(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return shown(app, await asked(c, app));
}

async function update(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const order = await asked(c, app);
  const input = await body(c, orderBody);
  accepted(await app.orderDesk.revise(context, order.key, revisionOf(input, order)));
  return shown(app, found(await orderByKey(app.db, order.key)));
}

async function asked(c: Context<EdgeEnv>, app: Application): Promise<Order> {
  return found(await orderByRef(app.db, pathId(c)));
}

async function shown(app: Application, order: Order): Promise<WireOrder> {
  const [rendered] = await showOrders(app, [order]);
  return rendered as WireOrder;
}

function found(order: Order | undefined): Order {
  if (!order) throw new SimvolyError(404, 'Order not found');
  return order;
}
