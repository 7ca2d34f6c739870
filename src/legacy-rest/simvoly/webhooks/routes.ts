/** Registration of webhooks in this API: operations 35 to 37 of its contract. Deliveries are made in `processes/webhooks`. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Application } from '../../../application/application.ts';
import { listWebhooks, type WebhookRow, webhookByRef } from '../../../projections/webhooks/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import { accepted, authenticate, body, deleted, integer, SimvolyError, writeContext } from '../wire.ts';

export const webhookBody = z.object({
  target: z.string().min(1),
  secret: z.string().nullish(),
  events: z.array(z.string()).min(1),
});

const WEBHOOK_ID = /^rh_(\d{1,15})$/;

const renderWebhook = ({ ref, target, secret, topics }: Pick<WebhookRow, 'ref' | 'target' | 'secret' | 'topics'>) => ({
  id: `rh_${ref}`,
  target,
  secret,
  events: topics,
});

export function webhookRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/webhooks', async (c) => c.json(await list(c, app)));
  routes.post('/webhooks', async (c) => c.json(await register(c, app)));
  routes.delete('/webhooks/:id', async (c) => c.json(await remove(c, app)));
  return routes;
}

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return (await listWebhooks(app.db)).map(renderWebhook);
}

async function register(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const { target, secret, events } = await body(c, webhookBody);
  const source = c.req.header('host') ?? '';
  const registered = accepted(
    await app.webhooks.register(context, { target, secret: secret ?? '', topics: events, source }),
  );
  const row = await webhookByRef(app.db, registered.ref);
  if (!row) throw new SimvolyError(404, 'Webhook not found');
  return renderWebhook(row);
}

async function remove(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const ref = integer(WEBHOOK_ID.exec(c.req.param('id') ?? '')?.[1]);
  const row = ref === undefined ? undefined : await webhookByRef(app.db, ref);
  if (!row) throw new SimvolyError(404, 'Webhook not found');
  accepted(await app.webhooks.remove(context, row.key));
  return deleted;
}
