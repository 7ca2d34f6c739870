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
import { contactsWithGroups } from '../../../projections/members/queries.ts';
import { menuItems } from '../../../projections/menus/queries.ts';
import type { EdgeEnv, Site } from '../../kit/api.ts';
import { bookingsOf } from '../bookings.ts';
import { casesOf } from '../cases.ts';
import { answerList, type Listing } from '../lists.ts';
import { ordersOf } from '../orders/listing.ts';
import { authenticate, fieldError, pathId, refusalError, TreeplError, writer } from '../wire.ts';
import { allZones, zonesInput, zonesOf } from '../zones.ts';
import { wireFields } from './fields.ts';
import { changesOf, contactInput, passwordOf } from './parse.ts';
import { CONTACT_KIND, kindOf, renderContact, type Vocabulary } from './render.ts';

export function contactRoutes(app: Application, site: Site): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/', async (c) => c.json(await list(c, app, site)));
  routes.post('/', async (c) => create(c, app, site));
  routes.post('/list', async (c) => c.json(await list(c, app, site)));
  routes.get('/:id', async (c) => c.json(await get(c, app)));
  routes.on(['PUT', 'PATCH'], '/:id', async (c) => c.json(await update(c, app)));
  routes.get('/:id/bookings', async (c) => c.json(await listBelow(c, app, site, bookingsOf)));
  routes.get('/:id/orders', async (c) => c.json(await listBelow(c, app, site, ordersOf)));
  routes.get('/:id/cases', async (c) => c.json(await listBelow(c, app, site, casesOf)));
  routes.get('/:id/secure-zones', async (c) => c.json(await listBelow(c, app, site, zonesOf)));
  routes.put('/:id/secure-zones', async (c) => c.json(await setZones(c, app)));
  routes.put('/:id/set-password', (c) => setPassword(c, app, site));
  routes.delete('/:id', async (c) => {
    await remove(c, app);
    return c.body(null, 204);
  });
  return routes;
}

async function list(c: Context<EdgeEnv>, app: Application, site: Site) {
  await authenticate(c, app, 'read');
  const vocabulary = await vocabularyOf(app);
  return answerList(c, site, {
    fields: wireFields(vocabulary.fields),
    list: async (query, fields) => zoned(app, await listContacts(app.db, query, fields)),
    count: (query, fields) => countContacts(app.db, query, fields),
    render: ({ row, hasZones }) => renderContact(row, vocabulary, hasZones),
  });
}

async function listBelow<Row>(
  c: Context<EdgeEnv>,
  app: Application,
  site: Site,
  listing: (app: Application, contact: ContactRow) => Promise<Listing<Row>>,
) {
  await authenticate(c, app, 'read');
  return answerList(c, site, await listing(app, await found(c, app)));
}

async function create(c: Context<EdgeEnv>, app: Application, site: Site) {
  const by = await writer(c, app);
  const { context } = by;
  const input = await contactInput(c);
  if (!input.Email?.trim()) throw fieldError('Email', 'Email is required');
  const password = passwordOf(input, site);
  const changes = await changesOf(app, by, input, CONTACT_KIND, { emailConfirmed: password !== undefined });
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
  const by = await writer(c, app);
  const row = await found(c, app);
  const { key } = row;
  const input = await contactInput(c);
  if (input.Email !== undefined && !input.Email?.trim()) throw fieldError('Email', 'Email is required');
  const changes = await changesOf(app, by, input, kindOf(row, await isInZones(app, row)));
  const updated = await app.contacts.update(by.context, key, changes);
  if (!updated.ok) throw refusalError(updated.refusal);
  return shown(app, key);
}

async function remove(c: Context<EdgeEnv>, app: Application): Promise<void> {
  const { context } = await writer(c, app);
  const removed = await app.contacts.remove(context, (await found(c, app)).key);
  if (!removed.ok) throw refusalError(removed.refusal);
}

/** Answers with the list of secure zones, as documented, unless the key wants no answer. */
async function setPassword(c: Context<EdgeEnv>, app: Application, site: Site) {
  const { context, options } = await writer(c, app);
  const { key } = await found(c, app);
  const password = passwordOf(await contactInput(c), site);
  if (password === undefined) throw fieldError('Password', 'Password is required');
  const set = await app.sessions.setContactPassword(context, key, password);
  if (!set.ok) throw refusalError(set.refusal);
  return options.includes('silent_set_password') ? c.body(null, 204) : c.json(await allZones(app, key));
}

async function setZones(c: Context<EdgeEnv>, app: Application) {
  const { context } = await writer(c, app);
  const { key } = await found(c, app);
  const set = await app.members.setGroups(context, key, await zonesInput(c, app));
  if (!set.ok) throw refusalError(set.refusal);
  return allZones(app, key);
}

async function found(c: Context<EdgeEnv>, app: Application): Promise<ContactRow> {
  const row = await contactByRef(app.db, pathId(c));
  if (!row) throw new TreeplError(404, 'Contact is not found');
  return row;
}

const shown = async (app: Application, key: string) => rendered(app, await contactByKey(app.db, key));

async function rendered(app: Application, row: ContactRow | undefined) {
  if (!row) throw new TreeplError(404, 'Contact is not found');
  return renderContact(row, await vocabularyOf(app), await isInZones(app, row));
}

async function vocabularyOf({ db, customFields }: Application): Promise<Vocabulary> {
  const [fields, types] = await Promise.all([customFields.definitions('contact'), menuItems(db, 'contactType')]);
  return { fields, types: new Map(types.map(({ ref, name }) => [ref, name])) };
}

interface Zoned {
  readonly row: ContactRow;
  readonly hasZones: boolean;
}

/** Contacts with what their kind depends on. */
async function zoned({ db }: Application, rows: readonly ContactRow[]): Promise<Zoned[]> {
  const having = await contactsWithGroups(
    db,
    rows.map(({ key }) => key),
  );
  return rows.map((row) => ({ row, hasZones: having.has(row.key) }));
}

const isInZones = async ({ db }: Application, { key }: ContactRow): Promise<boolean> =>
  (await contactsWithGroups(db, [key])).has(key);
