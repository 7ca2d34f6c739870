/** What comes in about a sale. Amounts are decimals in the currency of the input. */
import type { LineInput, SaleInput } from '../../application/sales/input.ts';
import { toMinor } from '../../domain/kernel/money.ts';
import type { Discount } from '../../domain/kernel/pricing.ts';
import { builder, type InputFields } from '../builder.ts';
import { AddressInput, CustomFieldInput } from '../contact/mutations.ts';
import { Taxable } from '../contact/type.ts';
import { keyOf } from '../ids.ts';

const DiscountInput = builder.inputType('DiscountInput', {
  description: 'What is taken off: one of these.',
  isOneOf: true,
  fields: (t) => ({
    percent: t.string({ description: 'So many percent, as a decimal.' }),
    amount: t.string({ description: 'An amount, as a decimal in the currency of the sale.' }),
    freeShipping: t.boolean({ description: 'The charge for shipping. Not for a single line.' }),
  }),
});

const SaleLineInput = builder.inputType('SaleLineInput', {
  description: 'A line. Prices are net.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What is sold.' }),
    quantity: t.string({ required: true, description: 'How many, as a decimal greater than 0.' }),
    unitPrice: t.string({ required: true, description: 'Net price of one, as a decimal of at least 0.' }),
    taxRate: t.string({ description: 'As a fraction: `0.2` is 20 %. 0 when left out.' }),
    taxName: t.string({ description: 'Name of the tax.' }),
    discount: t.field({ type: DiscountInput, description: 'What is taken off this line.' }),
    product: t.string({ description: 'Key of the product.' }),
    productRef: t.int({ description: 'Number of the product.' }),
    sku: t.string({ description: 'Code of the product.' }),
    description: t.string({ description: 'More about it.' }),
    kind: t.string({ description: 'What is sold: physical, digital, service…' }),
    unit: t.string({ description: 'Unit that the quantity counts in.' }),
    location: t.string({ description: 'Where it is taken from stock.' }),
    shippable: t.boolean({ description: 'It has to be sent.' }),
  }),
});

const BuyerInput = builder.inputType('BuyerInput', {
  description: 'Who buys, as named on the document.',
  fields: (t) => ({
    name: t.string({ description: 'The name.' }),
    email: t.string({ description: 'The e-mail address.' }),
    phone: t.string({ description: 'The phone number.' }),
  }),
});

export { BuyerInput };

export const SaleTermsInput = builder.inputType('SaleTermsInput', {
  description: 'What is agreed besides prices. In an update, missing means unchanged, null clears.',
  fields: (t) => ({
    billingAddress: t.field({ type: AddressInput, description: 'Where the invoice goes.' }),
    deliveryAddress: t.field({ type: AddressInput, description: 'Where the goods go.' }),
    clientReference: t.string({ description: "The buyer's own reference." }),
    notes: t.string({ description: 'Notes for the buyer.' }),
    deliveryNotes: t.string({ description: 'Notes on packing lists.' }),
    warehouseNotes: t.string({ description: 'Notes for the warehouse.' }),
    label: t.string({ description: 'Label as the business names it.' }),
    team: t.string({ description: 'Team that looks after it.' }),
    location: t.string({ description: 'Where it is taken from stock.' }),
    deliveryDate: t.field({ type: 'Date', description: 'Day of delivery.' }),
    paymentMethod: t.string({ description: 'How the buyer pays.' }),
    paymentReference: t.string({ description: 'Number of the payment elsewhere.' }),
  }),
});

const ShippingInput = builder.inputType('ShippingInput', {
  description: 'How it is sent and what that costs.',
  fields: (t) => ({
    name: t.string({ description: 'How it is sent.' }),
    amount: t.string({ required: true, description: 'Net charge, as a decimal.' }),
    taxRate: t.string({ description: 'As a fraction.' }),
  }),
});

/** Fields of every input that sells something. */
export const saleInputFields = (t: InputFields) => ({
  contact: t.id({ description: 'Who buys: global id or key of a contact.' }),
  company: t.string({ description: 'Key of the company that buys.' }),
  buyer: t.field({ type: BuyerInput, description: 'The buyer as named; the contact as it is now when left out.' }),
  currency: t.string({ required: true, description: 'ISO 4217 code.' }),
  taxable: t.field({ type: Taxable, description: "Whether tax is charged; by the contact's rule when left out." }),
  lines: t.field({ type: [SaleLineInput], required: true, description: 'What is sold.' }),
  discount: t.field({ type: DiscountInput, description: 'What is taken off everything.' }),
  discountCode: t.string({ description: 'Code that the buyer gave for it.' }),
  shipping: t.field({ type: ShippingInput, description: 'How it is sent.' }),
  owner: t.int({ description: 'Number of the owning member of staff.' }),
  tags: t.stringList({ description: 'Tags.' }),
  custom: t.field({ type: [CustomFieldInput], description: 'Values of custom fields.' }),
});

interface GivenDiscount {
  readonly percent?: string | null | undefined;
  readonly amount?: string | null | undefined;
  readonly freeShipping?: boolean | null | undefined;
}

interface GivenSale {
  readonly contact?: string | null | undefined;
  readonly currency: string;
  readonly lines: readonly object[];
  readonly discount?: GivenDiscount | null | undefined;
  readonly discountCode?: string | null | undefined;
  readonly shipping?:
    | {
        readonly name?: string | null | undefined;
        readonly amount: string;
        readonly taxRate?: string | null | undefined;
      }
    | null
    | undefined;
  readonly custom?: readonly { readonly name: string; readonly value?: unknown }[] | null | undefined;
}

/** An amount that is none stays one that the pricing refuses by its path. */
const minor = (decimal: string, currency: string): number => toMinor(decimal.trim(), currency) ?? -1;

function discountOf(given: GivenDiscount, currency: string): Discount {
  if (typeof given.percent === 'string') return { kind: 'percent', percent: given.percent.trim() };
  return typeof given.amount === 'string'
    ? { kind: 'amount', amount: minor(given.amount, currency) }
    : { kind: 'freeShipping' };
}

/** Without what was left out, so that defaults apply. */
export const given = <T extends object>(input: T): T =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined)) as T;

export function toSaleInput({
  contact,
  lines,
  discount,
  discountCode,
  shipping,
  custom,
  ...rest
}: GivenSale): SaleInput {
  const { currency } = rest;
  return {
    ...given(rest),
    ...(contact ? { contact: keyOf('Contact', contact) } : {}),
    lines: lines.map((line) => lineOf(line, currency)),
    ...(discount
      ? { discount: { terms: discountOf(discount, currency), ...(discountCode ? { code: discountCode } : {}) } }
      : {}),
    ...(shipping ? { shipping: { ...given(shipping), amount: minor(shipping.amount, currency) } as never } : {}),
    ...(custom ? { custom: customOf(custom) as NonNullable<SaleInput['custom']> } : {}),
  };
}

export const customOf = (custom: readonly { readonly name: string; readonly value?: unknown }[]) =>
  Object.fromEntries(custom.map(({ name, value }) => [name, value ?? null]));

function lineOf(line: object, currency: string): LineInput {
  const { discount, ...rest } = given(line) as LineInput & { readonly discount?: GivenDiscount };
  return { ...rest, ...(discount ? { discount: discountOf(discount, currency) } : {}) } as LineInput;
}
