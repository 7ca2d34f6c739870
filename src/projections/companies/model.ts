/** Companies as all fronts list them: what is filtered and sorted by has a column, the rest lies in `details`. */
import { type CompanyDetails, type CompanyEvent, companyDetails } from '../../domain/crm/company/events.ts';
import { address, type CustomValue } from '../../domain/kernel/fragments.ts';
import { col, defineModel, exclude, include, type ModelRow, patch } from '../engine/model.ts';

const at = (path: string): string => `coalesce(details #>> '{${path.replaceAll('.', ',')}}', '')`;

/** Everything a free text search looks at, lower case; an expression so that the index and the queries agree to the letter. */
export const COMPANY_SEARCH_SQL = `(lower(${[
  'name',
  "coalesce(email, '')",
  ...['twitter', 'linkedin', 'facebook'].map((network) => at(`profiles.${network}`)),
  ...['mainAddress', 'secondAddress'].flatMap((which) =>
    Object.keys(address.shape).map((part) => at(`${which}.${part}`)),
  ),
].join(" || ' ' || ")}))`;

/** All phone numbers, digits and letters only. */
export const COMPANY_PHONES_SQL = `(regexp_replace(${['phoneMain', 'phoneSecond'].map(at).join(" || ' ' || ")}, '[ .()-]', '', 'g'))`;

export const companies = defineModel<CompanyEvent>()({
  name: 'companies',
  version: 2,
  summary: 'Companies that have not been deleted.',
  categories: ['company'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    name: col.requiredText(),
    email: col.text({ personal: true }),
    details: col.record<CompanyDetails>({ personal: companyDetails }),
    status: col.text(),
    tags: col.texts(),
    owner: col.integer(),
    custom: col.record<Record<string, CustomValue>>({ personal: true }),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['(lower(email))'] },
    { on: ['(lower(name))', 'ref'] },
    { on: ['owner', 'ref'], where: 'owner is not null' },
    { on: [COMPANY_SEARCH_SQL], using: 'gin', operators: 'gin_trgm_ops' },
  ],
  handlers: {
    CompanyCreated: ({ id, data, occurredAt }, change) =>
      change.insert(id, { ...data, createdAt: occurredAt, updatedAt: occurredAt }),
    CompanyRenamed: ({ id, data, occurredAt }, change) => change.update(id, { ...data, updatedAt: occurredAt }),
    CompanyDetailsChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { details: patch(data.changes), updatedAt: occurredAt }),
    CompanyEmailChanged: ({ id, data, occurredAt }, change) => change.update(id, { ...data, updatedAt: occurredAt }),
    CompanyStatusChanged: ({ id, data, occurredAt }, change) => change.update(id, { ...data, updatedAt: occurredAt }),
    CompanyTagged: ({ id, data, occurredAt }, change) =>
      change.update(id, { tags: include(data.tags), updatedAt: occurredAt }),
    CompanyUntagged: ({ id, data, occurredAt }, change) =>
      change.update(id, { tags: exclude(data.tags), updatedAt: occurredAt }),
    CompanyAssigned: ({ id, data, occurredAt }, change) => change.update(id, { ...data, updatedAt: occurredAt }),
    CompanyCustomFieldsSet: ({ id, data, occurredAt }, change) =>
      change.update(id, { custom: patch(data.values), updatedAt: occurredAt }),
    CompanyDeleted: ({ id }, change) => change.remove(id),
  },
});

export type CompanyRow = ModelRow<typeof companies>;
