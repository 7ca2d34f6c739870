/** A contact as this API shows it: 26 keys, always all of them. */
import { mainPhone, streetOf } from '../../../application/contactViews.ts';
import { type CustomFieldDefinition, fieldName } from '../../../application/customFields.ts';
import type { Address } from '../../../domain/kernel/fragments.ts';
import type { ContactRow } from '../../../projections/contacts/queries.ts';
import { renderGroups } from '../render.ts';

/** What a contact without a kind of its own is called: with zones, and without. */
export const MEMBER_KIND = 'Member';
export const CONTACT_KIND = 'Contact';
export const DEFAULT_ROLE = 'General';

export const kindOf = ({ details }: ContactRow, hasZones: boolean): string =>
  details.kind ?? (hasZones ? MEMBER_KIND : CONTACT_KIND);

/** What the business has set up. */
export interface Vocabulary {
  readonly fields: readonly CustomFieldDefinition[];
  /** Names of customer types by their numbers. */
  readonly types: ReadonlyMap<number, string>;
}

export function renderContact(row: ContactRow, { fields, types }: Vocabulary, hasZones: boolean) {
  const { details } = row;
  return {
    Id: row.ref,
    Email: row.email,
    FirstName: details.firstName ?? null,
    LastName: details.lastName ?? null,
    CrmType: kindOf(row, hasZones),
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
    CustomerTypeName: types.get(details.typeRef ?? 0) ?? null,
    IsDataUsingAllowed: details.dataUseAllowed ?? false,
    CustomCrmGroups: renderGroups(fields.map((field) => [fieldName(field), row.custom[fieldName(field)] ?? null])),
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
