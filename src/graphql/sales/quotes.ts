/** Quotes: type, queries, and the quotes of a contact. */
import type { Moment } from '../../application/ports.ts';
import {
  countQuotes,
  newestQuotesOf,
  pageOfQuotes,
  type QuoteRow,
  quoteByRef,
  quotesByKeys,
} from '../../projections/quotes/queries.ts';
import { builder } from '../builder.ts';
import { Contact } from '../contact/type.ts';
import type { GraphqlContext } from '../context.ts';
import { listQuery } from '../list.ts';
import { amountOfEach, ofEachCost, type RecordNode, recordQuery } from '../record.ts';
import { COMMON_FIELDS, SaleTerms, saleFields } from './parts.ts';

type QuoteNode = RecordNode<'Quote', QuoteRow>;

export const quoteNode = (row: QuoteRow, asOf: Moment | undefined): QuoteNode => ({ __typename: 'Quote', row, asOf });

export const Quote = builder.node(builder.objectRef<QuoteNode>('Quote'), {
  description: 'An offer at a price.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    ...saleFields(t),
    title: t.string({ nullable: true, description: 'What it is about.', resolve: ({ row }) => row.title }),
    content: t.string({
      nullable: true,
      description: 'As the buyer reads it: HTML.',
      resolve: ({ row }) => row.content,
    }),
    terms: t.field({
      type: SaleTerms,
      description: 'What is offered besides prices.',
      resolve: ({ row }) => row.terms,
    }),
    template: t.int({
      nullable: true,
      description: 'Number of the document template. Null for a draft.',
      resolve: ({ row }) => row.template,
    }),
    quotedAt: t.field({ type: 'DateTime', description: 'Time that it bears.', resolve: ({ row }) => row.quotedAt }),
    validUntil: t.field({
      type: 'Date',
      nullable: true,
      description: 'Last day to accept it.',
      resolve: ({ row }) => row.validUntil,
    }),
    viewCount: t.int({ description: 'How often the buyer looked at it.', resolve: ({ row }) => row.viewCount }),
    acceptedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was accepted.',
      resolve: ({ row }) => row.acceptedAt,
    }),
    acceptedBy: t.string({
      nullable: true,
      description: 'Who accepted it.',
      resolve: ({ row }) => row.acceptedBy,
    }),
    ordered: t.boolean({ description: 'It became an order, of the same key.', resolve: ({ row }) => row.ordered }),
  }),
});

export async function loadQuote(
  { loaders }: GraphqlContext,
  key: string,
  asOf?: Moment,
): Promise<QuoteNode | undefined> {
  const row = await loaders.one(quotesByKeys, key, asOf);
  return row && quoteNode(row, asOf);
}

recordQuery(Quote, {
  name: 'quote',
  kind: 'Quote',
  description: 'One quote.',
  load: loadQuote,
  byRef: ({ app }, ref, asOf) => quoteByRef(app.db, ref, asOf),
  node: quoteNode,
});

listQuery(Quote, {
  name: 'quotes',
  kind: 'Quote',
  custom: 'quote',
  description: 'Quotes that meet a filter, in any order, page by page.',
  fields: {
    ...COMMON_FIELDS,
    title: { sql: 'title', type: 'text', description: 'What it is about.' },
    total: { sql: 'quotes.total', type: 'number', description: 'What it comes to, in minor units of its currency.' },
    quotedAt: { sql: 'quoted_at', type: 'instant', description: 'Time that it bears.' },
    acceptedAt: { sql: 'accepted_at', type: 'instant', description: 'When it was accepted.' },
    ordered: { sql: 'ordered', type: 'boolean', description: 'It became an order.' },
  },
  page: ({ app }, query, fields) => pageOfQuotes(app.db, query, fields),
  count: ({ app }, query, fields) => countQuotes(app.db, query, fields),
  node: quoteNode,
});

builder.objectField(Contact, 'quotes', (t) =>
  t.field({
    type: [Quote],
    description: 'Quotes to the contact, newest first. The query `quotes` pages through all of them.',
    complexity: ofEachCost,
    args: { first: t.arg.int({ description: 'How many. 10 when left out.' }) },
    resolve: async ({ row, asOf }, { first }, { loaders }) => {
      const limit = amountOfEach(first);
      const rows = await loaders.many(
        `quotes:${limit}`,
        (db, contacts) => newestQuotesOf(db, 'contact', contacts, { limit, asOf }),
        row.key,
        ({ contact }) => contact,
        asOf,
      );
      return rows.map((found) => quoteNode(found, asOf));
    },
  }),
);
