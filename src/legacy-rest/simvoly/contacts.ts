/** Contacts of this API: operations 1 to 6 of its contract. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Application } from '../../application/application.ts';
import type { ContactChanges } from '../../application/contacts.ts';
import { fullName, mainPhone, streetOf } from '../../application/contactViews.ts';
import type { RequestContext } from '../../application/context.ts';
import { aliasFrom, type CustomFieldDefinition, customValue, fieldName } from '../../application/customFields.ts';
import { contactFields } from '../../projections/contacts/fields.ts';
import {
  type ContactRow,
  contactByEmail,
  contactByKey,
  contactByRef,
  countContacts,
  listContacts,
} from '../../projections/contacts/queries.ts';
import type { Condition } from '../../projections/filter/filter.ts';
import type { EdgeEnv } from '../kit/api.ts';
import {
  authenticate,
  body,
  deleted,
  envelope,
  integer,
  page,
  pathId,
  refusalError,
  SimvolyError,
  seconds,
  writeContext,
} from './wire.ts';

const text = z.string().nullish();
const id = z.coerce.number().int().min(0);

/** Unknown fields are ignored: clients send back what they have read. */
export const contactBody = z.object({
  email: text,
  name: text,
  phone: text,
  note: text,
  address: text,
  city: text,
  state: text,
  zip: text,
  country: text,
  companyName: text,
  properties: z
    .array(z.object({ name: z.string().min(1), value: z.union([z.string(), z.number(), z.boolean()]).nullish() }))
    .nullish(),
  tags: z.array(z.string()).nullish(),
  subscribed: z.boolean().nullish(),
  subscriberLists: z.array(id).nullish(),
});
type ContactBody = z.infer<typeof contactBody>;

/** The built-in general list: being on it is the wish for marketing e-mail. */
const GENERAL_LIST = 0;

export interface WireContact {
  readonly id: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly note: string | null;
  readonly address: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly country: string | null;
  readonly companyName: string | null;
  readonly createdOn: number;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  readonly tags: readonly string[];
  readonly subscribed: boolean;
  readonly subscriberLists: readonly number[];
}

export function renderContact(row: ContactRow, fields: readonly CustomFieldDefinition[]): WireContact {
  const { details } = row;
  const address = details.mainAddress ?? {};
  return {
    id: row.ref,
    name: fullName(details),
    email: row.email,
    phone: mainPhone(details) ?? null,
    note: details.notes ?? null,
    address: streetOf(address) || null,
    city: address.city ?? null,
    state: address.region ?? null,
    zip: address.postcode ?? null,
    country: address.country ?? null,
    companyName: details.companyName ?? null,
    createdOn: seconds(row.createdAt),
    properties: fields.flatMap((field) => {
      const value = row.custom[fieldName(field)];
      return value === undefined ? [] : [{ name: field.label, value: String(value) }];
    }),
    tags: row.tags,
    subscribed: row.subscribed,
    subscriberLists: row.subscribed ? [GENERAL_LIST, ...row.lists] : row.lists,
  };
}

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

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const paging = page(c);
  const filter = { and: createdBetween(c) };
  const sort = [
    { field: 'createdAt', direction: 'desc' },
    { field: 'ref', direction: 'desc' },
  ] as const;
  const definitions = await app.customFields.definitions('contact');
  const fields = contactFields(definitions);
  const [rows, total] = await Promise.all([
    listContacts(app.db, { filter, sort, limit: paging.limit, offset: paging.skip }, fields),
    countContacts(app.db, { filter }, fields),
  ]);
  return envelope(
    rows.map((row) => renderContact(row, definitions)),
    total,
    paging,
  );
}

async function save(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const input = await body(c, contactBody);
  if (!input.email?.trim()) throw new SimvolyError(400, 'Field email is required');
  const saved = await app.contacts.save(context, { changes: await changesOf(app, context, input) });
  if (!saved.ok) throw refusalError(saved.refusal);
  return shown(app, saved.value.key);
}

async function search(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const email = c.req.query('email')?.trim();
  if (!email) throw new SimvolyError(400, 'Parameter email is required');
  return rendered(app, await contactByEmail(app.db, email));
}

async function get(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return rendered(app, await contactByRef(app.db, pathId(c)));
}

async function update(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const key = await keyOf(c, app);
  const input = await body(c, contactBody);
  const updated = await app.contacts.update(context, key, await changesOf(app, context, input));
  if (!updated.ok) throw refusalError(updated.refusal);
  return shown(app, key);
}

async function remove(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const removed = await app.contacts.remove(context, await keyOf(c, app));
  if (!removed.ok) throw refusalError(removed.refusal);
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
  return renderContact(row, await app.customFields.definitions('contact'));
}

/** Only non-empty values are set; tags and properties are merged, lists replaced. */
async function changesOf(app: Application, context: RequestContext, input: ContactBody): Promise<ContactChanges> {
  const { note, address, city, state, zip, country, companyName, name, phone } = filled(input);
  const lists = input.subscriberLists?.length ? input.subscriberLists : undefined;
  const subscribed = input.subscribed ?? (lists?.includes(GENERAL_LIST) ? true : undefined);
  const mainAddress = filled({ city, region: state, postcode: zip, country });
  return {
    ...filled({ email: input.email?.trim() }),
    view: filled({ name, phone, street: address }),
    details: {
      ...filled({ notes: note, companyName }),
      ...(Object.keys(mainAddress).length > 0 ? { mainAddress } : {}),
    },
    ...(input.tags?.length ? { tags: { add: input.tags } } : {}),
    ...(input.properties?.length ? { custom: await customOf(app, context, input.properties) } : {}),
    ...(lists ? { lists: lists.filter((list) => list !== GENERAL_LIST) } : {}),
    ...(subscribed === undefined ? {} : { subscribed }),
  };
}

/** A property that the business has not defined yet becomes a text field, so that nothing sent here is lost. */
async function customOf(app: Application, context: RequestContext, properties: NonNullable<ContactBody['properties']>) {
  const { idempotencyKey: _, ...plain } = context;
  const custom: Record<string, string | number | boolean> = {};
  for (const { name, value } of properties) {
    const alias = aliasFrom(name);
    const field = await app.customFields.ensure(plain, { entity: 'contact', alias, label: name });
    if (!field.ok) throw refusalError(field.refusal);
    const fitting = customValue(field.value.type, value ?? null);
    if (fitting === undefined)
      throw new SimvolyError(400, `Field properties is not valid: ${name} has to be a ${field.value.type}`);
    if (fitting !== null) custom[fieldName(field.value)] = fitting;
  }
  return custom;
}

type Filled<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

/** Drops what counts as empty here. */
const filled = <T extends object>(record: T): Filled<T> =>
  Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  ) as Filled<T>;

/** Both ends are inclusive whole seconds. */
function createdBetween(c: Context<EdgeEnv>): Condition[] {
  const from = integer(c.req.query('created_at_min') ?? c.req.query('from'));
  const to = integer(c.req.query('created_at_max') ?? c.req.query('to'));
  return [...instantCondition('gte', from), ...instantCondition('lt', to === undefined ? undefined : to + 1)];
}

/** Beyond this many seconds a JavaScript date cannot be made. */
const MAX_SECONDS = 8_640_000_000_000 - 1;

const instantCondition = (op: 'gte' | 'lt', unixSeconds: number | undefined): Condition[] =>
  unixSeconds === undefined || Math.abs(unixSeconds) > 253_402_300_799 || Math.abs(unixSeconds) > MAX_SECONDS
    ? []
    : [{ field: 'createdAt', op, value: new Date(Math.max(unixSeconds, 0) * 1000).toISOString() }];
