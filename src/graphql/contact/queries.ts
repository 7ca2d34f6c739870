/** `contact`, `contactByEmail`, `contacts`. */
import type { Moment } from '../../application/ports.ts';
import {
  type ContactQuery,
  contactByEmail,
  contactByRef,
  countContacts,
  pageOfContacts,
} from '../../projections/contacts/queries.ts';
import type { FieldResolver } from '../../projections/filter/filter.ts';
import { builder } from '../builder.ts';
import { encodeCursor, type Page, type PageArgs, pageCost, pageSize, queryMark, toPage } from '../connection.ts';
import type { GraphqlContext } from '../context.ts';
import { publicError } from '../errors.ts';
import { places, publicFilterErrors, sortKeysOf } from '../list.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from '../moment.ts';
import { seesPersonal } from '../personal.ts';
import { recordQuery } from '../record.ts';
import { fieldsFor, filterInput, toFilter } from '../recordFilter.ts';
import { ContactSort } from './filter.ts';
import { Contact, type ContactNode, contacts } from './type.ts';

export const loadContact = contacts.load;

recordQuery(contacts, { name: 'contact', description: 'One contact.', byRef: contactByRef });

builder.queryField('contactByEmail', (t) =>
  t.field({
    type: Contact,
    nullable: true,
    description:
      'The contact with this e-mail address, its main one or an alias, letter case aside. Null when there is none. Needs the scope `pii`.',
    extensions: { scope: 'pii' },
    args: {
      email: t.arg.string({ required: true, description: 'The whole address.' }),
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => {
      const moment = await readableMoment(context, args, args.after);
      const row = await contactByEmail(context.app.db, args.email, moment);
      return row && contacts.node(row, moment);
    },
  }),
);

interface ContactPage extends Page<ContactNode> {
  readonly count: () => Promise<number>;
}

builder.queryField('contacts', (t) =>
  t.connection(
    {
      type: Contact,
      description: 'Contacts that meet a filter, in any order, page by page.',
      complexity: (args) => pageCost(args),
      args: {
        filter: t.arg({ type: filterInput('Contact'), description: 'Which contacts.' }),
        search: t.arg.string({
          description:
            'Part of a name, e-mail address, postal address, account or phone number. Needs the scope `pii`.',
        }),
        sort: t.arg({
          type: [ContactSort],
          description: 'By what, most important first. Ties, and a missing sort, are broken by `ref`.',
        }),
        asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
        afterPosition: t.arg({
          type: 'Position',
          description: `As \`after\` of other queries, which is the cursor here. ${AFTER_DESCRIPTION}`,
        }),
      },
      resolve: async (_root, args, context): Promise<ContactPage> => {
        const moment = await readableMoment(context, args, args.afterPosition);
        const query = contactQuery(context, args, moment);
        const fields = await fieldsFor(context, 'Contact', query);
        const page = await publicFilterErrors(() => contactPage(context, query, args, fields));
        return { ...page, count: () => countContacts(context.app.db, query, fields) };
      },
    },
    {
      name: 'ContactConnection',
      description: 'A page of contacts.',
      fields: (c) => ({
        totalCount: c.int({
          description: 'How many contacts there are over all pages. Counted only when asked for.',
          complexity: 10,
          resolve: (page) => (page as unknown as ContactPage).count(),
        }),
      }),
    },
    { name: 'ContactEdge', description: 'A contact in a page.' },
  ),
);

interface ContactListArgs extends PageArgs {
  readonly filter?: object | null | undefined;
  readonly search?: string | null | undefined;
  readonly sort?: readonly object[] | null | undefined;
}

function contactQuery(
  { principal }: GraphqlContext,
  { filter, search, sort }: ContactListArgs,
  asOf: Moment | undefined,
): ContactQuery {
  if (search && !seesPersonal(principal)) {
    throw publicError('FORBIDDEN', 'Searching looks at personal data: it needs the scope pii.', { scope: 'pii' });
  }
  return {
    ...(filter ? { filter: toFilter('Contact', filter) } : {}),
    ...(search ? { search } : {}),
    sort: sortKeysOf(sort ?? []),
    ...(asOf ? { asOf } : {}),
  };
}

async function contactPage(
  { app }: GraphqlContext,
  query: ContactQuery,
  args: PageArgs,
  fields: FieldResolver,
): Promise<Page<ContactNode>> {
  const size = pageSize(args);
  const { filter = null, search = null, sort = [], asOf } = query;
  const mark = queryMark('contacts', filter, search, sort);
  const rows = await pageOfContacts(
    app.db,
    {
      ...query,
      limit: size.limit + 1,
      fromEnd: size.fromEnd,
      ...places(mark, args, sort, fields),
    },
    fields,
  );
  const found = rows.map((row) => ({
    cursor: encodeCursor(mark, [row.ref, ...row.placeValues]),
    node: contacts.node(row, asOf),
  }));
  return toPage(found, size, args);
}
