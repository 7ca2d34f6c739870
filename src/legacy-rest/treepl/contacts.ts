/** Contacts of this API: list, create, get, update, delete. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Application } from '../../application/application.ts';
import type { ContactChanges } from '../../application/contacts.ts';
import { mainPhone, streetOf } from '../../application/contactViews.ts';
import type { RequestContext } from '../../application/context.ts';
import { type CustomFieldDefinition, customValue, fieldName } from '../../application/customFields.ts';
import type { ContactDetailsPatch } from '../../domain/crm/contact/events.ts';
import type { CustomFieldType } from '../../domain/crm/customField/events.ts';
import type { Address, CustomValue } from '../../domain/kernel/fragments.ts';
import { contactFields, withDefault } from '../../projections/contacts/fields.ts';
import {
  type ContactRow,
  contactByKey,
  contactByRef,
  countContacts,
  listContacts,
} from '../../projections/contacts/queries.ts';
import { type FieldResolver, FilterError } from '../../projections/filter/filter.ts';
import type { EdgeEnv } from '../kit/api.ts';
import { parseOrder, parseWhere, readListQuery } from './where.ts';
import { authenticate, bodyObject, fieldError, pathId, refusalError, TreeplError, writeContext } from './wire.ts';

const text = z.union([z.string(), z.number().transform(String)]).nullish();
const flag = z
  .union([
    z.boolean(),
    z.enum(['true', 'false', 'True', 'False']).transform((word) => word.toLowerCase() === 'true'),
    z.literal([0, 1]).transform(Boolean),
  ])
  .nullish();

/** What a client may write. Everything else in a body, such as `Id` and `CreatedDate`, is the server's and ignored. */
export const contactBody = z.object({
  Email: text,
  FirstName: text,
  LastName: text,
  CrmType: text,
  Role: text,
  Address: text,
  City: text,
  State: text,
  ZipCode: text,
  Country: text,
  BillingAddress: text,
  BillingCity: text,
  BillingState: text,
  BillingZipCode: text,
  BillingCountry: text,
  Site: text,
  Phone: text,
  Status: text,
  Notes: text,
  Type: z.coerce.number().int().min(0).max(2_147_483_647).nullish(),
  IsDataUsingAllowed: flag,
  CustomCrmGroups: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable())
    .nullish(),
  Password: z.string().nullish(),
});
type ContactBody = z.infer<typeof contactBody>;

const DEFAULT_KIND = 'Contact';
const DEFAULT_ROLE = 'General';

export function renderContact(row: ContactRow, fields: readonly CustomFieldDefinition[]) {
  const { details } = row;
  return {
    Id: row.ref,
    Email: row.email,
    FirstName: details.firstName ?? null,
    LastName: details.lastName ?? null,
    CrmType: details.kind ?? DEFAULT_KIND,
    EmailConfirmed: details.emailConfirmed ?? false,
    Role: details.role ?? DEFAULT_ROLE,
    CreatedDate: row.createdAt,
    ...renderAddress('', details.mainAddress),
    ...renderAddress('Billing', details.billingAddress),
    Site: details.website ?? null,
    Phone: mainPhone(details) ?? null,
    Status: row.status,
    Notes: details.notes ?? null,
    Type: details.typeRef ?? 0,
    CustomerTypeName: null,
    IsDataUsingAllowed: details.dataUseAllowed ?? false,
    CustomCrmGroups: renderGroups(row, fields),
  };
}

function renderAddress<P extends '' | 'Billing'>(prefix: P, address: Address = {}) {
  return {
    [`${prefix}Address`]: streetOf(address) || null,
    [`${prefix}City`]: address.city ?? null,
    [`${prefix}State`]: address.region ?? null,
    [`${prefix}ZipCode`]: address.postcode ?? null,
    [`${prefix}Country`]: address.country ?? null,
  };
}

function renderGroups(
  row: ContactRow,
  fields: readonly CustomFieldDefinition[],
): Record<string, Record<string, CustomValue | null>> {
  const groups: Record<string, Record<string, CustomValue | null>> = {};
  for (const field of fields) {
    groups[field.group] = { ...groups[field.group], [field.alias]: row.custom[fieldName(field)] ?? null };
  }
  return groups;
}

export function contactRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/', async (c) => c.json(await list(c, app)));
  routes.post('/', async (c) => create(c, app));
  routes.post('/list', async (c) => c.json(await list(c, app)));
  routes.get('/:id', async (c) => c.json(await get(c, app)));
  routes.put('/:id', async (c) => c.json(await update(c, app)));
  routes.delete('/:id', async (c) => {
    await remove(c, app);
    return c.body(null, 204);
  });
  return routes;
}

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const { where, orderBy, offset, limit } = await readListQuery(c);
  const definitions = await app.customFields.definitions('contact');
  const fields = wireFields(definitions);
  const filter = parseWhere(where, (path) => fields(path) !== undefined);
  const query = { ...(filter ? { filter } : {}), sort: parseOrder(orderBy), limit, offset };
  try {
    const [rows, total] = await Promise.all([
      listContacts(app.db, query, fields),
      countContacts(app.db, query, fields),
    ]);
    return { Items: rows.map((row) => renderContact(row, definitions)), TotalItemsCount: total };
  } catch (error) {
    throw error instanceof FilterError ? fieldError(error.field || 'Where', error.message) : error;
  }
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

/** Names of properties are matched without regard to letter case. */
async function contactInput(c: Context<EdgeEnv>): Promise<ContactBody> {
  const given = await bodyObject(c);
  const canonical = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [NAMES.get(name.toLowerCase()) ?? name, value]),
  );
  const parsed = contactBody.safeParse(canonical);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'Body'))];
  const fields = Object.fromEntries(names.map((name) => [name, [`${name} is invalid`]]));
  throw new TreeplError(400, `${names[0] ?? 'Body'} is invalid`, fields);
}

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(contactBody.shape).map((name) => [name.toLowerCase(), name]),
);

/** Missing is unchanged, null and blank clear; booleans cannot be cleared. */
async function changesOf(
  app: Application,
  context: RequestContext,
  input: ContactBody,
  more: ContactDetailsPatch = {},
): Promise<ContactChanges> {
  const { IsDataUsingAllowed: dataUse, Type: type, CrmType: kind, Role: role } = input;
  const details: ContactDetailsPatch = {
    ...given({ firstName: input.FirstName, lastName: input.LastName, website: input.Site, notes: input.Notes }),
    ...given({ mainAddress: addressOf(input.City, input.State, input.ZipCode, input.Country) }),
    ...given({
      billingAddress: addressOf(input.BillingCity, input.BillingState, input.BillingZipCode, input.BillingCountry),
    }),
    ...(kind ? { kind } : {}),
    ...(role ? { role } : {}),
    ...(type === undefined ? {} : { typeRef: type || null }),
    ...(typeof dataUse === 'boolean' ? { dataUseAllowed: dataUse } : {}),
    ...more,
  };
  return {
    ...given({ email: input.Email?.trim(), status: input.Status }),
    view: given({ phone: input.Phone, street: input.Address, billingStreet: input.BillingAddress }),
    details,
    ...(input.CustomCrmGroups ? { custom: await customOf(app, context, input.CustomCrmGroups) } : {}),
  };
}

type Text = string | null | undefined;

function addressOf(city: Text, region: Text, postcode: Text, country: Text) {
  const address = given({ city, region, postcode, country });
  return Object.keys(address).length > 0 ? address : undefined;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops what was not sent; keeps what was sent as null. */
const given = <T extends object>(record: T): Given<T> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Given<T>;

/** A field that is not defined yet is defined by its first value, so that an import loses nothing. */
async function customOf(
  app: Application,
  context: RequestContext,
  groups: NonNullable<ContactBody['CustomCrmGroups']>,
) {
  const { idempotencyKey: _, ...plain } = context;
  const custom: Record<string, CustomValue | null> = {};
  for (const [group, fields] of Object.entries(groups)) {
    for (const [alias, value] of Object.entries(fields ?? {})) {
      const path = `CustomCrmGroups.${group}.${alias}`;
      const field = await app.customFields.ensure(plain, { entity: 'contact', group, alias, type: typeOf(value) });
      if (!field.ok) throw fieldError(path, field.refusal.message);
      const fitting = customValue(field.value.type, value);
      if (fitting === undefined) throw fieldError(path, `${path} has to be a ${field.value.type}`);
      custom[fieldName(field.value)] = fitting;
    }
  }
  return custom;
}

function typeOf(value: unknown): CustomFieldType {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}

/** Field names of answers, for `Where` and `Order_By`, without regard to letter case. */
function wireFields(definitions: readonly CustomFieldDefinition[]): FieldResolver {
  const fields = contactFields(definitions);
  const custom = definitions.map(
    ({ group, alias }) => [`CustomCrmGroups.${group}.${alias}`, `custom.${group}.${alias}`] as const,
  );
  const names = new Map([...WIRE_FIELDS, ...custom].map(([wire, name]) => [wire.toLowerCase(), name]));
  return (wire) => {
    const name = names.get(wire.toLowerCase());
    const field = name === undefined ? undefined : fields(name);
    const otherwise = name === undefined ? undefined : DEFAULTS.get(name);
    return field && otherwise !== undefined ? withDefault(field, otherwise) : field;
  };
}

const DEFAULTS: ReadonlyMap<string, string | number> = new Map<string, string | number>([
  ['kind', DEFAULT_KIND],
  ['role', DEFAULT_ROLE],
  ['typeRef', 0],
]);

const WIRE_FIELDS: readonly (readonly [string, string])[] = [
  ['Id', 'ref'],
  ['Email', 'email'],
  ['FirstName', 'firstName'],
  ['LastName', 'lastName'],
  ['CrmType', 'kind'],
  ['EmailConfirmed', 'emailConfirmed'],
  ['Role', 'role'],
  ['CreatedDate', 'createdAt'],
  ['Address', 'mainAddress.street'],
  ['City', 'mainAddress.city'],
  ['State', 'mainAddress.region'],
  ['ZipCode', 'mainAddress.postcode'],
  ['Country', 'mainAddress.country'],
  ['BillingAddress', 'billingAddress.street'],
  ['BillingCity', 'billingAddress.city'],
  ['BillingState', 'billingAddress.region'],
  ['BillingZipCode', 'billingAddress.postcode'],
  ['BillingCountry', 'billingAddress.country'],
  ['Site', 'website'],
  ['Phone', 'mainPhone'],
  ['Status', 'status'],
  ['Notes', 'notes'],
  ['Type', 'typeRef'],
  ['IsDataUsingAllowed', 'dataUseAllowed'],
];
