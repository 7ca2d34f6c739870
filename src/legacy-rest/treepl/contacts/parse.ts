/** What a client writes about a contact, as the application wants it. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { Application } from '../../../application/application.ts';
import type { ContactChanges } from '../../../application/contacts.ts';
import { type CustomFieldDefinition, customValue, fieldName } from '../../../application/customFields.ts';
import type { ContactDetailsPatch } from '../../../domain/crm/contact/events.ts';
import type { CustomFieldType } from '../../../domain/crm/customField/events.ts';
import type { CustomValue } from '../../../domain/kernel/fragments.ts';
import type { EdgeEnv, Site } from '../../kit/api.ts';
import { bodyObject, fieldError, TreeplError, type Writer } from '../wire.ts';

const MAX_INTEGER = 2_147_483_647;

const text = z.union([z.string(), z.number().transform(String)]).nullish();
const integer = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{0,10}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(MAX_INTEGER))
  .nullish();
const flag = z
  .union([
    z.boolean(),
    z
      .string()
      .toLowerCase()
      .pipe(z.enum(['true', 'false', '1', '0']))
      .transform((word) => word === 'true' || word === '1'),
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
  Type: integer,
  IsDataUsingAllowed: flag,
  CustomCrmGroups: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable())
    .nullish(),
  Password: z.string().nullish(),
});
export type ContactBody = z.infer<typeof contactBody>;

/** Names of properties are matched without regard to letter case. */
export async function contactInput(c: Context<EdgeEnv>): Promise<ContactBody> {
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

/** Undefined where none was sent; a blank one says nothing. */
export function passwordOf({ Password: password }: ContactBody, { minPassword }: Site): string | undefined {
  if (!password) return undefined;
  if (password.length < minPassword)
    throw fieldError('Password', `Password must have at least ${minPassword} characters`);
  return password;
}

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(contactBody.shape).map((name) => [name.toLowerCase(), name]),
);

/** Missing is unchanged, null and blank clear; booleans cannot be cleared. `shownKind` is what the contact is called as it is. */
export async function changesOf(
  app: Application,
  by: Writer,
  input: ContactBody,
  shownKind: string,
  more: ContactDetailsPatch = {},
): Promise<ContactChanges> {
  const { IsDataUsingAllowed: dataUse, Type: type, CrmType: kind, Role: role } = input;
  const details: ContactDetailsPatch = {
    ...given({ firstName: input.FirstName, lastName: input.LastName, website: input.Site, notes: input.Notes }),
    ...given({ mainAddress: addressOf(input.City, input.State, input.ZipCode, input.Country) }),
    ...given({
      billingAddress: addressOf(input.BillingCity, input.BillingState, input.BillingZipCode, input.BillingCountry),
    }),
    ...(kind?.trim() && kind.trim() !== shownKind ? { kind } : {}),
    ...(role?.trim() ? { role } : {}),
    ...(type === undefined ? {} : { typeRef: type || null }),
    ...(typeof dataUse === 'boolean' ? { dataUseAllowed: dataUse } : {}),
    ...more,
  };
  return {
    ...given({ email: input.Email?.trim(), status: input.Status }),
    view: given({ phone: input.Phone, street: input.Address, billingStreet: input.BillingAddress }),
    details,
    ...(input.CustomCrmGroups ? { custom: await customOf(app, by, input.CustomCrmGroups) } : {}),
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

/**
 * A field that is not defined yet is defined by its first value, so that an import loses nothing; null defines nothing. A key may
 * want it refused instead.
 */
async function customOf(app: Application, by: Writer, groups: NonNullable<ContactBody['CustomCrmGroups']>) {
  const { idempotencyKey: _, ...plain } = by.context;
  const custom: Record<string, CustomValue | null> = {};
  for (const [group, fields] of Object.entries(groups)) {
    for (const [alias, value] of Object.entries(fields ?? {})) {
      const path = `CustomCrmGroups.${group}.${alias}`;
      const definitions = await app.customFields.definitions('contact');
      const isKnown = definitions.some((field) => isNamed(field, group, alias));
      if (!isKnown && by.options.includes('known_custom_fields')) throw fieldError(path, `Unknown field ${path}`);
      if (!isKnown && value === null) continue;
      const named = { entity: 'contact', group: storedGroup(definitions, group), alias, type: typeOf(value) } as const;
      const field = await app.customFields.ensure(plain, named);
      if (!field.ok) throw fieldError(path, field.refusal.message);
      const fitting = customValue(field.value.type, value);
      if (fitting === undefined) throw fieldError(path, `${path} has to be a ${field.value.type}`);
      custom[fieldName(field.value)] = fitting;
    }
  }
  return custom;
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const isNamed = (field: CustomFieldDefinition, group: string, alias: string): boolean =>
  sameName(field.group, group) && sameName(field.alias, alias);

/** A group is one whatever the letter case in which a new field of it comes. */
const storedGroup = (definitions: readonly CustomFieldDefinition[], group: string): string =>
  definitions.find((field) => sameName(field.group, group))?.group ?? group;

function typeOf(value: unknown): CustomFieldType {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}
