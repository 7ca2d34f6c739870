/** The kinds of record, by the names of their types in GraphQL: what their rows come from, and how they hang together. */
import { activities } from './activities/model.ts';
import { bookableEvents } from './bookableEvents/model.ts';
import { bookings } from './bookings/model.ts';
import { cases } from './cases/model.ts';
import { categories } from './categories/model.ts';
import { companies } from './companies/model.ts';
import { contacts } from './contacts/model.ts';
import type { ReadModel } from './engine/model.ts';
import type { Link } from './filter/related.ts';
import { formSubmissions } from './formSubmissions/model.ts';
import { forms } from './forms/model.ts';
import { invoices } from './invoices/model.ts';
import { memberGroups } from './memberGroups/model.ts';
import { members } from './members/model.ts';
import { orderLines } from './orderLines/model.ts';
import { orders } from './orders/model.ts';
import { payments } from './payments/model.ts';
import { products } from './products/model.ts';
import { productVariants } from './productVariants/model.ts';
import { quotes } from './quotes/model.ts';
import { staff } from './staff/model.ts';

/** Through `unknown`, or the type checker compares each model with each other one. */
export const KINDS = {
  Activity: activities,
  BookableEvent: bookableEvents,
  Booking: bookings,
  Case: cases,
  Category: categories,
  Company: companies,
  Contact: contacts,
  Form: forms,
  FormSubmission: formSubmissions,
  Invoice: invoices,
  Member: members,
  MemberGroup: memberGroups,
  Order: orders,
  Payment: payments,
  Product: products,
  Quote: quotes,
  Staff: staff,
} as const as unknown as Readonly<Record<string, ReadModel>>;

/** Parts of records, which filters see through their records. */
const PARTS = { OrderLine: orderLines, ProductVariant: productVariants } as unknown as Readonly<
  Record<string, ReadModel>
>;

/** What the rows of a kind of record, or of a part of one, come from. */
export const modelOf = (kind: string): ReadModel | undefined => KINDS[kind] ?? PARTS[kind];

export interface KindRelation {
  readonly to: string;
  readonly many: boolean;
  /** What it means, where the name and the kind do not say it. */
  readonly description?: string;
  readonly link: Link;
}

const one = (to: string, on: string): KindRelation => ({ to, many: false, link: { on } });
const many = (to: string, on: string): KindRelation => ({ to, many: true, link: { on } });

const contactOf = (table: string) => ({ contact: one('Contact', `contacts.key = ${table}.contact`) });
const companyOf = (table: string) => ({ company: one('Company', `companies.key = ${table}.company`) });
const parties = (table: string) => ({ ...contactOf(table), ...companyOf(table) });

/** What names the record of a table by its key in one column. */
const salesOf = (table: string, column: string) => ({
  activities: many('Activity', `activities.${column} = ${table}.key`),
  invoices: many('Invoice', `invoices.${column} = ${table}.key`),
  orders: many('Order', `orders.${column} = ${table}.key`),
  payments: many('Payment', `payments.${column} = ${table}.key`),
  quotes: many('Quote', `quotes.${column} = ${table}.key`),
});

/** Which relations of a kind a filter may follow, by their names. */
export const RELATIONS: Readonly<Record<string, Readonly<Record<string, KindRelation>>>> = {
  Activity: parties('activities'),
  BookableEvent: { bookings: many('Booking', 'bookings.event = bookable_events.key') },
  Booking: {
    ...contactOf('bookings'),
    event: one('BookableEvent', 'bookable_events.key = bookings.event'),
    order: one('Order', 'orders.key = bookings."order"'),
  },
  Case: { ...contactOf('cases'), order: one('Order', 'orders.key = cases."order"') },
  Category: { products: many('Product', 'products.categories @> array[categories.key]') },
  Company: { ...salesOf('companies', 'company'), contacts: many('Contact', 'contacts.company = companies.key') },
  Contact: {
    ...companyOf('contacts'),
    ...salesOf('contacts', 'contact'),
    bookings: many('Booking', 'bookings.contact = contacts.key'),
    cases: many('Case', 'cases.contact = contacts.key'),
    formSubmissions: many('FormSubmission', 'form_submissions.contact = contacts.key'),
    member: one('Member', 'members.key = contacts.key'),
  },
  FormSubmission: {
    ...contactOf('form_submissions'),
    form: one('Form', 'forms.key = form_submissions.form_key'),
  },
  Invoice: {
    ...parties('invoices'),
    order: one('Order', 'orders.key = invoices."order"'),
    payments: many('Payment', 'payments.invoice = invoices.key'),
  },
  Member: { contact: one('Contact', 'contacts.key = members.key') },
  Order: {
    ...parties('orders'),
    bookings: many('Booking', 'bookings."order" = orders.key'),
    cases: many('Case', 'cases."order" = orders.key'),
    invoices: many('Invoice', 'invoices."order" = orders.key'),
    lines: many('OrderLine', 'order_lines."order" = orders.key'),
    payments: many('Payment', 'payments."order" = orders.key'),
  },
  Payment: {
    ...parties('payments'),
    invoice: one('Invoice', 'invoices.key = payments.invoice'),
    order: one('Order', 'orders.key = payments."order"'),
  },
  Product: {
    categories: { to: 'Category', many: true, link: { keys: 'products.categories' } },
    inCategory: {
      to: 'Category',
      many: false,
      description: 'It is in a category of which this holds, or in one below it.',
      link: { keys: 'products.categories', parent: 'parent' },
    },
    variants: many('ProductVariant', 'product_variants.product = products.key'),
  },
  Quote: parties('quotes'),
};
