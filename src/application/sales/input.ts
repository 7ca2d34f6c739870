/** What comes in about a sale, made storable, completed from the books and checked before any use case sees it. */
import { z } from 'zod';
import { contact } from '../../domain/crm/contact/decide.ts';
import type { ActiveContact } from '../../domain/crm/contact/state.ts';
import { type Address, type CustomValue, customValues } from '../../domain/kernel/fragments.ts';
import { isDecimal, shortest } from '../../domain/kernel/money.ts';
import type { Discount } from '../../domain/kernel/pricing.ts';
import {
  type Buyer,
  buyer,
  type LineToSell,
  type SaleToPrice,
  saleFields,
  saleLine,
  type Terms,
  terms,
} from '../../domain/sales/document.ts';
import { type RequestContext, type Result, refused, success } from '../context.ts';
import type { Executor } from '../execute.ts';
import { blankIsNull, storable } from '../input.ts';
import type { Numbers } from '../numbers.ts';

/** A line as a front has parsed it. Blank text counts as missing. */
export interface LineInput extends Partial<Omit<LineToSell, 'ref' | 'name' | 'quantity' | 'unitPrice' | 'discount'>> {
  readonly name: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly discount?: Discount;
}

export interface SaleInput {
  /** Keys of the contact and the company that buy. */
  readonly contact?: string | null;
  readonly company?: string | null;
  /** As named on the document; the contact as it is now when left out. */
  readonly buyer?: Buyer;
  /** The contact's, or else the shop's, when left out. */
  readonly currency?: string;
  readonly taxable?: SaleToPrice['taxable'];
  readonly lines: readonly LineInput[];
  readonly discount?: { readonly terms: Discount; readonly code?: string } | null;
  readonly shipping?: { readonly name?: string; readonly amount: number; readonly taxRate?: string } | null;
  readonly terms?: Terms;
  readonly owner?: number | null;
  readonly tags?: readonly string[];
  readonly custom?: Readonly<Record<string, CustomValue | null>>;
}

export interface PreparedSale {
  readonly sale: SaleToPrice;
  readonly terms: Terms;
  readonly owner: number | null;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, string | number | boolean>>;
}

/** One document has no more lines than a person could ever look through. */
const MAX_LINES = 20_000;

export type PrepareSale = (context: RequestContext, input: SaleInput) => Promise<Result<PreparedSale>>;

interface Dependencies {
  readonly executor: Executor;
  readonly numbers: Numbers;
  readonly shopCurrency: string;
}

export function createSalePreparation({ executor, numbers, shopCurrency }: Dependencies): PrepareSale {
  return async (context, raw) => {
    const input = storable(raw);
    if (input.lines.length > MAX_LINES)
      return refused('SALE_INVALID', `A document has ${MAX_LINES} lines at most.`, 'lines');
    const active = await contactOf(input.contact);
    if (active === 'missing') return refused('CONTACT_NOT_FOUND', 'There is no such contact.', 'contact');
    const lines: LineToSell[] = [];
    for (const line of input.lines) lines.push(cleanLine(line, await numbers.next(context, 'saleLine')));
    return checked(completed(input, lines, active, shopCurrency));
  };

  async function contactOf(key: string | null | undefined): Promise<ActiveContact | undefined | 'missing'> {
    if (!key) return undefined;
    const { state } = await executor.load(contact, key);
    return state.phase === 'active' ? state : 'missing';
  }
}

function completed(
  input: SaleInput,
  lines: readonly LineToSell[],
  active: ActiveContact | undefined,
  shopCurrency: string,
): PreparedSale {
  const { discount = null, shipping = null } = input;
  return {
    sale: {
      contact: input.contact || null,
      company: input.company || null,
      buyer: clean({ ...(active ? buyerOf(active) : {}), ...clean(input.buyer ?? {}) }),
      currency: input.currency || active?.details.currency || shopCurrency,
      taxable: input.taxable ?? active?.details.taxable ?? 'Y',
      lines,
      discount: discount && clean({ terms: discount.terms, code: discount.code }),
      shipping: shipping && clean({ taxRate: '0', ...shipping }),
    },
    terms: clean({ ...(active ? addressesOf(active) : {}), ...clean(input.terms ?? {}) }),
    owner: input.owner ?? null,
    tags: (input.tags ?? []).map((tag) => tag.trim()).filter(Boolean),
    custom: clean(input.custom ?? {}),
  };
}

const buyerOf = ({ email, details }: ActiveContact): Buyer => ({
  name: [details.firstName, details.lastName].filter(Boolean).join(' ') || undefined,
  email: email ?? undefined,
  phone: details.phoneWork ?? details.phoneMobile ?? details.phoneHome,
});

function addressesOf({ details }: ActiveContact): Terms {
  const billingAddress: Address | undefined = details.billingAddress ?? details.mainAddress;
  return { billingAddress, deliveryAddress: details.deliveryAddress ?? billingAddress };
}

function cleanLine(line: LineInput, ref: number): LineToSell {
  const { quantity, unitPrice, taxRate = '0' } = line;
  return clean({ ...line, ref, quantity: plain(quantity), unitPrice: plain(unitPrice), taxRate: plain(taxRate) });
}

/** Equal numbers are equal text; what is no number stays as it is, to be refused by its name. */
const plain = (value: string): string => (isDecimal(value.trim()) ? shortest(value.trim()) : value.trim());

/** Without blank text and missing values, at any depth: unset is absent. Lists stay as they are. */
export function clean<T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } {
  const entries = Object.entries(blankIsNull(value)).flatMap(([name, inner]): [string, unknown][] => {
    if (inner === null || inner === undefined) return [];
    if (typeof inner !== 'object' || Array.isArray(inner)) return [[name, inner]];
    const nested = clean(inner);
    return Object.keys(nested).length > 0 ? [[name, nested]] : [];
  });
  return Object.fromEntries(entries) as { [K in keyof T]: NonNullable<T[K]> };
}

/** The schemas of the events, before anything is priced. Numbers of a line are judged by the pricing, which names them. */
const shape = z.object({
  sale: z.object({
    contact: saleFields.contact,
    company: saleFields.company,
    buyer,
    lines: z.array(
      saleLine.omit({ amounts: true }).extend({ quantity: z.string(), unitPrice: z.string(), taxRate: z.string() }),
    ),
    discount: saleFields.discount,
    shipping: saleFields.shipping,
  }),
  terms,
  owner: z.int().positive().nullable(),
  custom: customValues,
});

function checked(prepared: PreparedSale): Result<PreparedSale> {
  const result = shape.safeParse(prepared);
  if (result.success) return success(prepared);
  const paths = result.error.issues.map(({ path }) => path.join('.').replace(/^sale\./, ''));
  return refused('INPUT_INVALID', 'Some fields are not valid.', ...paths);
}
