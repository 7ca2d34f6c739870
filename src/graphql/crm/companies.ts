/** Companies: type, queries, and the company of a contact. */
import type { Moment } from '../../application/ports.ts';
import { COMPANY_FIELDS } from '../../projections/companies/fields.ts';
import {
  type CompanyRow,
  companiesByKeys,
  companyByRef,
  countCompanies,
  pageOfCompanies,
} from '../../projections/companies/queries.ts';
import { newestContactsOfCompanies } from '../../projections/contacts/queries.ts';
import { builder } from '../builder.ts';
import { Address, Contact, CustomFieldValue, contactNode } from '../contact/type.ts';
import type { GraphqlContext } from '../context.ts';
import { listQuery } from '../list.ts';
import { amountOfEach, ofEachCost, type RecordNode, recordQuery } from '../record.ts';

type CompanyNode = RecordNode<'Company', CompanyRow>;

const companyNode = (row: CompanyRow, asOf: Moment | undefined): CompanyNode => ({
  __typename: 'Company',
  row,
  asOf,
});

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

export const Company = builder.node(builder.objectRef<CompanyNode>('Company'), {
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
      resolve: ({ row }) =>
        Object.entries(row.custom)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => ({ name, value })),
    }),
    contacts: t.field({
      type: [Contact],
      description: 'Contacts that belong to the company, newest first. The query `contacts` pages through all of them.',
      complexity: ofEachCost,
      args: { first: t.arg.int({ description: 'How many. 10 when left out.' }) },
      resolve: async ({ row, asOf }, { first }, { loaders }) => {
        const limit = amountOfEach(first);
        const rows = await loaders.many(
          `companyContacts:${limit}`,
          (db, companies) => newestContactsOfCompanies(db, companies, { limit, asOf }),
          row.key,
          ({ company }) => company,
          asOf,
        );
        return rows.map((found) => contactNode(found, asOf));
      },
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

export async function loadCompany(
  { loaders }: GraphqlContext,
  key: string,
  asOf?: Moment,
): Promise<CompanyNode | undefined> {
  const row = await loaders.one(companiesByKeys, key, asOf);
  return row && companyNode(row, asOf);
}

recordQuery(Company, {
  name: 'company',
  kind: 'Company',
  description: 'One company.',
  load: loadCompany,
  byRef: ({ app }, ref, asOf) => companyByRef(app.db, ref, asOf),
  node: companyNode,
});

listQuery(Company, {
  name: 'companies',
  kind: 'Company',
  custom: 'company',
  description: 'Companies that meet a filter, in any order, page by page.',
  fields: COMPANY_FIELDS,
  page: ({ app }, query, fields) => pageOfCompanies(app.db, query, fields),
  count: ({ app }, query, fields) => countCompanies(app.db, query, fields),
  node: companyNode,
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
