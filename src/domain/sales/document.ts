/** What quotes, orders and invoices have in common: who buys what at which price. Part of the storage format: widen only. */
import { z } from 'zod';
import { refuse } from '../kernel/decision.ts';
import { address, email, key, personalText, recipient, ref, text } from '../kernel/fragments.ts';
import { amount, currency, decimal, isCurrency } from '../kernel/money.ts';
import { discount, documentTotals, priceDocument, pricedAmounts } from '../kernel/pricing.ts';

const choices = z.array(z.strictObject({ name: text, value: text }));

const lineFields = {
  /** Business number of the line, among all lines of all documents. */
  ref,
  product: key.optional(),
  productRef: ref.optional(),
  sku: text.optional(),
  name: text,
  description: text.optional(),
  /** What is sold, as the shop names it: physical, digital, service, membership… */
  kind: text.optional(),
  url: text.optional(),
  images: z.array(text).optional(),
  /** The unit that `quantity` counts in and `unitPrice` is for. */
  unit: text.optional(),
  /** Where it is taken from stock. */
  location: text.optional(),
  quantity: decimal,
  /** Net, in major units; may be finer than the currency. */
  unitPrice: decimal,
  discount: discount.optional(),
  /** Fraction: `0.2` is 20 %. */
  taxRate: decimal,
  taxName: text.optional(),
  /** Has to be sent to the buyer. */
  shippable: z.boolean().optional(),
  /** Of one, in the shop's units. */
  weight: decimal.optional(),
  width: decimal.optional(),
  height: decimal.optional(),
  length: decimal.optional(),
  /** Which variant was chosen, and what was added to it. */
  variation: choices.optional(),
  additions: choices.optional(),
};

export const saleLine = z.strictObject({ ...lineFields, amounts: pricedAmounts });
export type SaleLine = z.infer<typeof saleLine>;
/** A line before it is priced. */
export type LineToSell = Omit<SaleLine, 'amounts'>;

/** The buyer as named on the document, whatever becomes of the contact. */
export const buyer = z.strictObject({ name: personalText, email, phone: personalText }).partial();
export type Buyer = z.infer<typeof buyer>;

export const saleFields = {
  contact: key.nullable(),
  company: key.nullable(),
  buyer,
  currency,
  /** Taxed (Y), exempt (N), or the buyer accounts for the tax (R). */
  taxable: z.enum(['Y', 'N', 'R']),
  lines: z.array(saleLine),
  discount: z.strictObject({ terms: discount, code: text.optional() }).nullable(),
  shipping: z.strictObject({ name: text.optional(), amount: amount.nonnegative(), taxRate: decimal }).nullable(),
  totals: documentTotals,
};
const sale = z.strictObject(saleFields);
export type Sale = z.infer<typeof sale>;

/** A sale as a command brings it: the prices of lines are given, what they come to is computed here. */
export type SaleToPrice = Omit<Sale, 'lines' | 'totals'> & { readonly lines: readonly LineToSell[] };

/** Terms that go along with a quote to the order and the invoice. Unset fields are absent. */
export const termsFields = {
  billingAddress: address,
  deliveryAddress: address,
  billingRecipient: recipient,
  deliveryRecipient: recipient,
  /** The buyer's own reference. */
  clientReference: text,
  /** For the buyer, the packing list, the warehouse and the carrier. */
  notes: personalText,
  deliveryNotes: personalText,
  warehouseNotes: personalText,
  manifestNotes: personalText,
  label: text,
  team: text,
  location: text,
  deliveryDate: z.iso.date(),
  pallets: decimal,
  /** How the buyer pays or said to pay, and the number of that payment elsewhere. */
  paymentMethod: text,
  paymentReference: text,
  /** Units of the shop's currency for one of the order's. */
  exchangeRate: decimal,
};
export const terms = z.strictObject(termsFields).partial();
export type Terms = z.infer<typeof terms>;

export type SaleRefusal = 'SALE_INVALID';

export type PricedSale = { readonly ok: true; readonly sale: Sale } | ReturnType<typeof refuse<SaleRefusal>>;

/** Refuses with the path of what cannot be priced. */
export function priceSale({ lines, ...rest }: SaleToPrice): PricedSale {
  if (!isCurrency(rest.currency)) return invalid('currency', 'is not a currency code');
  const pricing = priceDocument({
    currency: rest.currency,
    lines,
    discount: rest.discount?.terms,
    shipping: rest.shipping ?? undefined,
    taxed: rest.taxable === 'Y',
  });
  if (!pricing.ok) return invalid(pricing.problem.path, pricing.problem.message);
  const { totals, lines: amounts } = pricing.value;
  const priced = lines.map((line, index) => ({ ...line, amounts: amounts[index] ?? NOTHING }));
  return { ok: true, sale: { ...rest, lines: priced, totals } };
}

const NOTHING = { subtotal: 0, discount: 0, net: 0, tax: 0, total: 0 };

const invalid = (path: string, message: string) =>
  refuse<SaleRefusal>('SALE_INVALID', 'The sale cannot be priced.', { path, message });
