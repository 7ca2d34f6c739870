/** Pieces that quotes, orders, invoices and payments share. */
import type { Moment } from '../../application/ports.ts';
import type { DocumentTotals } from '../../domain/kernel/pricing.ts';
import type { Buyer as BuyerData, SaleLine as SaleLineData, Terms } from '../../domain/sales/document.ts';
import type { Sold } from '../../projections/sales.ts';
import { builder } from '../builder.ts';
import { loadContact } from '../contact/queries.ts';
import { Address, Contact, CustomFieldValue, customValues, Taxable } from '../contact/type.ts';
import { Money } from '../money.ts';

type WithCurrency<T> = T & { readonly currency: string };

const TOTALS = {
  subtotal: 'Lines before discounts and tax.',
  discount: 'What was taken off.',
  shipping: 'Charge for shipping, before discount and tax.',
  net: 'Everything without tax.',
  tax: 'Tax, that on shipping included.',
  shippingTax: 'Tax on shipping.',
  total: 'What is to be paid.',
} as const satisfies Record<keyof DocumentTotals, string>;

export const SaleTotals = builder.objectRef<WithCurrency<DocumentTotals>>('SaleTotals').implement({
  description: 'What the lines come to.',
  fields: (t) =>
    Object.fromEntries(
      Object.entries(TOTALS).map(([name, description]) => [
        name,
        t.field({
          type: Money,
          description,
          resolve: (totals) => ({ amount: totals[name as keyof DocumentTotals], currency: totals.currency }),
        }),
      ]),
    ),
});

const SaleChoice = builder.objectRef<{ readonly name: string; readonly value: string }>('SaleChoice').implement({
  description: 'What was chosen of a product.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What there was to choose.' }),
    value: t.exposeString('value', { description: 'What was chosen.' }),
  }),
});

const LINE_TEXTS = {
  sku: 'Code of the product.',
  description: 'More about it.',
  kind: 'What is sold: physical, digital, service…',
  url: 'Handle of the product, as it was when it was ordered.',
  weight: 'Of one, in kilograms, as a decimal.',
  unit: 'Unit that the quantity counts in.',
  location: 'Where it is taken from stock.',
  taxName: 'Name of the tax.',
} as const;

export const SaleLine = builder.objectRef<WithCurrency<SaleLineData>>('SaleLine').implement({
  description: 'A line of a quote, an order or an invoice, at the price that was agreed.',
  fields: (t) => ({
    ref: t.exposeInt('ref', { description: 'Number of the line among all lines.' }),
    name: t.exposeString('name', { description: 'What is sold.' }),
    productKey: t.string({
      nullable: true,
      description: 'Key of the product.',
      resolve: ({ product }) => product ?? null,
    }),
    productRef: t.int({
      nullable: true,
      description: 'Number of the product.',
      resolve: ({ productRef }) => productRef ?? null,
    }),
    images: t.stringList({
      description: 'Addresses of pictures of the product, as they were when it was ordered.',
      resolve: ({ images = [] }) => [...images],
    }),
    quantity: t.exposeString('quantity', { description: 'How many, as a decimal.' }),
    unitPrice: t.exposeString('unitPrice', { description: 'Net price of one, as a decimal.' }),
    taxRate: t.exposeString('taxRate', { description: 'As a fraction: `0.2` is 20 %.' }),
    ...Object.fromEntries(
      Object.entries(LINE_TEXTS).map(([name, description]) => [
        name,
        t.string({ nullable: true, description, resolve: (line) => line[name as keyof typeof LINE_TEXTS] ?? null }),
      ]),
    ),
    variation: t.field({ type: [SaleChoice], description: 'Which variant.', resolve: (line) => line.variation ?? [] }),
    additions: t.field({ type: [SaleChoice], description: 'What was added.', resolve: (line) => line.additions ?? [] }),
    ...Object.fromEntries(
      (['subtotal', 'discount', 'net', 'tax', 'total'] as const).map((name) => [
        name,
        t.field({
          type: Money,
          description: TOTALS[name],
          resolve: ({ amounts, currency }) => ({ amount: amounts[name], currency }),
        }),
      ]),
    ),
  }),
});

export const Buyer = builder.objectRef<BuyerData>('Buyer').implement({
  description: 'Who buys, as named on the document.',
  fields: (t) =>
    Object.fromEntries(
      (['name', 'email', 'phone'] as const).map((name) => [
        name,
        t.string({
          nullable: true,
          description: `The ${name} as given.`,
          resolve: (buyer) => buyer[name] ?? null,
        }),
      ]),
    ),
});

const TERM_TEXTS = {
  clientReference: "The buyer's own reference.",
  notes: 'Notes for the buyer.',
  deliveryNotes: 'Notes on packing lists.',
  warehouseNotes: 'Notes for the warehouse.',
  label: 'Label as the business names it.',
  team: 'Team that looks after it.',
  location: 'Where it is taken from stock.',
  deliveryDate: 'Day of delivery, `YYYY-MM-DD`.',
  paymentMethod: 'How the buyer pays.',
  paymentReference: 'Number of the payment elsewhere.',
} as const;

export const SaleTerms = builder.objectRef<Terms>('SaleTerms').implement({
  description: 'What was agreed besides prices.',
  fields: (t) => ({
    ...Object.fromEntries(
      (['billingAddress', 'deliveryAddress'] as const).map((name) => [
        name,
        t.field({
          type: Address,
          nullable: true,
          description: name === 'billingAddress' ? 'Where the invoice goes.' : 'Where the goods go.',
          resolve: (terms) => terms[name] as Readonly<Record<string, unknown>> | undefined,
        }),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(TERM_TEXTS).map(([name, description]) => [
        name,
        t.string({
          nullable: true,
          description,
          resolve: (terms) => terms[name as keyof typeof TERM_TEXTS] ?? null,
        }),
      ]),
    ),
  }),
});

/** Rows that sell something. */
export interface SaleRow {
  readonly key: string;
  readonly ref: number;
  readonly contact: string | null;
  readonly buyer: BuyerData;
  readonly currency: string;
  readonly sale: Sold;
  readonly tags: readonly string[];
  readonly owner: number | null;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface Node<Row> {
  readonly row: Row;
  readonly asOf: Moment | undefined;
}

type Fields<N> = PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], N>;

/** Fields of records that have a number and are somebody's. */
export const recordFields = <N extends Node<Omit<SaleRow, 'buyer' | 'sale' | 'currency'>>>(t: Fields<N>) => ({
  key: t.string({ description: 'The key under which events name the record.', resolve: ({ row }) => row.key }),
  ref: t.int({ description: 'Its number: the `id` of the legacy APIs.', resolve: ({ row }) => row.ref }),
  contact: t.field({
    type: Contact,
    nullable: true,
    description: 'The contact. Null for nobody in the books, and for a contact that has been deleted.',
    resolve: ({ row, asOf }, _args, context) =>
      row.contact === null ? undefined : loadContact(context, row.contact, asOf),
  }),
  owner: t.int({
    nullable: true,
    description: 'Number of the member of staff who owns it.',
    resolve: ({ row }) => row.owner,
  }),
  tags: t.stringList({ description: 'Tags.', resolve: ({ row }) => [...row.tags] }),
  custom: t.field({
    type: [CustomFieldValue],
    description: 'Values of custom fields, by name.',
    resolve: ({ row }) => customValues(row.custom),
  }),
  createdAt: t.field({ type: 'DateTime', description: 'When it was entered.', resolve: ({ row }) => row.createdAt }),
  updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
});

/** Fields of everything that has lines. */
export const saleFields = <N extends Node<SaleRow>>(t: Fields<N>) => ({
  ...recordFields(t),
  buyer: t.field({ type: Buyer, description: 'Who buys.', resolve: ({ row }) => row.buyer }),
  currency: t.string({ description: 'ISO 4217 code.', resolve: ({ row }) => row.currency }),
  taxable: t.field({ type: Taxable, description: 'Whether tax is charged.', resolve: ({ row }) => row.sale.taxable }),
  lines: t.field({
    type: [SaleLine],
    description: 'What is sold.',
    resolve: ({ row }) => row.sale.lines.map((line) => ({ ...line, currency: row.currency })),
  }),
  discountCode: t.string({
    nullable: true,
    description: 'Code that the buyer gave for a discount.',
    resolve: ({ row }) => row.sale.discount?.code ?? null,
  }),
  shippingName: t.string({
    nullable: true,
    description: 'How it is sent.',
    resolve: ({ row }) => row.sale.shipping?.name ?? null,
  }),
  totals: t.field({
    type: SaleTotals,
    description: 'What it comes to.',
    resolve: ({ row }) => ({ ...row.sale.totals, currency: row.currency }),
  }),
});

/** Names that filters and sort keys on all of these may use. */
export const COMMON_FIELDS = {
  key: { sql: 'key', type: 'text', description: 'The key under which events name the record.' },
  ref: { sql: 'ref', type: 'number', description: 'Its number.' },
  contactKey: { sql: 'contact', type: 'text', description: 'Key of the contact.' },
  companyKey: { sql: 'company', type: 'text', description: 'Key of the company.' },
  owner: { sql: 'owner', type: 'number', description: 'Number of the owning member of staff.' },
  currency: { sql: 'currency', type: 'text', description: 'ISO 4217 code.' },
  createdAt: { sql: 'created_at', type: 'instant', description: 'When it was entered.' },
  updatedAt: { sql: 'updated_at', type: 'instant', description: 'When it last changed.' },
} as const;
