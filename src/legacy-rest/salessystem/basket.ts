/** The visitor's basket. */
import { z } from 'zod';
import type { Application } from '../../application/application.ts';
import type { PricedCart } from '../../application/commerce/carts.ts';
import type { Session } from '../../application/sessions.ts';
import { fromMinor } from '../../domain/kernel/money.ts';
import { priceWithTax, shownPrice } from '../../domain/kernel/pricing.ts';
import { cartOfLine } from '../../projections/carts/queries.ts';
import { type ContactRow, contactByKey } from '../../projections/contacts/queries.ts';
import { productsByKeys } from '../../projections/products/queries.ts';
import { variantsOfProducts } from '../../projections/productVariants/queries.ts';
import type { Site } from '../kit/api.ts';
import type { Fields } from './answer.ts';
import { DEFAULT_TEAM } from './defaults.ts';
import { invalid, refusalError, SalesSystemError } from './errors.ts';
import { checkLocation } from './menus.ts';
import { type Call, defineMethod } from './method.ts';
import { currencyIn, type Shown, select } from './select.ts';
import { decimal, filter, flag, integer, required, text } from './values.ts';

const addToCart = defineMethod({
  name: 'addToCart',
  scope: 'write',
  visit: 'started',
  parameters: z.object({
    sku: required(text),
    uom: text,
    quantity: required(decimal),
    unitprice: decimal,
    unittaxrate: decimal,
    location: text,
    noedit: flag,
  }),
  async run({ app, principal, context }, input, session) {
    await checkLocation(app, input.location);
    const added = await app.sessions.addToCart(context, principal.key, session, {
      sku: input.sku,
      quantity: input.quantity,
      unit: input.uom ?? null,
      unitPrice: input.unitprice ?? null,
      taxRate: input.unittaxrate ?? null,
      location: input.location ?? null,
      fixed: input.noedit ?? null,
    });
    if (!added.ok) throw refusalError(added.refusal);
    return { ref: added.value.line === undefined ? null : String(added.value.line) };
  },
});

type Line = PricedCart['lines'][number] & { readonly cart: PricedCart };

const ITEM: Shown<Line> = {
  name: ({ name }) => name,
  price: ({ unitPrice, cart }) => shownPrice(unitPrice, cart.terms.currency),
  price_inc: ({ unitPrice, taxRate, cart: { terms } }) =>
    priceWithTax(unitPrice, terms.taxable === 'Y' ? taxRate : '0', terms.currency),
  code: ({ sku }) => sku,
  category: ({ category }) => category,
  size: ({ size }) => size,
  quantity: ({ quantity }) => quantity,
  total_net: ({ amounts, cart }) => fromMinor(amounts.net, cart.terms.currency),
  total: ({ amounts, cart }) => fromMinor(amounts.total, cart.terms.currency),
  ref: ({ ref }) => String(ref),
};

interface Basket {
  readonly cart: PricedCart | undefined;
  readonly contact: ContactRow | undefined;
  readonly viewed: readonly Fields[];
  readonly shopCurrency: string;
  readonly style: Site['currencyStyle'];
}

const currencyOf = ({ cart, contact, shopCurrency }: Basket): string =>
  cart?.terms.currency ?? contact?.details.currency ?? shopCurrency;

const amount = (name: 'net' | 'tax' | 'total') => (basket: Basket) =>
  fromMinor(basket.cart?.totals[name] ?? 0, currencyOf(basket));

const BASKET: Shown<Basket> = {
  subtotal: amount('net'),
  tax: amount('tax'),
  grandtotal: amount('total'),
  currency: (basket) => currencyIn(basket.style, currencyOf(basket)),
  currency_code: currencyOf,
  last_viewed: ({ viewed }) => viewed,
  contact_ref: ({ contact }) => contact && String(contact.ref),
  contact_firstname: ({ contact }) => contact?.details.firstName,
  contact_lastname: ({ contact }) => contact?.details.lastName,
  contact_team: ({ contact }) => contact && (contact.details.team ?? DEFAULT_TEAM),
  contact_priceband: ({ contact }) => contact?.details.priceBand,
};

export const CART_FIELDS = [...Object.keys(BASKET), ...Object.keys(ITEM)];
const DEFAULT_FIELDS = CART_FIELDS.filter((name) => name !== 'last_viewed');

const getCart = defineMethod({
  name: 'getCart',
  scope: 'read',
  visit: 'named',
  parameters: z.object({ filter }),
  async run({ app, site }, { filter: names = DEFAULT_FIELDS }, session) {
    const { cartKey, contactKey, viewed } = session;
    const cart = cartKey === null ? undefined : await app.carts.find(cartKey);
    const asksContact = names.some((name) => name.startsWith('contact_') || name.startsWith('currency'));
    const contact = contactKey !== null && asksContact ? await contactByKey(app.db, contactKey) : undefined;
    const seen = names.includes('last_viewed') ? await lastViewed(app, viewed) : [];
    const fields = select(BASKET, names, {
      cart,
      contact,
      viewed: seen,
      shopCurrency: app.shopCurrency,
      style: site.currencyStyle,
    });
    if (!names.some((name) => Object.hasOwn(ITEM, name))) return fields;
    const lines = cart ? cart.lines.map((line) => ({ ...line, cart })) : [];
    return { ...fields, items: lines.map((line) => select(ITEM, names, line)), found: lines.length };
  },
});

/** Newest first; what has left the catalogue is left out. */
async function lastViewed(app: Application, keys: readonly string[]): Promise<Fields[]> {
  const [rows, variants] = await Promise.all([productsByKeys(app.db, keys), variantsOfProducts(app.db, keys)]);
  return keys.flatMap((key) => {
    const row = rows.find((one) => one.key === key);
    const code = variants.find(({ product, sku }) => product === key && sku !== null)?.sku;
    if (!row || row.hidden || !code) return [];
    return [{ code, name: row.name, slug: row.url, imagepath: row.details.images?.[0]?.url ?? null }];
  });
}

const updateInCart = defineMethod({
  name: 'updateInCart',
  scope: 'write',
  visit: 'known',
  parameters: z.object({ ref: text, quantity: text }),
  async run(call, input, visit) {
    try {
      const { ref, quantity } = z.object({ ref: required(integer), quantity: required(decimal) }).parse(input);
      const cart = await cartWith(call, visit, ref);
      const updated = await call.app.carts.update(call.context, cart, ref, quantity);
      if (!updated.ok) throw refusalError(updated.refusal);
      return { update: true };
    } catch (error) {
      throw notUpdated(error);
    }
  },
});

function notUpdated(error: unknown): unknown {
  if (error instanceof SalesSystemError) return new SalesSystemError(error.code, error.invalid, { update: false });
  if (!(error instanceof z.ZodError)) return error;
  const fields = Object.fromEntries(error.issues.map(({ path, message }) => [String(path[0]), message]));
  return new SalesSystemError(1011, fields, { update: false });
}

/** Programs may name a line by its number alone: then it is looked for in the carts of their own shop. */
async function cartWith({ app, principal }: Call, visit: Session | undefined, ref: number): Promise<string> {
  const found = visit
    ? visit.cartKey
    : ((await cartOfLine(app.db, principal.key, ref)) ?? (await late(app, principal.key, ref)));
  if (!found) throw new SalesSystemError(1001);
  return found;
}

/** The read model may be behind what was added just now. */
async function late(app: Application, shop: string, ref: number): Promise<string | undefined> {
  const head = await app.log.head();
  if (head !== undefined) await app.readModels.reached(head, { models: ['carts', 'cart_lines'] });
  return cartOfLine(app.db, shop, ref);
}

const deleteFromCart = defineMethod({
  name: 'deleteFromCart',
  scope: 'write',
  visit: 'known',
  parameters: z.object({ ref: required(integer) }),
  async run(call, { ref }, visit) {
    const cart = await cartWith(call, visit, ref);
    const removed = await call.app.carts.remove(call.context, cart, { ref });
    if (!removed.ok) throw refusalError(removed.refusal);
    return {};
  },
});

const deleteProductFromCart = defineMethod({
  name: 'deleteProductFromCart',
  scope: 'write',
  visit: 'named',
  parameters: z.object({ sku: required(text) }),
  async run({ app, context }, { sku }, { cartKey }) {
    if (cartKey === null) throw new SalesSystemError(1001);
    const removed = await app.carts.remove(context, cartKey, { sku });
    if (!removed.ok) throw refusalError(removed.refusal);
    return {};
  },
});

const endCartSession = defineMethod({
  name: 'endCartSession',
  scope: 'write',
  visit: 'named',
  parameters: z.object({}),
  async run({ app, context }, _, { cartKey }) {
    if (cartKey === null) return {};
    const emptied = await app.carts.empty(context, cartKey);
    if (!emptied.ok) throw invalid({ session_id: emptied.refusal.message });
    return {};
  },
});

export const basket = [addToCart, getCart, updateInCart, deleteFromCart, deleteProductFromCart, endCartSession];
