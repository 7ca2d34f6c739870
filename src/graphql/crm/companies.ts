/** Companies: type, queries, and the company of a contact. */
import { COMPANY_FIELDS } from '../../projections/companies/fields.ts';
import { COMPANY_SEARCH_SQL } from '../../projections/companies/model.ts';
import {
  type CompanyRow,
  companiesByKeys,
  companyByRef,
  countCompanies,
  pageOfCompanies,
} from '../../projections/companies/queries.ts';
import { newestContactsOfCompanies } from '../../projections/contacts/queries.ts';
import { builder } from '../builder.ts';
import { Address, Contact, CustomFieldValue, contacts, customValues } from '../contact/type.ts';
import { listQuery } from '../list.ts';
import { newestField, type RecordNode, recordKind, recordQuery } from '../record.ts';

type CompanyNode = RecordNode<'Company', CompanyRow>;

const companies = recordKind('Company', companiesByKeys);
export const loadCompany = companies.load;

/** Texts among the details. */
export const COMPANY_TEXTS = {
  phoneMain: 'Main telephone number.',
  phoneSecond: 'Second telephone number.',
  website: 'Website.',
  notes: 'Notes.',
  registrationNumber: 'Number in the register of companies.',
  taxNumber: 'Number for tax.',
} as const;

export const COMPANY_ADDRESSES = { mainAddress: 'Main address.', secondAddress: 'Second address.' } as const;

export const COMPANY_PROFILES = {
  twitter: 'Name on Twitter (X).',
  linkedin: 'Page on LinkedIn.',
  facebook: 'Page on Facebook.',
} as const;

type Fields = PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], CompanyNode>;

const text = (t: Fields, description: string, of: (row: CompanyRow) => string | null | undefined) =>
  t.string({
    nullable: true,
    description,
    resolve: ({ row }) => of(row) ?? null,
  });

const textFields = (t: Fields) => ({
  email: text(t, 'Main e-mail address; no two companies share one.', ({ email }) => email),
  ...Object.fromEntries(
    Object.entries(COMPANY_TEXTS).map(([name, description]) => [
      name,
      text(t, description, ({ details }) => details[name as keyof typeof COMPANY_TEXTS]),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(COMPANY_PROFILES).map(([name, description]) => [
      name,
      text(t, description, ({ details }) => details.profiles?.[name as keyof typeof COMPANY_PROFILES]),
    ]),
  ),
});

export const Company = builder.node(companies.ref, {
  description: 'A company in the books.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the company.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the company: the `id` of the legacy APIs.', resolve: ({ row }) => row.ref }),
    name: t.string({ description: 'Name.', resolve: ({ row }) => row.name }),
    ...textFields(t),
    ...Object.fromEntries(
      Object.entries(COMPANY_ADDRESSES).map(([name, description]) => [
        name,
        t.field({
          type: Address,
          nullable: true,
          description,
          resolve: ({ row }) => row.details[name as keyof typeof COMPANY_ADDRESSES] as never,
        }),
      ]),
    ),
    status: t.string({ nullable: true, description: 'Status.', resolve: ({ row }) => row.status }),
    tags: t.stringList({ description: 'Tags, oldest first.', resolve: ({ row }) => row.tags }),
    owner: t.int({
      nullable: true,
      description: 'Number of the member of staff who owns the company.',
      resolve: ({ row }) => row.owner,
    }),
    custom: t.field({
      type: [CustomFieldValue],
      description: 'Values of custom fields, by name.',
      resolve: ({ row }) => customValues(row.custom),
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was created.', resolve: ({ row }) => row.createdAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
    position: t.field({
      type: 'Position',
      description: 'Where its newest event stands in the log.',
      resolve: ({ row }) => BigInt(row.position),
    }),
  }),
});

recordQuery(companies, { name: 'company', description: 'One company.', byRef: companyByRef });

listQuery(companies, {
  name: 'companies',
  custom: 'company',
  description: 'Companies that meet a filter, in any order, page by page.',
  fields: COMPANY_FIELDS,
  search: { text: COMPANY_SEARCH_SQL, finds: 'name, e-mail or postal address' },
  page: pageOfCompanies,
  count: countCompanies,
});

newestField(Company, 'contacts', {
  of: contacts,
  description: 'Contacts that belong to the company, newest first. The query `contacts` pages through all of them.',
  newest: newestContactsOfCompanies,
  parentOf: ({ company }) => company,
});

builder.objectField(Contact, 'company', (t) =>
  t.field({
    type: Company,
    nullable: true,
    description: 'The company that the contact belongs to. Null for none, and for one that has been deleted.',
    resolve: ({ row, asOf }, _args, context) =>
      row.company === null ? undefined : loadCompany(context, row.company, asOf),
  }),
);
