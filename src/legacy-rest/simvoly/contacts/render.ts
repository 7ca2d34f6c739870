/** A contact as this API shows it, in answers and in webhook deliveries. */
import { fullName, mainPhone, streetOf } from '../../../application/contactViews.ts';
import { type CustomFieldDefinition, fieldName } from '../../../application/customFields.ts';
import type { ContactRow } from '../../../projections/contacts/queries.ts';
import { seconds } from '../wire.ts';
import { propertyNames } from './properties.ts';

/** The built-in general list: being on it is the wish for marketing e-mail. */
export const GENERAL_LIST = 0;

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
  /** Left out of contacts who are no members. */
  readonly memberId?: number;
  readonly subscribed: boolean;
  readonly subscriberLists: readonly number[];
}

/** What a contact's own row does not say. */
export interface ContactSurroundings {
  readonly fields: readonly CustomFieldDefinition[];
  /** Refs of the subscriber lists that there are: one that was closed has nobody on it. */
  readonly lists: ReadonlySet<number>;
  readonly memberId: number | undefined;
}

export function renderContact(row: ContactRow, { fields, lists, memberId }: ContactSurroundings): WireContact {
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
    properties: propertyNames(fields).flatMap(({ name, field }) => {
      const value = row.custom[fieldName(field)];
      return value === undefined ? [] : [{ name, value: String(value) }];
    }),
    tags: row.tags,
    ...(memberId === undefined ? {} : { memberId }),
    subscribed: row.subscribed,
    subscriberLists: [...(row.subscribed ? [GENERAL_LIST] : []), ...row.lists.filter((list) => lists.has(list))],
  };
}
