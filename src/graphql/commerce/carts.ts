/** Carts: type, queries, `addToCart`, `updateInCart`, `removeFromCart`, `emptyCart`, `repriceCart`. */
import type { ChangedCart, PricedCart } from '../../application/commerce/carts.ts';
import { refused } from '../../application/context.ts';
import { newKey } from '../../application/idempotency.ts';
import { cartsOfContacts } from '../../projections/carts/queries.ts';
import type { Db } from '../../projections/engine/db.ts';
import { builder } from '../builder.ts';
import { loadContact } from '../contact/queries.ts';
import { Contact } from '../contact/type.ts';
import type { GraphqlContext } from '../context.ts';
import { keyOf } from '../ids.ts';
import { AFTER_DESCRIPTION, readableMoment } from '../moment.ts';
import { Money } from '../money.ts';
import { mutation } from '../mutation.ts';
import { amountOfEach, ofEachCost } from '../record.ts';
import { mutationResult, POSITION_DESCRIPTION, type RefusalCode } from '../refusals.ts';
import { SaleTotals } from '../sales/parts.ts';

type LineNode = PricedCart['lines'][number] & { readonly currency: string };

const CartLine = builder.objectRef<LineNode>('CartLine').implement({
  description: 'A line of a cart at the price of now.',
  fields: (t) => ({
    ref: t.exposeInt('ref', { description: 'Number of the line among all lines of all carts.' }),
    sku: t.exposeString('sku', { description: 'Product code.' }),
    name: t.exposeString('name', { description: 'What it is called.' }),
    size: t.exposeString('size', { nullable: true, description: 'Which variant.' }),
    unit: t.exposeString('unit', { description: 'Unit that quantity and price are for.' }),
    quantity: t.exposeString('quantity', { description: 'How many, as decimal text.' }),
    unitPrice: t.exposeString('unitPrice', { description: 'Net price of one, as decimal text.' }),
    taxRate: t.exposeString('taxRate', { description: 'As a fraction.' }),
    location: t.exposeString('location', { nullable: true, description: 'Where it is taken from stock.' }),
    fixed: t.exposeBoolean('fixed', { description: 'The visitor cannot change the quantity.' }),
    net: t.field({
      type: Money,
      description: 'Without tax.',
      resolve: ({ amounts, currency }) => ({ amount: amounts.net, currency }),
    }),
    total: t.field({
      type: Money,
      description: 'With tax.',
      resolve: ({ amounts, currency }) => ({ amount: amounts.total, currency }),
    }),
  }),
});

const Cart = builder.objectRef<PricedCart>('Cart').implement({
  description: 'What a visitor is about to buy.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The key under which events name the cart.' }),
    currency: t.string({ description: 'ISO 4217 code.', resolve: ({ terms }) => terms.currency }),
    priceBand: t.string({ nullable: true, description: 'Price band.', resolve: ({ terms }) => terms.band }),
    contact: t.field({
      type: Contact,
      nullable: true,
      description: 'Who is logged in.',
      resolve: ({ terms }, _args, context) =>
        terms.contact === null ? null : loadContact(context, terms.contact, undefined),
    }),
    lines: t.field({
      type: [CartLine],
      description: 'What is in it.',
      complexity: { field: 1, multiplier: 10 },
      resolve: ({ lines, terms }) => lines.map((line) => ({ ...line, currency: terms.currency })),
    }),
    totals: t.field({
      type: SaleTotals,
      description: 'What the lines come to.',
      resolve: ({ totals, terms }) => ({ ...totals, currency: terms.currency }),
    }),
  }),
});

const KEY = 'Key of the cart.';

builder.queryField('cart', (t) =>
  t.field({
    type: Cart,
    nullable: true,
    description: 'A cart as it is. Null before anything was put into it.',
    args: {
      key: t.arg.string({ required: true, description: KEY }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, { key, after }, context) => {
      await readableMoment(context, {}, after);
      return context.app.carts.find(key);
    },
  }),
);

builder.objectField(Contact, 'carts', (t) =>
  t.field({
    type: [Cart],
    description: 'Carts that the contact was last logged in with, the one that changed last first. As they are now.',
    complexity: ofEachCost,
    args: {
      first: t.arg.int({ description: 'How many. 10 when left out.' }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async ({ row }, { first, after }, context) => {
      await readableMoment(context, {}, after);
      const { app, loaders } = context;
      const limit = amountOfEach(first);
      const load = (db: Db, contacts: readonly string[]) => cartsOfContacts(db, contacts, limit);
      const rows = await loaders.many(`cartsOfContacts:${limit}`, load, row.key, ({ contact }) => contact);
      const found = await Promise.all(rows.map(({ key }) => app.carts.find(key)));
      return found.filter((cart) => cart !== undefined);
    },
  }),
);

function cartMutation(name: string, description: string, refusals: readonly RefusalCode[]) {
  const result = mutationResult<ChangedCart>(name, refusals);
  result.payload.implement({
    description,
    fields: (t) => ({
      position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
      key: t.exposeString('key', { description: KEY }),
      cart: t.field({
        type: Cart,
        nullable: true,
        description: 'The cart as it is now. Needs the scope `read`.',
        extensions: { scope: 'read' },
        resolve: ({ key }: ChangedCart, _args: object, { app }: GraphqlContext) => app.carts.find(key),
      }),
    }),
  });
  return result;
}

const AddToCartInput = builder.inputType('AddToCartInput', {
  description: 'What is put into a cart. The same again raises the quantity of its line.',
  fields: (t) => ({
    sku: t.string({ required: true, description: 'Product code.' }),
    quantity: t.string({ required: true, description: 'Decimal greater than 0, with four places at most.' }),
    unit: t.string({ description: 'unit, pack, case, layer, pallet or container; unit when left out.' }),
    unitPrice: t.string({ description: "Net price of one piece instead of the catalogue's." }),
    taxRate: t.string({ description: "Fraction instead of the product's." }),
    location: t.string({ description: 'Where it is taken from stock.' }),
    fixed: t.boolean({ description: 'The visitor cannot change the quantity.' }),
  }),
});

const added = cartMutation('addToCart', 'It is in the cart.', [
  'PRODUCT_NOT_FOR_SALE',
  'UNIT_INVALID',
  'QUANTITY_INVALID',
  'PRICE_INVALID',
  'TAX_RATE_INVALID',
  'CART_FULL',
]);

mutation(added, {
  description: 'Puts something into a cart at the price of now. Without a key a new cart begins with it.',
  args: (t) => ({
    key: t.arg.string({ description: KEY }),
    contact: t.arg.id({ description: 'Whose prices a new cart has: global id or key of a contact.' }),
    input: t.arg({ type: AddToCartInput, required: true, description: 'What.' }),
  }),
  run: ({ key, contact, input }, command, { app, principal }) => {
    const cart = key || newKey(app.ids, 'cart', command);
    const visitor = { shop: principal.key, contact: contact ? keyOf('Contact', contact) : null };
    const { sku, quantity, unit = null, unitPrice = null, taxRate = null, location = null, fixed = null } = input;
    const line = { sku, quantity, unit, unitPrice, taxRate, location, fixed };
    return app.carts.add(command, cart, visitor, line);
  },
});

const updated = cartMutation('updateInCart', 'The line has this quantity.', [
  'CART_LINE_NOT_FOUND',
  'CART_LINE_FIXED',
  'QUANTITY_INVALID',
]);

mutation(updated, {
  description: 'Changes the quantity of a line; 0 takes it out.',
  args: (t) => ({
    key: t.arg.string({ required: true, description: KEY }),
    line: t.arg.int({ required: true, description: 'Number of the line.' }),
    quantity: t.arg.string({ required: true, description: 'Decimal with four places at most.' }),
  }),
  run: ({ key, line, quantity }, command, { app }) => app.carts.update(command, key, line, quantity),
});

const removed = cartMutation('removeFromCart', 'It is no longer in the cart.', [
  'CART_LINE_NOT_FOUND',
  'INPUT_INVALID',
]);

mutation(removed, {
  description: 'Takes out a line, or every line with a product code.',
  args: (t) => ({
    key: t.arg.string({ required: true, description: KEY }),
    line: t.arg.int({ description: 'Number of the line.' }),
    sku: t.arg.string({ description: 'Product code.' }),
  }),
  run: async ({ key, line, sku }, command, { app }) => {
    const meant = typeof line === 'number' ? { ref: line } : sku ? { sku } : undefined;
    if (!meant) return refused('INPUT_INVALID', 'Give a line or a product code.', 'line');
    return app.carts.remove(command, key, meant);
  },
});

const emptied = cartMutation('emptyCart', 'Nothing is in the cart.', []);

mutation(emptied, {
  description: 'Takes everything out of a cart.',
  args: (t) => ({ key: t.arg.string({ required: true, description: KEY }) }),
  run: ({ key }, command, { app }) => app.carts.empty(command, key),
});

const repriced = cartMutation('repriceCart', 'The cart has the prices of now.', []);

mutation(repriced, {
  description: 'Gives a cart the prices of now for a contact, or for nobody in particular.',
  args: (t) => ({
    key: t.arg.string({ required: true, description: KEY }),
    contact: t.arg.id({ description: 'Global id or key of the contact. Null for nobody.' }),
  }),
  run: ({ key, contact }, command, { app }) => {
    const contactKey = contact ? keyOf('Contact', contact) : null;
    return app.carts.reprice(command, key, contactKey);
  },
});
