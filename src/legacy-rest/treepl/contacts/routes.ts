/** Contacts of this API: operations 1 to 5 of its contract. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Application } from '../../../application/application.ts';
import {
  type ContactRow,
  contactByKey,
  contactByRef,
  countContacts,
  listContacts,
} from '../../../projections/contacts/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import { casesOf } from '../cases.ts';
import { answerList, type Listing } from '../lists.ts';
import { ordersOf } from '../orders/listing.ts';
import { authenticate, fieldError, pathId, refusalError, TreeplError, writeContext } from '../wire.ts';
import { wireFields } from './fields.ts';
import { changesOf, contactInput, passwordInput } from './parse.ts';
import { renderContact } from './render.ts';

export function contactRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/', async (c) => c.json(await list(c, app)));
  routes.post('/', async (c) => create(c, app));
  routes.post('/list', async (c) => c.json(await list(c, app)));
  routes.get('/:id', async (c) => c.json(await get(c, app)));
  routes.on(['PUT', 'PATCH'], '/:id', async (c) => c.json(await update(c, app)));
  routes.get('/:id/orders', async (c) => c.json(await listBelow(c, app, ordersOf)));
  routes.get('/:id/cases', async (c) => c.json(await listBelow(c, app, casesOf)));
  routes.put('/:id/set-password', async (c) => c.json(await setPassword(c, app)));
  routes.delete('/:id', async (c) => {
    await remove(c, app);
    return c.body(null, 204);
  });
  return routes;
}

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const definitions = await app.customFields.definitions('contact');
  return answerList(c, {
    fields: wireFields(definitions),
    list: (query, fields) => listContacts(app.db, query, fields),
    count: (query, fields) => countContacts(app.db, query, fields),
    render: (row: ContactRow) => renderContact(row, definitions),
  });
}

async function listBelow<Row>(
  c: Context<EdgeEnv>,
  app: Application,
  listing: (app: Application, contact: ContactRow) => Promise<Listing<Row>>,
) {
  await authenticate(c, app, 'read');
  const contact = await contactByRef(app.db, pathId(c));
  if (!contact) throw new TreeplError(404, 'Contact is not found');
  return answerList(c, await listing(app, contact));
}

async function create(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const input = await contactInput(c);
  if (!input.Email?.trim()) throw fieldError('Email', 'Email is required');
  const password = input.Password || undefined;
  const changes = await changesOf(app, context, input, { emailConfirmed: password !== undefined });
  const created =
    password === undefined
      ? await app.contacts.create(context, changes)
      : await app.logins.register(context, changes, password);
  if (!created.ok) throw refusalError(created.refusal);
  c.header('Location', `/api/v2/admin/contacts/${created.value.ref}`);
  return c.json(await shown(app, created.value.key));
}

async function get(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return rendered(app, await contactByRef(app.db, pathId(c)));
}

async function update(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const key = await keyOf(c, app);
  const input = await contactInput(c);
  if (input.Email !== undefined && !input.Email?.trim()) throw fieldError('Email', 'Email is required');
  const updated = await app.contacts.update(context, key, await changesOf(app, context, input));
  if (!updated.ok) throw refusalError(updated.refusal);
  return shown(app, key);
}

async function remove(c: Context<EdgeEnv>, app: Application): Promise<void> {
  const context = await writeContext(c, app);
  const removed = await app.contacts.remove(context, await keyOf(c, app));
  if (!removed.ok) throw refusalError(removed.refusal);
}

/** Answers with the list of secure zones, as documented. */
async function setPassword(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const key = await keyOf(c, app);
  const password = await passwordInput(c);
  const set = await app.sessions.setContactPassword(context, key, password);
  if (!set.ok) throw refusalError(set.refusal);
  return { Items: [], TotalItemsCount: 0 };
}

async function keyOf(c: Context<EdgeEnv>, app: Application): Promise<string> {
  const row = await contactByRef(app.db, pathId(c));
  if (!row) throw new TreeplError(404, 'Contact is not found');
  return row.key;
}

const shown = async (app: Application, key: string) => rendered(app, await contactByKey(app.db, key));

async function rendered(app: Application, row: ContactRow | undefined) {
  if (!row) throw new TreeplError(404, 'Contact is not found');
  return renderContact(row, await app.customFields.definitions('contact'));
}
