/** Quotes: type, queries, and the quotes of a contact. */
import {
  countQuotes,
  newestQuotesOf,
  pageOfQuotes,
  quoteByRef,
  quotesByKeys,
} from '../../projections/quotes/queries.ts';
import { builder } from '../builder.ts';
import { Contact } from '../contact/type.ts';
import { listQuery } from '../list.ts';
import { newestField, recordKind, recordQuery } from '../record.ts';
import { COMMON_FIELDS, SaleTerms, saleFields } from './parts.ts';

const quotes = recordKind('Quote', quotesByKeys);
export const loadQuote = quotes.load;

export const Quote = builder.node(quotes.ref, {
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

recordQuery(quotes, { name: 'quote', description: 'One quote.', byRef: quoteByRef });

listQuery(quotes, {
  name: 'quotes',
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
  page: pageOfQuotes,
  count: countQuotes,
});

newestField(Contact, 'quotes', {
  of: quotes,
  description: 'Quotes to the contact, newest first. The query `quotes` pages through all of them.',
  newest: (db, contacts, page) => newestQuotesOf(db, 'contact', contacts, page),
  parentOf: ({ contact }) => contact,
});
