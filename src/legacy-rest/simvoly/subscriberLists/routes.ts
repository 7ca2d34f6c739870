/** Subscriber lists: operations 30 to 34. Lists are bare here, whatever is asked about pages. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Application } from '../../../application/application.ts';
import {
  type CountedList,
  listSubscriberLists,
  subscriberListByKey,
  subscriberListByRef,
} from '../../../projections/subscriberLists/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import { accepted, authenticate, body, deleted, pathId, SimvolyError, seconds, writeContext } from '../wire.ts';

const listBody = z.object({ name: z.string().nullish() });

const renderList = ({ ref, name, createdAt, subscribers, sent, opened, clicked }: CountedList) => ({
  id: ref,
  name,
  created: seconds(createdAt),
  subscribers,
  opens: ratio(opened, sent),
  clicks: ratio(clicked, sent),
});

/** From 0 to 1. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000);

export function subscriberListRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/subscriber-lists', async (c) => c.json(await list(c, app)));
  routes.post('/subscriber-lists', async (c) => c.json(await create(c, app)));
  routes.get('/subscriber-lists/:id', async (c) => c.json(await get(c, app)));
  routes.on(['PUT', 'PATCH', 'POST'], '/subscriber-lists/:id', async (c) => c.json(await update(c, app)));
  routes.delete('/subscriber-lists/:id', async (c) => c.json(await remove(c, app)));
  return routes;
}

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return (await listSubscriberLists(app.db)).map(renderList);
}

async function create(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const { name } = await body(c, listBody);
  if (!name?.trim()) throw new SimvolyError(400, 'Field name is required');
  const created = accepted(await app.subscriberLists.create(context, name));
  return renderList(found(await subscriberListByKey(app.db, created.key)));
}

async function get(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return renderList(await asked(c, app));
}

async function update(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const row = await asked(c, app);
  const { name } = await body(c, listBody);
  if (!name?.trim()) return renderList(row);
  accepted(await app.subscriberLists.rename(context, row.key, name));
  return renderList(found(await subscriberListByKey(app.db, row.key)));
}

async function remove(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  accepted(await app.subscriberLists.remove(context, (await asked(c, app)).key));
  return deleted;
}

async function asked(c: Context<EdgeEnv>, app: Application): Promise<CountedList> {
  return found(await subscriberListByRef(app.db, pathId(c)));
}

function found(row: CountedList | undefined): CountedList {
  if (!row) throw new SimvolyError(404, 'Subscriber list not found');
  return row;
}
