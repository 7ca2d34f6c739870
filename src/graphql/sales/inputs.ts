/** What comes in about a sale. Amounts are decimals in the currency of the input. */
import type { InputShapeFromFields } from '@pothos/core';
import type { LineInput, SaleInput } from '../../application/sales/input.ts';
import { toMinor } from '../../domain/kernel/money.ts';
import type { Discount } from '../../domain/kernel/pricing.ts';
import type { Terms } from '../../domain/sales/document.ts';
import { builder, type InputFields } from '../builder.ts';
import { AddressInput, CustomFieldInput, toCustom } from '../contact/mutations.ts';
import { Taxable } from '../contact/type.ts';
import { keyOf } from '../ids.ts';
import { given, type InputOf, type Sent } from '../input.ts';

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

/** An amount that is none stays one that the pricing refuses by its path. */
const minor = (decimal: string, currency: string): number => toMinor(decimal.trim(), currency) ?? -1;

function discountOf({ percent, amount }: InputOf<typeof DiscountInput>, currency: string): Discount {
  if (typeof percent === 'string') return { kind: 'percent', percent: percent.trim() };
  return typeof amount === 'string' ? { kind: 'amount', amount: minor(amount, currency) } : { kind: 'freeShipping' };
}

type GivenSale = Sent<InputShapeFromFields<ReturnType<typeof saleInputFields>>> & {
  readonly terms?: InputOf<typeof SaleTermsInput> | null;
};

export function toSaleInput(input: GivenSale): SaleInput {
  const { contact, buyer, lines, discount, discountCode, shipping, terms, custom, ...rest } = input;
  const { currency } = rest;
  return {
    ...given(rest),
    ...(contact ? { contact: keyOf('Contact', contact) } : {}),
    ...(buyer ? { buyer: given(buyer) } : {}),
    lines: lines.map((line) => lineOf(line, currency)),
    ...(discount
      ? { discount: { terms: discountOf(discount, currency), ...(discountCode ? { code: discountCode } : {}) } }
      : {}),
    ...(shipping ? { shipping: { ...given(shipping), amount: minor(shipping.amount, currency) } } : {}),
    ...(terms ? { terms: termsOf(terms) } : {}),
    ...(custom ? { custom: toCustom(custom) } : {}),
  };
}

export const termsOf = ({ billingAddress, deliveryAddress, ...rest }: InputOf<typeof SaleTermsInput>): Terms => ({
  ...given(rest),
  ...(billingAddress ? { billingAddress: given(billingAddress) } : {}),
  ...(deliveryAddress ? { deliveryAddress: given(deliveryAddress) } : {}),
});

function lineOf({ discount, ...rest }: InputOf<typeof SaleLineInput>, currency: string): LineInput {
  return { ...given(rest), ...(discount ? { discount: discountOf(discount, currency) } : {}) };
}
