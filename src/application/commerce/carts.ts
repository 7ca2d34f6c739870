/** Carts: what a visitor is about to buy, priced for whoever is logged in. */
import { cart, priceCart } from '../../domain/commerce/cart/decide.ts';
import type { CartLine, CartTerms } from '../../domain/commerce/cart/events.ts';
import type { CartState } from '../../domain/commerce/cart/state.ts';
import { isUnit, piecesIn, priceOf, type Unit } from '../../domain/commerce/prices.ts';
import { contact } from '../../domain/crm/contact/decide.ts';
import { isDecimal, multiplyDecimals, shortest } from '../../domain/kernel/money.ts';
import type { DocumentTotals, PricedAmounts } from '../../domain/kernel/pricing.ts';
import type { Offer } from '../../projections/productVariants/queries.ts';
import { type RequestContext, type Result, refused, success } from '../context.ts';
import type { Executor } from '../execute.ts';
import type { UnreadIdempotency } from '../idempotency.ts';
import { storable } from '../input.ts';
import type { Numbers } from '../numbers.ts';
import type { Clock, Position } from '../ports.ts';

export interface AddToCartInput {
  readonly sku: string;
  /** One piece when left out. */
  readonly unit?: string | null;
  /** Decimal text, in that unit. */
  readonly quantity: string;
  /** Net price of one piece instead of the catalogue's. */
  readonly unitPrice?: string | null;
  /** Fraction, instead of the product's. */
  readonly taxRate?: string | null;
  readonly location?: string | null;
  /** The visitor cannot change the quantity. */
  readonly fixed?: boolean | null;
}

/** Whose cart: the shop's API key, and the contact that is logged in. */
export interface Visitor {
  readonly shop: string;
  readonly contact: string | null;
}

export interface ChangedCart {
  readonly key: string;
  /** Number of the line, where one was added. */
  readonly line?: number;
  readonly position: Position;
}

export interface PricedCart {
  readonly key: string;
  readonly shop: string;
  readonly terms: CartTerms;
  readonly lines: readonly (CartLine & { readonly amounts: PricedAmounts })[];
  readonly totals: DocumentTotals;
}

export interface Carts {
  /** Refuses with PRODUCT_NOT_FOR_SALE, UNIT_INVALID, QUANTITY_INVALID, PRICE_INVALID, TAX_RATE_INVALID, CART_FULL. */
  add(context: RequestContext, key: string, visitor: Visitor, input: AddToCartInput): Promise<Result<ChangedCart>>;
  /** Refuses with CART_LINE_NOT_FOUND, CART_LINE_FIXED, QUANTITY_INVALID. A quantity of 0 takes the line out. */
  update(context: RequestContext, key: string, line: number, quantity: string): Promise<Result<ChangedCart>>;
  /** Takes out a line, or every line with a product code. Refuses with CART_LINE_NOT_FOUND. */
  remove(
    context: RequestContext,
    key: string,
    meant: { readonly ref: number } | { readonly sku: string },
  ): Promise<Result<ChangedCart>>;
  empty(context: RequestContext, key: string): Promise<Result<ChangedCart>>;
  /** The prices of today for this contact, or for nobody in particular. Prices that the shop's program gave stay. */
  reprice(context: RequestContext, key: string, contactKey: string | null): Promise<Result<ChangedCart>>;
  /** On which terms a contact buys, or nobody in particular. */
  terms(contactKey: string | null): Promise<CartTerms>;
  /** As it is, by the log itself. Undefined before anything was added. */
  find(key: string): Promise<PricedCart | undefined>;
}

export interface OfferLookup {
  offersBySkus(skus: readonly string[]): Promise<readonly Offer[]>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly idempotency: UnreadIdempotency;
  readonly numbers: Numbers;
  readonly clock: Clock;
  readonly offers: OfferLookup;
  /** Of prices that name none. */
  readonly shopCurrency: string;
}

/** Numbers of lines have ten digits. */
const FIRST_LINE = 1_000_000_000;
/** Terms seldom change while something is added; whoever changes them all the time is told so. */
const MAX_TRIES = 10;

export function createCarts({ executor, idempotency, numbers, clock, offers, shopCurrency }: Dependencies): Carts {
  return {
    add: (context, key, visitor, input) =>
      idempotency.onceUnread(context, 'addToCart', { key, input }, () => add(context, key, visitor, storable(input))),
    update: (context, key, ref, quantity) =>
      idempotency.onceUnread(context, 'updateInCart', { key, ref, quantity }, () =>
        run(context, key, { type: 'UpdateInCart', ref, quantity: quantity.trim() }),
      ),
    remove: (context, key, meant) =>
      idempotency.onceUnread(context, 'removeFromCart', { key, meant }, () =>
        run(context, key, { type: 'RemoveFromCart', ...meant }),
      ),
    empty: (context, key) =>
      idempotency.onceUnread(context, 'emptyCart', { key }, () => run(context, key, { type: 'EmptyCart' })),
    reprice: (context, key, contactKey) =>
      idempotency.onceUnread(context, 'repriceCart', { key, contactKey }, async () =>
        reprice(context, key, await termsOf(contactKey)),
      ),
    terms: termsOf,
    async find(key) {
      const { state } = await executor.load(cart, key);
      return state.phase === 'open' ? priced(key, state) : undefined;
    },
  };

  async function add(
    context: RequestContext,
    key: string,
    { shop, contact: contactKey }: Visitor,
    input: AddToCartInput,
  ): Promise<Result<ChangedCart>> {
    const [offer] = await offers.offersBySkus([input.sku.trim()]);
    if (!offer || offer.hidden) return notForSale;
    const ref = FIRST_LINE + (await numbers.next(context, 'cartLine'));
    for (let tried = 0; tried < MAX_TRIES; tried++) {
      const { state } = await executor.glance(cart, key);
      const terms = state.phase === 'open' ? state.terms : await termsOf(contactKey);
      const inShopCurrency = { ...terms, currency: shopCurrency };
      const line = lineFor(offer, input, ref, terms);
      if (!line.ok && line.refusal !== notForSale.refusal) return line;
      // Not everything has a price in every currency: then the whole cart is in the shop's own.
      const other = line.ok ? line : lineFor(offer, input, ref, inShopCurrency);
      if (!other.ok) return other;
      if (!line.ok) await reprice(context, key, inShopCurrency);
      const used = line.ok ? terms : inShopCurrency;
      const added = await run(context, key, { type: 'AddToCart', line: other.value, shop, terms: used });
      if (added.ok) return success({ ...added.value, line: ref });
      if (added.refusal.code !== 'CART_TERMS_CHANGED') return added;
    }
    return refused('CART_TERMS_CHANGED', 'The terms of the cart keep changing.');
  }

  function lineFor(offer: Offer, input: AddToCartInput, ref: number, terms: CartTerms): Result<CartLine> {
    const unit = input.unit?.trim().toLowerCase() || 'unit';
    const pieces = isUnit(unit) ? piecesIn(offer.details, unit) : undefined;
    if (!isUnit(unit) || pieces === undefined)
      return refused('UNIT_INVALID', 'The product is not sold in this unit.', 'unit');
    const { unitPrice: customPrice, taxRate: customRate } = input;
    if (customRate && !isFraction(customRate))
      return refused('TAX_RATE_INVALID', 'The tax rate is no fraction from 0 to below 1.', 'taxRate');
    if (customPrice && !isPrice(customPrice)) return refused('PRICE_INVALID', 'The price is not valid.', 'unitPrice');
    const unitPrice = customPrice ? multiplyDecimals(customPrice, pieces) : catalogued(offer, unit, terms);
    if (unitPrice === undefined) return notForSale;
    return success({
      ref,
      product: offer.product,
      variant: offer.variant,
      sku: offer.sku,
      name: offer.name,
      size: offer.details.size ?? null,
      category: offer.category,
      unit,
      quantity: input.quantity.trim(),
      unitPrice,
      taxRate: shortest(customRate || offer.productDetails.taxRate || '0'),
      location: input.location?.trim() || null,
      customPrice: Boolean(customPrice),
      customRate: Boolean(customRate),
      fixed: input.fixed ?? false,
    });
  }

  function catalogued({ details, productDetails }: Offer, unit: Unit, terms: CartTerms): string | undefined {
    const currency = terms.currency === shopCurrency ? null : terms.currency;
    const price = priceOf(productDetails, details, { unit, band: terms.band, currency, at: clock.now().toISOString() });
    return price === undefined ? undefined : shortest(price);
  }

  async function reprice(context: RequestContext, key: string, wanted: CartTerms): Promise<Result<ChangedCart>> {
    const { state } = await executor.load(cart, key);
    const lines = state.phase === 'open' ? state.lines : [];
    const found = lines.length === 0 ? [] : await offers.offersBySkus(lines.map(({ sku }) => sku));
    const byVariant = new Map(found.map((offer) => [`${offer.product}.${offer.variant}`, offer]));
    const offerOf = (line: CartLine): Offer | undefined => byVariant.get(`${line.product}.${line.variant}`);
    const priceIn = (line: CartLine, terms: CartTerms): string | undefined => {
      const offer = offerOf(line);
      if (line.customPrice || !offer) return line.unitPrice;
      return isUnit(line.unit) ? catalogued(offer, line.unit, terms) : undefined;
    };
    const isPriced = lines.every((line) => priceIn(line, wanted) !== undefined);
    const terms = isPriced ? wanted : { ...wanted, currency: shopCurrency };
    const prices = lines.map((line) => ({
      ref: line.ref,
      unitPrice: priceIn(line, terms) ?? line.unitPrice,
      taxRate: line.customRate ? line.taxRate : shortest(offerOf(line)?.productDetails.taxRate ?? line.taxRate),
    }));
    return run(context, key, { type: 'RepriceCart', terms, prices });
  }

  async function termsOf(contactKey: string | null): Promise<CartTerms> {
    const { state } = contactKey === null ? { state: undefined } : await executor.load(contact, contactKey);
    const details = state?.phase === 'active' ? state.details : {};
    return {
      contact: contactKey,
      band: details.priceBand ?? null,
      taxable: details.taxable ?? 'Y',
      currency: details.currency ?? shopCurrency,
    };
  }

  async function run(
    context: RequestContext,
    key: string,
    command: Parameters<typeof cart.decide>[1],
  ): Promise<Result<ChangedCart>> {
    const executed = await executor.execute(context, cart, key, command);
    return executed.ok ? success({ key, position: executed.position ?? 0n }) : executed;
  }
}

const notForSale = refused('PRODUCT_NOT_FOR_SALE', 'There is no such product for sale.', 'sku');

const isPrice = (value: string): boolean => isDecimal(value) && !value.startsWith('-');
const isFraction = (value: string): boolean => isPrice(value) && /^0*(\.|$)/.test(value);

function priced(key: string, { shop, terms, lines }: Extract<CartState, { readonly phase: 'open' }>): PricedCart {
  const document = priceCart(terms, lines);
  if (!document) throw new Error('A cart has a line that cannot be priced');
  const withAmounts = lines.map((line, index) => ({ ...line, amounts: document.lines[index] as PricedAmounts }));
  return { key, shop, terms, lines: withAmounts, totals: document.totals };
}
