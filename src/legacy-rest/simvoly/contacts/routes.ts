/** Contacts of this API: operations 1 to 6 of its contract. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Application } from '../../../application/application.ts';
import { storable } from '../../../application/input.ts';
import { contactFields } from '../../../projections/contacts/fields.ts';
import {
  type ContactRow,
  contactByEmail,
  contactByKey,
  contactByRef,
  countContacts,
  listContacts,
} from '../../../projections/contacts/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import {
  accepted,
  authenticate,
  body,
  deleted,
  envelope,
  page,
  pathId,
  SimvolyError,
  timeRange,
  writeContext,
} from '../wire.ts';
import { changesOf, contactBody } from './parse.ts';
import type { WireContact } from './render.ts';
import { showContacts } from './show.ts';

export function contactRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/contacts', async (c) => c.json(await list(c, app)));
  routes.post('/contacts', async (c) => c.json(await save(c, app)));
  routes.get('/contacts/search-by-email', async (c) => c.json(await search(c, app)));
  routes.get('/contacts/:id', async (c) => c.json(await get(c, app)));
  routes.on(['PUT', 'PATCH', 'POST'], '/contacts/:id', async (c) => c.json(await update(c, app)));
  routes.delete('/contacts/:id', async (c) => c.json(await remove(c, app)));
  return routes;
}

/** Newest first. */
const ORDER = [
  { field: 'createdAt', direction: 'desc' },
  { field: 'ref', direction: 'desc' },
] as const;

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const paging = page(c);
  const filter = { and: timeRange(c, 'createdAt') };
  const definitions = await app.customFields.definitions('contact');
  const fields = contactFields(definitions);
  const [rows, total] = await Promise.all([
    listContacts(app.db, { filter, sort: ORDER, limit: paging.limit, offset: paging.skip }, fields),
    countContacts(app.db, { filter }, fields),
  ]);
  return envelope(await showContacts(app, rows), total, paging);
}

async function save(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const input = await body(c, contactBody);
  if (!input.email?.trim()) throw new SimvolyError(400, 'Field email is required');
  const saved = accepted(await app.contacts.save(context, { changes: await changesOf(app, context, input) }));
  return shown(app, saved.key);
}

/** No address has a blank in it: one that arrives was a `+` that the client did not encode. */
async function search(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const email = storable(c.req.query('email') ?? '').trim();
  if (!email) throw new SimvolyError(400, 'Parameter email is required');
  return rendered(app, await contactByEmail(app.db, email.replaceAll(' ', '+')));
}

async function get(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return rendered(app, await contactByRef(app.db, pathId(c)));
}

async function update(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const key = await keyOf(c, app);
  const input = await body(c, contactBody);
  accepted(await app.contacts.update(context, key, await changesOf(app, context, input)));
  return shown(app, key);
}

async function remove(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  accepted(await app.contacts.remove(context, await keyOf(c, app)));
  return deleted;
}

async function keyOf(c: Context<EdgeEnv>, app: Application): Promise<string> {
  const row = await contactByRef(app.db, pathId(c));
  if (!row) throw new SimvolyError(404, 'Contact not found');
  return row.key;
}

const shown = async (app: Application, key: string) => rendered(app, await contactByKey(app.db, key));

async function rendered(app: Application, row: ContactRow | undefined): Promise<WireContact> {
  if (!row) throw new SimvolyError(404, 'Contact not found');
  const [contact] = await showContacts(app, [row]);
  return contact as WireContact;
}
