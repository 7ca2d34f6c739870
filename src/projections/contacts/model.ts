/** Contacts as all fronts list them: what is filtered and sorted by has a column, the rest lies in `details`. */
import { type ContactDetails, type ContactEvent, contactDetails } from '../../domain/crm/contact/events.ts';
import { address, type CustomValue } from '../../domain/kernel/fragments.ts';
import { col, defineModel, exclude, include, type ModelRow, patch } from '../engine/model.ts';
import { beginningOf } from '../filter/narrowing.ts';

const at = (path: string): string => `coalesce(details #>> '{${path.replaceAll('.', ',')}}', '')`;

/** Part by part: a whole record would be searched as JSON, and every contact with an address would be found by `city`. */
const ADDRESS_PARTS = Object.keys(address.shape);
const NETWORKS = Object.keys(contactDetails.shape.profiles.unwrap().shape);

/** Everything a free text search looks at, lower case; an expression so that the index and the queries agree to the letter. */
export const CONTACT_SEARCH_SQL = `(lower(${[
  "coalesce(email, '')",
  ...['prefix', 'firstName', 'lastName', 'companyName'].map(at),
  ...NETWORKS.map((network) => at(`profiles.${network}`)),
  ...['mainAddress', 'secondAddress'].flatMap((address) => ADDRESS_PARTS.map((part) => at(`${address}.${part}`))),
].join(" || ' ' || ")}))`;

/** All phone numbers, digits and letters only. */
export const CONTACT_PHONES_SQL = `(regexp_replace(${['phoneWork', 'phoneHome', 'phoneMobile', 'phoneFax'].map(at).join(" || ' ' || ")}, '[ .()-]', '', 'g'))`;

/** Custom values and their names as one text, lower case: what an index on values of fields that come and go can be made of. */
export const CONTACT_CUSTOM_SQL = '(lower(custom::text))';

export const contacts = defineModel<ContactEvent>()({
  name: 'contacts',
  version: 4,
  summary: 'Contacts that have not been deleted.',
  categories: ['contact'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    email: col.text({ personal: true }),
    aliases: col.texts({ personal: true }),
    details: col.record<ContactDetails>({ personal: contactDetails }),
    status: col.text(),
    tags: col.texts(),
    owner: col.integer(),
    custom: col.record<Record<string, CustomValue>>({ personal: true }),
    /** Refs of subscriber lists. */
    lists: col.integers(),
    subscribed: col.boolean(),
    /** Key of the company that the contact belongs to. */
    company: col.text(),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['(lower(email))'] },
    { on: ['created_at', 'ref'] },
    { on: ['owner', 'ref'], where: 'owner is not null' },
    { on: ['company', 'ref'], where: 'company is not null' },
    { on: [beginningOf("(details #>> '{mainAddress,city}')"), 'created_at'] },
    { on: [beginningOf("(details ->> 'lastName')"), 'ref'] },
    { on: [CONTACT_CUSTOM_SQL], using: 'gin', operators: 'gin_trgm_ops' },
    { on: ['lists'], using: 'gin' },
    { on: ['aliases'], using: 'gin' },
    { on: [CONTACT_SEARCH_SQL], using: 'gin', operators: 'gin_trgm_ops' },
  ],
  handlers: {
    ContactCreated: ({ id, data, occurredAt }, change) =>
      change.insert(id, { ...data, createdAt: occurredAt, updatedAt: occurredAt }),
    ContactDetailsChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { details: patch(data.changes), updatedAt: occurredAt }),
    ContactEmailChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, {
        email: data.email,
        details: patch({ emailConfirmed: data.proven ? true : null }),
        updatedAt: occurredAt,
      }),
    ContactAliasesChanged: ({ id, data, occurredAt }, change) => change.update(id, { ...data, updatedAt: occurredAt }),
    ContactStatusChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { status: data.status, updatedAt: occurredAt }),
    ContactTagged: ({ id, data, occurredAt }, change) =>
      change.update(id, { tags: include(data.tags), updatedAt: occurredAt }),
    ContactUntagged: ({ id, data, occurredAt }, change) =>
      change.update(id, { tags: exclude(data.tags), updatedAt: occurredAt }),
    ContactAssigned: ({ id, data, occurredAt }, change) =>
      change.update(id, { owner: data.owner, updatedAt: occurredAt }),
    ContactLinkedToCompany: ({ id, data, occurredAt }, change) =>
      change.update(id, { company: data.company, updatedAt: occurredAt }),
    ContactCustomFieldsSet: ({ id, data, occurredAt }, change) =>
      change.update(id, { custom: patch(data.values), updatedAt: occurredAt }),
    ContactSubscriptionsChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { ...data, updatedAt: occurredAt }),
    ContactDeleted: ({ id }, change) => change.remove(id),
  },
});

export type ContactRow = ModelRow<typeof contacts>;
