/** Field names of answers, as `Where` and `Order_By` use them. */
import type { CustomFieldDefinition } from '../../../application/customFields.ts';
import { contactFields, withDefault } from '../../../projections/contacts/fields.ts';
import type { FieldResolver, FilterField } from '../../../projections/filter/filter.ts';
import { CONTACT_HAS_GROUPS_SQL } from '../../../projections/members/fields.ts';
import { nameInMenu } from '../../../projections/menus/fields.ts';
import { CONTACT_KIND, DEFAULT_ROLE, MEMBER_KIND } from './render.ts';

/** Letter case does not matter. */
export function wireFields(definitions: readonly CustomFieldDefinition[]): FieldResolver {
  const fields = contactFields(definitions);
  const custom = definitions.map(
    ({ group, alias }) => [`CustomCrmGroups.${group}.${alias}`, `custom.${group}.${alias}`] as const,
  );
  const names = new Map([...WIRE_FIELDS, ...custom].map(([wire, name]) => [wire.toLowerCase(), name]));
  return (wire) => {
    if (wire.toLowerCase() === 'customertypename') return TYPE_NAME;
    if (wire.toLowerCase() === 'crmtype') return KIND;
    const name = names.get(wire.toLowerCase());
    const field = name === undefined ? undefined : fields(name);
    const otherwise = name === undefined ? undefined : DEFAULTS.get(name);
    return field && otherwise !== undefined ? withDefault(field, otherwise) : field;
  };
}

const KIND: FilterField = {
  sql: `coalesce(details ->> 'kind', case when ${CONTACT_HAS_GROUPS_SQL} then '${MEMBER_KIND}' else '${CONTACT_KIND}' end)`,
  type: 'text',
};

const TYPE_NAME = nameInMenu('contactType', "(details ->> 'typeRef')::numeric");

const DEFAULTS: ReadonlyMap<string, string | number> = new Map<string, string | number>([
  ['role', DEFAULT_ROLE],
  ['typeRef', 0],
]);

const WIRE_FIELDS: readonly (readonly [string, string])[] = [
  ['Id', 'ref'],
  ['Email', 'email'],
  ['FirstName', 'firstName'],
  ['LastName', 'lastName'],
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
